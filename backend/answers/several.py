"""Two questions in one message: where the second begins."""

import re

from knowledge.search_text import fold

_ASKS = (
    r"combien|cb|comment|komen|quand|kan|kand|quels?|quelles?|kel|kelle|qui|ki|ou|pourquoi|koi|quoi|"
    r"est ce que|qu est ce|que se passe|a partir de|jusqu|je peux|jpeu|puis je|peut on|on peut|"
    r"j ai droit|vous etes|il faut|faut il|y a t il|je voudrais|j aimerais|je cherche|jveu|"
    r"how|what|when|where|who|which|can i|do i|is there|i want|i would like|"
    r"cuantos?|cuantas?|cual|como|cuando|donde|quien|puedo|quiero|"
    r"quantos?|quantas?|qual|quando|onde|quem|posso|quero|"
    r"zenbat|zein|nola|noiz|non|nor|zer|nahi dut"
)
_QUESTION = re.compile(rf"\b(?:{_ASKS})\b")
_OPENING = re.compile(
    rf"^(?:(?:aussi|sinon|puis|savoir|also|tambien|tambem|a|de|dans|pour) )*(?:{_ASKS})\b"
)
_AND = re.compile(r"(,?)\s*\b(?:et|and|y|e|eta)\b\s+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=\?)\s*")


def questions_in(text: str) -> list[str]:
    """Return the two questions of a message, or the message alone.

    A question mark ends the first; else "and" with a word that asks begins the second. A story
    before the question stays with it.
    """
    asked = [part for part in _SENTENCE.split(text) if fold(part)]
    if len(asked) == 2 and all(part.rstrip().endswith("?") or _asks(part) for part in asked):
        return asked
    if len(asked) == 1:
        for joint in _AND.finditer(text):
            first, second = text[: joint.start()], text[joint.end() :]
            begins = _QUESTION if joint.group(1) else _OPENING
            if _asks(first) and begins.search(fold(second)):
                return [first, second]
    return [text]


def _asks(part: str) -> bool:
    return bool(_QUESTION.search(fold(part)))
