"""Appointments and call-backs in a conversation: what the bot opens, and the answers read first.

The bot decides that an appointment is meant; the answers to the short dialogue are read before
it, for they need no guess. What is none of them goes to the bot, and the dialogue waits.
"""

import re
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.answers.service import PERSON
from backend.appointments import booking, calling, calls, changing, codes, queries, service
from backend.appointments.models import AppointmentTalk
from backend.appointments.talk import Here, plain, say
from backend.conversations.models import Conversation, Message, State
from backend.conversations.queries import last_said
from backend.errors import TooManyRequests
from backend.hearing.text import clean, fold
from backend.library.edition import Holds
from backend.limits import RateLimit
from backend.replies import Act, Outcome, Turn

_FRESH = timedelta(hours=48)
_TRIES = 5
_CANCEL = re.compile(r"\b(?:annul\w*|cancel\w*|anul\w*|ezeztatu\w*|viens? (?:pas|plus))\b")
_MOVE = re.compile(
    r"\b(?:deplac\w*|report\w*|decal\w*|chang\w*|move|mover|cambi\w*|mudar|aldatu)\b"
)


class Appointments:
    """The appointments as a conversation sees them."""

    def __init__(self, library: Holds) -> None:
        self._library = library
        self._tries = RateLimit(_TRIES, timedelta(hours=1))

    def __call__(
        self, session: Session, conversation: Conversation, message: Message, *, now: datetime
    ) -> Outcome | None:
        """Return what is said to a code or to an answer; None leaves a message to the bot."""
        if conversation.state not in (State.BOT, State.QUEUED):
            return None
        here = self._here(session, conversation, message, now)
        code = codes.tried(message.text)
        if code is not None and conversation.state is State.BOT:
            return self._by_code(here, code)
        talk = queries.talk(session, conversation.id)
        if talk is None or talk.asked_at < now - _FRESH:
            return None
        return self._answer(here, talk, message)

    def _here(
        self, session: Session, conversation: Conversation, message: Message, now: datetime
    ) -> Here:
        text = message.text
        return Here(session, conversation, message.id or 0, text, self._library.knowledge, now)

    def _answer(self, here: Here, talk: AppointmentTalk, message: Message) -> Outcome | None:
        last = last_said(here.session, message)
        is_asked = last is not None and (
            last.id == talk.message_id
            or (talk.asked_by is not None and last.inbound_id == talk.asked_by)
        )
        words = plain(here.text)
        picked = talk.choices.get(words) if is_asked or not words.isdigit() else None
        if picked is None and not is_asked:
            return None
        if talk.step in calling.STEPS:
            return calling.hear(here, talk.step, talk.known, picked)
        if here.conversation.state is State.QUEUED:
            return None
        if talk.step == "code":
            typed = codes.typed(here.text)
            return self._by_code(here, typed, kind=talk.known["kind"]) if typed else None
        hear = changing.hear if talk.step in changing.STEPS else booking.hear
        return hear(here, talk.step, talk.known, picked)

    def _by_code(self, here: Here, code: str, *, kind: str = "") -> Outcome:
        """Change the appointment whose code was given; wrong ones are counted."""
        if service.by_code(here.session, code) is None:
            try:
                self._tries.count(here.conversation.contact)
            except TooManyRequests:
                return say("appointment_code_too_often", PERSON)
        words = fold(clean(here.text))
        kind = kind or ("move" if _MOVE.search(words) else "cancel")
        return changing.change(here, kind, code=code)

    def open_from(
        self, session: Session, turn: Turn, *, wish: str, now: datetime
    ) -> Outcome | None:
        """Begin what a message wishes: to book, move, cancel or be called.

        None where it cannot be had here: then a person is.
        """
        conversation = session.get_one(Conversation, turn.conversation)
        message = session.get_one(Message, turn.inbound)
        here = self._here(session, conversation, message, now)
        if wish == "call":
            return calling.begin(here, said=here.text)
        if conversation.state is State.QUEUED:
            return say("appointment_while_queued", act=Act.HANDOFF)
        if wish == "book":
            return booking.begin(here, said=here.text)
        return changing.change(here, wish, said=here.text)

    def call_off(self, session: Session, turn: Turn, *, now: datetime) -> None:
        """Cancel the call-backs of who needs nobody any more."""
        calls.cancel_of(session, turn.conversation, now=now)
