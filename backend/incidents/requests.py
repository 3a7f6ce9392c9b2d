"""The requests of a turn, in a building where the trouble may be known already."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.attachments.requests import RequestsWithFiles
from backend.clock import Clock
from backend.clock import now as by_the_clock
from backend.conversations.models import Channel, Conversation
from backend.hearing.communes import landlord_of
from backend.incidents import offering, service
from backend.incidents.errors import IncidentNotFound, IncidentOver
from backend.incidents.offering import APART, JOINS, OFFERED, SLOT
from backend.library.edition import Holds
from backend.replies import Outcome, Turn, Utterance
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.tenants import service as tenants
from backend.tenants.models import Person

Slots = Mapping[str, Any]


class RequestsOfBuildings(RequestsWithFiles):
    """Offers to follow what is known before it files another request of the same trouble."""

    def __init__(self, library: Holds, *, clock: Clock = by_the_clock) -> None:
        super().__init__(library)
        self._clock = clock

    def open_from(
        self, session: Session, turn: Turn, slots: Slots, intent: str, confidence: float
    ) -> Outcome:
        """Begin a request; what its building knows already is offered at once."""
        begun = super().open_from(session, turn, slots, intent, confidence)
        return self._offering(session, turn, {**slots, SLOT: None}, begun)

    def open_second(self, session: Session, turn: Turn, slots: Slots) -> Outcome:
        """Begin the request for the second problem, which may be known too."""
        begun = super().open_second(session, turn, slots)
        return self._offering(session, turn, {**slots, SLOT: None}, begun)

    def read_form_message(
        self,
        session: Session,
        turn: Turn,
        slots: Slots,
        asked: str | None,
        intent: str,
        confidence: float,
    ) -> Outcome | None:
        """Read the answer to the offer, or one to the form."""
        if offering.is_(OFFERED, slots):
            wanted = offering.answer(turn.text)
            if wanted is not None:
                confirmed = {"confirm": True} if wanted == JOINS else {}
                return Outcome(slots={**offering.moved(slots, wanted), **confirmed})
            # Whatever else is said is no answer to the summary.
            asked = None
        told = super().read_form_message(session, turn, slots, asked, intent, confidence)
        return self._offering(session, turn, slots, told) if told is not None else None

    def missing(self, slots: Slots) -> list[str]:
        """Return what the form still asks: the offer comes before anything else."""
        wanted = super().missing(slots)
        return ["confirm"] if wanted and offering.is_(OFFERED, slots) else wanted

    def ask(self, slots: Slots, asked: str, language: str = "fr") -> Utterance:
        """Return one question of the form, or the offer."""
        if asked == "confirm" and offering.is_(OFFERED, slots):
            return offering.question(slots[SLOT], language, self._clock())
        return super().ask(slots, asked, language)

    def file(self, session: Session, turn: Turn, slots: Slots, now: datetime) -> Outcome:
        """File the request; one that follows an incident gets a code of its own all the same."""
        told = super().file(session, turn, slots, now)
        filed = sollicitations.filed_from(session, turn.inbound)
        if filed is None:
            return told
        if offering.is_(JOINS, slots) and self._joined(session, filed, slots[SLOT]["id"]):
            first, *others = told.utterances
            told = replace(told, utterances=(replace(first, response="incident_joined"), *others))
        else:
            service.report(session, filed, apart=offering.is_(APART, slots))
        return told

    def _joined(self, session: Session, filed: Sollicitation, incident_id: int) -> bool:
        """Follow the incident; one that ended meanwhile leaves an ordinary request."""
        try:
            service.join(session, filed, incident_id)
        except (IncidentNotFound, IncidentOver):
            return False
        return True

    def _offering(self, session: Session, turn: Turn, slots: Slots, told: Outcome) -> Outcome:
        """Add the offer where the building, the trouble and an open incident are known."""
        now = {**slots, **told.slots}
        if now.get(SLOT) is not None or now.get("confirm") is not None or not now.get("category"):
            return told
        address, person = self._home(session, turn, now)
        landlord = turn.landlord or landlord_of(address) or (person.landlord if person else None)
        site = service.site_of(session, landlord, address, person)
        found = service.known(
            session, landlord, str(now["category"]), str(now.get("description") or ""), site
        )
        if found is None:
            return told
        return replace(told, slots={**told.slots, SLOT: offering.offer(found)})

    def _home(self, session: Session, turn: Turn, slots: Slots) -> tuple[str, Person | None]:
        """Return the address that is told, and who writes: a number that is told proves nothing."""
        conversation = session.get_one(Conversation, turn.conversation)
        phone = conversation.contact if conversation.channel is Channel.SMS else None
        person = tenants.by_phone(session, phone, turn.landlord)
        return str(slots.get("address") or ""), person
