"""What holds of the rules for any figures and days, not only at the bounds of the scenarios."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge import Knowledge
from knowledge.calculators import CALCULATORS, LANDLORD, Book, Input, Kind, Result, compute
from knowledge.calculators.dates import after_months
from knowledge.errors import KnowledgeError
from knowledge.hours import PARIS
from knowledge.query import tenant_entries

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)
TODAY = NOW.date()
EUROS = st.decimals(0, 5_000, places=2)
INCOMES = st.decimals(1, 5_000, places=2)
PAST = st.dates(date(2024, 3, 18), TODAY)
PEOPLE = st.integers(1, 12).map(Decimal)


def result(knowledge: Knowledge, calculator: str, landlord: str, **case: Any) -> Result:
    found = compute(CALCULATORS[calculator], case, Book(knowledge, landlord, NOW))
    assert isinstance(found, Result), found
    return found


def number(found: Result, name: str) -> Decimal:
    value = found.figures[name].value
    assert isinstance(value, Decimal)
    return value


def day(found: Result, name: str) -> date:
    value = found.figures[name].value
    assert isinstance(value, date)
    return value


@pytest.mark.parametrize("landlord", ["office64", "rochefort"])
@settings(deadline=None, max_examples=50)
@given(rent=EUROS, more=EUROS, income=INCOMES)
def test_more_rent_never_lowers_an_effort_rate(knowledge, landlord, rent, more, income) -> None:
    low = result(knowledge, "effort-rate", landlord, rent=rent, income=income)
    high = result(knowledge, "effort-rate", landlord, rent=rent + more, income=income)

    assert number(low, "rate") <= number(high, "rate")
    assert low.verdict == "within" or high.verdict == "above"


@pytest.mark.parametrize("landlord", ["office64", "rochefort"])
@settings(deadline=None, max_examples=50)
@given(rent=EUROS, income=INCOMES)
def test_a_rate_looks_within_only_when_it_is(knowledge, landlord, rent, income) -> None:
    found = result(knowledge, "effort-rate", landlord, rent=rent, income=income)

    looks_within = number(found, "rate") <= number(found, "ceiling")
    assert looks_within == (found.verdict == "within")


@pytest.mark.parametrize("landlord", ["office64", "rochefort"])
@settings(deadline=None, max_examples=50)
@given(income=INCOMES)
def test_the_highest_rent_is_within_and_a_cent_more_is_not(knowledge, landlord, income) -> None:
    highest = number(result(knowledge, "effort-rate", landlord, rent=0, income=income), "highest")
    cent_more = highest + Decimal("0.01")

    at = result(knowledge, "effort-rate", landlord, rent=highest, income=income)
    over = result(knowledge, "effort-rate", landlord, rent=cent_more, income=income)
    assert (at.verdict, over.verdict) == ("within", "above")


@settings(deadline=None, max_examples=50)
@given(income=EUROS, bill=EUROS, more=EUROS, adults=PEOPLE, children=PEOPLE)
def test_a_higher_bill_never_leaves_more_to_live_on(
    knowledge, income, bill, more, adults, children
) -> None:
    case = {"income": income, "adults": adults, "children": children}
    low = result(knowledge, "remaining-income", "rochefort", bill=bill, **case)
    high = result(knowledge, "remaining-income", "rochefort", bill=bill + more, **case)

    order = ("below", "borderline", "enough")
    assert number(high, "by_day") <= number(low, "by_day")
    assert order.index(high.verdict) <= order.index(low.verdict)


@settings(deadline=None, max_examples=50)
@given(income=EUROS, bill=EUROS, adults=PEOPLE, children=PEOPLE)
def test_one_more_at_table_never_leaves_more_to_each(
    knowledge, income, bill, adults, children
) -> None:
    assume(income >= bill)
    case = {"income": income, "bill": bill}
    fewer = {"adults": adults, "children": children}
    few = result(knowledge, "remaining-income", "rochefort", **case, **fewer)

    for more in ({"adults": adults + 1}, {"children": children + 1}):
        many = result(knowledge, "remaining-income", "rochefort", **case, **{**fewer, **more})
        assert number(many, "by_day") <= number(few, "by_day")


@settings(deadline=None, max_examples=50)
@given(one=PAST, other=PAST)
def test_a_later_log_in_never_takes_a_bel_advert_off_earlier(knowledge, one, other) -> None:
    first, second = sorted((one, other))
    early = result(knowledge, "bel-advert", "office64", logged_in=first)
    late = result(knowledge, "bel-advert", "office64", logged_in=second)

    assert day(early, "end") <= day(late, "end")
    assert all((r.verdict == "on-line") == (day(r, "end") > TODAY) for r in (early, late))


@settings(deadline=None, max_examples=50)
@given(one=PAST, other=PAST)
def test_who_moved_in_first_is_never_studied_later(knowledge, one, other) -> None:
    first, second = sorted((one, other))
    early = result(knowledge, "mutation-priority", "rochefort", reason="work", moved_in=first)
    late = result(knowledge, "mutation-priority", "rochefort", reason="work", moved_in=second)

    assert day(early, "start") <= day(late, "start")
    assert (late.verdict, early.verdict) != ("by-seniority", "too-early")


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 1999).map(Decimal), st.booleans())
def test_working_farther_never_loses_the_priority(knowledge, distance, transport) -> None:
    case = {"reason": "work", "transport": transport}
    near = result(knowledge, "mutation-priority", "office64", distance=distance, **case)
    far = result(knowledge, "mutation-priority", "office64", distance=distance + 1, **case)

    assert near.verdict == "by-seniority" or far.verdict == "priority"


@settings(deadline=None, max_examples=50)
@given(months=st.integers(0, 600).map(Decimal))
def test_the_ops_penalty_is_the_months_times_the_monthly_one(knowledge, months) -> None:
    book = Book(knowledge, None, NOW)
    found = result(knowledge, "ops-penalty", "rochefort", months=months)

    assert number(found, "total") == months * book.number("national-ops-penalite", "penalite")


@settings(deadline=None, max_examples=50)
@given(people=PEOPLE, dwelling=st.sampled_from(["t2", "t3", "t4", "t5"]))
def test_a_home_that_is_not_too_large_is_not_so_for_one_more(knowledge, people, dwelling) -> None:
    assume(4 not in (people, people + 1))
    larger = {"t2": "t3", "t3": "t4", "t4": "t5", "t5": "t6"}[dwelling]

    def verdict(count: Decimal, size: str) -> str:
        case = {"people": count, "dwelling": size}
        return result(knowledge, "minimum-occupancy", "rochefort", **case).verdict

    assert verdict(people, dwelling) == "not-met" or verdict(people + 1, dwelling) == "met"
    assert verdict(people, larger) == "not-met" or verdict(people, dwelling) == "met"


@settings(deadline=None, max_examples=50)
@given(st.dates(date(2024, 7, 1), date(2034, 12, 31)))
def test_the_next_committee_sits_in_a_month_of_the_source_and_never_in_the_past(
    knowledge, today
) -> None:
    book = Book(knowledge, "office64", datetime.combine(today, time(12), PARIS))
    found = compute(CALCULATORS["senior-commission"], {"urgent": False}, book)

    assert isinstance(found, Result)
    month, listed = day(found, "month"), book.items("office64-senior-commissions", "mois")
    between = [after_months(today.replace(day=1), n) for n in range(4)]
    skipped = [one for one in between if one < month]
    assert str(month.month) in listed
    assert month in between
    assert not any(str(one.month) in listed for one in skipped)


def test_the_steps_of_the_bel_are_as_many_as_the_source_says_and_lead_to_the_end(
    knowledge,
) -> None:
    done, taken = "nothing", 0
    while (found := result(knowledge, "bel-step", "office64", done=done)).verdict != "finished":
        assert number(found, "number") == taken
        done, taken = found.verdict, taken + 1

    assert number(found, "total") == taken == number(found, "number")


def answers(wanted: Input) -> st.SearchStrategy[Any]:
    """Return what somebody may answer to an input."""
    days = st.dates(TODAY - timedelta(days=1500), TODAY + timedelta(days=400))
    return {
        Kind.CHOICE: st.sampled_from(wanted.choices or ("",)),
        Kind.YES_NO: st.booleans(),
        Kind.NUMBER: st.integers(wanted.least, wanted.most).map(Decimal),
        Kind.EUROS: st.decimals(wanted.least, wanted.most, places=2),
        Kind.DATE: days,
        Kind.MOMENT: days.map(lambda one: datetime.combine(one, time(9), PARIS)),
        Kind.TEXT: st.sampled_from(["Mourenx", "Orthez", "Pau", "Biarritz", ""]),
    }[wanted.kind]


@pytest.mark.parametrize("landlord", [None, "office64", "rochefort"])
@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=lambda one: one.id)
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_whoever_answers_every_question_is_told_something_of_their_landlord(
    knowledge, calculator, landlord, data
) -> None:
    case: dict[str, Any] = {}
    found: Result | Input | None = None
    for _ in range(len(calculator.inputs) + 2):
        book = Book(knowledge, landlord, NOW, desk=calculator.desk)
        try:
            found = compute(calculator, case, book)
        except (KnowledgeError, ValueError):
            return
        if isinstance(found, Result):
            break
        assert found.name not in case
        answer = data.draw(answers(found))
        landlord = answer if found.name == LANDLORD else landlord
        case[found.name] = answer

    assert isinstance(found, Result)
    assert found.reasons
    assert set(found.entries) <= {one.id for one in tenant_entries(knowledge, landlord)}
