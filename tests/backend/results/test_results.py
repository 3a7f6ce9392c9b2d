"""What a survey says: counts that add up, shares that are weighted, rates that are told apart."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from backend.campaigns.errors import CampaignNotFound
from backend.campaigns.models import Attempt, Case, Interview, InterviewAnswer, InterviewState
from backend.quotas import service as quotas
from backend.quotas.models import Mode
from backend.quotas.plan import cell
from backend.results import service
from backend.results.rates import Standing, rates
from backend.results.service import Survey, survey_of, tables_of
from backend.results.tables import NO, UNTOLD, YES, Table
from tests.backend.conversations.people import NOW, agent
from tests.backend.results.people import agencies, everybody, finished, surveyed

WORDS = {UNTOLD: "non dit", YES: "oui", NO: "non", "unknown": "?", "personas": "Profils"}
MODES = {one: one.value for one in Mode}


def said(survey: Survey, by: str = "agency") -> dict[str, Table]:
    found = tables_of(survey, by, words=WORDS, modes=MODES)
    return {one.code: one for one in (*found.indicators, *found.personas, *found.questions)}


def counts(table: Table) -> dict[str, int | None]:
    return {one.label: one.total.count if one.total else None for one in table.rows}


@pytest.fixture
def here(session: Session) -> list[str]:
    return agencies(session, "Béarn", "Côte Basque Sud")


def survey(session: Session, here: list[str], number: int = 90) -> Survey:
    return survey_of(session, surveyed(session, everybody(here, number)))


def test_a_landlord_reads_no_survey_of_another(session: Session, here: list[str]) -> None:
    made = surveyed(session, everybody(here, 3))

    assert service.of_landlord(session, "office64", made.id or 0) is made
    with pytest.raises(CampaignNotFound):
        service.of_landlord(session, "rochefort", made.id or 0)


@pytest.mark.parametrize("by", ["agency", "age", "csp", "persona", "mode"])
def test_what_is_shown_of_a_question_adds_up(session: Session, here: list[str], by: str) -> None:
    found = survey(session, here)

    for table in said(found, by).values():
        for row in table.rows:
            shown = [one.count for one in row.figures if one]
            assert not any(0 < number < 5 for number in shown)
            if row.total and len(shown) == len(row.figures):
                assert sum(shown) == row.total.count
        sizes = [one for one in table.sizes if one is not None]
        assert table.size is None or sum(sizes) <= table.size
        totals = [row.total for row in table.rows]
        if totals and not table.many and None not in totals and table.size is not None:
            assert sum(one.count for one in totals if one) == table.size
            assert sum(one.share for one in totals if one) == pytest.approx(1)


def test_shares_are_those_of_the_tenant_file_though_one_agency_answered_more(
    session: Session, here: list[str]
) -> None:
    one, other = here
    many = [(one, "2", "5", Mode.PHONE, {"E1": (1 + at % 3 // 2,)}) for at in range(30)]
    few = [(other, "2", "5", Mode.PHONE, {"E1": (1 + at % 2,)}) for at in range(10)]
    silent = [(other, "2", "5", Mode.PHONE, None) for _ in range(20)]

    found = survey_of(session, surveyed(session, [*many, *few, *silent]))

    told = {row.label: row.total for row in said(found)["E1"].rows}
    by_phone, by_sms = told["téléphone"], told["SMS"]
    assert by_phone
    assert by_sms
    assert (by_phone.count, by_sms.count) == (25, 15)
    # Half of the file for each agency: two thirds and a half say so.
    assert by_phone.share == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert by_sms.share == pytest.approx((1 / 3 + 1 / 2) / 2)


def test_where_the_file_cannot_be_reached_the_answers_stay_unweighted_and_that_is_told(
    session: Session, here: list[str]
) -> None:
    one, other = here
    many = [(one, "2", "5", Mode.PHONE, {}) for _ in range(50)]
    few = [(other, "2", "5", Mode.PHONE, {})]
    silent = [(other, "2", "5", Mode.PHONE, None) for _ in range(50)]

    found = survey_of(session, surveyed(session, [*many, *few, *silent]))

    assert found.unreachable is not None
    assert found.unreachable.group == other
    assert set(found.weights.values) == {1}


def test_who_was_not_asked_is_in_no_base(session: Session, here: list[str]) -> None:
    people = [(here[0], "4", "7", Mode.SMS, {"C1": (1,)}) for _ in range(8)]
    people += [(here[0], "4", "7", Mode.PHONE, {"C1": (5,)}) for _ in range(6)]
    people += [(here[0], "4", "7", Mode.PHONE, {"C1": (1,), "C2": (2,)}) for _ in range(7)]

    found = said(survey_of(session, surveyed(session, people)))

    assert found["A1"].size == found["non_usage"].size == 21
    assert found["C2"].size == 7
    assert counts(found["non_usage"]) == {"oui": 6, "non": 15}
    assert (found["illectronisme"].size or 0) <= 13


def test_an_answer_that_was_taken_back_or_is_not_asked_any_more_is_not_counted(
    session: Session, here: list[str]
) -> None:
    made = surveyed(
        session, [(here[0], "2", "5", Mode.PHONE, {"C1": (1,), "C2": (1,)}) for _ in range(6)]
    )
    for interview in session.exec(select(Interview)).all():
        more = InterviewAnswer(
            interview_id=interview.id or 0, question="C1", numbers=[5], answered_at=NOW
        )
        session.add(more)
    session.flush()

    found = said(survey_of(session, made))

    assert "C2" not in found
    assert counts(found["persona"])["Éloigné"] == 6


def test_a_category_of_which_too_few_answered_is_hidden_everywhere(
    session: Session, here: list[str]
) -> None:
    people = [(here[0], "2", "5", Mode.PHONE, {}) for _ in range(30)]
    people += [(here[0], "3", "5", Mode.PHONE, {}) for _ in range(20)]
    people += [(here[0], "5", "5", Mode.PHONE, {}) for _ in range(3)]

    found = said(survey_of(session, surveyed(session, people)), "age")

    for table in found.values():
        for row in table.rows:
            # The one that is too small, and the next, out of which it could be computed.
            assert row.figures[1:] == (None, None)


def test_fewer_than_five_answers_show_nothing(session: Session, here: list[str]) -> None:
    made = surveyed(session, [(here[0], "2", "5", Mode.PHONE, {}) for _ in range(4)])

    assert all(table.rows == () for table in said(survey_of(session, made)).values())


def test_who_is_not_in_the_sample_is_counted_apart(session: Session, here: list[str]) -> None:
    made = surveyed(session, everybody(here, 40))
    before = survey_of(session, made)
    finished(session, made, None, Mode.WEB, {"A1": (1,), "C1": (5,)})

    after = survey_of(session, made)

    assert (before.outside, after.outside) == (0, 1)
    assert after.records == before.records


def test_answers_beyond_the_quotas_are_only_read_where_asked_for(
    session: Session, here: list[str]
) -> None:
    made = surveyed(session, everybody(here, 40))
    made.plan_id = quotas.draw(session, {cell(agency="1"): 5}, 2, [("agency",)]).id
    for interview in session.exec(select(Interview).order_by("id")).all()[:6]:
        interview.counted = False

    within, whole = survey_of(session, made), survey_of(session, made, surplus=True)

    assert within.surplus == whole.surplus == 6
    assert len(whole.records) == len(within.records) + 6


def test_too_few_calls_to_the_oldest_are_told(session: Session, here: list[str]) -> None:
    people = [(here[0], "5", "7", mode, {}) for mode in [Mode.SMS] * 3 + [Mode.PHONE] * 6]
    people += [(here[0], "4", "7", mode, {}) for mode in [Mode.SMS] * 3 + [Mode.PHONE] * 7]

    found = survey_of(session, surveyed(session, people))

    assert service.too_few_calls(found) == ["75 ans ou plus"]


def test_each_case_stands_somewhere_in_the_standard_definitions(
    session: Session, here: list[str]
) -> None:
    made = surveyed(session, [(here[0], "2", "5", Mode.PHONE, None) for _ in range(9)])
    cases = session.exec(select(Case).order_by("id")).all()
    states = ("done", "running", "refused", "quota_full", "invited")
    for case, state in zip(cases, states, strict=False):
        finished(session, made, case, Mode.PHONE, {}).state = InterviewState(state)
    caller = agent(session)
    for case, outcome in zip(cases[5:], ("voicemail", "later", "wrong_number"), strict=False):
        ended = NOW + timedelta(hours=1)
        session.add(Attempt(case_id=case.id or 0, agent_id=caller, outcome=outcome, ended_at=ended))
    session.flush()

    found = service.rates_of(session, made)

    assert {one.value: n for one, n in found.cases.items() if n} == {
        "I": 1, "P": 1, "R": 1, "NC": 1, "UH": 3, "NE": 2,
    }  # fmt: skip
    assert found.total == 9
    assert found.rr["RR1"] == pytest.approx(1 / 7)
    assert found.rr["RR5"] == pytest.approx(1 / 4)


@given(st.dictionaries(st.sampled_from(list(Standing)), st.integers(0, 500)))
def test_the_rates_keep_their_order_and_the_cases_their_sum(cases: dict[Standing, int]) -> None:
    found = rates(cases)
    rr = found.rr

    assert found.total == Counter(cases).total()
    assert 0 <= rr["RR1"] <= rr["RR2"] <= 1
    assert rr["RR1"] <= rr["RR3"] <= rr["RR5"] <= 1
    assert rr["RR2"] <= rr["RR4"] <= rr["RR6"] <= 1
