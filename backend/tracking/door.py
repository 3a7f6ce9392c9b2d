"""The door of the follow-up: what a page may ask, each in units of work of its own.

Who gave the right digits gets a proof for half an hour: the code and its end, signed. It is kept in
the page's forms, not in a cookie, so that a shared computer forgets it with the page.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.clock import Clock
from backend.config import Settings
from backend.db import UnitOfWork
from backend.sollicitations import codes
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import PublicView
from backend.tracking import queries, service
from backend.tracking.errors import ProofExpired
from backend.tracking.service import Details, Tries

PROVED_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Shown:
    """All that is shown, and the proof with which one may go on."""

    public: PublicView
    details: Details
    proof: str


class Door:
    """Opens a request to who knows its code and the last digits of its telephone."""

    def __init__(self, settings: Settings, begin: UnitOfWork, clock: Clock) -> None:
        self._begin, self._clock = begin, clock
        self._key = settings.signing_key.get_secret_value()
        self._landlord = settings.landlord or None
        self._tries = Tries(settings.digit_tries, settings.digit_tries_window, self._key)

    def open(self, code: str, digits: str, address: str) -> Shown:
        """Return the request; raises SollicitationNotFound, or TooManyRequests unheard."""
        with self._begin() as session:
            service.count_try(session, self._tries, code, address, self._clock())
        with self._begin() as session:
            tries, landlord = self._tries, self._landlord
            found = service.prove(session, tries, code, digits, address, landlord)
            return self._shown(session, *found)

    def add_word(self, proof: str, text: str) -> Shown:
        """Add a word to the proved request; raises ProofExpired or TooManyWords."""
        with self._begin() as session:
            found, telephone = self._proved(session, proof)
            service.add_word(session, found, text, self._clock())
            session.flush()
            return self._shown(session, found, telephone)

    def cancel(self, proof: str) -> Shown:
        """Cancel the proved request; raises ProofExpired, or MoveNotAllowed."""
        with self._begin() as session:
            found, telephone = self._proved(session, proof)
            service.cancel(session, found, self._clock())
            session.flush()
            return self._shown(session, found, telephone)

    def _shown(self, session: Session, found: Sollicitation, telephone: str) -> Shown:
        public = sollicitations.public_view(session, found.code, self._landlord)
        now = self._clock()
        details = service.details(session, found, telephone, now=now)
        return Shown(public, details, self._proof(found.code, now + PROVED_FOR))

    def _proof(self, code: str, until: datetime) -> str:
        told = f"{code}.{int(until.timestamp())}"
        signature = hmac.new(self._key.encode(), f"tracking {told}".encode(), hashlib.sha256)
        return f"{told}.{signature.hexdigest()}"

    def _proved(self, session: Session, proof: str) -> tuple[Sollicitation, str]:
        code, _, rest = proof.partition(".")
        until = datetime.fromtimestamp(_seconds(rest.partition(".")[0]), self._clock().tzinfo)
        is_ours = hmac.compare_digest(self._proof(code, until).encode(), proof.encode())
        if not is_ours or until <= self._clock():
            raise ProofExpired
        found = queries.with_telephone(session, codes.parse(code) or code, self._landlord)
        if found is None:
            raise ProofExpired
        return found


def _seconds(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0
