"""Numbers and addresses in a text that can be pressed, as `text.js` makes them in the chat."""

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

_SPACE = r"[\s.\u00a0\u202f]?"
_LINK = re.compile(
    r"https?://[^\s<>\"]+[^\s<>\".,;:!?)»]"
    rf"|(?<![\w+])(?:\+33{_SPACE}\d|0{_SPACE}\d)(?:{_SPACE}\d){{8}}(?!\d)"
)
_EMERGENCY = re.compile(r"(?<![\w+])(?:112|114|115|119|15|17|18|3114|3919)(?!\w|[\s\u00a0]?[€%/])")


def linked(text: str, *, urgent: bool = False) -> Markup:
    """Return a text escaped, with its telephone numbers and addresses as links.

    The short emergency numbers are links only in an emergency: elsewhere "15" is a day or a count.
    """
    made = Markup()
    for part in _cut(text, _LINK, _link):
        pieces = (
            _cut(part, _EMERGENCY, _call) if urgent and not isinstance(part, Markup) else [part]
        )
        made += Markup().join(pieces)
    return made


def _cut(text: str, pattern: re.Pattern[str], made: Callable[[str], Markup]) -> Iterator[str]:
    start = 0
    for found in pattern.finditer(text):
        yield text[start : found.start()]
        yield made(found[0])
        start = found.end()
    yield text[start:]


def _link(found: str) -> Markup:
    if found.startswith("http"):
        return _anchor(found, found)
    digits = re.sub(r"[^\d+]", "", found)
    # Freephone and short numbers are dialled as they are written; the others also from abroad.
    abroad = re.match(r"0[1-7]|09", digits)
    return _anchor(f"tel:+33{digits[1:]}" if abroad else f"tel:{digits}", found)


def _call(number: str) -> Markup:
    return _anchor("sms:114" if number == "114" else f"tel:{number}", number)


def _anchor(address: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(escape(address), text)
