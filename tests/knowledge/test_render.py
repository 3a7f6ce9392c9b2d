"""Values and answers in five languages, as they hold on a date."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import FactNotFound, load, render_answer, value_on
from knowledge.model import LANGUAGES, DatedValue, Fact, Unit
from knowledge.render import render_value
from tests.knowledge.entries import an_entry

DAY = date(2023, 7, 12)


@pytest.mark.parametrize(
    ("unit", "value", "language", "form", "written"),
    [
        (Unit.PHONE, "+33559438654", "fr", "", "05 59 43 86 54"),
        (Unit.PHONE, "+33559438654", "eu", "", "05 59 43 86 54"),
        (Unit.PHONE, "+33800473333", "fr", "", "0 800 47 33 33"),
        (Unit.PHONE, "112", "en", "", "112"),
        (Unit.PERCENT, Decimal(30), "fr", "", "30 %"),
        (Unit.PERCENT, Decimal("7.5"), "fr", "", "7,5 %"),
        (Unit.PERCENT, Decimal("7.5"), "en", "", "7.5 %"),
        (Unit.PERCENT, Decimal(30), "fr", "bare", "30"),
        (Unit.EUROS, Decimal("7.62"), "fr", "", "7,62 €"),
        (Unit.EUROS, Decimal("7.6"), "en", "", "7.60 €"),
        (Unit.EUROS, Decimal(6000), "fr", "", "6 000 €"),
        (Unit.EUROS_PER_MONTH, Decimal(25), "fr", "", "25 € par mois"),
        (Unit.EUROS_PER_MONTH, Decimal(25), "en", "", "25 € per month"),
        (Unit.HOURS, Decimal(48), "fr", "", "48 heures"),
        (Unit.HOURS, Decimal(48), "fr", "bare", "48"),
        (Unit.YEARS, Decimal(1), "fr", "", "1 an"),
        (Unit.YEARS, Decimal(1), "eu", "", "urtebete"),
        (Unit.MONTHS, Decimal(3), "pt", "", "3 meses"),
        (Unit.DAYS, Decimal(15), "es", "", "15 días"),
        (Unit.DAYS, Decimal(15), "eu", "", "15 egun"),
        (Unit.DATE, DAY, "fr", "", "12 juillet 2023"),
        (Unit.DATE, date(2023, 7, 1), "fr", "", "1er juillet 2023"),
        (Unit.DATE, DAY, "en", "", "12 July 2023"),
        (Unit.DATE, DAY, "pt", "", "12 de julho de 2023"),
        (Unit.DATE, DAY, "fr", "month", "juillet 2023"),
        (Unit.DATE, DAY, "es", "month", "julio de 2023"),
        (Unit.DATE, DAY, "eu", "month", "2023(e)ko uztaila"),
        (Unit.DATE, DAY, "fr", "year", "2023"),
        (Unit.DATE, DAY, "fr", "short", "12/07/2023"),
        (Unit.TIME, time(8, 30), "fr", "", "8 h 30"),
        (Unit.TIME, time(17), "fr", "", "17 h"),
        (Unit.TIME, time(8, 30), "en", "", "8:30"),
        (Unit.COUNT, Decimal(12000), "fr", "", "12 000"),
        (Unit.COUNT, Decimal(1), "fr", "ordinal", "1er"),
        (Unit.COUNT, Decimal(2), "fr", "ordinal", "2e"),
        (Unit.COUNT, Decimal(2), "en", "ordinal", "2nd"),
        (Unit.COUNT, Decimal(12), "en", "ordinal", "12th"),
        (Unit.COUNT, Decimal(2), "es", "ordinal", "2.º"),
        (Unit.COUNT, Decimal(2), "eu", "ordinal", "2."),
        (Unit.LIST, ("a", "b", "c"), "fr", "", "a, b et c"),
        (Unit.LIST, ("a", "b", "c"), "en", "or", "a, b or c"),
        (Unit.URL, "https://www.office64.fr/", "fr", "short", "office64.fr"),
        (Unit.URL, "https://www.office64.fr/", "fr", "", "https://www.office64.fr/"),
        (Unit.TEXT, {"fr": "oui", "en": "yes"}, "en", "", "yes"),
        (Unit.TEXT, {"fr": "oui", "en": "yes"}, "pt", "", "oui"),
        (Unit.EMAIL, "nous@example.org", "fr", "", "nous@example.org"),
    ],
)
def test_a_value_is_written_as_people_read_it(unit, value, language, form, written):
    assert render_value(unit, value, language, form) == written


@given(st.decimals(0, 10**7, places=2), st.sampled_from(LANGUAGES), st.sampled_from(list(Unit)))
def test_a_number_never_brings_a_special_space_into_a_text(number, language, unit):
    if unit in (Unit.DATE, Unit.TIME, Unit.LIST, Unit.TEXT, Unit.PHONE, Unit.URL, Unit.EMAIL):
        return

    written = render_value(unit, number, language)

    assert not set(written) & set("\u00a0\u202f\u2009")


@given(st.dates(), st.dates(), st.dates())
def test_the_value_of_a_day_is_the_last_one_that_began(first, second, day):
    days = sorted({first, second})
    fact = Fact("x", Unit.COUNT, tuple(DatedValue(d, Decimal(d.toordinal())) for d in days))

    if day < days[0]:
        with pytest.raises(FactNotFound, match=f"x has no value on {day}"):
            value_on(fact, day)
    else:
        assert value_on(fact, day).day == max(d for d in days if d <= day)


def test_an_answer_changes_on_the_day_its_value_does(write):
    values = {"delai": {"unit": "hours", "on": {"2024-06-06": 48, "2025-01-01": 72}}}
    entry = load(write(an_entry(values=values))).entries[0]

    assert render_answer(entry, "fr", date(2024, 12, 31)) == "La réponse vient sous 48 heures."
    assert render_answer(entry, "fr", date(2025, 1, 1)) == "La réponse vient sous 72 heures."
    with pytest.raises(FactNotFound, match="delai has no value on 2024-06-05"):
        render_answer(entry, "fr", date(2024, 6, 5))


def test_an_answer_falls_back_on_french(write):
    entry = load(write(an_entry())).entries[0]

    assert render_answer(entry, "en", date(2026, 1, 1)) == "You hear within 48 hours."
    assert render_answer(entry, "eu", date(2026, 1, 1)) == "La réponse vient sous 48 heures."


def test_every_answer_that_is_shipped_can_be_rendered_today_in_every_language(knowledge):
    for entry in knowledge.entries:
        for language in LANGUAGES:
            text = render_answer(entry, language, date(2026, 11, 21))

            assert 0 < len(text) <= 450
            assert "{" not in text
