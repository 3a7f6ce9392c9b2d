"""A second problem told in the same message: kept, and offered once the first is filed. Pure."""

import re

from backend.hearing.text import clean, fold, words
from backend.sollicitations import category as categories

# Further than this a message is a story, and its parts are one trouble.
_LONGEST, _SHORTEST = 60, 3
# "E" is French "est" by SMS, and "y" begins "y a": they part two things before certain words only.
_PARTED = re.compile(
    r"[.;\n]+\s+|\s*,\s+(?:(?:et|and|eta|mais aussi)\s+)?"
    r"|\s+(?:et (?:en plus|aussi|puis|sinon)|en plus(?: de ca)?|ainsi que|par ailleurs|et"
    r"|and also|and|y ademas|y tambien|y(?! a\b)|e tambem|e ainda"
    r"|e(?= (?:tenho|ha|nao|o|os|as)\b)|eta gainera|eta)\s+"
)
_COURTESY = re.compile(
    r"^(?:(?:bonjour|bonsoir|bjr|bsr|salut|slt|hello|hi|hola|ola|kaixo|madame|monsieur|merci|svp|et"
    r"|en plus|aussi|deux (?:choses|problemes)|j'ai deux problemes)\b[\s,:!.]*)+"
)
# "Ça attire les rats", "donc il fait froid": what the first does.
_CONSEQUENCE = re.compile(r"(?:ca|cela|du coup|donc|alors|c'est|c|it|this|eso|esto|isso|isto)\b")
_CLEAR, _CLEAR_OTHER = 4, 5


def second_problem(text: str) -> str | None:
    """Return the words of the second of two problems; None where one is told, or it is unclear.

    Two parts of a short message are two problems when their words speak of different things, and
    nothing in the second speaks of the first's: "l'eau coule chez le voisin" is still the leak.
    """
    text = clean(text)
    if len(words(text)) > _LONGEST:
        return None
    first: dict[str, int] = {}
    for part in _parts(text):
        told = categories.scores(part)
        if not told or len(words(part)) < _SHORTEST:
            continue
        if not first:
            first = told
        elif not first.keys() & told.keys() and _is_clear(part, told):
            return part
    return None


def _is_clear(part: str, told: dict[str, int]) -> bool:
    category = categories.read(part)
    if category is None or category == "voisinage" or _CONSEQUENCE.match(fold(part)):
        return False
    return told[category] >= (_CLEAR_OTHER if category == categories.OTHER else _CLEAR)


def _parts(text: str) -> list[str]:
    """Cut a text where one thing may end and another begin, courtesies left out."""
    plain, cut, parts = fold(text), 0, []
    for match in _PARTED.finditer(plain):
        parts.append(text[cut : match.start()])
        cut = match.end()
    parts.append(text[cut:])
    return [_bare(part) for part in parts]


def _bare(part: str) -> str:
    match = _COURTESY.match(fold(part))
    return part[match.end() if match else 0 :].strip(" ,.!?:")
