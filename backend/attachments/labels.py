"""The name that a file is shown under: the tenant's own, without what could mislead. Pure."""

import re
import unicodedata

from backend.attachments.models import Kind

_LONGEST = 60
_ENDINGS = {Kind.IMAGE: ".jpg", Kind.DOCUMENT: ".pdf"}
_NAMELESS = {Kind.IMAGE: "photo", Kind.DOCUMENT: "document"}
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_SPECIAL = re.compile(r"[\"'<>:;|?*%&\\/`$#{}\s]+")


def label(name: str, kind: Kind) -> str:
    """Return a short name without path, controls or marks of direction; its ending tells no lie."""
    name = re.split(r"[\\/]", name)[-1]
    # C*: controls, marks that turn the writing around, halves of characters.
    shown = "".join(c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    shown = shown.replace("'", "’")
    plain = _SPECIAL.sub(" ", _ENDING.sub("", unicodedata.normalize("NFC", shown))).strip(" .-_")
    return (plain[:_LONGEST].strip() or _NAMELESS[kind]) + _ENDINGS[kind]
