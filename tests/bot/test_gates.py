"""House rules of the bot: nothing that it names is missing, nothing that is there is unused."""

import ast
import re
from pathlib import Path
from typing import Any

import yaml

from backend.config import ROOT
from backend.i18n import LANGUAGES, translator

BOT = ROOT / "bot"


def domain() -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for path in sorted((BOT / "domain").glob("*.yml")):
        merged |= yaml.safe_load(path.read_text("utf-8"))
    return merged


def rules() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted((BOT / "data" / "rules").glob("*.yml")):
        found += yaml.safe_load(path.read_text("utf-8"))["rules"]
    return found


def steps(rule: dict[str, Any]) -> list[dict[str, Any]]:
    flat: list[dict[str, Any]] = []
    for step in rule["steps"]:
        flat += step.get("or", [step])
    return flat


def action_names() -> set[str]:
    """Read the names of the action classes without importing them."""
    names: set[str] = set()
    for path in (BOT / "actions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "action":
                names.add(str(_value(node.value)))
    return names


def _value(node: ast.expr) -> object:
    if isinstance(node, ast.JoinedStr):
        return "validate_sollicitation_form"
    return ast.literal_eval(node)


def test_every_action_of_the_domain_is_a_class_and_the_reverse() -> None:
    asks = {name for name in domain()["actions"] if name.startswith("action_ask_")}
    assert asks == {
        f"action_ask_{name}_{field}"
        for name, form in domain()["forms"].items()
        for field in form["required_slots"]
    }
    assert action_names() - asks == set(domain()["actions"]) - asks


def test_every_action_is_built_once() -> None:
    from bot.actions import build

    built = [action.name() for action in build(None)]  # type: ignore[arg-type]
    assert sorted(built) == sorted(domain()["actions"])


def test_every_intent_leads_somewhere_inside_each_form_and_outside() -> None:
    led: dict[str | None, set[str]] = {None: set(), **{form: set() for form in domain()["forms"]}}
    for rule in rules():
        for condition in rule.get("condition", []):
            intents = {step["intent"] for step in steps(rule) if "intent" in step}
            led[condition["active_loop"]] |= intents
    wanted = {*domain()["intents"], "nlu_fallback"}
    assert {where for where, intents in led.items() if intents != wanted} == set()


def test_every_action_and_response_of_the_domain_is_used_by_a_rule() -> None:
    used = {step["action"] for rule in rules() for step in steps(rule) if "action" in step}
    asked = {name for name in domain()["actions"] if "_ask_" in name or "validate" in name}
    named = {*domain()["actions"], *domain()["responses"]} - asked - {"action_fallback"}
    assert named - used == set()


def test_every_response_has_a_text_in_every_language() -> None:
    said = {
        reply["custom"]["response"]
        for replies in domain()["responses"].values()
        for reply in replies
    }
    for path in (BOT / "actions").glob("*.py"):
        said |= set(re.findall(r'(?:Act\.\w+, |response=)"(\w+)"', path.read_text("utf-8")))
    assert len(said) > 15
    for language in LANGUAGES:
        assert [name for name in said if translator(language)(name) == name] == []


def test_every_reply_of_the_domain_is_a_payload_that_the_backend_reads() -> None:
    from backend.replies import from_payloads

    for replies in domain()["responses"].values():
        for reply in replies:
            assert from_payloads([reply["custom"]]).utterances


def test_the_words_of_rules_are_sentences() -> None:
    names = [rule["rule"] for rule in rules()]
    assert len(names) == len(set(names))
    assert [name for name in names if len(name.split()) < 4] == []


def test_no_file_of_training_sentences_holds_a_real_telephone_number() -> None:
    for path in Path(BOT / "data").rglob("*.yml"):
        digits = re.findall(r"\b0[67](?:[ .]?\d\d){4}\b", path.read_text("utf-8"))
        assert [d for d in digits if not re.sub(r"\D", "", d).startswith("063998")] == [], path
