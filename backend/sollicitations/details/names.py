"""Who writes: names as tenants give them."""

import re

from backend.hearing.text import MASK, Found, Sheet, Token
from backend.sollicitations.details.vocabulary import COMMON, PARTICLES, TITLES

_INTRODUCTIONS = re.compile(
    r"\b(?:je\s?m'? ?ap+el+e?s?|j'? ?m'? ?ap+el+e?|jmapel+e?|je mapel+e?"
    r"|mon nom(?: de famille)?(?: et prenom)?\s*(?:c'est|cest|est|:)"
    r"|mon nom|au nom d[e']|nom(?: et prenom)?\s*:|nom c'?est|(?:le|l) locataire (?:c'?est|est)"
    r"|le bail est au nom d[e']"
    r"|my name(?:'s| is|s)|name\s*:|me llamo|mi nombre es|nombre\s*:|chamo-?me|me chamo"
    r"|o meu nome e"
    r"|meu nome e|nome\s*:|nire izena|izena\s*:|moi c'?est|ici c'?est|signe|cordialement|cdt|cdlt"
    r"|bien a vous)\s*[:,]?\s*"
)
# These may say anything: only a word written like a name, or a title, makes it one.
_DOUBTFUL = re.compile(r"\b(?:je suis|c'?est|i am|i'?m|this is|soy|sou (?:o|a)|ni)\s+")
_LONGEST = 5


def _title(token: Token, sheet: Sheet, *, beside: bool = False) -> str | None:
    """Return the title that a word is; a small "m" is one only beside an address or a number."""
    title = TITLES.get(token.plain)
    if token.plain in {"m", "mm"}:
        after = sheet.plain[token.end : token.end + 2]
        is_title = after.startswith(".") or ((token.is_capital or beside) and after.startswith(" "))
        return title if is_title else None
    return title


def _may_be_name(token: Token) -> bool:
    return token.plain.isalpha() and len(token.plain) > 1 and token.plain not in COMMON


def _run(tokens: list[Token], sheet: Sheet) -> list[Token]:
    """Return the name that begins with the first of the tokens."""
    run: list[Token] = []
    for token in tokens[:_LONGEST]:
        gap = sheet.plain[run[-1].end : token.start] if run else ""
        if run and not re.fullmatch(r"[ \-'.]{1,3}", gap):
            break
        if run and ". " in gap and len(run[-1].plain) > 2:
            break
        is_initial = token.plain.isalpha() and sheet.plain[token.end : token.end + 1] in {".", "'"}
        is_initial = is_initial and len(token.plain) == 1 and token.is_capital
        if not (_may_be_name(token) or token.plain in PARTICLES or is_initial):
            break
        run.append(token)
    while run and (run[-1].plain in PARTICLES or len(run[-1].plain) == 1):
        run.pop()
    return run


def tidy(text: str) -> str:
    """Return a name with its capitals, its title in one spelling."""
    pieces = text.split()
    if pieces and pieces[0].lower().rstrip(".") in TITLES and len(pieces) > 1:
        pieces[0] = TITLES[pieces[0].lower().rstrip(".")]
    return " ".join(
        _capitals(p) if i or p not in TITLES.values() else p for i, p in enumerate(pieces)
    )


def _capitals(word: str) -> str:
    if word in PARTICLES:
        return word
    if word.islower() or (word.isupper() and len(word) > 1):
        return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
    return word


def _name_at(tokens: list[Token], sheet: Sheet, *, beside: bool = False) -> Found | None:
    """Return the name that begins here, with or without its title."""
    if not tokens:
        return None
    title = _title(tokens[0], sheet, beside=beside)
    run = _run(tokens[1:] if title else tokens, sheet)
    if not run:
        return None
    if title:
        gap = sheet.plain[tokens[0].end : run[0].start]
        if not re.fullmatch(r"[ .:]{0,3}", gap):
            return None
    value = tidy(sheet.written(run[0].start, run[-1].end))
    return Found(tokens[0].start, run[-1].end, f"{title} {value}" if title else value)


def _from(position: int, tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token.start >= position]


def find_introduced(sheet: Sheet) -> Found | None:
    """Return a name behind "je m'appelle" or a title."""
    tokens = sheet.tokens()
    for match in _INTRODUCTIONS.finditer(sheet.plain):
        found = _name_at(_from(match.end(), tokens), sheet)
        if found and not sheet.plain[match.end() : found.start].strip():
            return Found(match.start(), found.end, found.value)
    for index, token in enumerate(tokens):
        if _title(token, sheet) and not _is_somebody_else(sheet, token):
            found = _name_at(tokens[index:], sheet)
            if found:
                return _couple(sheet, found)
    basque = _BASQUE.search(sheet.plain)
    if basque:
        found = _name_at(_from(basque.start(), tokens), sheet)
        if found and found.end == basque.end("name") - 1:
            return Found(found.start, basque.end(), found.value)
    return _find_doubtful(sheet, tokens)


_COUPLE = re.compile(r"\b(?:m|mr|monsieur)\b\.? (?:et|&|ou) $")


def _couple(sheet: Sheet, found: Found) -> Found:
    """Return "M. et Mme Durand" whole."""
    match = _COUPLE.search(sheet.plain[: found.start])
    return Found(match.start(), found.end, f"M. et {found.value}") if match else found


_BASQUE = re.compile(r"(?P<name>(?:[^\W\d_]+ ){1,3})naiz\b")


def _find_doubtful(sheet: Sheet, tokens: list[Token]) -> Found | None:
    for match in _DOUBTFUL.finditer(sheet.plain):
        following = _from(match.end(), tokens)
        if not following or following[0].start != match.end():
            continue
        found = _name_at(following, sheet)
        if found and all(
            t.is_capital for t in following if t.start < found.end and len(t.plain) > 3
        ):
            end = sheet.plain[found.end : found.end + 1]
            if following[0].is_capital and (not end or end in f"{MASK},.;!\n -"):
                return Found(match.start(), found.end, found.value)
    return None


_OTHERS = re.compile(
    r"(?:voisine?s?|chez|avec|contre|par|proprietaire|gardien|neighbou?r|technicien|a cote de)"
    r"(?:,? (?:de |du |d')?\w{0,8})?\s*$"
)


def _is_somebody_else(sheet: Sheet, token: Token) -> bool:
    return bool(_OTHERS.search(sheet.plain[max(0, token.start - 25) : token.start]))


# "merci Durand", "et Durand": what stands before a name does not hide it.
_BEFORE_A_NAME = frozenset(
    "bonjour bjr bonsoir slt salut merci et moi oui voila voici svp ok hello hola ola kaixo".split()
)
_BEFORE_AN_ANSWER = _BEFORE_A_NAME | frozenset(
    "mon nom c cest est prenom pour mettez mets notez note ecrivez marquez my name is it s mi"
    " nombre es meu nome euh ben".split()
)
_SEGMENT = re.compile(rf"[^,;:!?{MASK}\n()]+")


def find_left_over(sheet: Sheet) -> Found | None:
    """Return a part of the message that is nothing but a name: "Durand, 12 rue…, 06…"."""
    for segment in _SEGMENT.finditer(sheet.plain):
        start = segment.start() + len(segment.group()) - len(segment.group().lstrip(" .-"))
        end = segment.start() + len(segment.group().rstrip(" .-"))
        found = _whole_name(sheet, start, end)
        if found:
            return found
    return None


def _whole_name(sheet: Sheet, start: int, end: int) -> Found | None:
    tokens = [t for t in sheet.tokens() if start <= t.start and t.end <= end]
    while tokens and tokens[0].plain in _BEFORE_A_NAME:
        tokens = tokens[1:]
    if not 1 <= len(tokens) <= 4 or tokens[0].plain in PARTICLES - {
        "de",
        "le",
        "el",
        "ben",
        "saint",
    }:
        return None
    found = _name_at(tokens, sheet, beside=True)
    return found if found and found.end == tokens[-1].end else None


def read_asked(sheet: Sheet) -> Found | None:
    """Return the answer to "at what name?": any few words that are not something else."""
    bare = re.sub(rf"^(?:c'?est|it'?s|es|e)\s+|[{MASK}]", "", sheet.plain.strip(" ,.;!"))
    if "?" in bare or not bare:
        return None
    return _whole_name_loosely(sheet)


def _whole_name_loosely(sheet: Sheet) -> Found | None:
    tokens = sheet.tokens()
    while tokens and tokens[0].plain in _BEFORE_AN_ANSWER:
        tokens = tokens[1:]
    kept = tokens[:4]
    found = _name_at(kept, sheet)
    if found is None:
        return None
    left = [t for t in tokens if t.start >= found.end]
    return found if len(left) <= 3 else None
