"""Calls of the survey that runs: whom to call, what to ask, what came of it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.campaigns import queries, service, telephoning
from backend.campaigns.errors import NobodyToSend, NotYourCase, OutsideHours
from backend.campaigns.questionnaire import UNSAID, Question, Questionnaire
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.screens import PartsDep
from backend.db import SessionDep
from backend.pages.views import PARIS

HERE = "/console/appels-enquete"

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Identity) -> HTMLResponse:
    """Show who is in the agent's hand, with the question that comes next."""
    survey = queries.running(session, known.agent.landlord)
    call = questionnaire = None
    if survey is not None:
        agent_id = known.agent.id or 0
        call = telephoning.in_hand(session, survey, agent_id, now=parts.clock())
        questionnaire = service.questionnaire_of(session, survey)
    return parts.page(
        request,
        known,
        "survey_call.html",
        survey=survey,
        call=call,
        questionnaire=questionnaire,
        question=_question(call, questionnaire) if questionnaire else None,
        outcomes=telephoning.outcomes(),
        unsaid=UNSAID,
    )


def _question(call: telephoning.Call | None, questionnaire: Questionnaire) -> Question | None:
    """Return what is asked next: before the first answer, the first question."""
    if call is None:
        return None
    return call.path.next if call.path else questionnaire.questions[0]


@router.post("/suivant")
def take(request: Request, session: SessionDep, parts: PartsDep, known: Sender) -> Response:
    """Take the next person to call."""
    survey = queries.running(session, known.agent.landlord)
    try:
        agent_id, now = known.agent.id or 0, parts.clock()
        found = survey and telephoning.next_case(session, survey, agent_id, now=now)
    except OutsideHours:
        return parts.told(request, known, HERE, "survey-hours")
    return parts.told(request, known, HERE, "survey-taken" if found else "survey-nobody")


@router.post("/reponse")
def answer(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    question: Annotated[str, Form(max_length=20)],
    numbers: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Keep an answer, and go to the next question."""
    survey = queries.running(session, known.agent.landlord)
    if survey is None:
        return parts.told(request, known, HERE, "survey-lost")
    agent_id, now = known.agent.id or 0, parts.clock()
    try:
        fault = telephoning.answer(session, survey, agent_id, question, numbers or (), now=now)
    except NotYourCase:
        return parts.told(request, known, HERE, "survey-lost")
    if fault is not None:
        return parts.told(request, known, HERE, "survey-answer")
    goes_on = telephoning.in_hand(session, survey, agent_id, now=now)
    return parts.told(request, known, HERE, "" if goes_on else "survey-over")


@router.post("/issue")
def conclude(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    outcome: Annotated[str, Form()],
    at: Annotated[str, Form()] = "",
) -> Response:
    """Write down what the call came to."""
    survey = queries.running(session, known.agent.landlord)
    if survey is None or outcome not in telephoning.outcomes():
        return parts.told(request, known, HERE, "survey-lost")
    now = parts.clock()
    appointment = _moment(at) if outcome == "appointment" else None
    if outcome == "appointment" and (appointment is None or appointment <= now):
        return parts.told(request, known, HERE, "survey-when")
    try:
        telephoning.conclude(
            session, survey, known.agent.id or 0, outcome, appointment=appointment, now=now
        )
    except NotYourCase:
        return parts.told(request, known, HERE, "survey-lost")
    return parts.told(request, known, HERE, "survey-noted")


@router.post("/lien")
def send_link(request: Request, session: SessionDep, parts: PartsDep, known: Sender) -> Response:
    """Send the person in hand the link of the questionnaire, and end the call."""
    survey = queries.running(session, known.agent.landlord)
    if survey is None:
        return parts.told(request, known, HERE, "survey-lost")
    who, now = parts.landlord_name(survey.landlord), parts.clock()
    try:
        telephoning.send_link(session, survey, known.agent.id or 0, who, now=now)
    except NotYourCase:
        return parts.told(request, known, HERE, "survey-lost")
    except NobodyToSend:
        return parts.told(request, known, HERE, "survey-no-link")
    return parts.told(request, known, HERE, "survey-link")


def _moment(written: str) -> datetime | None:
    """Return a moment as a browser writes it, Paris time; None for what is none."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=PARIS)
    except ValueError:
        return None
