"""What stands around an entry's text: how far it holds, and the words for a moment."""

from datetime import date, datetime

from babel.dates import get_day_names

from backend.i18n import render
from knowledge.hours import PARIS, spans
from knowledge.model import WEEKDAYS, ContactPoint, Entry, Status, Unit, Week
from knowledge.render import render_time, render_value

_BEFORE = {Status.PROPOSAL, Status.PLANNED, Status.NOT_IN_FORCE}
_AFTER = {Status.DATED, Status.TO_CONFIRM, Status.SOURCES_DIFFER}


def with_status(text: str, entry: Entry, language: str) -> str:
    """Return the answer, told as what it is: a proposal, a plan, a figure of its date…"""
    if entry.status not in _BEFORE | _AFTER:
        return text
    day = render_value(Unit.DATE, entry.source.date, language)
    phrase = render(f"answer_status_{entry.status.replace('-', '_')}", {"date": day}, language)
    return f"{phrase} {text}" if entry.status in _BEFORE else f"{text} {phrase}"


def moment(at: datetime, now: datetime, language: str) -> str:
    """Return "aujourd'hui à 13 h 30", or "lundi 23 novembre à 8 h 30", in Paris time."""
    local = at.astimezone(PARIS)
    hour = render_time(local.time(), language)
    if local.date() == now.astimezone(PARIS).date():
        return render("answer_moment_today", {"time": hour}, language)
    day = render_value(Unit.DATE, local.date(), language, "weekday")
    return render("answer_moment", {"day": day, "time": hour}, language)


def weekday(code: str, language: str) -> str:
    """Return the short name of a day of the week."""
    names = get_day_names("abbreviated", locale=language)
    return str(names[WEEKDAYS.index(code)])


def opening_hours(week: Week, language: str) -> str:
    """Return weekly hours in the letters of an SMS: "lun.-ven. 8 h 30-12 h 30, 13 h 30-17 h"."""
    said = []
    for first, last, slots in spans(week):
        named = "-".join(weekday(day, language) for day in dict.fromkeys((first, last)))
        hours = (f"{render_time(s.start, language)}-{render_time(s.end, language)}" for s in slots)
        said.append(f"{named} {', '.join(hours)}")
    return " ; ".join(said)


def hours_since(contact: ContactPoint, day: date, language: str) -> str:
    """Return in words at what hours a contact point answers since a day."""
    values = {
        "day": render_value(Unit.DATE, day, language),
        "hours": opening_hours(contact.hours, language),
    }
    return render(f"answer_hours_{contact.means}", values, language)
