"""The landlords' pages say what the knowledge says, and nothing that is restricted."""

from pathlib import Path

import pytest
import yaml

from knowledge import KnowledgeInvalid, load
from knowledge.__main__ import main
from knowledge.choices import choices_for
from knowledge.model import Visibility
from knowledge.pages import PAGES, facts_page, to_confirm_page
from knowledge.query import desk_entries
from knowledge.render import render_answer
from knowledge.search_text import fold
from tests.knowledge.entries import an_entry

ROOT = Path(__file__).parents[2]
REGISTER = (
    "delai-reponse: {visibility: public, status: sources-differ, contradiction: true}\n"
    'graphique: {visibility: public, status: dated, reason: "Un graphique illisible."}\n'
    "secret: {visibility: restricted, status: in-force}\n"
)
CONTRADICTIONS = """\
documents: {juin: "Un compte rendu"}
contradictions:
  delai-reponse:
    landlord: office64
    title: "Le délai"
    versions:
      - {says: "48 heures.", in: juin, section: "Délais"}
      - {says: "72 heures.", in: juin, section: "Rappels"}
    settle: "Dites le délai."
"""


@pytest.fixture
def root(write):
    folder = write(
        an_entry(status="sources-differ"),
        an_entry(id="demo-ouvert", title="Un point ouvert", facts=[], status="to-confirm"),
        an_entry(id="demo-secret", visibility="restricted", facts=["secret"], title="Le secret"),
    )
    (folder / "facts.yaml").write_text(REGISTER, encoding="utf-8")
    (folder / "contradictions.yaml").write_text(CONTRADICTIONS, encoding="utf-8")
    return folder


def grams(text: str) -> set[str]:
    """Return every row of six words."""
    words = fold(text).split()
    return {" ".join(words[at : at + 6]) for at in range(len(words) - 5)}


def test_a_fact_stands_with_its_entries_or_with_its_reason(root) -> None:
    page = facts_page(load(root))

    assert "| delai-reponse | tous | sources en désaccord | demo-delai |" in page
    assert "| graphique | tous | vrai à sa date | Un graphique illisible. |" in page
    assert "secret" not in page


def test_every_fact_that_is_not_restricted_stands_in_the_table_once(knowledge) -> None:
    rows = [line.split(" | ")[0] for line in facts_page(knowledge).splitlines() if "|" in line]

    for fact in knowledge.register.values():
        expected = 0 if fact.visibility is Visibility.RESTRICTED else 1
        assert rows.count(f"| {fact.id}") == expected, fact.id


def test_a_contradiction_is_told_with_each_version_its_source_and_what_to_do(root) -> None:
    page = to_confirm_page(load(root))

    assert "- 48 heures. *(Un compte rendu, Délais)*" in page
    assert "- 72 heures. *(Un compte rendu, Rappels)*" in page
    assert "**À faire :** Dites le délai." in page
    assert "> La réponse vient sous 48 heures." in page


def test_what_the_sources_leave_open_is_told_with_its_source(root) -> None:
    page = to_confirm_page(load(root))

    assert "#### Un point ouvert" in page
    assert "À confirmer : *(Un compte rendu, Délais, 6 juin 2024)*" in page
    assert "secret" not in page.casefold()


def test_every_contradiction_of_the_catalogue_stands_in_the_page_but_the_restricted(
    knowledge,
) -> None:
    marked = [fact for fact in knowledge.register.values() if fact.contradiction]
    told = {one.fact for one in knowledge.contradictions}

    assert len(marked) == 34
    assert told == {f.id for f in marked if f.visibility is not Visibility.RESTRICTED}
    assert all(
        f"#### {one.title}" in to_confirm_page(knowledge) for one in knowledge.contradictions
    )


def test_every_entry_that_is_to_be_confirmed_stands_in_the_page_but_the_restricted(
    knowledge,
) -> None:
    page = to_confirm_page(knowledge)
    readable = {entry.id for entry in desk_entries(knowledge)}

    for entry in knowledge.entries:
        if entry.status in ("to-confirm", "sources-differ"):
            assert (f"`{entry.id}`" in page) == (entry.id in readable), entry.id


@pytest.mark.parametrize("name", PAGES)
def test_nothing_restricted_stands_in_a_page(knowledge, name) -> None:
    page = PAGES[name](knowledge)
    rows = grams(page)
    restricted = [e for e in knowledge.entries if e.visibility is Visibility.RESTRICTED]

    assert restricted
    for entry in restricted:
        texts = [entry.title, *(q for qs in entry.questions.values() for q in qs)]
        texts += [render_answer(entry, language, entry.last_day) for language in entry.answer]
        assert entry.id not in page
        assert entry.title not in page
        assert not rows & set().union(*map(grams, texts)), entry.id
    for fact in knowledge.register.values():
        if fact.visibility is Visibility.RESTRICTED:
            assert f" {fact.id} " not in page


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("  delai-reponse:", "  autre:", "delai-reponse is missing"),
        ("  delai-reponse:", "  autre:", "marks no contradiction of that name"),
        ('in: juin, section: "Rappels"', 'in: mai, section: "R"', "unknown document 'mai'"),
        ('says: "72 heures.", ', "", "versions.1.says: missing"),
        ('      - {says: "72 heures.", in: juin, section: "Rappels"}\n', "", "two or more"),
        ('    title: "Le délai"\n', "", "title: missing"),
    ],
)
def test_a_contradiction_that_is_badly_written_is_refused(root, good, bad, said) -> None:
    text = CONTRADICTIONS.replace(good, bad)
    (root / "contradictions.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeInvalid) as caught:
        load(root)

    assert said in str(caught.value)


def test_a_restricted_contradiction_is_refused_in_the_file_for_every_reader(root) -> None:
    hidden = REGISTER.replace(
        "secret: {visibility: restricted, status: in-force}",
        "secret: {visibility: restricted, status: in-force, contradiction: true}",
    )
    (root / "facts.yaml").write_text(hidden, encoding="utf-8")
    assert load(root).contradictions
    rows = CONTRADICTIONS.split("contradictions:\n")[1].replace("delai-reponse", "secret")
    (root / "contradictions.yaml").write_text(CONTRADICTIONS + rows, encoding="utf-8")

    with pytest.raises(KnowledgeInvalid, match="is restricted, and this file is for every reader"):
        load(root)


def test_the_command_tells_a_page_that_is_late_and_writes_it(root, tmp_path, capsys) -> None:
    there = ["--root", str(root), "--to", str(tmp_path / "docs")]

    assert main(["docs", "--check", *there]) == 1
    assert "faits.md: not up to date → run `python -m knowledge docs`" in capsys.readouterr().out
    assert main(["docs", *there]) == 0
    assert main(["docs", "--check", *there]) == 0


@pytest.mark.parametrize("landlord", ["office64", "rochefort"])
def test_what_we_chose_is_told_with_the_number_in_force_and_where_it_is_set(
    knowledge, landlord
) -> None:
    page = to_confirm_page(knowledge)
    part = page.partition(f"## {knowledge.landlords[landlord].name}\n")[2].partition("\n## ")[0]
    rules = yaml.safe_load((ROOT / "backend/handover/rules.yaml").read_text(encoding="utf-8"))

    assert "Ce que nous avons choisi, faute de source" in part
    assert f"Un agent a {rules[landlord]['capacity']} conversations à la fois" in part
    assert f"Après {rules[landlord]['silent']} minutes sans réponse" in part
    assert "`backend/handover/rules.yaml`" in part


def test_a_choice_whose_setting_is_gone_is_no_silent_gap(monkeypatch, tmp_path) -> None:
    gone = {"title": "T", "file": "backend/handover/rules.yaml", "landlords": ["office64"]}
    says = [{"at": "{landlord}.nothing", "text": "{value}"}]
    written = tmp_path / "choices.yaml"
    written.write_text(yaml.safe_dump({"choices": [{**gone, "says": says, "settle": "S"}]}))
    monkeypatch.setattr("knowledge.choices.CHOICES", written)

    with pytest.raises(KeyError):
        list(choices_for("office64"))
