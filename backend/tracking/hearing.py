"""Reads a code with the last digits of the telephone, and tells what they show. Before the bot.

The page of the follow-up asks for the same two; here they stand in one message, by chat or by SMS.
"""

import re
from datetime import datetime

from babel.dates import format_date
from sqlmodel import Session

from backend.answers.phrases import moment
from backend.conversations.models import Conversation, Message, State
from backend.errors import TooManyRequests
from backend.i18n import render, translator
from backend.replies import Act, Outcome, SollicitationRef, Utterance
from backend.sollicitations import codes
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import SollicitationNotFound, public_view
from backend.tracking import service
from backend.tracking.service import Details, Tries, Visit, Work
from backend.workorders.states import OrderState

_TOLD = re.compile(r"(.{11,60}?)[^\w]+(\d{4})\W*", re.DOTALL)
# A text has room for so many of each.
_MOST = 2


class Followed:
    """Answers who gives the code and the digits; tries are counted as on the page."""

    def __init__(self, tries: Tries, landlord: str | None) -> None:
        self._tries, self._landlord = tries, landlord

    def __call__(
        self, session: Session, conversation: Conversation, message: Message, *, now: datetime
    ) -> Outcome | None:
        """Return what is told; None leaves the message to the bot."""
        told = _TOLD.fullmatch(message.text.strip())
        code = codes.find_code(told[1]) if told else None
        if told is None or code is None or conversation.state is not State.BOT:
            return None
        landlord, here = conversation.landlord or self._landlord, conversation.id
        try:
            service.count_try(session, self._tries, code, here, now)
            proved = service.prove(session, self._tries, code, told[2], here, landlord)
        except TooManyRequests:
            return _said("track_details_wait")
        except SollicitationNotFound:
            return _said("track_details_wrong")
        return _shown(session, *proved, conversation.language, now)


def _said(response: str) -> Outcome:
    return Outcome((Utterance(Act.TRACK, response),))


def _shown(
    session: Session, found: Sollicitation, telephone: str, language: str, now: datetime
) -> Outcome:
    public = public_view(session, found.code)
    details = service.details(session, found, telephone, now=now)
    more = " ".join(_lines(details, language, now)) or render("track_details_none", {}, language)
    values = {"code": found.code, "state": translator(language)(f"state_{public.state}")}
    reference = SollicitationRef(found.category, found.code, public.state, f"/suivi/{found.code}")
    said = Utterance(Act.TRACK, "track_details", {**values, "more": more}, sollicitation=reference)
    return Outcome((said,))


def _lines(details: Details, language: str, now: datetime) -> list[str]:
    works = [_work(one, language) for one in details.works[-_MOST:]]
    return works + [_visit(one, language, now) for one in details.visits[:_MOST]]


def _work(one: Work, language: str) -> str:
    values = {"who": one.contractor}
    if one.state is OrderState.PLANNED and one.planned_on is not None:
        values["day"] = format_date(one.planned_on, "full", locale=language)
    return render(f"track_work_{one.state}", values, language)


def _visit(one: Visit, language: str, now: datetime) -> str:
    values = {"when": moment(one.at, now, language), "agency": one.agency}
    return render("track_visit", values, language)
