"""What the triage kept of a request, as the desk shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from backend.calculations import service as calculations
from backend.conversations.next_steps import words_of
from backend.i18n import translator
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from knowledge.calculators import CALCULATORS


@dataclass(frozen=True)
class Besides:
    """The kind, where it is, whether it comes back, the answers, and the rule to compute."""

    kind: str
    scope: str
    recurring: bool
    answers: Sequence[tuple[str, str]]
    rule: str
    rule_address: str


def of_request(one: Sollicitation, language: str) -> Besides:
    """Return what was asked besides and answered, in words."""
    kind = translator(language)(f"kind_{one.kind}") if one.kind else ""
    rule, address = _rule(one, language)
    return Besides(
        kind=kind,
        scope=one.scope or "",
        recurring=one.recurring,
        answers=sollicitations.lines(one.details or {}, language),
        rule=rule,
        rule_address=address,
    )


def kinds(language: str) -> dict[str, str]:
    """Return the kinds of requests where nothing broke, in words."""
    return {kind: translator(language)(f"kind_{kind}") for kind in sollicitations.KINDS}


def _rule(one: Sollicitation, language: str) -> tuple[str, str]:
    """Return the rule that orients the request, its form filled with the answers."""
    calculator = CALCULATORS.get(sollicitations.desk_rule(one.kind) or "")
    if calculator is None or (one.landlord and one.landlord not in calculator.landlords):
        return "", ""
    told = {"description": one.description, "details": one.details}
    words = urlencode({**words_of(calculator, told), "compute": "1"})
    title = calculations.title(calculator, language)
    return title, f"/console/calculateurs/{calculator.id}?{words}"
