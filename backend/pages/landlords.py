"""What a page shows of a landlord: name, telephone and hours, as the knowledge base has them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from babel.dates import format_date

from backend.answers.phrases import weekday
from backend.library.edition import Holds
from backend.pages.views import PARIS, Translator
from knowledge.errors import ContactNotFound
from knowledge.hours import closing, next_opening, spans
from knowledge.model import ContactPoint, Slot, Week
from knowledge.query import contact_for, value_on
from knowledge.render import render_telephone, render_time


@dataclass(frozen=True)
class LandlordCard:
    """A landlord on a page; without telephone in the sources, there is none and none is shown."""

    id: str
    name: str
    telephone: str | None = None
    telephone_shown: str = ""
    hours: str = ""
    opening: str = ""


Landlords = Callable[[str], Sequence[LandlordCard]]
"""Gives the cards of the deployment's landlords in a language."""


def _hour(value: time, language: str) -> str:
    return render_time(value, language).replace(" ", "\u00a0")


def _slot(slot: Slot, language: str) -> str:
    return f"{_hour(slot.start, language)}–{_hour(slot.end, language)}"


def hours_text(hours: Week, language: str) -> str:
    """Return weekly hours in short: "lun.–ven. 8 h 30–12 h 30, 13 h 30–17 h"."""
    said = []
    for first, last, slots in spans(hours):
        named = "–".join(weekday(day, language) for day in dict.fromkeys((first, last)))
        said.append(f"{named} {', '.join(_slot(slot, language) for slot in slots)}")
    return " ; ".join(said)


def opening_text(contact: ContactPoint, at: datetime, language: str, translator: Translator) -> str:
    """Return whether the contact point answers now, and until or from when; "" without hours."""
    _ = translator(language)
    closes = closing(contact, at)
    if closes:
        return _("Ouvert jusqu’à {time}").format(time=_hour(closes.time(), language))
    opens = next_opening(contact, at)
    if not opens:
        return ""
    hour = _hour(opens.time(), language)
    if opens.date() == at.astimezone(PARIS).date():
        return _("Fermé, ouvre à {time}").format(time=hour)
    day = format_date(opens.date(), "EEEE d MMMM", locale=language)
    return _("Fermé, ouvre {day} à {time}").format(day=day, time=hour)


def cards_of(
    library: Holds,
    translator: Translator,
    clock: Callable[[], datetime],
    only: str = "",
) -> Landlords:
    """Return what gives the cards; `only` is the deployment's one landlord, if it has one."""

    def card(landlord: str, name: str, language: str) -> LandlordCard:
        try:
            contact, entry = contact_for(library.knowledge, landlord)
        except ContactNotFound:
            return LandlordCard(landlord, name)
        number = str(
            value_on(entry.values[contact.telephone], clock().astimezone(PARIS).date()).value
        )
        return LandlordCard(
            landlord,
            name,
            number,
            render_telephone(number),
            hours_text(contact.hours, language),
            opening_text(contact, clock(), language, translator),
        )

    def cards(language: str) -> Sequence[LandlordCard]:
        served = (one for one in library.knowledge.landlords.values() if not one.is_territory)
        return [card(one.id, one.name, language) for one in served if only in ("", one.id)]

    return cards
