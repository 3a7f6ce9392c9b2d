"""Telephone numbers in a message, whatever way they are written."""

import re

import phonenumbers

from backend.hearing.text import Found, Sheet

_GAP = r"[\s.\-/_]*"
_REST = rf"[1-9](?:{_GAP}[\do]){{8}}(?![\d])"
_FRENCH = re.compile(
    rf"(?<![\d+\w])(?:(?:\+|00){_GAP}33{_GAP}(?:\(?0\)?)?|[0o]){_GAP}(?P<rest>{_REST})"
)
_FOREIGN = re.compile(r"(?<![\d\w])(?:\+|00)(?!\s?33)[1-9][\d\s.\-]{6,16}\d(?!\d)")
_TOLD = (
    r"(?:tel\w*|telefon\w*|telemovel|phone|portable|port|numero|num|mobil\w*|gsm|joindre|joignable)"
)
_AFTER_WORD = re.compile(rf"\b{_TOLD}\b[^\d|]{{0,14}}(?P<rest>{_REST})")
_ALONE = re.compile(rf"^\D{{0,20}}(?P<rest>{_REST})\D{{0,20}}$")
# Ten figures are missing or too many: said with a word for it, or begun like a mobile number.
_ATTEMPT = re.compile(
    rf"(?:\b{_TOLD}\b[^\d|]{{0,14}}[\d+](?:{_GAP}\d){{4,}})"
    rf"|(?<![\d\w])(?:(?:\+|00)33{_GAP}|0)[67](?:{_GAP}\d){{4,}}(?!\d)"
)
_ANY_FIGURES = re.compile(rf"(?<!\d)\+?\d(?:{_GAP}\d){{3,}}(?!\d)")


def _e164(rest: str) -> str:
    return "+33" + re.sub(r"\D", "", rest.replace("o", "0"))


def _foreign(sheet: Sheet) -> Found | None:
    for match in _FOREIGN.finditer(sheet.plain):
        try:
            number = phonenumbers.parse(re.sub(r"^00", "+", match.group()), None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return Found(match.start(), match.end(), value)
    return None


def find_phone(sheet: Sheet, *, asked: bool) -> Found | None:
    """Return the first telephone number, in E.164; when it was asked for, one without its 0 too."""
    patterns = [_FRENCH, _AFTER_WORD] + ([_ALONE] if asked else [])
    for pattern in patterns:
        match = pattern.search(sheet.plain)
        if match:
            start = match.start() if pattern is _FRENCH else match.start("rest")
            return Found(start, match.end("rest"), _e164(match.group("rest")))
    return _foreign(sheet)


def find_attempt(sheet: Sheet, *, asked: bool) -> Found | None:
    """Return figures that were meant as a number and are none."""
    match = (_ANY_FIGURES if asked else _ATTEMPT).search(sheet.plain)
    return sheet.found(match.start(), match.end()) if match else None


def shown(phone: str) -> str:
    """Return an E.164 number as people write it: in pairs at home, international elsewhere."""
    if re.fullmatch(r"\+33\d{9}", phone):
        digits = "0" + phone[3:]
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
