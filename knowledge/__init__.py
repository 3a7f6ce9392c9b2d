"""The facts: dated, sourced entries by landlord and topic; look-up, rendering, search."""

from knowledge.errors import (
    ContactNotFound,
    EntryNotFound,
    FactNotFound,
    KnowledgeError,
    KnowledgeInvalid,
)
from knowledge.load import load
from knowledge.model import ContactPoint, Entry, Fact, Knowledge, Source
from knowledge.query import contact_for, desk_entries, tenant_entries, tenant_entry, value_on
from knowledge.render import render_answer

__all__ = [
    "ContactNotFound",
    "ContactPoint",
    "Entry",
    "EntryNotFound",
    "Fact",
    "FactNotFound",
    "Knowledge",
    "KnowledgeError",
    "KnowledgeInvalid",
    "Source",
    "contact_for",
    "desk_entries",
    "load",
    "render_answer",
    "tenant_entries",
    "tenant_entry",
    "value_on",
]
