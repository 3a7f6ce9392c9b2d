"""The reminder the day before, and what a tenant is told by the agency."""

from collections.abc import Callable

from anyio import to_thread
from sqlmodel import Session

from backend.agents.models import Agency
from backend.appointments import queries, telling
from backend.appointments.models import State
from backend.appointments.talk import remember
from backend.clock import Clock
from backend.db import UnitOfWork
from backend.replies import Act, Button, Utterance

COME = Button("je viens", response="button_coming")
MOVE = Button("déplacer", response="button_move_appointment")
CANCEL = Button("annuler le rendez-vous", response="button_cancel_appointment")


# Whether whoever is in a conversation, or has a telephone, wants no news at all.
WantsNone = Callable[[Session, str | None, str | None], bool]


class Reminders:
    """Reminds once of an appointment that still stands: in the chat, or by SMS."""

    def __init__(self, begin: UnitOfWork, *, clock: Clock, wants_none: WantsNone) -> None:
        self._begin, self._clock, self._wants_none = begin, clock, wants_none

    async def job(self, appointment_id: int) -> None:
        """Remind, unless it is cancelled, was moved, is over, or it was done."""

        def remind() -> None:
            with self._begin() as session:
                self._remind(session, appointment_id)

        await to_thread.run_sync(remind)

    def _remind(self, session: Session, appointment_id: int) -> None:
        one, now = queries.locked(session, appointment_id), self._clock()
        if one is None or one.state is not State.BOOKED or one.reminded_at is not None:
            return
        if one.remind_at is None or not one.remind_at <= now < one.starts_at:
            return
        one.reminded_at = now
        if self._wants_none(session, one.conversation_id, one.phone):
            return
        talk = telling.reached(session, one.conversation_id, one.phone, one.landlord, now=now)
        if talk is None:
            return
        agency = session.get_one(Agency, one.agency_id)
        values = telling.standing(one, agency, talk.language, now)
        said = Utterance(Act.HANDOFF, "appointment_reminder", values, buttons=(COME, MOVE, CANCEL))
        message = telling.notify(session, talk, said, now=now)
        remember(
            session,
            talk.id,
            "reminded",
            {"appointment": one.id},
            {COME.payload: "come", MOVE.payload: "move", CANCEL.payload: "cancel"},
            asked_by=None,
            message_id=message.id,
            now=now,
        )
