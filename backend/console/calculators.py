"""The calculators at the desk: every rule as a form, its result with why, sent to the tenant."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.service import SignedIn
from backend.calculations import service
from backend.calculations.errors import InputRefused, RuleNotHeld
from backend.calculations.service import CalculatorNotFound, Explanation, Given, Question
from backend.console import queries, sending
from backend.console.amending import Fields
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.knowledge import LONGEST_ID
from backend.console.screens import Parts, PartsDep, language_of
from backend.console.sending import NotForTenants
from backend.conversations.errors import NotYours
from backend.conversations.models import Conversation
from backend.db import SessionDep

HERE = "/console/calculateurs"
Id = Annotated[str, Query(max_length=LONGEST_ID)]

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


def words(request: Request) -> dict[str, str]:
    """Return what a form was filled with, as its address tells it."""
    return {name: value[:200] for name, value in request.query_params.items()}


Words = Annotated[Mapping[str, str], Depends(words)]


def _talk(
    session: Session, parts: Parts, known: SignedIn, conversation: str
) -> Conversation | None:
    if not conversation:
        return None
    return queries.conversation(session, known.agent, conversation, parts.clock())


def _given(parts: Parts, known: SignedIn, talk: Conversation | None) -> Given:
    landlord = (talk.landlord if talk else None) or known.agent.landlord
    knowledge = parts.library.knowledge
    return Given(knowledge, landlord, language_of(known), parts.clock(), desk=True)


@router.get(HERE)
def everything(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    conversation: Id = "",
) -> HTMLResponse:
    """List what can be computed for the landlord's people."""
    talk = _talk(session, parts, known, conversation)
    given = _given(parts, known, talk)
    listed = [(one, service.title(one, given.language)) for one in service.calculators(given)]
    listed.sort(key=lambda pair: pair[1].casefold())
    return parts.page(request, known, "calculators.html", listed=listed, talk=talk)


@router.get(HERE + "/{calculator_id}")
def one(
    calculator_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    filled: Words,
    conversation: Id = "",
) -> HTMLResponse:
    """Show a calculator's form, and its result as soon as enough is known."""
    talk = _talk(session, parts, known, conversation)
    given = _given(parts, known, talk)
    chosen = next((c for c in service.calculators(given) if c.id == calculator_id), None)
    if chosen is None:
        raise CalculatorNotFound
    shown = {"result": None, "missing": "", "refused": "", "silent": False}
    if "compute" in filled:
        shown |= _found(chosen.id, filled, given)
    return parts.page(
        request,
        known,
        "calculator.html",
        title=service.title(chosen, given.language),
        calculator=chosen,
        questions=service.questions(chosen, given),
        filled=filled,
        shown=shown,
        talk=talk,
        is_mine=bool(talk and talk.agent_id == known.agent.id),
    )


def _found(calculator_id: str, filled: Mapping[str, str], given: Given) -> dict[str, Any]:
    """Return the result, or what keeps from it: an input that is missing, wrong, or no rule."""
    try:
        found = service.calculate(calculator_id, filled, given)
    except InputRefused as refused:
        return {"refused": refused.name}
    except RuleNotHeld:
        return {"silent": True}
    return {"missing": found.input.name} if isinstance(found, Question) else {"result": found}


@router.post("/console/conversations/{conversation_id}/calculation")
def send(
    conversation_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    filled: Fields,
    calculator: Annotated[str, Form(max_length=100)],
    client_id: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Send a result to the tenant, computed again from what a tenant may be told."""
    now = parts.clock()
    talk = queries.conversation(session, known.agent, conversation_id[:LONGEST_ID], now)
    landlord = talk.landlord or known.agent.landlord
    given = Given(parts.library.knowledge, landlord, talk.language, parts.clock())
    name = "result-sent"
    try:
        found = _explained(calculator, filled, given)
        sending.send_result(
            session, known.agent, talk.id, found, client_id=client_id, now=parts.clock()
        )
    except (NotForTenants, CalculatorNotFound, InputRefused, RuleNotHeld):
        name = "not-for-tenants"
    except NotYours:
        name = "not-yours"
    return parts.told(request, known, f"/console/conversations/{talk.id}", name)


def _explained(calculator: str, filled: Mapping[str, str], given: Given) -> Explanation:
    found = service.calculate(calculator, filled, given)
    if isinstance(found, Question):
        raise NotForTenants
    return found
