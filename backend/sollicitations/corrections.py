"""What a tenant corrects: "l'adresse c'est le 14", "pas le 12 mais le 14", "c'est du chauffage"."""

import re
from collections.abc import Mapping
from typing import Any

from backend.hearing.text import clean, fold
from backend.sollicitations import category as categories
from backend.sollicitations.details import Details, read
from backend.sollicitations.form import value_of

_WORDS = {
    "address": r"adres\w*|rue|bat(?:iment)?|appart?\w*|appt|apt|etage|escalier|address|direccion"
    r"|endereco|morada|helbide\w*|street|flat",
    "name": r"nom|prenom|m'appelle|name|nombre|nome|izen\w*|orthographe",
    "phone": r"tel|telephone|numero de tel\w*|portable|mobile|phone|telefono\w*|telefone|telemovel",
    "since": r"depuis quand|date|since when|desde cuando|desde quando|noiztik",
    "place": r"piece|endroit|lieu|room|habitacion|divisao",
    "category": r"sujet|categorie|category|subject|tema|assunto|gaia",
    "description": r"probleme|description|problema?|descripcion|descricao|arazo\w*|texte|message",
    "availability": r"disponibilite\w*|dispos?|horaires?|availability|disponibilidade?\w*",
}
_FIELDS = {field: re.compile(rf"\b(?:{pattern})\b") for field, pattern in _WORDS.items()}
# "Not 12 but 14": what is refused is no value.
_REFUSED = re.compile(
    r"\b(?:(?:c'?est|cest|ce n'est|c|it'?s|is|es|e) )?(?:pas|not|no es|no|nao e|nao|ez da)\s+(?:le "
    r"|la |au |a |du |de la |the |el |o )?"
    r"(?P<value>(?:[\w'.-]+ ?){1,5}?)(?=\s*(?:,|\bmais\b|\bc'?est\b|\bbut\b|\bsino\b|\bmas\b|$))"
)
_NUMBER = re.compile(
    r"(?<![\d+])(?:n\s?°\s?)?(\d{1,4}(?:\s?(?:bis|ter|quater))?(?:\s?[a-d]\b)?)(?![\w/]"
    r"|\s?(?:jours?|j|sem\w*|mois|ans?|h)\b)"
)
_STREET_NUMBER = re.compile(r"\d{1,4}(?:\s?(?:bis|ter|quater)\b)?(?:\s?[a-d]\b)?", re.IGNORECASE)
_COMPLEMENT = re.compile(
    r"\b(?P<kind>bat\w*|ap\w*t\w*|log\w*|porte|pte|esc\w*|entr[ée]e|tour"
    r"|[ée]tage)\b\.?\s*(?:n[°o]?\s*)?[a-z]?\d{0,4}[a-z]?\b",
    re.IGNORECASE,
)
_KIND_LETTERS = 2
_TO_CATEGORY = re.compile(
    r"\b(?:sujet|categorie|category|plutot|c'?est|cest|c|mais|it'?s|rather|es|e)\b[^,.;]{0,25}$"
)


def fields_named(text: str) -> list[str]:
    """Return the fields of the form that a text speaks of, in the form's order of words."""
    plain = fold(clean(text))
    return [field for field, pattern in _FIELDS.items() if pattern.search(plain)]


def without_refused(text: str) -> str:
    """Return the text without what it says is not so."""
    text = clean(text)
    match = _REFUSED.search(fold(text))
    if match is None:
        return text
    left = (text[: match.start()] + ", " + text[match.end() :]).strip(" ,")
    return left if re.search(r"\w", re.sub(r"(?i)\b(?:non|no|mais|c'?est)\b", "", left)) else text


def with_complement(address: str, complement: str) -> str:
    """Return the address with its building or flat replaced, or added."""
    for part in _COMPLEMENT.finditer(complement):
        kind = fold(part.group("kind"))[:_KIND_LETTERS]
        same = next(
            (m for m in _COMPLEMENT.finditer(address) if fold(m.group("kind")).startswith(kind)),
            None,
        )
        if same:
            address = address[: same.start()] + part.group() + address[same.end() :]
        else:
            address = f"{address}, {part.group()}"
    return address


def _number(text: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    """Return the address with its number replaced by the one that is told alone."""
    address = value_of(slots, "address")
    told = _NUMBER.findall(fold(text))
    if address and told and _STREET_NUMBER.search(address):
        return {"address": _STREET_NUMBER.sub(told[-1].strip(), address, count=1)}
    return {}


def _category(text: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    named = categories.named(text)
    if named is None or named == slots.get("category"):
        return {}
    plain = fold(clean(text)).replace("-", " ")
    before = plain[: max(plain.rfind(named.replace("-", " ")), 0)]
    is_meant = _TO_CATEGORY.search(before or plain) or _FIELDS["category"].search(plain)
    return {"category": named} if is_meant else {}


def _told(details: Details, slots: Mapping[str, Any]) -> dict[str, Any]:
    changed = {f: v for f, v in details.told().items() if v != slots.get(f) and f != "place"}
    address = value_of(slots, "address")
    if details.complement and "address" not in changed and address:
        changed["address"] = with_complement(address, details.complement)
    return changed


def read_corrections(text: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that a correction changes; None for one that is to be asked for again."""
    kept = without_refused(text)
    named = fields_named(text)
    asked = named[0] if len(named) == 1 and named[0] in {"name", "phone", "since"} else None
    details = read(kept, asked)
    if asked == "name" and details.name is None:
        details = read(
            re.sub(r"(?i)\b(?:mon |le |my |mi )?(?:pr[ée])?nom(?:bre)?\b", "", kept), "name"
        )
    changed = _told(details, slots)
    if not changed and not (details.bad_phone or "phone" in named):
        changed = _category(kept, slots) or _number(kept, slots)
    if not changed and "place" in named and details.place:
        changed = {"place": details.place}
    if not changed:
        changed = dict.fromkeys(named[:2])
    return changed
