"""Another way beside a link, for who cannot do with a link alone."""

import re

from sqlmodel import Session

from backend.config import get_settings
from backend.conversations.models import Conversation
from backend.i18n import render
from backend.outbox.models import Purpose
from backend.tenants import reaching
from channels.sms import is_name

# What nobody waits for; an answer stands in an exchange where a person can be asked for.
UNASKED = (Purpose.NOTICE, Purpose.CAMPAIGN)
_LINK = re.compile(r"https?://")


def added(session: Session, conversation: Conversation, body: str, purpose: Purpose) -> str:
    """Return an SMS that, where it holds a link, also says how to do without.

    A sender that is a name cannot be answered: then the end of each SMS tells another way.
    """
    if purpose not in UNASKED or not _LINK.search(body) or is_name(get_settings().twilio_number):
        return body
    if not reaching.needs_more_than_a_link(session, conversation.contact):
        return body
    return f"{body}\n{render('without_internet', {}, conversation.language)}"
