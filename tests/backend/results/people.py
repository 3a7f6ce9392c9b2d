"""A survey with its answers, written as the interviews leave them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from random import Random

from sqlmodel import Session, select

from backend.agents.models import Agency
from backend.campaigns import service
from backend.campaigns.models import Campaign, Case, Interview, InterviewAnswer, InterviewState
from backend.campaigns.path import Answers, follow
from backend.campaigns.questionnaire import UNKNOWN, Questionnaire, shipped
from backend.quotas.models import Mode
from backend.tenants.models import Person
from tests.backend.campaigns.people import prepared
from tests.backend.conversations.people import NOW

MODES = (Mode.PHONE, Mode.PHONE, Mode.PHONE, Mode.SMS, Mode.WEB)


def agencies(session: Session, *names: str) -> list[str]:
    """Agencies of the landlord, by name; return their numbers as the samples write them."""
    made = [Agency(landlord="office64", name=name) for name in names]
    session.add_all(made)
    session.flush()
    return [str(one.id) for one in made]


def interviewed(
    chance: Random, asked: Questionnaire, first: Answers, *, core: bool
) -> dict[str, tuple[int, ...]]:
    """What somebody answers to the end, who begins with some answers."""
    answers: dict[str, tuple[int, ...]] = {}
    while (question := follow(asked, answers, core=core).next) is not None:
        said = first.get(question.code)
        if said is None:
            silent = chance.random() < 0.05
            number = 1 + int(len(question.choices) * chance.random() ** 2)
            said = (UNKNOWN,) if silent else (number,)
        answers[question.code] = said
    return answers


def surveyed(
    session: Session,
    people: Iterable[tuple[str, str, str, Mode, Answers | None]],
    *,
    sample: int = 1,
    seed: int = 1,
) -> Campaign:
    """A campaign that runs, whose sample has `sample` people like each of those given.

    Of each: agency, age, category, mode, and the answers they begin with; None did not answer.
    """
    chance, asked = Random(seed), shipped("inclusion-numerique")
    campaign, everybody = prepared(session), list(people)
    for agency, age, csp, _, _ in everybody:
        for _ in range(sample):
            person = Person(landlord="office64", name="P", phone="+33639980041")
            session.add(person)
            session.flush()
            known = {"agency": agency, "age": age, "csp": csp}
            service.sample(session, campaign, [(person.id or 0, known)])
    service.launch(session, campaign, None, now=NOW)
    query = select(Case).where(Case.campaign_id == campaign.id)
    cases = session.exec(query.order_by("id")).all()
    for (_, age, csp, mode, first), case in zip(everybody, cases[::sample], strict=True):
        if first is not None:
            begins = {"A1": (1,), "A2": (int(age),), "A3": (int(csp),), **first}
            answers = interviewed(chance, asked, begins, core=mode is Mode.SMS)
            finished(session, campaign, case, mode, answers)
    return campaign


def finished(
    session: Session, campaign: Campaign, case: Case | None, mode: Mode, answers: Answers
) -> Interview:
    """Write an interview that was answered to its end."""
    interview = Interview(
        campaign_id=campaign.id or 0,
        case_id=case.id if case else None,
        mode=mode.value,
        state=InterviewState.DONE,
        counted=case is not None,
        begun_at=NOW,
        heard_at=NOW,
        ended_at=NOW + timedelta(minutes=7),
    )
    session.add(interview)
    session.flush()
    session.add_all(
        InterviewAnswer(
            interview_id=interview.id or 0, question=code, numbers=list(numbers), answered_at=NOW
        )
        for code, numbers in answers.items()
    )
    session.flush()
    return interview


def everybody(
    agency_ids: Sequence[str], number: int, *, seed: int = 1
) -> list[tuple[str, str, str, Mode, Answers | None]]:
    """People of every age and category, two thirds of whom answer."""
    chance = Random(seed)
    return [
        (
            agency_ids[at % len(agency_ids)],
            str(chance.choices(range(1, 6), (2, 3, 4, 4, 3))[0]),
            str(chance.choices(range(3, 9), (1, 2, 4, 3, 5, 2))[0]),
            chance.choice(MODES),
            {} if chance.random() < 0.66 else None,
        )
        for at in range(number)
    ]
