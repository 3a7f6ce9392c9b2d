"""Is the landlord open now, and when does it open next? Computed, with the entry as source."""

import re
from datetime import datetime

from backend.answers.phrases import moment
from backend.i18n import render
from knowledge.errors import ContactNotFound
from knowledge.hours import PARIS, closing, next_opening
from knowledge.model import ContactPoint, Entry, Knowledge, Means
from knowledge.query import contact_for
from knowledge.render import render_time
from knowledge.search_text import fold

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
    r"\b(quand|quelle?s?|kel|kelle|heures?|horaires?|jusqu\w*|jours?|when|what|which|hours|until|"
    r"cuando|que|hasta|horario|quando|ate|noiz|zer|ordu\w*|demain|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche)\b"
)
_COUNTER = re.compile(
    r"\b(agenc\w*|bureaux?|guichets?|accueil|sur place|office(?! ?64)|branch|desk|oficina\w*|"
    r"balcao|agentzia\w*|bulego\w*)\b"
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


def asks_whether_open(question: str) -> bool:
    """Does the question ask whether somebody answers at this moment?

    A door that is open is none of this: somebody is named, or hardly anything else is said.
    """
    folded = fold(question)
    if _WHEN.search(folded) or _ELSEWHERE.search(folded):
        return False
    about_somebody = _SOMEBODY.search(folded) or len(folded.split()) <= _FEW_WORDS
    return bool(_OPEN.search(folded) and _NOW.search(folded) and about_somebody)


def opening_point(
    knowledge: Knowledge, landlord: str, question: str
) -> tuple[ContactPoint, Entry] | None:
    """Return the contact point that the question is about; None where no hours are known."""
    means = Means.COUNTER if _COUNTER.search(fold(question)) else Means.TELEPHONE
    try:
        point, entry = contact_for(knowledge, landlord, means=means)
    except ContactNotFound:
        return None
    return (point, entry) if point.hours else None


def opening_text(point: ContactPoint, now: datetime, language: str) -> str:
    """Return "open until…" or "closed, opens…" in words."""
    closes = closing(point, now)
    if closes:
        values = {"time": render_time(closes.astimezone(PARIS).time(), language)}
        return render(f"answer_open_{point.means}", values, language)
    opens = next_opening(point, now)
    values = {"moment": moment(opens, now, language) if opens else ""}
    return render(f"answer_closed_{point.means}", values, language)


def next_answered(
    knowledge: Knowledge, landlord: str | None, language: str, now: datetime
) -> str | None:
    """Return in words when the landlord's people answer next; None while they do, or unknown."""
    found = opening_point(knowledge, landlord, "") if landlord else None
    if found is None or closing(found[0], now):
        return None
    opens = next_opening(found[0], now)
    return moment(opens, now, language) if opens else None
