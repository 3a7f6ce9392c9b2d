"""Two questions in one message, or a story before one: where the question begins."""

import re

from knowledge.search_text import fold

_ASKS = (
    r"combien|cb|comment|komen|quand|kan|kand|quels?|quelles?|kel|kelle|qui|ki|ou|pourquoi|koi|quoi|"
    r"est ce que?|qu est ce|que se passe|a partir de|jusqu|je peux|jpeu|puis je|peut on|on peut|"
    r"j ai droit|vous etes|il faut|faut il|y a t il|je voudrais|j aimerais|je cherche|jveu|"
    r"how|what|when|where|who|which|can i|do i|is there|i want|i would like|"
    r"cuantos?|cuantas?|cual|como|cuando|donde|quien|puedo|quiero|"
    r"quantos?|quantas?|qual|quando|onde|quem|posso|quero|"
    r"zenbat|zein|nola|noiz|non|nor|zer|nahi dut"
)
_QUESTION = re.compile(rf"\b(?:{_ASKS})\b")
_OPENING = re.compile(
    rf"^(?:(?:aussi|sinon|puis|savoir|also|tambien|tambem|a|de|dans|pour|en|sous) )*(?:{_ASKS})\b"
    r"|^(?:l|la|le|les|vot|votre|vos|the|your|el|los|las|su|sus|o|os|as)(?: \w+){1,4}$"
)
_AND = re.compile(r"(,?)\s*\b(?:et|and|y|e|eta)\b\s+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=\?)\s*")
_CLAUSE = re.compile(r"[,.;:!?]+\s+")
_STORY, _FEWEST = 20, 4
"""A message of this many words tells a story; a clause of fewer is no question of its own."""


def questions_in(text: str) -> list[str]:
    """Return the two questions of a message, or the message alone.

    A question mark ends the first; else "and" with a word that asks begins the second. A story
    before the question stays with it.
    """
    asked = [part for part in _SENTENCE.split(text) if fold(part)]
    if len(asked) == 2 and all(part.rstrip().endswith("?") or asks(part) for part in asked):
        return asked
    if len(asked) == 1:
        for joint in _AND.finditer(text):
            first, second = text[: joint.start()], text[joint.end() :]
            begins = _QUESTION if joint.group(1) else _OPENING
            if asks(first) and begins.search(fold(second)):
                return [first, second]
    return [text]


def after_the_story(text: str) -> str | None:
    """Return the question that a long message comes to; None where it tells no story."""
    if len(text.split()) < _STORY:
        return None
    clauses = [clause for clause in _CLAUSE.split(text) if len(clause.split()) >= _FEWEST]
    asked = [clause for clause in clauses if asks(clause)]
    return asked[-1].strip() if asked and len(clauses) > 1 else None


def asks(part: str) -> bool:
    """Tell whether some word of a text asks something, wherever it stands."""
    return bool(_QUESTION.search(fold(part)))
