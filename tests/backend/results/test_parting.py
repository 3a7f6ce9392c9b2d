"""What people agreed to is kept; everything else is detached from them when a survey ends."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from backend.agents.models import Agent
from backend.audit.models import AuditLine
from backend.campaigns import service as campaigns
from backend.campaigns.models import Campaign, Case, Interview, InterviewAnswer, State, Wave
from backend.conversations.models import Channel, Message
from backend.db import UnitOfWork
from backend.outbox.models import Sms
from backend.privacy.service import erase
from backend.quotas.models import Mode
from backend.results import following, queries
from backend.results.models import SurveyParting, SurveyRecord, SurveyWish
from backend.results.parting import Partings, keep_agreed, part
from backend.results.reading import reading_of
from backend.results.service import attached, rates_of, survey_of
from backend.tenants.models import CommunicationRule, Person
from tests.backend.campaigns.people import Respondent, sampled
from tests.backend.campaigns.test_places import REST, YOUNG, answer, texter
from tests.backend.conversations.people import NOW, agent
from tests.backend.results.people import agencies, everybody, finished, surveyed
from tests.backend.results.test_results import said

LATER = NOW + timedelta(days=60)
FAR = {"C1": (5,), "E1": (5,), "F1": (1, 3), "F2": (2,)}


def one_person(session: Session, **answers: tuple[int, ...]) -> Campaign:
    [here] = agencies(session, "Béarn")
    return surveyed(session, [(here, "5", "7", Mode.PHONE, FAR | answers)])


def rules(session: Session) -> list[CommunicationRule]:
    return list(session.exec(select(CommunicationRule)).all())


def wishes(session: Session) -> list[SurveyWish]:
    return list(session.exec(select(SurveyWish)).all())


@pytest.mark.parametrize(
    ("agreed", "called", "written"),
    [((1,), True, False), ((2,), False, True), ((1, 2), True, True), ((3,), False, False),
     ((98,), False, False)],
)  # fmt: skip
def test_only_what_was_agreed_to_is_kept_with_a_name(
    session: Session, agreed: tuple[int, ...], called: bool, written: bool
) -> None:
    made = one_person(session, G1=agreed)

    for _ in range(2):
        keep_agreed(session, made, now=LATER)

    assert [one.needs for one in wishes(session)] == [["training", "help", "equipment"]] * called
    assert [
        (one.persona, one.channels, one.link_alone, (one.until - NOW.date()).days)
        for one in rules(session)
    ] == [("eloigne", ["post", "phone"], False, 365)] * written


def test_who_needs_a_device_most_stands_first_on_the_list(session: Session) -> None:
    """The first rule that holds, of the reading's priorities; without the need, none."""
    reading = reading_of("inclusion-numerique")
    assert reading is not None

    def priority(**answers: tuple[int, ...]) -> str | None:
        return reading.priority_of(answers)

    assert priority(F2=(2,), B1=(6,)) == "no_device"
    assert priority(F2=(2,), B1=(2, 5)) == "no_internet_device"
    assert priority(F2=(2,), B1=(1, 3), B2=(3,)) == "damaged"
    assert priority(F2=(2,), B1=(1,), B2=(1,)) == "phone_only"
    assert priority(F2=(2,), B1=(98,)) == "other"
    assert priority(F2=(5,), B1=(6,)) is None


def test_who_has_no_need_is_on_no_list(session: Session) -> None:
    made = one_person(session, G1=(1,), F1=(5,), F2=(5,))

    keep_agreed(session, made, now=LATER)

    assert wishes(session) == []


def test_who_agrees_no_more_in_a_later_survey_is_forgotten(session: Session) -> None:
    made = one_person(session, G1=(2,))
    keep_agreed(session, made, now=LATER)
    made.state = State.ENDED
    person = session.exec(select(Person)).one()
    again = campaigns.prepare(
        session,
        landlord="office64",
        name="Encore",
        wave=made.wave,
        questionnaire=campaigns.questionnaire_of(session, made),
        now=LATER,
    )
    campaigns.sample(session, again, [(person.id or 0, {})])
    session.flush()
    case = session.exec(select(Case).where(Case.campaign_id == again.id)).one()
    finished(session, again, case, Mode.PHONE, FAR | {"G1": (3,)}).ended_at = LATER

    keep_agreed(session, again, now=LATER)
    session.expire_all()

    assert rules(session) == []


def test_results_are_the_same_before_and_after_the_answers_are_detached(session: Session) -> None:
    made = surveyed(session, everybody(agencies(session, "Béarn", "Côte Basque Sud"), 80))
    finished(session, made, None, Mode.WEB, {"A1": (1,), "C1": (5,)})
    before, rates = survey_of(session, made), rates_of(session, made)

    part(session, made, now=LATER)
    after = survey_of(session, made)

    assert session.exec(select(InterviewAnswer)).all() == []
    assert after.records == before.records
    assert list(after.weights.values) == list(before.weights.values)
    assert (after.surplus, after.outside) == (before.surplus, before.outside) == (0, 1)
    for by in ("agency", "age", "persona", "mode"):
        assert said(after, by) == said(before, by)
    assert rates_of(session, made) == rates


def test_nothing_of_a_detached_answer_leads_to_an_interview(session: Session) -> None:
    made = surveyed(session, everybody(agencies(session, "Béarn"), 60))
    asked = campaigns.questionnaire_of(session, made)
    order = [one.answers for one in attached(session, made, asked)]

    part(session, made, now=LATER)

    records = session.exec(select(SurveyRecord).order_by(text("ctid"))).all()
    assert set(SurveyRecord.model_fields) == {
        "id", "campaign_id", "mode", "is_counted", "dims", "answers",
    }  # fmt: skip
    interviews = [str(one.id) for one in session.exec(select(Interview)).all()]
    assert not {one.id for one in records} & set(interviews)
    assert len({len(one.id) for one in records}) == 1
    written = [{code: tuple(given) for code, given in one.answers.items()} for one in records]
    assert written != order
    assert sorted(sorted(one.items()) for one in written) == sorted(
        sorted(one.items()) for one in order
    )


def test_the_words_of_a_conversation_do_not_tell_what_was_answered(begin: UnitOfWork) -> None:
    sampled(begin)
    texting = texter(begin, 0)
    texting.say("bonjour")
    answer(texting, [*YOUNG, *REST])
    with begin() as session:
        made = session.exec(select(Campaign)).one()
        for sms in session.exec(select(Sms)).all():
            sms.state = "delivered"  # type: ignore[assignment]
        part(session, made, now=LATER)

    with begin() as session:
        messages = session.exec(select(Message).order_by("id")).all()
        left = [one.text for one in messages if one.text]
        assert not any(one.startswith("Question ") and "1 sur" not in one for one in left)
        assert "bonjour" in left
        assert not {"2", "1 3", "5"} & set(left)
        bodies = [one.body for one in session.exec(select(Sms)).all()]
        assert not any("tranche d'âge" in body for body in bodies)
    with begin() as session:
        kept = survey_of(session, session.exec(select(Campaign)).one())
        assert [one.answers["A2"] for one in kept.records] == [(2,)]


def test_a_survey_that_has_ended_is_parted_once_with_its_trace_and_no_other_is(
    begin: UnitOfWork,
) -> None:
    with begin() as session:
        made = one_person(session, G1=(1, 2))
        sweep = Partings(begin, clock=lambda: LATER)
    asyncio.run(sweep.run())
    with begin() as session:
        assert session.exec(select(SurveyParting)).all() == []
        assert len(wishes(session)) == len(rules(session)) == 1
        campaigns.move(session, session.get_one(Campaign, made.id), State.ENDED, now=NOW)

    for _ in range(2):
        asyncio.run(sweep.run())

    with begin() as session:
        campaign = session.get_one(Campaign, made.id)
        assert following.parted_at(session, campaign) == LATER
        line = session.exec(select(AuditLine)).one()
        assert (line.what, line.about) == ("survey-answers-detached", f"survey {made.id}")
        assert line.new
        assert (line.new["records"], line.new["wishes"]) == (1, 1)
        assert len(session.exec(select(SurveyRecord)).all()) == 1
        [wish] = following.wishes_of(session, campaign)
        assert wish.needs == ["Formation", "Aide ponctuelle ou guide", "Équipement"]


def test_what_was_taken_up_is_looked_at_again_only_when_it_is_agreed_to_anew_or_all_ends(
    begin: UnitOfWork,
) -> None:
    with begin() as session:
        made = one_person(session, G1=(1, 2))
    minutes = iter(NOW + timedelta(minutes=n) for n in (9, 20, 21, 40))
    sweep = Partings(begin, clock=lambda: next(minutes))
    asyncio.run(sweep.run())
    with begin() as session:
        for one in (*wishes(session), *rules(session)):
            session.delete(one)

    asyncio.run(sweep.run())
    with begin() as session:
        assert wishes(session) == rules(session) == []
        said_at = NOW + timedelta(minutes=20)
        interview = session.exec(select(Interview)).one().id or 0
        session.add(
            InterviewAnswer(interview_id=interview, question="G1", numbers=[2], answered_at=said_at)
        )
    asyncio.run(sweep.run())
    with begin() as session:
        assert (len(wishes(session)), len(rules(session))) == (0, 1)
        session.delete(rules(session)[0])
        campaigns.move(session, session.get_one(Campaign, made.id), State.ENDED, now=NOW)
    asyncio.run(sweep.run())

    with begin() as session:
        assert len(rules(session)) == 1


def test_of_who_was_erased_nothing_is_taken_up_from_the_answers_that_stay(
    begin: UnitOfWork,
) -> None:
    with begin() as session:
        one_person(session, G1=(1, 2))
        by = session.get_one(Agent, agent(session))
        erase(session, "office64", "+33639980041", by=by, now=LATER)

    asyncio.run(Partings(begin, clock=lambda: LATER).run())

    with begin() as session:
        assert session.exec(select(InterviewAnswer)).all()
        assert wishes(session) == rules(session) == []


def test_nothing_of_a_test_phase_is_kept_with_a_name_nor_without(begin: UnitOfWork) -> None:
    with begin() as session:
        made = one_person(session, G1=(1, 2))
        made.wave = Wave.TEST
        campaigns.move(session, made, State.ENDED, now=NOW)

    asyncio.run(Partings(begin, clock=lambda: LATER).run())

    with begin() as session:
        assert session.exec(select(SurveyRecord)).all() == []
        assert wishes(session) == []
        assert rules(session) == []


def test_an_answer_on_its_way_at_the_end_is_waited_for(begin: UnitOfWork) -> None:
    with begin() as session:
        made = one_person(session)
        campaigns.move(session, made, State.ENDED, now=NOW)

    asyncio.run(Partings(begin, clock=lambda: NOW + timedelta(seconds=30)).run())

    with begin() as session:
        assert session.exec(select(SurveyParting)).all() == []


def test_what_was_agreed_to_is_forgotten_on_its_day(begin: UnitOfWork) -> None:
    with begin() as session:
        one_person(session, G1=(1, 2))
    asyncio.run(Partings(begin, clock=lambda: NOW + timedelta(days=365)).run())
    with begin() as session:
        assert len(wishes(session)) == len(rules(session)) == 1

    asyncio.run(Partings(begin, clock=lambda: NOW + timedelta(days=367)).run())

    with begin() as session:
        # What was agreed to is over: it is not taken up again from the answers either.
        assert wishes(session) == []
        assert rules(session) == []


def test_who_writes_after_the_end_finds_nothing_broken(begin: UnitOfWork) -> None:
    sampled(begin, None)
    talking = Respondent(begin, Channel.WEB)
    talking.say("je participe", wish="take_part")
    talking.say("oui")
    with begin() as session:
        made = session.exec(select(Campaign)).one()
        campaigns.move(session, made, State.ENDED, now=NOW)
        part(session, made, now=LATER)

    told = talking.say("2")

    assert told
    with begin() as session:
        assert session.exec(select(InterviewAnswer)).all() == []
        assert queries.parting(session, session.exec(select(Campaign)).one())
