"""French spacing where people read: a sign stays with its word at the end of a line.

Texts are stored, sent and compared with plain spaces, which an SMS carries at no cost; only what a
page shows is changed, here and in the chat's `text.js`.
"""

import re

_NO_BREAK = "\u00a0"
_HELD = re.compile(r" (?=[?!:;»])|(?<=«) ")
# A tag, or an element whose text is no text to be read: what a field holds is sent back.
_LEFT = re.compile(r"<(textarea|script|style|code)\b.*?</\1>|<[^>]*>", re.DOTALL)


def bound(text: str) -> str:
    """Return a text whose signs cannot begin a line, nor an opening quote end one."""
    return _HELD.sub(_NO_BREAK, text)


def bound_page(html: str) -> str:
    """Return a page whose texts are bound; tags, fields and scripts stay as they are."""
    made: list[str] = []
    at = 0
    for left in _LEFT.finditer(html):
        made += (bound(html[at : left.start()]), left[0])
        at = left.end()
    return "".join((*made, bound(html[at:])))
