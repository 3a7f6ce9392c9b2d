"""The list of requests as a file: an agent's agency, a supervisor's landlord, always on record."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import StreamingResponse

from backend.agents.models import Agent, Role
from backend.agents.queries import agencies
from backend.console import texts
from backend.console.errors import ConsoleRoute
from backend.console.export_queries import batch
from backend.console.identity import Sender
from backend.console.requests import HERE, Narrowed
from backend.console.requests_list import Filters
from backend.console.screens import PartsDep, saved_as
from backend.db import Lanes, SessionDep, UnitOfWork
from backend.errors import NotFound
from backend.exports import service as exports
from backend.exports.tables import FORMS, Row, Table
from backend.pages.views import PARIS
from knowledge.render import render_telephone

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)
Gettext = Callable[[str], str]


class Wanted(Narrowed):
    """The list's filters, and the kind of file."""

    form: Literal["csv", "xlsx"] = "csv"
    csrf: str = ""


@router.post("/export")
def export(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    wanted: Annotated[Wanted, Form()],
) -> StreamingResponse:
    """Send what the list shows, all of it; the audit line is written before it leaves."""
    now, agent = parts.clock(), known.agent
    own = {str(one.id) for one in agencies(session, agent.landlord)}
    filters = _own(agent, wanted.filters(own))
    told = wanted.model_dump(exclude={"csrf", "form", "after", "before"})
    record = exports.begin(session, agent, form=wanted.form, filters=told, now=now)
    table = FORMS[wanted.form]()
    leaving = Leaving(
        request.app.state.unit_of_work, request.app.state.lanes, parts.clock, agent.landlord,
        filters, record, Words(parts.gettext(known)),
    )  # fmt: skip
    name = f"demandes-{now.astimezone(PARIS):%Y-%m-%d}.{wanted.form}"
    return StreamingResponse(
        leaving.send(table), media_type=table.media_type, headers=saved_as(name)
    )


def _own(agent: Agent, filters: Filters) -> Filters:
    """Return the filters within an agent's agency; raises NotFound for one who has none."""
    if agent.role is not Role.AGENT:
        return filters
    if agent.agency_id is None:
        raise NotFound("There is nothing to export.")
    return replace(filters, agency=str(agent.agency_id))


class Words:
    """The words of the file, in the agent's language: looked up once, not once a row."""

    def __init__(self, gettext: Gettext) -> None:
        self.gettext = gettext
        named: dict[str, Mapping[str, str]] = {
            "state": texts.request_states(gettext),
            "category": texts.categories(gettext),
            "role": texts.request_roles(gettext),
            "channel": texts.channels(gettext),
        }
        self.named = {kind: dict(words) for kind, words in named.items()}

    def header(self) -> Row:
        """Return the first row."""
        _ = self.gettext
        return (
            _("Code"), _("Référence"), _("État"), _("Sujet"), _("Métier"), _("Agence"),
            _("Priorité"), _("Ouverte"), _("Changée"), _("Promise pour le"), _("Problème"),
            _("Adresse"), _("Endroit"), _("Nom"), _("Téléphone"), _("Canal"),
        )  # fmt: skip

    def row(self, one: Any) -> Row:
        """Return one request as texts."""
        return (
            one.code, one.reference or "", self._word("state", one.state),
            self._word("category", one.category), self._word("role", one.role), one.name or "",
            str(one.priority), _moment(one.opened_at), _moment(one.updated_at),
            _moment(one.due_at), one.description, one.address, one.place or "",
            one.contact_name or "", render_telephone(one.contact_phone or ""),
            self._word("channel", one.channel),
        )  # fmt: skip

    def _word(self, kind: str, value: str | None) -> str:
        return self.named[kind].get(value or "", value or "")


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(PARIS):%d/%m/%Y %H:%M}" if moment else ""


@dataclass(frozen=True)
class Leaving:
    """One export on its way: a unit of work for each batch, none while the browser reads."""

    begin: UnitOfWork
    lanes: Lanes
    clock: Callable[[], datetime]
    landlord: str
    filters: Filters
    record: int
    words: Words

    async def send(self, table: Table) -> AsyncIterator[bytes]:
        """Yield the file in pieces, whatever the number of its rows."""
        try:
            yield table.rows([self.words.header()])
            async for found in self._batches():
                yield await to_thread.run_sync(table.rows, list(map(self.words.row, found)))
            yield table.end()
            async with self.lanes.work:
                await to_thread.run_sync(self._end)
        finally:
            # A browser that went away leaves the file open.
            table.end()

    async def _batches(self) -> AsyncIterator[Sequence[Any]]:
        below, sent, now = None, 0, self.clock()
        while True:
            async with self.lanes.work:
                found = await to_thread.run_sync(self._batch, below, sent, now)
            if not found:
                return
            below, sent = found[-1].id, sent + len(found)
            yield found

    def _batch(self, below: int | None, sent: int, now: datetime) -> Any:
        with self.begin() as session:
            exports.grew(session, self.record, sent)
            return batch(session, self.landlord, self.filters, now=now, below=below)

    def _end(self) -> None:
        with self.begin() as session:
            exports.end(session, self.record, now=self.clock())
