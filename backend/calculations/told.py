"""What a message already tells a calculator: its inputs, as the words that a form would hold.

Only what is written in so many words is taken: what is doubtful is asked for.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from backend.hearing.communes import commune_in
from backend.hearing.days import day, moment
from backend.hearing.numbers import NUMBER, months, value
from backend.hearing.text import clean, fold
from knowledge.hours import PARIS

Words = dict[str, str]


class Message:
    """A message and the moment at which it is read."""

    def __init__(self, text: str, now: datetime) -> None:
        self.text, self.plain, self.now = clean(text), fold(clean(text)), now

    @property
    def today(self) -> date:
        """The day in Paris."""
        return self.now.astimezone(PARIS).date()

    def has(self, pattern: str) -> bool:
        """Is it written there, as whole words?"""
        return bool(re.search(rf"\b(?:{pattern})\b", self.plain))

    def counted(self, behind: str) -> str | None:
        """Return the number that stands before the words."""
        match = re.search(rf"(?<![\w.,])(?P<number>{NUMBER})\s?(?:{behind})", self.plain)
        return f"{value(match['number']):f}" if match else None

    def past_day(self) -> str | None:
        """Return the day gone by that it names."""
        found = day(self.text, self.today, past=True)
        return found.isoformat() if found else None


def _without_nothing(words: Mapping[str, str | None]) -> Words:
    return {name: word for name, word in words.items() if word}


_LATE = r"depuis|dpuis|dp|retard|pendant|ca fait|since|for|late|desde|hace|atraso|ha"


def _ops_penalty(message: Message) -> Words:
    counted = months(message.text)
    is_every = message.has(r"tous les|chaque|every|cada|todos os")
    if counted is None or is_every or not (message.has(_LATE) or message.has("mois?|months?")):
        return {}
    return {"months": str(counted)}


_COMFORT = (
    r"balcon|terrasse|cuisine(?: \w+)? (?:ouverte|fermee)|tapisserie|papiers? peints?|moquette"
    r"|sols?|orientation|surface|trop petite?s?|decoration|peintures?|carrelage"
)
_KNOWN = r"(?:je )?(?:le )?sava(?:is|it)(?: deja| avant)?|deja au courant|connaissa(?:is|it)"
_UNANSWERED = (
    r"(?:pas|jamais|plus|po|pa) (?:repondu|rendu|renvoye|rempli)"
    r"|sans reponse|oublie de (?:repondre|rendre|renvoyer)"
)


def _refusal(message: Message) -> Words:
    comfort, known = message.has(_COMFORT), message.has(_KNOWN)
    reason = "known-before" if known else "comfort" if comfort else None
    if message.has(r"(?:pas|jamais) (?:repondu|donne de reponse)"):
        reason = "no-answer"
    return _without_nothing(
        {
            "refused_on": message.past_day(),
            "reason": reason,
            "refusals": message.counted(r"(?:refus|fois|logements|propositions)\b"),
            "emergency_list": "yes" if message.has(r"liste d'urgences?") else None,
        }
    )


def _papers_deadline(message: Message) -> Words:
    # The 48 hours themselves are no time of day.
    told = re.sub(r"\b48\s?h(?:eures?)?\b", " ", message.plain)
    found = moment(told, message.now, past=True)
    return {"asked_at": found.isoformat()} if found else {}


_FROM_TO = re.compile(
    rf"\bde (?P<before>{NUMBER})\s?(?:€|euros?)? (?:a|vers) (?P<now>{NUMBER})\s?(?:€|euros?)"
)


def _sls_recalculation(message: Message) -> Words:
    fall = message.counted(r"(?:%|pour ?cents?\b|pourcents?\b|percent\b|por ciento\b|por cento\b)")
    if fall and fall.isdigit():
        return {"fall": fall}
    match = _FROM_TO.search(message.plain)
    if match is None:
        return {}
    return {name: f"{value(match[name]):f}" for name in ("before", "now")}


def _right_to_remain(message: Message) -> Words:
    over = message.has(r"depass\w*|trop (?:gagne|de revenus|de ressources)|plafonds?")
    age = re.search(rf"\b(?:j'? ?ai|jai|age de|ai) (?P<age>{NUMBER}) ans\b", message.plain)
    zone = re.search(r"\bzone (a bis|a|b1|b2|c)\b", message.plain)
    told = {
        "cause": "no-answer" if message.has(_UNANSWERED) else "over-ceiling" if over else None,
        "years": message.counted(r"(?:ans|annees?|fois)(?: de suite| d'affilee| consecutives?)"),
        "age": f"{value(age['age']):f}" if age else None,
        "disability": "yes" if message.has(r"handicap\w*|invalid\w*") else None,
        "district": "now" if message.has(r"qpv|quartier prioritaire") else None,
    }
    if zone:
        told["zone"] = "tense" if zone[1] in {"a", "a bis", "b1"} else "other"
    return _without_nothing(told)


def _sls(message: Message) -> Words:
    home = re.search(r"\b(?:logement|appart\w*|en|un|financement) (plai|pls|pli)\b", message.plain)
    has_not = message.has(r"(?:pas|plus|sans) (?:d'|l'|les? |de )?apl")
    has = message.has(r"(?:touche|percois|recois|j'ai|jai|avec) (?:l'|les? |des? )?apl")
    return _without_nothing(
        {
            "apl": "no" if has_not else "yes" if has else None,
            "financing": home[1] if home else None,
            "answered": "no" if message.has(_UNANSWERED) else None,
            "zrr": "yes" if message.has(r"(?:en|zone|classee) zrr") else None,
        }
    )


_PARTNER = (
    r"partenaires?|entreprises?|syndics?|associations?|artisans?|fournisseurs?|collectivites?"
    r"|mairies?|partners?|compan(?:y|ies)|empresas?|socios?|parceiros?"
)
_COUNTER = (
    r"agenc\w*|bureaux?|guichets?|accueil|sur place|office(?! ?64)|branch|desk|oficina\w*"
    r"|balcao|agentzia\w*|bulego\w*"
)


def _opening(message: Message) -> Words:
    at = moment(message.text, message.now, past=False)
    on = day(message.text, message.today, past=False)
    return _without_nothing(
        {
            "profile": "partner" if message.has(_PARTNER) else "tenant",
            "means": "counter" if message.has(_COUNTER) else "telephone",
            "at": at.isoformat() if at else None,
            "day": on.isoformat() if on and at is None else None,
        }
    )


def _contact(message: Message) -> Words:
    applicant = message.has(r"demandeu\w+|(?:demande|cherche) (?:un |de )?logement")
    partner = "partner" if message.has(_PARTNER) else None
    return _without_nothing(
        {
            "profile": "applicant" if applicant else partner or "tenant",
            "commune": commune_in(message.text),
        }
    )


_READERS: Mapping[str, Callable[[Message], Words]] = {
    "contact": _contact,
    "opening": _opening,
    "ops-penalty": _ops_penalty,
    "papers-deadline": _papers_deadline,
    "refusal": _refusal,
    "right-to-remain": _right_to_remain,
    "sls": _sls,
    "sls-recalculation": _sls_recalculation,
}


def told(calculator: str, text: str, now: datetime) -> Words:
    """Return the inputs that a message tells a calculator; none for one that nothing reads."""
    reader = _READERS.get(calculator)
    return reader(Message(text, now)) if reader else {}
