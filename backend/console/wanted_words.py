"""What somebody types into a search, as the database looks for it: words, or beginnings of words.

The embedded server has no `unaccent`; its function request_words() folds the same way.
"""

import re
from typing import Any

from sqlalchemy import ColumnElement, false, func, text

_ACCENTS = ("àâäáãéèêëíîïóôöõúùûüçñ", "aaaaaeeeeiiioooouuuucn")
_MOST_WORDS, _LONGEST_WORD = 12, 60


def stand_in(written: str, *columns: Any) -> ColumnElement[bool]:
    """Tell where every word stands in some columns, or begins a word there.

    One letter begins too many words: it counts only where nothing longer is asked for. The columns
    are those of the index, in its order.
    """
    folded = written.lower().translate(str.maketrans(*_ACCENTS))
    every = re.findall(r"[a-z0-9]+", folded)[:_MOST_WORDS]
    words = [word for word in every if len(word) > 1] or every
    if not words:
        return false()
    wanted = " & ".join(f"'{word[:_LONGEST_WORD]}':*" for word in words)
    held = func.request_words(*columns)
    return held.op("@@")(text("CAST(:wanted AS tsquery)").bindparams(wanted=wanted))
