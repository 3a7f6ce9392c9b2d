"""A call of the simulated year: rung, answered or not, qualified."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from backend.calls.service import CHANNEL
from backend.demo_year.people import People, Tenant
from backend.demo_year.requests import Filing, Requests
from backend.demo_year.rows import Rows
from backend.demo_year.shape import Chances

_RINGS, _SPEAKS = timedelta(seconds=25), timedelta(minutes=4)
_LATELY = timedelta(hours=20)


@dataclass(frozen=True)
class Calls:
    """Writes the calls of one landlord; `answered` is in percent."""

    rows: Rows
    people: People
    chances: Chances
    requests: Requests
    landlord: str
    answered: float

    def ring(self, number: int, at: datetime) -> None:
        """Write one call with what it led to."""
        tenant = self._caller()
        answers = self.chances.later(at, _RINGS)
        values: dict[str, Any] = {
            "landlord": self.landlord,
            "external_id": f"an-{self.landlord}-{number:06}",
            "phone": self._phone(tenant),
            "person_id": tenant.id if tenant else None,
            "agency_id": tenant.agency if tenant else None,
            "began_at": at,
            "ended_at": answers,
        }
        if self.chances.rng.random() * 100 < self.answered:
            values |= self._answer(answers, tenant, values["phone"])
        self.rows.add("phone_call", **values)

    def _caller(self) -> Tenant | None:
        known = self.chances.happens("known_caller")
        return self.chances.rng.choice(self.people.tenants) if known else None

    def _phone(self, tenant: Tenant | None) -> str | None:
        if tenant is not None:
            return tenant.phone
        hidden = self.chances.happens("hidden_number")
        return None if hidden else f"+33639981{self.chances.rng.randrange(500, 1000):03}"

    def _answer(self, at: datetime, tenant: Tenant | None, phone: str | None) -> dict[str, Any]:
        ends = self.chances.later(at, _SPEAKS)
        spoken: dict[str, Any] = {"answered_at": at, "ended_at": ends}
        lately = at > self.chances.until - _LATELY
        if lately and self.chances.happens("to_qualify"):
            return spoken
        agent = self.people.agent(self.chances.rng, tenant.agency if tenant else None)
        category = self.chances.category(at.date())
        first_level = self.chances.happens("first_level")
        said = self.chances.pick("call_notes")
        filed = None
        if not first_level and self.chances.happens("call_files"):
            said = self.chances.problem(category)
            filing = Filing(ends, category, said, CHANNEL, agent.login, tenant, phone)
            filed = self.requests.file(filing).id
        return spoken | {
            "agent_id": agent.id,
            "qualification": category,
            "first_level": first_level,
            "note": said,
            "sollicitation_id": filed,
            "qualified_at": ends,
        }
