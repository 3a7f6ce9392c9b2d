"""What a text costs as an SMS, how to make it cheaper, and how to cut a long one. Pure.

GSM 03.38 holds 160 characters alone and 153 in each of several parts, some of them counting
twice; one character outside it makes the whole text UCS-2, with 70 and 67.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

TWILIO_LIMIT = 1600
"""Characters that Twilio takes in one message; counted here in UTF-16 units, the stricter way."""

_SMALLEST_LIMIT = 40
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")

_SPACES = "\u00a0\u2007\u2009\u202f"
_GUILLEMETS = re.compile(rf"«[ {_SPACES}]*|[ {_SPACES}]*»")
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´", "'"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("–—‑‐−•", "-"),
        **dict.fromkeys(_SPACES, " "),
        "…": "...",
        "œ": "oe",
        "Œ": "Oe",
    }
)
_SENTENCE_END = re.compile(r"[.!?…][\"»”)]*(?=\s)|(?=\n)")
_JOINER = "\u200d"


class Encoding(StrEnum):
    """How the network carries the text."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one message costs: `segments` are paid, `units` are characters of the encoding."""

    encoding: Encoding
    units: int
    segments: int


_LIMITS = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}


def measure(text: str) -> Cost:
    """Return the exact cost; a character of two units never straddles two segments."""
    encoding = Encoding.GSM7 if _is_gsm(text) else Encoding.UCS2
    sizes = [_units(char, encoding) for char in text]
    alone, together = _LIMITS[encoding]
    units = sum(sizes)
    if units <= alone:
        return Cost(encoding, units, segments=min(units, 1))
    return Cost(encoding, units, _packed(sizes, together))


def fold(text: str) -> str:
    """Return the text in GSM-7 as far as French goes: ê→e, ç→c, œ→oe, «»→", ’→'.

    Letters that GSM-7 has (é è à ù Ç É) stay. What has no plain form, an emoji, stays too.
    """
    return "".join(_plain(char) for char in _plain_typography(text))


def economical(text: str) -> str:
    """Return the least changed form that takes the fewest segments; the same where none is saved.

    Quotes, dashes and œ go first, accents only when that is not enough.
    """
    composed = unicodedata.normalize("NFC", text)
    forms = (composed, _plain_typography(composed), fold(composed))
    return min(forms, key=lambda form: measure(form).segments)


def split(text: str, limit: int = TWILIO_LIMIT) -> list[str]:
    """Cut a long text at the end of sentences into parts numbered "(1/3) "; short ones stay whole.

    Falls back on spaces, then on any character that is not joined to the one before. Every
    part, its number included, is at most `limit` UTF-16 units. An empty text has no part.
    """
    if limit < _SMALLEST_LIMIT:
        raise ValueError(f"A part needs at least {_SMALLEST_LIMIT} characters.")
    text = text.strip()
    if _utf16_length(text) <= limit:
        return [text] if text else []
    for digits in range(1, 7):
        parts = _cut(text, limit - len(_number(0, 0, digits)))
        if len(parts) < 10**digits:
            break
    return [f"({index}/{len(parts)}) {part}" for index, part in enumerate(parts, start=1)]


def prepare(text: str, *, save_segments: bool = True, limit: int = TWILIO_LIMIT) -> list[str]:
    """Return the messages to send for one reply, made cheaper first where the landlord wants it."""
    return split(economical(text) if save_segments else text, limit)


def _is_gsm(text: str) -> bool:
    return all(char in _BASIC or char in _EXTENDED for char in text)


def _units(char: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return 2 if char in _EXTENDED else 1
    return _utf16_length(char)


def _packed(sizes: list[int], room: int) -> int:
    segments, used = 1, 0
    for size in sizes:
        if used + size > room:
            segments, used = segments + 1, 0
        used += size
    return segments


def _plain_typography(text: str) -> str:
    return _GUILLEMETS.sub('"', unicodedata.normalize("NFC", text)).translate(_TYPOGRAPHY)


def _plain(char: str) -> str:
    if _is_gsm(char):
        return char
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isalpha() and _is_gsm(base) else char


def _utf16_length(text: str) -> int:
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def _number(index: int, total: int, digits: int) -> str:
    return f"({index:0{digits}}/{total:0{digits}}) "


def _cut(text: str, room: int) -> list[str]:
    parts = []
    while _utf16_length(text) > room:
        place = _best_place(text[: _fitting(text, room) + 1])
        parts.append(text[:place].rstrip())
        text = text[place:].lstrip()
    return [*parts, text] if text else parts


def _fitting(text: str, room: int) -> int:
    """Return how many characters from the start fit into `room` UTF-16 units."""
    lengths = accumulate(_utf16_length(char) for char in text[: room + 1])
    return sum(length <= room for length in lengths)


def _best_place(window: str) -> int:
    """Return where to cut; the window holds one character more than fits."""
    longest = len(window) - 1
    ends = [match.end() for match in _SENTENCE_END.finditer(window) if match.end() <= longest]
    if ends and window[: ends[-1]].strip():
        return ends[-1]
    spaces = [index for index in range(1, longest + 1) if window[index].isspace()]
    if spaces:
        return spaces[-1]
    return _between_characters(window, longest)


def _between_characters(window: str, place: int) -> int:
    for candidate in range(place, max(place - 20, 0), -1):
        if not _is_joined(window, candidate):
            return candidate
    return place


def _is_joined(window: str, index: int) -> bool:
    char = window[index]
    joins = unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Sk")
    return bool(joins) or _JOINER in (char, window[index - 1])
