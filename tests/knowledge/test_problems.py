"""Each mistake is named with its file, its line and what to write instead; all of them at once."""

from pathlib import Path

import pytest

from knowledge import KnowledgeInvalid, load
from knowledge.__main__ import main
from knowledge.errors import Problem
from knowledge.load import ROOT
from knowledge.yaml_reader import read_document

WHOLE = """\
landlord: office64
topic: delays
entries:
  - id: demo-delai
    title: "Délai de réponse"
    audience: [tenant]
    visibility: public
    status: in-force
    source:
      document: "Un compte rendu"
      section: "Délais"
      date: 2024-06-06
    checked_on: 2026-11-21
    review_by: 2027-05-21
    values:
      delai:
        unit: hours
        on:
          2024-06-06: 48
    answer:
      fr: "La réponse vient sous {delai}."
      en: "You hear within {delai}."
    questions:
      fr:
        - "sous combien de temps répondez-vous ?"
        - "c koi le delai"
    contact:
      profile: tenant
      hours:
        mo-fr: ["08:30-12:30"]
"""
BAD = [
    ('      document: "Un compte rendu"', "", "missing", 'write `document: "…"`'),
    ("      date: 2024-06-06", "      date: june", "'june' is not a date", "YYYY-MM-DD"),
    (
        "      date: 2024-06-06",
        "      date: 2024-02-30",
        "'2024-02-30' is not a date",
        "YYYY-MM-DD",
    ),
    ("    checked_on: 2026-11-21", "    checked_on: soon", "is not a date", "YYYY-MM-DD"),
    (
        "    review_by: 2027-05-21",
        "    review_by: 2025-01-01",
        "is before",
        "a day after 2026-11-21",
    ),
    ("          2024-06-06: 48", "          soon: 48", "is not a date of effect", "2024-06-06"),
    (
        "          2024-06-06: 48",
        "          2024-06-06: two",
        "is not a number",
        "`2024-06-06: 48`",
    ),
    ("        unit: hours", "        unit: cats", "unknown unit 'cats'", "one of phone, percent"),
    ("    visibility: public", "    visibility: all", "is not one of public", "visibility: public"),
    ("    status: in-force", "    status: sure", "is not one of in-force", "status: in-force"),
    ("    audience: [tenant]", "    audience: [ghost]", "'ghost' is not one of", "[tenant]"),
    ('    title: "Délai de réponse"', "    title: 12", "is not a text", 'title: "A few'),
    ("    status: in-force", "    status: in-force\n    colour: blue", "unknown field", "one of"),
    ("landlord: office64", "landlord: nobody", "unknown landlord 'nobody'", "one of national"),
    ("topic: delays", "topic: De Lays", "is not a topic", "contact-points"),
    ("entries:", "rows:", "missing", "entries:"),
    ("  - id: demo-delai", '  - id: ""', "missing", "id: landlord-words"),
    ('        - "c koi le delai"', "        - 2024", "is not a list of texts", "quote figures"),
    ("      profile: tenant", "      profile: 3", "is not a text", "profile: tenant"),
    ("        mo-fr:", "        mo-xx:", "is not a day or a range", "write `hours:"),
    ("      profile: tenant", "      fax: x\n      profile: tenant", "unknown field", "profile"),
]
STANDS = {
    "": "    source:",
    "rows:": "landlord:",
    "    status: in-force\n    colour: blue": "    colour: blue",
}
"""Where the line is not that of the first changed word: a missing part is told on its whole."""
TEXTS = [
    ("Appelez le 18.", "figure '18.' outside a placeholder", "make it a dated value"),
    ("Répondez sous trois jours.", "figure spelled out: 'trois jours'", "make it a dated value"),
    ("Sous {duree}.", "unknown placeholder {duree}", "values of this entry: {delai}"),
    ("Sous {delai:loud}.", "hours has the forms ['bare']", "one of these forms"),
    ("Sous {delai", "expected '}'", "double a brace that is meant"),
    ("mot " * 150, "characters once rendered, at most 450", "shorten it"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "office64").mkdir()
    (tmp_path / "landlords.yaml").write_text("office64: {name: Office64}\n", encoding="utf-8")
    return tmp_path


def told(root: Path, text: str) -> tuple[Problem, ...]:
    """Return what the loader says of one file, which it must refuse."""
    (root / "office64" / "delays.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeInvalid) as caught:
        load(root)
    return caught.value.problems


def line_of(text: str, part: str) -> int:
    """Return the line on which a part of the text begins."""
    return text[: text.index(part)].count("\n") + 1


def test_the_whole_file_is_accepted(root: Path) -> None:
    (root / "office64" / "delays.yaml").write_text(WHOLE, encoding="utf-8")

    assert [entry.id for entry in load(root).entries] == ["demo-delai"]


@pytest.mark.parametrize(("good", "bad", "message", "mend"), BAD, ids=[b[1] or b[0] for b in BAD])
def test_a_mistake_is_named_with_its_line_and_its_mend(root, good, bad, message, mend) -> None:
    text = WHOLE.replace(good if bad else f"{good}\n", bad, 1)

    problems = told(root, text)

    (problem,) = [p for p in problems if message in p.message and mend in p.mend]
    assert problem.file == "office64/delays.yaml"
    assert problem.line == line_of(text, STANDS.get(bad, bad))


@pytest.mark.parametrize(("words", "message", "mend"), TEXTS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_fault_in_a_text_is_named_on_the_line_of_its_language(
    root, language, words, message, mend
) -> None:
    if "trois" in words and language == "en":
        words, message = "Wait three days.", "figure spelled out: 'three days'"
    line = line_of(WHOLE, f"      {language}: ")
    rows = WHOLE.splitlines()
    rows[line - 1] = f'      {language}: "{words.strip()}"'

    (problem,) = told(root, "\n".join(rows))

    assert (problem.line, problem.field) == (line, f"answer.{language}")
    assert message in problem.message
    assert mend in problem.mend


def test_two_values_for_one_day_are_named_on_the_second(root) -> None:
    text = WHOLE.replace("          2024-06-06: 48\n", "          2024-06-06: 48\n" * 2)

    (problem,) = told(root, text)

    assert problem.line == line_of(WHOLE, "          2024-06-06: 48") + 1
    assert str(problem).endswith("'2024-06-06' stands twice → keep one of the two")


def test_a_missing_source_is_named_on_its_entry(root) -> None:
    start, end = WHOLE.index("    source:"), WHOLE.index("    checked_on")

    (problem,) = told(root, WHOLE[:start] + WHOLE[end:])

    assert problem.line == line_of(WHOLE, "  - id: demo-delai")
    assert str(problem) == (
        "office64/delays.yaml:4 · demo-delai · source: missing → write "
        '`source: {document: "…", section: "…", date: 2024-06-06}`'
    )


def test_an_unknown_language_is_named_on_its_line(root) -> None:
    text = WHOLE.replace("      en: ", "      de: ", 1)

    (problem,) = told(root, text)

    assert (problem.line, problem.mend) == (
        line_of(text, "      de: "),
        "one of fr, en, es, pt, eu",
    )


def test_an_id_that_stands_twice_is_named_on_the_second_with_the_first_file(root) -> None:
    second = WHOLE[WHOLE.index("  - id:") : WHOLE.index("    contact:")]

    (problem,) = told(root, WHOLE + second)

    assert problem.line == WHOLE.count("\n") + 1
    assert "already in office64/delays.yaml" in problem.message


def test_bad_syntax_is_named_on_its_line(root) -> None:
    text = WHOLE.replace("    audience: [tenant]", "    audience: [tenant", 1)

    (problem,) = told(root, text)

    assert problem.line in (line_of(text, "    audience"), line_of(text, "    visibility"))
    assert "mend the YAML here" in problem.mend


def test_every_mistake_of_every_file_is_told_at_once_and_the_command_fails(root, capsys) -> None:
    text = WHOLE.replace("status: in-force", "status: sure").replace("unit: hours", "unit: cats")
    (root / "office64" / "delays.yaml").write_text(text, encoding="utf-8")
    (root / "office64" / "other.yaml").write_text(
        WHOLE.replace("demo-delai", "demo-autre").replace("topic: delays", "topic: NO"),
        encoding="utf-8",
    )

    assert main(["check", "--root", str(root)]) == 1
    said = capsys.readouterr().out
    for where in ("office64/delays.yaml:8", "office64/delays.yaml:17", "office64/other.yaml:2"):
        assert where in said


def test_a_landlord_whose_territory_is_unknown_is_refused(root) -> None:
    (root / "landlords.yaml").write_text("office64: {name: O, territories: [moon]}\n")

    (problem,) = told(root, WHOLE)

    assert (problem.file, problem.line) == ("landlords.yaml", 1)
    assert "add `moon:`" in problem.mend


def test_every_entry_that_is_shipped_is_found_on_its_line() -> None:
    for path in ROOT.glob("*/**/*.yaml"):
        document, rows = read_document(path), path.read_text(encoding="utf-8").splitlines()

        for number, entry in enumerate(document.content["entries"]):
            line = document.line(("entries", str(number), "id"))
            assert rows[line - 1] == f"  - id: {entry['id']}"
