"""What the desk shows of a conversation and of the person who speaks in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.agents.models import Agent
from backend.attachments import service as attachments
from backend.attachments.models import Attachment
from backend.console import (
    deliveries,
    histories,
    queries,
    requests_queries,
    silences,
    tenants_queries,
)
from backend.console.summary import Summary, summary
from backend.conversations.models import Channel, Conversation, Message, State
from backend.conversations.queries import history
from backend.handover import notes
from backend.handover.models import ConversationNote
from backend.outbox.models import SmsState
from backend.recognition import service as recognition
from backend.replies import Act
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import EventKind, Sollicitation, SollicitationEvent
from backend.sollicitations.states import State as RequestState
from backend.sollicitations.states import moves_from
from backend.tenants import reaching
from backend.tenants.models import CommunicationRule, Person, Residence
from backend.tenants.service import by_phone, residence_of
from channels.sms.twilio_codes import Consequence

SHOWN = 200
NOTE = "note"
_BAD_NEWS = (SmsState.FAILED, SmsState.UNDELIVERED, SmsState.UNCERTAIN, SmsState.SUPPRESSED)


@dataclass(frozen=True)
class Line:
    """One message, or a note of a colleague, as the desk shows it.

    `door`: where it was said, where that is not the one that the conversation has now.
    """

    id: str
    author: str
    name: str
    text: str
    language: str
    at: datetime
    sources: Sequence[Mapping[str, Any]]
    buttons: Sequence[str]
    attachment: Mapping[str, Any] | None
    delivery: SmsState | None
    failure: Consequence | None
    is_bad_news: bool
    is_urgent: bool
    door: str = ""


@dataclass(frozen=True)
class Talk:
    """An open conversation on the desk, with what its person said in `others`."""

    it: Conversation
    landlord: str
    owner: str
    is_mine: bool
    lines: Sequence[Line]
    silence: silences.Silence
    is_urgent: bool
    summary: Summary | None
    others: Sequence[Conversation] = ()

    @property
    def can_be_taken(self) -> bool:
        """Whether it waits, or is the bot's."""
        return self.it.state in (State.QUEUED, State.BOT)

    @property
    def by_sms(self) -> bool:
        """Whether what is answered leaves as an SMS."""
        return self.it.channel is Channel.SMS


@dataclass(frozen=True)
class Filed:
    """A request with where it may go; `agencies` and `agents` name whom its events speak of."""

    it: Sollicitation
    moves: Sequence[RequestState]
    events: Sequence[SollicitationEvent]
    names: Mapping[str, str]
    files: Sequence[Attachment]
    agencies: Mapping[int, str]
    agents: Mapping[int, str]


@dataclass(frozen=True)
class Tenant:
    """The tenant's file, read only: the landlord's own software is the record."""

    person: Person
    home: Residence | None
    reached: CommunicationRule | None


def talk(
    session: Session,
    agent: Agent,
    conversation_id: str,
    landlord_name: Callable[[str | None], str],
    now: datetime,
) -> Talk:
    """Return a conversation that the agent may see; raises ConversationNotFound."""
    found = queries.conversation(session, agent, conversation_id, now)
    together = histories.together(session, agent, found, now)
    said = history(session, found.id, limit=SHOWN)
    elsewhere = histories.said(session, together[1:], limit=SHOWN)
    everything = sorted([*said, *elsewhere], key=lambda message: message.id or 0)
    lines = [*_said(session, found, together, everything), *_noted(session, together)]
    lines.sort(key=lambda line: line.at)
    return Talk(
        it=found,
        landlord=landlord_name(found.landlord),
        owner=queries.names(session, {found.agent_id}).get(found.agent_id or 0, ""),
        is_mine=found.state is State.AGENT and found.agent_id == agent.id,
        lines=lines,
        silence=silences.of(session, {(talk.channel, talk.contact) for talk in together}),
        is_urgent=any(line.is_urgent for line in lines),
        summary=summary(found, said),
        others=together[1:],
    )


def _said(
    session: Session,
    found: Conversation,
    together: Sequence[Conversation],
    said: Sequence[Message],
) -> list[Line]:
    """Return the messages of one history, with where each of its SMS stands."""
    names = queries.names(session, {message.agent_id for message in said})
    by_sms = [talk.id for talk in together if talk.channel is Channel.SMS]
    stands = deliveries.of(session, by_sms) if by_sms else {}
    failures = deliveries.failures(session, by_sms) if by_sms else {}
    return [_line(message, found, names, stands, failures) for message in said]


def _noted(session: Session, together: Sequence[Conversation]) -> list[Line]:
    written = notes.of(session, [talk.id for talk in together])
    writers = queries.names(session, {note.agent_id for note in written})
    return [_note(note, writers) for note in written]


def _line(
    message: Message,
    conversation: Conversation,
    names: Mapping[int, str],
    stands: Mapping[int, SmsState],
    failures: Mapping[int, Consequence],
) -> Line:
    reply = message.reply or {}
    delivery = stands.get(message.id or 0)
    return Line(
        id=str(message.id),
        author=message.author,
        name=names.get(message.agent_id or 0, ""),
        text=message.text,
        language=reply.get("language") or conversation.language,
        at=message.created_at,
        sources=reply.get("sources", ()),
        buttons=[button["title"] for button in reply.get("buttons", ())],
        attachment=message.attachment,
        delivery=delivery,
        failure=failures.get(message.id or 0),
        is_bad_news=delivery in _BAD_NEWS,
        is_urgent=reply.get("act") == Act.EMERGENCY.value,
        door=message.channel if message.channel is not conversation.channel else "",
    )


def _note(note: ConversationNote, names: Mapping[int, str]) -> Line:
    return Line(
        id=f"n{note.id}",
        author=NOTE,
        name=names.get(note.agent_id, ""),
        text=note.text,
        language="",
        at=note.at,
        sources=(),
        buttons=(),
        attachment=None,
        delivery=None,
        failure=None,
        is_bad_news=False,
        is_urgent=False,
    )


def filed_beside(
    session: Session, agent: Agent, conversation: Conversation, now: datetime
) -> Sequence[Filed]:
    """Return the requests of the conversation and of its person, with their history."""
    found = requests_queries.beside(session, agent, conversation, now)
    return [filed(session, one) for one in found]


def filed(session: Session, one: Sollicitation) -> Filed:
    """Return a request with its history and its next states."""
    events = sollicitations.events(session, one.id or 0)
    names = queries.names_by_login(session, {event.by for event in events})
    given = [
        e.what[side] for e in events if e.kind == EventKind.ASSIGNMENT and e.what for side in e.what
    ]
    return Filed(
        one,
        moves_from(RequestState(one.state)),
        events,
        names,
        attachments.of_request(session, one.id or 0),
        queries.agency_names(session, {g["agency_id"] for g in given}),
        queries.names(session, {one.assigned_to, *(g["assigned_to"] for g in given)}),
    )


def tenant(
    session: Session,
    agent: Agent,
    conversation: Conversation,
    beside: Sequence[Filed],
    now: datetime,
) -> Tenant | None:
    """Return the tenant who was recognised, or whose telephone it is, where the agent may see."""
    known = recognition.recognised(session, conversation.id)
    phones = [f.it.contact_phone for f in beside if f.it.conversation_id == conversation.id]
    if conversation.channel is Channel.SMS:
        phones.insert(0, conversation.contact)
    likely = (known, *(by_phone(session, n, agent.landlord) for n in phones))
    found = next((p for p in likely if p and p.landlord == agent.landlord), None)
    if found is None or not tenants_queries.is_seen(session, agent, found, now):
        return None
    return Tenant(found, residence_of(session, found), reaching.rule_of(session, found))
