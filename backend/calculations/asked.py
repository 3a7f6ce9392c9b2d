"""Which calculator a message is about: by its own words, or by the entry that answers it."""

import re
from collections.abc import Mapping
from datetime import datetime

from backend.hearing.communes import commune_in
from backend.hearing.days import clock, day
from knowledge.hours import PARIS
from knowledge.search_text import fold

LEADS: Mapping[str, str] = {
    "national-ops-penalite": "ops-penalty",
    "national-sls-pls": "sls",
    "national-sls-qui-quand": "sls",
    "national-sls-sans-reponse": "sls",
    "national-sls-seuil": "sls",
    "national-maintien-depassement": "right-to-remain",
    "national-maintien-exceptions": "right-to-remain",
    "national-maintien-non-reponse": "right-to-remain",
    "national-maintien-zones": "right-to-remain",
    "office64-papiers-caleol": "papers-deadline",
    "office64-refus-motifs-illegitimes": "refusal",
    "office64-refus-regle": "refusal",
    "office64-sls-recalcul": "sls-recalculation",
    "rochefort-refus": "refusal",
    "rochefort-refus-urgence": "refusal",
}
"""The entries that tell a rule in general, each with the calculator that applies it to a case."""

_OPEN = re.compile(
    r"\b(ouver\w*|ferme\w*|joignables?|open|closed|abiert[oa]s?|cerrad[oa]s?|abert[oa]s?|"
    r"fechad[oa]s?|irekita|zabalik|itxita)\b"
)
_NOW = re.compile(
    r"\bla$|\b(maintenant|mtn|mnt|actuellement|en ce moment|a cette heure|tout de suite|encore|"
    r"aujourd ?hui|ajd|auj|ce matin|ce soir|cet apres midi|cet aprem|now|currently|today|still|"
    r"ahora|hoy|todavia|agora|hoje|ainda|orain|gaur|oraindik)\b"
)
_WHEN = re.compile(
    r"\b(quand|quelle?s?|kel|kelle|horaires?|jusqu\w*|jours?|when|what|which|hours|until|"
    r"cuando|que|hasta|horario|quando|ate|noiz|zer|ordu\w*)\b"
)
# "Le samedi" asks for a habit, "samedi" for a day.
_EVERY = re.compile(
    r"\b(?:les?|tous les|on|los|el|ao|aos|no|on a|every)\s"
    r"(?:\w+(?:di|dis|days?)|sabados?|domingos?)\b"
)
_SOMEBODY = re.compile(
    r"\b(vous|vs|agenc\w*|bureaux?|guichets?|accueil|office|standard|telephone|tel|ligne|"
    r"quelqu un|you|lines?|phone|branch|desk|oficina\w*|telefono\w*|linea|estan|estais|"
    r"balcao|agencia|telefone|linha|estao|zaudete|bulego\w*|agentzia\w*)\b"
)
_FEW_WORDS = 4
_ELSEWHERE = re.compile(
    r"\b(portail|site|web\w*|espace|portal|atari\w*|mairie|mourenx|orthez|"
    r"portes?|fenetres?|volets?|hall|garage|door|window|puerta|ventana|porta|janela|atea)\b"
)
_WHICH_AGENCY = re.compile(
    r"\b(?:quelle?|kelle?|laquelle|which|que|cual|qual|zein)\b.{0,30}\bagen\w+"
    r"|\bagen\w+\b.{0,30}\b(?:laquelle|de qui|depend\w*)\b"
)
_COMPUTE = re.compile(
    r"\b(?:calcul\w*|compute|work it out|work out|kalkulatu?|fai(?:re|s|tes) le compte|pour moi"
    r"|svp|stp|please|merci|vous pouvez|tu peux|peux tu|pouvez vous|je veux|je voudrais|le|la|l"
    r"|ca|moi|un|mon|ma|mes|du|de|d|for me|para mi|para mim)\b"
)


def asks_whether_open(question: str, now: datetime) -> bool:
    """Does the question ask whether somebody answers now, or on a day that it names?

    A door that is open is none of this: somebody is named, or hardly anything else is said.
    """
    folded = fold(question)
    if _WHEN.search(folded) or _ELSEWHERE.search(folded) or _EVERY.search(folded):
        return False
    if not _OPEN.search(folded):
        return False
    if not (_NOW.search(folded) or _names_a_time(question, now)):
        return False
    return bool(_SOMEBODY.search(folded)) or len(folded.split()) <= _FEW_WORDS


def _names_a_time(question: str, now: datetime) -> bool:
    today = now.astimezone(PARIS).date()
    return day(question, today, past=False) is not None or clock(question) is not None


def asks_which_agency(question: str) -> bool:
    """Does the question ask whose agency a commune is?"""
    return bool(_WHICH_AGENCY.search(fold(question))) and commune_in(question) is not None


def without_wish(text: str) -> str:
    """Return what a wish for a computation is about: its words without the wish."""
    return " ".join(_COMPUTE.sub(" ", fold(text)).split())
