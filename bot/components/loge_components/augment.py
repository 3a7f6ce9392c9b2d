"""French examples written again as they come by SMS: by ear, cut short, without accents or ends.

Tenants have more spellings than anybody writes examples. On sentences never seen, one such copy of
each short French example is worth about a point in all and most in SMS style; more copies, none.
"""

import random
import re

_LONGEST, _SHORTEST = 25, 3
_FRENCH = re.compile(
    r"\b(?:le|la|les|je|j|mon|ma|mes|est|pas|une|des|du|dans|vous|pour|qui|que|un|l|d|c)\b"
)
_PIECES = re.compile(r"[\w'-]+|[^\w\s]+")
_JOINED = re.compile(r"\b([ldjcmn])'")
_SHORT_FORMS = {
    "dans": "ds", "pas": "pa", "plus": "plu", "pour": "pr", "tout": "tt", "est": "é", "je": "j",
    "vous": "vs", "nous": "ns", "chez": "ché", "bien": "bi1", "qui": "ki", "que": "ke",
    "quand": "kan", "quoi": "koi", "avec": "avc", "ça": "sa", "mes": "mé", "les": "lé",
    "des": "dé", "ses": "sé", "et": "é", "depuis": "depui", "toujours": "tjr", "quel": "kel",
    "quelle": "kel", "beaucoup": "bcp", "jours": "j", "appartement": "apart", "problème": "pb",
    "fait": "fé", "faut": "fo", "mais": "mé", "au": "o", "eau": "o", "un": "1", "deux": "2",
    "temps": "tps",
}  # fmt: skip
_BY_EAR = [
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"qu", "k"),
        (r"eau", "o"),
        (r"au", "o"),
        (r"ph", "f"),
        (r"ai(?!n)", "é"),
        (r"(?:er|ez|ée|ées|és)$", "é"),
        (r"(?<=\w{3})(?:ent|es|s|t|e|x)$", ""),
        (r"ss", "s"),
        (r"([a-z])\1", r"\1"),
        (r"c(?=[ei])", "s"),
        (r"y", "i"),
        (r"h", ""),
        (r"gu(?=[ei])", "g"),
        (r"oi", "wa"),
        (r"en(?=[td])", "an"),
    )
]
_OFTEN_SHORT, _OFTEN_BY_EAR = 0.7, 0.4


def as_sms(text: str, chance: random.Random) -> str:
    """Return one way in which the text may come by SMS."""
    told = _JOINED.sub(r"\1", text.replace("\u2019", "'").lower())
    return " ".join(_written(piece, chance) for piece in _PIECES.findall(told))


def _written(word: str, chance: random.Random) -> str:
    if word in _SHORT_FORMS and chance.random() < _OFTEN_SHORT:
        return _SHORT_FORMS[word]
    for pattern, heard in _BY_EAR:
        if chance.random() < _OFTEN_BY_EAR:
            word = pattern.sub(heard, word)
    return word


def augmented(texts: list[str], intents: list[str]) -> tuple[list[str], list[str]]:
    """Return the examples and an SMS copy of each short French one; the same at every training."""
    chance = random.Random(7)  # noqa: S311
    copies = [
        (as_sms(text, chance), intent)
        for text, intent in zip(texts, intents, strict=True)
        if _SHORTEST <= len(text.split()) <= _LONGEST and _FRENCH.search(text.lower())
    ]
    return texts + [text for text, _ in copies], intents + [intent for _, intent in copies]
