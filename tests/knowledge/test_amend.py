"""An amended entry is held to the rules of the files, and can be put back into them."""

from datetime import date
from pathlib import Path

import pytest

from knowledge import KnowledgeInvalid, load, render_answer
from knowledge.amend import Change, amended, as_yaml
from knowledge.load import ROOT
from knowledge.model import Entry, Knowledge
from knowledge.yaml_reader import read_yaml
from tests.knowledge.entries import Write, an_entry
from tests.shipped import edition, shipped

DAY = date(2026, 11, 23)


def only(knowledge: Knowledge) -> Entry:
    (entry,) = knowledge.entries
    return entry


def exported(entry: Entry, root: Path) -> Entry:
    """What the loader makes of the exported file, in a folder of its own."""
    for name in ("landlords.yaml", "glossary.yaml"):
        (root / name).write_bytes((ROOT / name).read_bytes())
    (root / entry.landlord).mkdir()
    (root / entry.landlord / "exported.yaml").write_text(as_yaml(entry), encoding="utf-8")
    return only(load(root))


def test_a_value_changes_from_its_day_on_and_not_before(write: Write):
    change = Change(DAY, values={"delai": {"unit": "hours", "value": 24}})

    entry = only(amended(load(write(an_entry())), "demo-delai", change))

    assert render_answer(entry, "fr", date(2026, 11, 22)) == "La réponse vient sous 48 heures."
    assert render_answer(entry, "fr", DAY) == "La réponse vient sous 24 heures."
    assert render_answer(entry, "en", DAY) == "You hear within 24 hours."
    assert entry.amended_on == DAY


def test_a_text_that_is_not_kept_in_a_language_is_told_in_french_there(write: Write):
    change = Change(DAY, answer={"fr": "Nous répondons sous {delai}."})

    entry = only(amended(load(write(an_entry())), "demo-delai", change))

    assert render_answer(entry, "en", DAY) == "Nous répondons sous 48 heures."


def test_a_translation_that_a_supervisor_writes_was_read_by_a_person(write: Write):
    read = an_entry(read_by_a_person=["en"])
    french = Change(DAY, answer={"fr": "Nous répondons sous {delai}."})
    both = Change(DAY, answer={"fr": "Sous {delai}.", "es": "En {delai}.", "en": "Within {delai}."})

    without = only(amended(load(write(read)), "demo-delai", french))
    entry = only(amended(load(write(an_entry())), "demo-delai", both))

    assert without.read_by_a_person == ()
    assert not entry.is_machine_made("es")
    assert not entry.is_machine_made("en")


def test_two_changes_build_on_each_other(write: Write):
    first = Change(DAY, values={"soir": {"unit": "time", "value": "18:30"}})
    second = Change(DAY, answer={"fr": "Sous {delai}, avant {soir}."})

    entry = only(
        amended(amended(load(write(an_entry())), "demo-delai", first), "demo-delai", second)
    )

    assert render_answer(entry, "fr", DAY) == "Sous 48 heures, avant 18 h 30."


def test_a_telephone_that_another_entry_tells_otherwise_is_refused(write: Write):
    tel = {"tel": {"unit": "phone", "on": {"2024-06-06": "+33639980001"}}}
    point = {"profile": "tenant", "telephone": "tel"}
    two = [an_entry(id=name, values=tel, contact=point, answer={"fr": "{tel}"}) for name in "ab"]
    change = Change(DAY, values={"tel": {"unit": "phone", "value": "+33639980002"}})

    with pytest.raises(KnowledgeInvalid, match="another telephone"):
        amended(load(write(*two)), "a", change)


def test_every_entry_comes_back_from_its_export_as_it_was(tmp_path: Path):
    for entry in shipped().entries:
        (tmp_path / "exported.yaml").write_text(as_yaml(entry), encoding="utf-8")
        body = read_yaml(tmp_path / "exported.yaml")
        assert body == {"landlord": entry.landlord, "topic": entry.topic, "entries": [entry.raw]}


def test_an_amended_entry_comes_back_from_its_export_as_it_is_told(write: Write, tmp_path: Path):
    change = Change(
        DAY,
        answer={"fr": "Sous {delai} à partir du {debut}, de {soir}."},
        values={
            "debut": {"unit": "date", "value": "2026-12-01"},
            "soir": {"unit": "time", "value": "18:30"},
        },
    )
    entry = only(amended(load(write(an_entry())), "demo-delai", change))
    (tmp_path / "again").mkdir()

    back = exported(entry, tmp_path / "again")

    assert back.values == entry.values
    assert back.answer == entry.answer
    assert (back.source, back.checked_on) == (entry.source, entry.checked_on)
    assert back.questions == entry.questions


def test_an_amendment_changes_what_is_said_and_not_which_question_it_answers():
    knowledge, searcher = shipped(), edition().tenants
    change = Change(DAY, answer={"fr": "Tout autre chose."})
    match = searcher.rank("quel est le numéro de téléphone", landlord="office64")[0]

    reading = searcher.reading(amended(knowledge, match.entry.id, change))

    again = reading.rank("quel est le numéro de téléphone", landlord="office64")[0]
    assert (again.entry.id, again.score) == (match.entry.id, match.score)
    assert again.entry.answer == {"fr": "Tout autre chose."}
    assert searcher.rank("quel est le numéro de téléphone", landlord="office64")[0] == match
