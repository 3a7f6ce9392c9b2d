"""Languages: Babel's catalogues, in memory, and the texts of named responses.

`backend/locale/<language>/<room>.po`. The files in NAMED hold texts under their names, in every
language; the others translate the French texts of a room's pages.
"""

import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("fr", "en", "es", "pt", "eu")
LOCALE = Path(__file__).parent / "locale"
NAMED = (
    "replies.po",
    "triage.po",
    "answers.po",
    "calculators.po",
    "errors.po",
    "open311.po",
    "appointments.po",
    "followups.po",
    "campaigns.po",
)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.name)


@lru_cache
def catalogue(language: str) -> Translations:
    """Return the merged catalogue of a language; French pages are their own msgids."""
    merged = Translations()
    for path in sorted((LOCALE / language).glob("*.po")):
        compiled = BytesIO()
        write_mo(compiled, _read(path))
        compiled.seek(0)
        merged.merge(Translations(compiled))
    return merged


def translator(language: str) -> Callable[[str], str]:
    """Return gettext for a language; French when the language is not one of ours."""
    found = catalogue(language if language in LANGUAGES else "fr")
    return lambda message: str(found.ugettext(message)) if message else ""


def render(response: str, values: Mapping[str, Any], language: str) -> str:
    """Return the text of a named response, its values filled in.

    Raises KeyError for a name without text: a tenant never reads a name.
    """
    text = translator(language)(response)
    if text == response:
        raise KeyError(f"response {response!r} has no text in {language!r}")
    return text.format_map(dict(values))


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _shortcomings(language: str, room: str, expected: dict[str, set[str]]) -> list[str]:
    path = LOCALE / language / room
    if not path.exists():
        return [f"{path.relative_to(LOCALE)}: missing"]
    found = {str(m.id): str(m.string or "") for m in _read(path) if m.id}
    said = []
    for msgid, fields in expected.items():
        if not found.get(msgid):
            said.append(f"{language}/{room}: no text for {msgid!r}")
        elif _fields(found[msgid]) != fields:
            said.append(f"{language}/{room}: other values than in French for {msgid!r}")
    said += [f"{language}/{room}: {m!r} is not used" for m in found if m not in expected]
    return said


def _extracted(room: Path) -> dict[str, set[str]]:
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    found = extract_from_dir(room, methods, keywords={"_": None, "gettext": None})
    return {str(m): _fields(str(m)) for _, _, m, _, _ in found}


def check() -> list[str]:
    """Return what is missing, superfluous or different in the catalogues."""
    said = []
    for named in NAMED:
        texts = {str(m.id): _fields(str(m.string)) for m in _read(LOCALE / "fr" / named) if m.id}
        said += [s for language in LANGUAGES for s in _shortcomings(language, named, texts)]
    for room in sorted(p for p in LOCALE.parent.iterdir() if (p / "templates").is_dir()):
        expected = _extracted(room)
        for language in LANGUAGES[1:]:
            said += _shortcomings(language, f"{room.name}.po", expected)
    return said


if __name__ == "__main__":
    problems = check()
    sys.stdout.write("".join(f"{p}\n" for p in problems) or "translations: complete\n")
    sys.exit(bool(problems))
