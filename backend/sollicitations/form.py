"""The form of a sollicitation: its slots, what is still missing, and its questions. Pure."""

from collections.abc import Mapping
from typing import Any

from backend.i18n import translator
from backend.replies import Act, Button, SollicitationRef, Utterance
from backend.sollicitations import triage
from backend.sollicitations.details import shown
from backend.sollicitations.triage import PASSED

FIELDS = (
    "category",
    "description",
    "address",
    "place",
    "since",
    "name",
    "phone",
    "availability",
)
# `kind` and `details` are the triage's: what is asked besides, and what was answered. `second` is
# another problem of the same message, offered once this one is filed; `incident` is a known
# trouble of the building, offered before this one is.
EMPTY: dict[str, Any] = dict.fromkeys(
    (*FIELDS, "kind", "details", "confirm", "hint", "second", "incident")
)
LONGEST_DESCRIPTION = 3000
# Together with the labels and the question around it, a summary stays under 600 characters.
_LONGEST = {
    "category": 30, "description": 110, "address": 90, "place": 30, "since": 35, "name": 40,
    "phone": 20, "availability": 45,
}  # fmt: skip
_LONGEST_ANSWER = 40

# What may be passed at once; an address and a telephone are asked for twice.
OPTIONAL = frozenset({"since", "place", "availability", "name", "category", "details"})
YES = Button("oui", response="button_yes")
NO = Button("non", response="button_no")
PASS = Button("passer", response="button_pass")
CANCEL = Button("annuler", response="button_cancel")

# Why a question is put again, by the slot `hint`.
_HINTS = {
    ("address", "needed"): "ask_address_needed",
    ("address", "unclear"): "ask_address_unclear",
    ("phone", "needed"): "ask_phone_needed",
    ("phone", "invalid"): "ask_phone_invalid",
    ("description", "more"): "ask_description_more",
    ("confirm", "correcting"): "ask_correction",
}


def missing(slots: Mapping[str, Any]) -> list[str]:
    """Return the slots still asked for, in order; none once it is confirmed or given up."""
    if slots.get("confirm") is not None:
        return []
    wanted = ["description", "category", "address", "since", "name", "phone"]
    if not slots.get("description"):
        # The category is read in the description.
        wanted.remove("category")
    never = triage.never(slots)
    asked = [name for name in wanted if slots.get(name) is None and name not in never]
    return [*_with_triage(slots, asked), "confirm"]


def _with_triage(slots: Mapping[str, Any], asked: list[str]) -> list[str]:
    """Put what fits the problem before who writes; the most pressing comes before the address."""
    waiting = triage.pending(slots)
    first = [_slot_of(one.question) for one in waiting if one.first]
    then = [_slot_of(one.question) for one in waiting if not one.first]
    what = [name for name in asked if name in {"description", "category"}]
    where = [name for name in asked if name in {"address", "since"}]
    who = [name for name in asked if name in {"name", "phone"}]
    return list(dict.fromkeys([*what, *first, *where, *then, *who]))


def _slot_of(question: triage.Question) -> str:
    return "place" if question.key == "place" else "details"


def ask(slots: Mapping[str, Any], asked: str, language: str = "fr") -> Utterance:
    """Return the form's question; the last one sums up what will be filed."""
    hint = str(slots.get("hint") or "")
    question = triage.asked(slots) if asked == "details" else None
    if question is not None:
        return _ask_besides(slots, question, language)
    response = _HINTS.get((asked, hint), f"ask_{asked}")
    if response == "ask_address" and triage.scope_of(slots) == "common":
        response = "ask_address_common"
    values: dict[str, Any] = {}
    if response == "ask_confirm":
        values = {"summary": summary(slots, language)}
    return Utterance(
        act=Act.SOLLICITATION,
        response=response,
        values=values,
        buttons=_buttons(response, asked),
        sollicitation=reference(slots),
        asks=asked,
    )


def _ask_besides(slots: Mapping[str, Any], question: triage.Question, language: str) -> Utterance:
    """Return a question of the triage, with its quick replies; words are always taken too."""
    response = f"triage_{question.key}"
    said = translator(language)
    names = [f"{response}_{choice}" for choice in question.choices]
    choices = (YES, NO) if question.yes_no else tuple(Button(said(n), response=n) for n in names)
    return Utterance(
        Act.SOLLICITATION,
        response,
        buttons=(*choices, PASS),
        sollicitation=reference(slots),
        asks=question.asks,
    )


def _buttons(response: str, asked: str) -> tuple[Button, ...]:
    if response == "ask_correction":
        return (CANCEL,)
    if asked == "confirm":
        return (YES, NO)
    return (
        (PASS,)
        if asked in OPTIONAL - {"name", "category"} or response == "ask_phone_needed"
        else ()
    )


def offer(problem: str) -> Utterance:
    """Return the offer of a request of its own for a second problem."""
    return Utterance(
        Act.SOLLICITATION,
        "sollicitation_second",
        {"problem": _cut(problem, _LONGEST["description"])},
        buttons=(YES, NO),
        asks="confirm",
    )


def reference(slots: Mapping[str, Any]) -> SollicitationRef | None:
    """Return what a reply says of a sollicitation that is not filed yet."""
    category = slots.get("category")
    return SollicitationRef(category=str(category)) if category else None


def category_name(category: str, language: str, kind: str | None = None) -> str:
    """Return a category in words, or the kind of request that falls into it."""
    return translator(language)(f"kind_{kind}" if kind else f"category_{category}")


def value_of(slots: Mapping[str, Any], field: str) -> str | None:
    """Return what was told for a field; None when nothing was, or it was passed."""
    value = slots.get(field)
    return str(value) if value and value != PASSED else None


def summary(slots: Mapping[str, Any], language: str) -> str:
    """Return what will be filed, a line for each thing told, short enough for a telephone."""
    said = translator(language)
    shown_values = {f: value_of(slots, f) for f in FIELDS}
    if shown_values["category"]:
        kind = slots.get("kind")
        shown_values["category"] = category_name(shown_values["category"], language, kind)
    if shown_values["phone"]:
        shown_values["phone"] = shown(shown_values["phone"])
    colon = " : " if language == "fr" else ": "
    told = {f: v for f, v in shown_values.items() if v}
    lines = {f: said(f"label_{f}") + colon + _cut(v, _LONGEST[f]) for f, v in told.items()}
    besides = triage.lines(triage.kept(slots), language)
    answers = [name + colon + _cut(answer, _LONGEST_ANSWER) for name, answer in besides]
    before = [lines[f] for f in FIELDS[:2] if f in lines]
    return "\n".join([*before, *answers, *(lines[f] for f in FIELDS[2:] if f in lines)])


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def with_addition(description: str | None, addition: str) -> str:
    """Return the description with what the tenant added; nothing twice."""
    addition = " ".join(addition.split())
    if not description or description == PASSED:
        return addition[:LONGEST_DESCRIPTION]
    if addition in description:
        return description
    return f"{description}\n{addition}"[:LONGEST_DESCRIPTION]
