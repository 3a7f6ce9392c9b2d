"""What the desk shows of a conversation and of the person who speaks in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.agents.models import Agent
from backend.attachments import service as attachments
from backend.attachments.models import Attachment
from backend.console import deliveries, queries, requests_queries, silences
from backend.console.summary import Summary, summary
from backend.conversations.models import Channel, Conversation, Message, State
from backend.conversations.queries import history
from backend.handover import notes
from backend.handover.models import ConversationNote
from backend.outbox.models import SmsState
from backend.replies import Act
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import EventKind, Sollicitation, SollicitationEvent
from backend.sollicitations.states import State as RequestState
from backend.sollicitations.states import moves_from
from backend.tenants.models import Person, Residence
from backend.tenants.service import by_phone
from channels.sms.twilio_codes import Consequence

SHOWN = 200
NOTE = "note"
_BAD_NEWS = (SmsState.FAILED, SmsState.UNDELIVERED, SmsState.UNCERTAIN, SmsState.SUPPRESSED)


@dataclass(frozen=True)
class Line:
    """One message, or a note of a colleague, as the desk shows it."""

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


@dataclass(frozen=True)
class Talk:
    """An open conversation on the desk."""

    it: Conversation
    landlord: str
    owner: str
    is_mine: bool
    lines: Sequence[Line]
    silence: silences.Silence
    is_urgent: bool
    summary: Summary | None

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
    """A request with where it may go; `hidden` is how many files are another agency's.

    `agencies` and `agents` name whom its events speak of.
    """

    it: Sollicitation
    moves: Sequence[RequestState]
    events: Sequence[SollicitationEvent]
    names: Mapping[str, str]
    files: Sequence[Attachment]
    agencies: Mapping[int, str]
    agents: Mapping[int, str]
    hidden: int = 0


@dataclass(frozen=True)
class Tenant:
    """The tenant's file, read only: the landlord's own software is the record."""

    person: Person
    home: Residence | None


def talk(
    session: Session, agent: Agent, conversation_id: str, landlord_name: Callable[[str | None], str]
) -> Talk:
    """Return a conversation that the agent may see; raises ConversationNotFound."""
    found = queries.conversation(session, agent.landlord, conversation_id)
    said = history(session, found.id, limit=SHOWN)
    names = queries.names(session, {found.agent_id, *(m.agent_id for m in said)})
    by_sms = found.channel is Channel.SMS
    stands = deliveries.of(session, found.id) if by_sms else {}
    failures = deliveries.failures(session, found.id) if by_sms else {}
    written = notes.of(session, found.id)
    writers = queries.names(session, {note.agent_id for note in written})
    lines = [_line(m, found, names, stands, failures) for m in said]
    lines += [_note(note, writers) for note in written]
    lines.sort(key=lambda line: line.at)
    return Talk(
        it=found,
        landlord=landlord_name(found.landlord),
        owner=names.get(found.agent_id or 0, ""),
        is_mine=found.state is State.AGENT and found.agent_id == agent.id,
        lines=lines,
        silence=silences.of(session, [(found.channel, found.contact)]),
        is_urgent=any(line.is_urgent for line in lines),
        summary=summary(found, said),
    )


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


def filed_beside(session: Session, agent: Agent, conversation: Conversation) -> Sequence[Filed]:
    """Return the requests of the conversation and of its person, with their history."""
    found = requests_queries.beside(session, agent.landlord, conversation)
    return [filed(session, agent, one) for one in found]


def filed(session: Session, agent: Agent, one: Sollicitation) -> Filed:
    """Return a request with its history and its next states."""
    events = sollicitations.events(session, one.id or 0)
    names = queries.names_by_login(session, {event.by for event in events})
    every = attachments.of_request(session, one.id or 0)
    files = [file for file in every if requests_queries.is_served(session, agent, file)]
    given = [
        e.what[side] for e in events if e.kind == EventKind.ASSIGNMENT and e.what for side in e.what
    ]
    return Filed(
        one,
        moves_from(RequestState(one.state)),
        events,
        names,
        files,
        queries.agency_names(session, {g["agency_id"] for g in given}),
        queries.names(session, {one.assigned_to, *(g["assigned_to"] for g in given)}),
        len(every) - len(files),
    )


def tenant(
    session: Session, agent: Agent, conversation: Conversation, beside: Sequence[Filed]
) -> Tenant | None:
    """Return the only tenant of the agent's landlord who has the telephone in question."""
    phones = [f.it.contact_phone for f in beside if f.it.conversation_id == conversation.id]
    if conversation.channel is Channel.SMS:
        phones.insert(0, conversation.contact)
    found = next((p for p in (by_phone(session, n, agent.landlord) for n in phones) if p), None)
    if found is None:
        return None
    home = session.get(Residence, found.residence_id) if found.residence_id else None
    return Tenant(found, home)
