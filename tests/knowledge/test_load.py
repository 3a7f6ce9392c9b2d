"""What the loader accepts, and how it tells what it refuses."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge import KnowledgeInvalid, load
from knowledge.__main__ import main
from tests.knowledge.entries import Write, an_entry


def problems(write: Write, *entries: dict[str, Any]) -> str:
    """Return what the loader says of these entries, which it must refuse."""
    with pytest.raises(KnowledgeInvalid) as caught:
        load(write(*entries))
    return str(caught.value)


def test_a_whole_entry_is_loaded_with_its_values_by_date(write):
    knowledge = load(write(an_entry()))

    entry = knowledge.entries[0]
    assert (entry.landlord, entry.topic, entry.id) == ("office64", "delays", "demo-delai")
    assert entry.source.date == date(2024, 6, 6)
    assert [dated.value for dated in entry.values["delai"].on] == [Decimal(48)]
    assert knowledge.landlords["office64"].territories == ("cclo",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": None}, "demo-delai · source: missing"),
        ({"source": {"document": "D", "section": "S"}}, "source.date: missing"),
        ({"status": "perhaps"}, "status: 'perhaps' is not one of in-force"),
        ({"visibility": "secret"}, "visibility: 'secret' is not one of public, desk"),
        ({"audience": ["ghost"]}, "audience: 'ghost' is not one of tenant"),
        ({"audience": []}, "audience: names nobody"),
        ({"title": None}, "title: missing"),
        ({"title": "Chiffres de 2024"}, "title: figure '2024' in a title"),
        ({"colour": "blue"}, "colour: unknown field"),
        ({"checked_on": "soon"}, "checked_on: 'soon' is not a date"),
        ({"review_by": "2025-01-01"}, "review_by: is before checked_on"),
        ({"answer": {"en": "Yes."}}, "answer.fr: missing French text"),
        ({"answer": {"fr": "Oui.", "de": "Ja."}}, "answer.de: unknown language"),
        ({"answer": {"fr": "Appelez le 18."}}, "answer.fr: figure '18.' outside a placeholder"),
        ({"answer": {"fr": "Sous {durée}."}}, "answer.fr: unknown placeholder {durée}"),
        ({"answer": {"fr": "Sous {delai:loud}."}}, "{delai:loud}: hours has the forms ['bare']"),
        ({"answer": {"fr": "Sous {delai"}}, "answer.fr: "),
        ({"answer": {"fr": "Sous {delai!r}."}}, "a placeholder is {name} or {name:form}"),
        ({"answer": {"fr": "mot " * 150}}, "characters once rendered, at most 450"),
        ({"questions": {"en": ["how"]}}, "questions.fr: no French way of asking"),
        ({"questions": {"fr": [2024]}}, "questions.fr: is not a list of texts"),
        ({"values": {"delai": {"unit": "cats", "on": {}}}}, "unknown unit 'cats'"),
        ({"contact": {"profile": "tenant", "telephone": "delai"}}, "is not a value in phone"),
        ({"contact": {"profile": "tenant", "fax": "x"}}, "contact.fax: unknown field"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_file_entry_and_field(write, changes, said):
    told = problems(write, an_entry(**changes))

    assert told.startswith("office64/delays.yaml:")
    assert " · demo-delai · " in told
    assert said in told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Répondez sous trois jours."),
        ("fr", "Il faut attendre quarante-huit heures."),
        ("fr", "Une baisse de trente pour cent."),
        ("en", "Wait two months."),
        ("es", "Espere dos meses."),
        ("pt", "Espere dois meses."),
        ("eu", "Itxaron bi hilabete."),
        ("eu", "Itxaron urte bat."),
    ],
)
def test_a_figure_spelled_out_with_its_unit_is_refused(write, language, text):
    told = problems(write, an_entry(answer={"fr": "Oui.", language: text}))

    assert f"answer.{language}: figure spelled out" in told


def test_names_and_dwelling_types_may_hold_digits(write):
    text = "L'Office64 propose des T2, des T5 bis : réponse sous {delai}."

    assert load(write(an_entry(answer={"fr": text}))).entries


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        ("phone", "0559438654", "is not a telephone number written +33"),
        ("percent", "trente", "is not a number"),
        ("euros", -5, "is negative"),
        ("time", "8h30", "is not a time written HH:MM"),
        ("date", "demain", "is not a date"),
        ("url", "office64.fr", "is not an address"),
        ("email", "chez nous", "is not an e-mail address"),
        ("list", "un seul", "is not a list of texts"),
        ("count", True, "is not a number"),
        ("count", {"fr": 3}, "a value in count is not told by language"),
        ("text", {"en": "yes"}, "a value by language needs fr"),
    ],
)
def test_a_value_that_is_not_of_its_unit_is_refused(write, unit, value, said):
    values = {"delai": {"unit": unit, "on": {"2024-06-06": value}}}

    assert said in problems(write, an_entry(values=values))


def test_a_date_of_effect_that_is_not_a_date_is_refused(write):
    values = {"delai": {"unit": "hours", "on": {"june": 48}}}

    assert "'june' is not a date of effect" in problems(write, an_entry(values=values))


def test_two_values_on_one_date_are_refused(write):
    path = write(an_entry()) / "office64" / "delays.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2024-06-06: 48", "2024-06-06: 48\n        2024-06-06: 72"))

    with pytest.raises(KnowledgeInvalid, match="stands twice"):
        load(path.parent.parent)


def test_an_id_that_stands_twice_is_refused_over_all_files(write):
    assert problems(write, an_entry(), an_entry()).count("stands more than once") == 1
    write(an_entry(), topic="other")

    with pytest.raises(KnowledgeInvalid) as caught:
        load(write(an_entry()))

    (problem,) = caught.value.problems
    assert problem.file == "office64/other.yaml"
    assert "already in office64/delays.yaml" in problem.message


def test_contact_points_that_disagree_on_hours_are_refused(write):
    contact = {"profile": "tenant", "hours": {"mo-fr": ["08:30-12:30"]}}
    other = {"profile": "tenant", "hours": {"mo-fr": ["09:00-12:30"]}}

    told = problems(write, an_entry(contact=contact), an_entry(id="demo-b", contact=other))

    assert "other hours than demo-delai for the same contact point" in told


def test_contact_points_that_disagree_on_the_telephone_are_refused(write):
    def numbered(name: str, number: str) -> dict[str, Any]:
        return an_entry(
            id=name,
            answer={"fr": "Appelez le {tel}."},
            values={"tel": {"unit": "phone", "on": {"2024-06-06": number}}},
            contact={"profile": "tenant", "telephone": "tel"},
        )

    told = problems(write, numbered("demo-a", "+33639980001"), numbered("demo-b", "+33639980002"))

    assert "another telephone than demo-a for the same contact point" in told


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({"xx": ["08:30-12:30"]}, "is not a day or a range"),
        ({"fr-mo": ["08:30-12:30"]}, "runs backwards"),
        ({"mo": ["12:30-08:30"]}, "ends before it starts"),
        ({"mo": ["08:30-12:30", "12:00-17:00"]}, "overlaps the one before"),
        ({"mo": "08:30-12:30"}, "is not a list of openings"),
        ({"mo": ["08:30-12:30"], "mo-tu": ["08:30-12:30"]}, "mo stands twice"),
    ],
)
def test_hours_that_cannot_be_are_refused(write, hours, said):
    contact = {"profile": "tenant", "hours": hours}

    assert said in problems(write, an_entry(contact=contact))


def test_all_problems_are_told_at_once(write):
    told = problems(write, an_entry(status="no", title=None), an_entry(id="demo-b", answer=None))

    assert told.count("\n") >= 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!python/object/apply:os.getcwd []", "could not determine a constructor"),
        ("- a list", "is not a mapping"),
        ("a: [", "while parsing"),
        ("landlord: office64\ntopic: x y\nentries: []", "is not a topic in kebab-case"),
        ("landlord: nobody\ntopic: delays\nentries: []", "unknown landlord 'nobody'"),
        ("landlord: rochefort\ntopic: delays\nentries: []", "stands in the folder rochefort/"),
        ("landlord: office64\ntopic: delays\nentries: []", "entries: missing"),
        ("landlord: office64\ntopic: delays\nentries: [{title: x}]", "entry 1 · id: missing"),
        ("landlord: office64\ntopic: delays\nentries: [{2: x, id: y}]", "y · 2: unknown field"),
    ],
)
def test_a_file_that_is_not_one_of_ours_is_refused(write, text, said):
    path = write(an_entry()) / "office64" / "odd.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeInvalid) as caught:
        load(path.parent.parent)

    assert said in str(caught.value)


def test_check_prints_every_problem_and_fails(write, capsys):
    root = write(an_entry(title=None, status="no"))

    assert main(["check", "--root", str(root)]) == 1
    said = capsys.readouterr().out
    assert "title: missing" in said
    assert "2 problems" in said


def test_the_knowledge_that_is_shipped_is_accepted(knowledge):
    assert knowledge.entries
