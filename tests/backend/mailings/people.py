"""Who writes and approves mailings, and the tenants whom they reach."""

from datetime import timedelta

from sqlmodel import Session, select

from backend.agents.models import Agent
from backend.config import Settings
from backend.db import UnitOfWork
from backend.mailings import service
from backend.mailings.models import Mailing, MailingState
from backend.mailings.posting import Posting
from backend.mailings.service import Draft
from backend.outbox import service as outbox
from backend.outbox.models import Purpose, Sms
from backend.tenants.models import Person
from tests.backend.conversations.people import BASE, NOW, agent
from tests.shipped import edition

TEXT = "{bailleur} : bonjour {nom}, ceci est un essai."
FIXED, MOBILES = "+33559980000", [f"+3363998010{n}" for n in range(4)]


class Office:
    """Two supervisors, four tenants with a mobile, one with a landline, one with none."""

    def __init__(
        self, begin: UnitOfWork, per_minute: int = 2, landlord: str = "office64", first: int = 0
    ) -> None:
        self.begin, self.at, self.landlord = begin, NOW, landlord
        self.mobiles = [f"+33639980{100 + first + n:03d}" for n in range(4)]
        self.settings = Settings(public_url=BASE, mailing_per_minute=per_minute, _env_file=None)
        self.posting = Posting(begin, edition(), self.settings, clock=lambda: self.at)
        with begin() as session:
            self.author = agent(session, login=f"a{first or ''}", landlord=landlord)
            self.other = agent(session, login=f"b{first or ''}", landlord=landlord)
            for number, phone in enumerate([*self.mobiles, FIXED, None]):
                person = Person(landlord=landlord, name=f"P{number}", phone=phone)
                person.language = "eu" if number == 1 else "fr"
                session.add(person)

    def who(self, session: Session, agent_id: int) -> Agent:
        return session.get_one(Agent, agent_id)

    def written(self, text: str = TEXT, **given: object) -> int:
        """A draft by the author; return its number."""
        draft = Draft("Essai", str(given.pop("kind", "works")), {"fr": text}, given)  # type: ignore[arg-type]
        with self.begin() as session:
            return service.write(session, self.who(session, self.author), draft, now=NOW).id or 0

    def approved(self, mailing: int, by: int | None = None) -> None:
        with self.begin() as session:
            one = service.of_landlord(session, self.landlord, mailing)
            by_whom = self.who(session, by or self.other)
            service.approve(session, one, by_whom, read=service.content(one), now=self.at)

    def moves(self, mailing: int, state: MailingState) -> None:
        with self.begin() as session:
            one = service.of_landlord(session, self.landlord, mailing)
            service.move(session, one, self.who(session, self.author), state, now=self.at)

    def posts(self) -> int:
        self.at += timedelta(minutes=1)
        with self.begin() as session:
            return self.posting.post(session, now=self.at)

    def stops(self, phone: str, scope: str = "campaign") -> None:
        with self.begin() as session:
            outbox.opt_out(session, channel="sms", contact=phone, scope=scope, words="STOP")

    def sent(self) -> list[tuple[str, str]]:
        with self.begin() as session:
            query = select(Sms).where(Sms.purpose == Purpose.CAMPAIGN).order_by("id")
            found = [(one.to, one.body) for one in session.exec(query)]
        return [one for one in found if one[0] in self.mobiles]

    def state(self, mailing: int) -> MailingState:
        with self.begin() as session:
            return session.get_one(Mailing, mailing).state
