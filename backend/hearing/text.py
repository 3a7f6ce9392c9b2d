"""A message made easy to read by machine, without losing where each character stood."""

import re
import unicodedata
from dataclasses import dataclass

MASK = "|"
LONGEST = 6000
# Further than this nobody gives an address; reading costs more than the length.
_READ = 2500
_SPELLINGS = str.maketrans(
    {
        "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "œ": "oe", "Œ": "Oe", "æ": "ae",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\r": "\n", MASK: ",",
        "‐": "-", "‑": "-", "–": "-", "—": "-", "º": "°",
    }
)  # fmt: skip


def clean(text: str) -> str:
    """Return the text with one spelling of quotes, spaces and hyphens, and nothing invisible."""
    text = unicodedata.normalize("NFC", text[:LONGEST].translate(_SPELLINGS))
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return re.sub(r"[ ]{2,}", " ", "".join(kept)).strip()


def fold(text: str) -> str:
    """Return the text without case and accents, character for character."""
    return "".join(unicodedata.normalize("NFD", c)[0].lower()[0] for c in text)


@dataclass(frozen=True)
class Found:
    """A piece of a message: where it stands and what it says."""

    start: int
    end: int
    value: str


@dataclass(frozen=True)
class Token:
    """A word or a figure of the message; `plain` is folded."""

    start: int
    end: int
    plain: str
    written: str

    @property
    def is_capital(self) -> bool:
        """Whether it is written like a name."""
        return self.written[0].isupper()


class Sheet:
    """A message on which what has been read is crossed out, so that nothing is read twice."""

    def __init__(self, text: str) -> None:
        self.text = clean(text)[:_READ]
        self.plain = fold(self.text)

    def cross_out(self, found: Found) -> None:
        """Hide what was read."""
        gap = MASK * (found.end - found.start)
        self.text = self.text[: found.start] + gap + self.text[found.end :]
        self.plain = self.plain[: found.start] + gap + self.plain[found.end :]

    def written(self, start: int, end: int) -> str:
        """Return a piece as the tenant wrote it, without the signs around it."""
        return re.sub(r"\s+", " ", self.text[start:end]).strip(" ,;:.-/()\n'\"!?")

    def found(self, start: int, end: int) -> Found:
        """Return a piece as something found."""
        return Found(start, end, self.written(start, end))

    def tokens(self) -> list[Token]:
        """Return the words and figures, in order."""
        return [
            Token(m.start(), m.end(), m.group(), self.text[m.start() : m.end()])
            for m in re.finditer(r"[^\W_]+", self.plain)
        ]


def words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return re.findall(r"[^\W_]+", fold(clean(text)))
