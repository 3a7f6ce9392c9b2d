"""Addresses in a message: a street or a residence, and what stands beside it.

Each part is found on its own; the parts that only a comma or a small word separates are one
address. So "appt 14 bat B, 12 rue des Tilleuls à Anglet" is read in any order.
"""

import re

from backend.hearing.communes import landlord_of
from backend.hearing.text import MASK, Found, Sheet, words
from backend.sollicitations.details.streets import Part, complements, parts_of
from backend.sollicitations.details.vocabulary import COMMON, TITLES

_GAP = re.compile(
    r"[\s,;.\-/()]*(?:(?:a|au|aux|sur|en|dans|le|la|les|l'|du|de|d'|et|in|em|at|no|chez|,"
    r"|:)[\s,.\-]*){0,3}"
)


def _clusters(sheet: Sheet) -> list[list[Part]]:
    """Return the parts in groups of neighbours."""
    groups: list[list[Part]] = []
    for part in parts_of(sheet):
        if groups:
            end = max(p.end for p in groups[-1])
            if part.start <= end or _GAP.fullmatch(sheet.plain, end, part.start):
                groups[-1].append(part)
                continue
        groups.append([part])
    return groups


def _with_unknown_town(sheet: Sheet, start: int, end: int) -> int:
    """Return where the address ends when a place that we do not know stands behind it."""
    match = re.match(
        r"\s*(?:\d{5}|,\s*a|\ba|,)\s+(?P<town>[^\W\d_]+(?:[ \-'](?:[^\W\d_]+))*)\s*(?=[,.;|\n]|$)",
        sheet.plain[end:],
    )
    if match is None:
        return end
    town = words(match.group("town"))
    is_place = "-" in match.group("town") or not match.group().lstrip().startswith(", ")
    is_said = not set(town) & (COMMON | set(TITLES)) and len(town) <= 5
    return end + match.end("town") if is_said and is_place else end


def find_address(sheet: Sheet, *, asked: bool) -> Found | None:
    """Return the address; asked for it, a building or a town alone is one too."""
    groups = _clusters(sheet)
    best = next((g for g in groups if any(p.kind == "street" for p in g)), None)
    best = best or next((g for g in groups if any(p.kind == "residence" for p in g)), None)
    if best is None and asked:
        return read_asked(sheet) or _building_or_town(sheet, groups)
    if best is None:
        return None
    start, end = best[0].start, max(p.end for p in best)
    if not any(p.kind == "town" for p in best):
        end = _with_unknown_town(sheet, start, end)
    return sheet.found(start, end)


def _building_or_town(sheet: Sheet, groups: list[list[Part]]) -> Found | None:
    towns = [group for group in groups if any(p.kind == "town" for p in group)]
    if not towns:
        return None
    best = max(towns, key=len)
    return sheet.found(best[0].start, max(p.end for p in best))


def find_complement(sheet: Sheet) -> Found | None:
    """Return a building, flat or floor told on its own: "c'est appt 14"."""
    parts = [p for p in complements(sheet) if p.kind == "complement"]
    return sheet.found(parts[0].start, parts[-1].end) if parts else None


def is_complete(address: str) -> bool:
    """Tell whether somebody could find the door with this: a figure and a name."""
    return any(c.isdigit() for c in address) and len(re.findall(r"[^\W\d_]{3,}", address)) >= 2


# With one of these, the tenant tells something else than where it is.
_SENTENCE = frozenset(
    "il ils elle elles on nous vous est sont ont fait font ya y je j jai plus pas fuite fuit panne"
    " casse cassee marche the is are not have hay esta tengo nao tem da dago dut".split()
)


def read_asked(sheet: Sheet) -> Found | None:
    """Return the answer to "which address?": a figure and some words are enough."""
    plain = sheet.plain.strip(f" ,.;!{MASK}")
    if "?" in plain or len(plain) > 120:
        return None
    body = re.match(
        r"(?:(?:c'?est|j'? ?habite|jabite|je vis|mon adresse (?:c'?est|est)|adresse|au|a"
        r"|a l'adresse|it'?s|i live(?: at)?|vivo en|moro na)\s*[: ]\s*)*",
        plain,
    )
    start = sheet.plain.index(plain) + (body.end() if body else 0)
    left = re.split(rf"[{MASK}\n]", sheet.plain[start:])[0]
    found = sheet.found(start, start + len(left))
    said = words(found.value)
    named = [w for w in said if w.isalpha() and len(w) > 2 and w not in COMMON]
    if _SENTENCE.intersection(said):
        return None
    is_placed = re.search(r"\d", found.value) or (landlord_of(found.value) and len(said) <= 6)
    return found if named and is_placed and len(said) <= 14 else None
