"""A conversation of the simulated year: with the bot, with a person, or left where it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from backend.conversations.models import Author, Channel, State
from backend.conversations.rendering import reply_of
from backend.demo_year.people import People, Tenant
from backend.demo_year.requests import Filing, Requests
from backend.demo_year.rows import Rows
from backend.demo_year.shape import Chances, one_of, shape
from backend.replies import Act, SollicitationRef, Utterance

ID = "demo-an-"
_READS, _WAITS, _TYPES = timedelta(seconds=40), timedelta(minutes=4), timedelta(seconds=90)
_REPLIES = timedelta(seconds=1)
_DAY, _OPEN = timedelta(days=1), timedelta(hours=6)


@dataclass
class _Scene:
    """One conversation while it is told: who speaks, up to when."""

    id: str
    channel: Channel
    tenant: Tenant | None
    language: str
    opened: datetime
    at: datetime
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Talks:
    """Writes the conversations of one landlord; `answers` is what the bot may tell."""

    rows: Rows
    messages: Iterator[int]
    people: People
    chances: Chances
    requests: Requests
    landlord: str
    answers: Sequence[Utterance]

    def tell(self, number: int, at: datetime) -> None:
        """Write one conversation, with everything that was said and filed in it."""
        scene = self._begin(number, at)
        ending = one_of(self.chances.rng, shape()["endings"])
        waits = at > self.chances.until - _OPEN and scene.channel is Channel.WEB
        if ending == "person" and waits:
            self._waits(scene)
        else:
            {
                "answered": self._answered,
                "filed": self._filed,
                "person": self._with_person,
                "left": self._left,
            }[ending](scene)
            self._end(scene)
        self._write(scene)

    def _end(self, scene: _Scene) -> None:
        """Close it, but for the newest that the bot still has: nothing of the year is texted."""
        lately = scene.at > self.chances.until - _DAY and "epoch" not in scene.values
        if not lately or scene.channel is Channel.SMS:
            scene.values |= {"state": State.CLOSED, "closed_at": scene.at}

    def _begin(self, number: int, at: datetime) -> _Scene:
        channel = Channel(one_of(self.chances.rng, shape()["channels"]))
        tenant = self.chances.rng.choice(self.people.tenants)
        known = channel is Channel.SMS or self.chances.happens("known_writer")
        name = f"{ID}{self.landlord}-{number:06}"
        return _Scene(name, channel, tenant if known else None, tenant.language, at, at)

    def _write(self, scene: _Scene) -> None:
        by_sms, tenant = scene.channel is Channel.SMS, scene.tenant
        values = {
            "id": scene.id,
            "channel": scene.channel,
            "contact": tenant.phone if by_sms and tenant else scene.id,
            "landlord": self.landlord,
            "language": scene.language,
            "state": State.BOT,
            "epoch": 0,
            "person_id": tenant.id if tenant else None,
            "opened_at": scene.opened,
            "updated_at": scene.at,
        }
        self.rows.add("conversation", **values | scene.values)

    def _say(self, scene: _Scene, author: Author, text: str, **values: Any) -> int:
        number = next(self.messages)
        self.rows.add(
            "message",
            id=number, conversation_id=scene.id, channel=scene.channel, author=author, text=text,
            created_at=scene.at, **values,
        )  # fmt: skip
        return number

    def _tenant(self, scene: _Scene, text: str) -> int:
        scene.at = self.chances.later(scene.at, _READS)
        return self._say(scene, Author.TENANT, text)

    def _bot(self, scene: _Scene, inbound: int, *said: Utterance) -> None:
        scene.at = min(scene.at + _REPLIES, self.chances.until)
        for one in said:
            reply = reply_of(one, scene.language)
            self._say(scene, Author.BOT, reply["text"], inbound_id=inbound, reply=reply)

    def _answered(self, scene: _Scene) -> None:
        for _turn in range(self.chances.rng.choice((1, 1, 2, 3))):
            answer = self.chances.rng.choice(self.answers)
            self._bot(scene, self._tenant(scene, self.chances.pick("questions")), answer)
            scene.values["topic"] = answer.sources[0].entry
        thanked = self._tenant(scene, self.chances.pick("thanks"))
        self._bot(scene, thanked, Utterance(Act.SMALLTALK, "thank"))

    def _left(self, scene: _Scene) -> None:
        said = self._tenant(scene, self.chances.problem(self._category(scene)))
        self._bot(scene, said, Utterance(Act.SOLLICITATION, "ask_address", asks="address"))

    def _filed(self, scene: _Scene) -> None:
        category = self._category(scene)
        problem = self.chances.problem(category)
        ref = SollicitationRef(category)
        told = self._tenant(scene, problem)
        opened = Utterance(Act.SOLLICITATION, "sollicitation_opened_plain", sollicitation=ref)
        asks = Utterance(Act.SOLLICITATION, "ask_since", sollicitation=ref, asks="since")
        self._bot(scene, told, opened, asks)
        said = self._tenant(scene, self.chances.pick("tenant_says"))
        code = self._file(scene, category, problem, "bot", said)
        ref = SollicitationRef(category, code, "received", f"/suivi/{code}")
        filed = Utterance(
            Act.SOLLICITATION, "sollicitation_filed", {"code": code}, sollicitation=ref
        )
        self._bot(scene, said, filed)

    def _category(self, scene: _Scene) -> str:
        return self.chances.category(scene.at.date())

    def _file(self, scene: _Scene, category: str, told: str, by: str, message: int | None) -> str:
        phone = scene.tenant.phone if scene.tenant else None
        filing = Filing(
            scene.at, category, told, scene.channel, by, scene.tenant, phone, scene.id, message
        )
        return self.requests.file(filing).code

    def _asks_person(self, scene: _Scene) -> None:
        category = self._category(scene)
        said = self._tenant(scene, self.chances.problem(category))
        self._bot(scene, said, Utterance(Act.CLARIFY, "ask_description_more"))
        said = self._tenant(scene, self.chances.pick("asks_person"))
        self._bot(scene, said, Utterance(Act.HANDOFF, "person_coming", {"place": 1}))

    def _agency(self, scene: _Scene) -> int | None:
        return scene.tenant.agency if scene.tenant else None

    def _waits(self, scene: _Scene) -> None:
        """Somebody who waits for a person now."""
        self._asks_person(scene)
        waits = {"state": State.QUEUED, "queued_at": scene.at, "asked_at": scene.at}
        scene.values |= waits | {"epoch": 1, "handoff_reason": "asked"}
        scene.values["agency_id"] = self._agency(scene)
        self._stretch(scene, State.QUEUED, scene.at)

    def _stretch(self, scene: _Scene, state: State, began: datetime, **values: Any) -> None:
        self.rows.add(
            "conversation_stretch",
            conversation_id=scene.id, landlord=self.landlord, state=state, began_at=began, **values,
        )  # fmt: skip

    def _with_person(self, scene: _Scene) -> None:
        self._asks_person(scene)
        agent = self.people.agent(self.chances.rng, self._agency(scene))
        asked, taken = scene.at, self.chances.later(scene.at, _WAITS)
        self._stretch(scene, State.QUEUED, asked, ended_at=taken, then=State.AGENT)
        scene.at = taken
        for rank, name in enumerate(("agent_opens", "agent_asks", "agent_ends")):
            scene.at = self.chances.later(scene.at, _TYPES)
            self._say(scene, Author.AGENT, self.chances.pick(name), agent_id=agent.id)
            answers = ("tenant_says", "tenant_says", "thanks")
            self._tenant(scene, self.chances.pick(answers[rank]))
        if self.chances.happens("person_files"):
            category = self._category(scene)
            self._file(scene, category, self.chances.problem(category), agent.login, None)
        self._stretch(
            scene, State.AGENT, taken, agent_id=agent.id, ended_at=scene.at, then=State.CLOSED
        )
        scene.values |= {"epoch": 3, "handoff_reason": "asked", "agency_id": self._agency(scene)}
