"""Appointments and call-backs: what the bot opens; the answers are read before it."""

from rasa_sdk import Tracker
from sqlmodel import Session

from backend.hearing.consent import is_question
from backend.replies import Act, Outcome, Turn
from bot.actions.base import HARDLY, PERHAPS, ServiceAction
from bot.actions.services import Services
from bot.actions.understood import Understood


class Appointment(ServiceAction):
    """Begins the short dialogue; where there is nothing to book, a person is called for."""

    wish = ""

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Answer what rather asks how appointments go; else begin, once for a message."""
        asks = Understood.of(tracker).ranking.get("ask", 0.0)
        if asks >= HARDLY and is_question(turn.text):
            found = await self.ask(turn, surely=asks < PERHAPS)
            if any(u.act is Act.ANSWER for u in found.utterances):
                return found
        appointments, people = self.services.appointments, self.services.people
        now = self.services.now()

        def begin(session: Session) -> Outcome:
            begun = appointments.open_from(session, turn, wish=self.wish, now=now)
            return begun or people.request(session, turn, now=now)

        return await self.services.perform(self.name(), turn, begin, once=True)


class Book(Appointment):
    """An appointment is wanted."""

    action = "action_book_appointment"
    wish = "book"


class Move(Appointment):
    """An appointment is to be at another time."""

    action = "action_move_appointment"
    wish = "move"


class CancelAppointment(Appointment):
    """An appointment is not to take place."""

    action = "action_cancel_appointment"
    wish = "cancel"


class CallBack(Appointment):
    """Somebody wants to be telephoned."""

    action = "action_call_back"
    wish = "call"


def build(services: Services) -> list[ServiceAction]:
    """Return the actions of this file."""
    return [make(services) for make in (Book, Move, CancelAppointment, CallBack)]
