"""What Rasa is trained on."""

import yaml

from knowledge import load
from knowledge.__main__ import main
from knowledge.training import examples, training_yaml
from tests.knowledge.entries import an_entry


def test_the_file_is_rasas_and_the_same_every_time(write):
    knowledge = load(write(an_entry()))

    read = yaml.safe_load(training_yaml(knowledge))

    assert read["version"] == "3.1"
    assert read["nlu"][0]["intent"] == "ask"
    assert read["nlu"][0]["examples"].splitlines() == [
        "- sous combien de temps répondez-vous ?",
        "- how long",
    ]
    assert training_yaml(knowledge) == training_yaml(load(write(an_entry())))


def test_an_example_that_only_differs_in_accents_or_case_is_written_once(write):
    questions = {"fr": ["Où êtes-vous ?", "ou etes vous", "C'est où ?"]}

    assert examples(load(write(an_entry(questions=questions)))) == ["Où êtes-vous ?", "C'est où ?"]


def test_nothing_in_an_example_is_read_as_rasas_markup(write):
    questions = {"fr": ["un [T3](type) pour {trois} ?"]}

    assert examples(load(write(an_entry(questions=questions)))) == ["un T3 type pour trois ?"]


def test_the_command_writes_the_file(write, tmp_path, capsys):
    root, to = write(an_entry()), tmp_path / "out" / "knowledge.yml"

    assert main(["training", "--root", str(root), "--to", str(to)]) == 0
    assert "2 examples" in capsys.readouterr().out
    assert to.read_text(encoding="utf-8") == training_yaml(load(root))
