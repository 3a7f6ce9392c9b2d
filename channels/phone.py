"""Telephone numbers: to E.164 whatever way they were typed, and hidden in logs."""

import re
from contextlib import suppress

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from channels.errors import InvalidNumber

DEFAULT_REGION = "FR"
_FRANCE = 33
_LONGEST_READ = 5000
_HIDDEN = "••"
_BETWEEN_DIGITS = r"\s().\-/‐-―\u200b-\u200f\u202a-\u202e"
_A_NUMBER = re.compile(rf"[+＋]?\d[\d{_BETWEEN_DIGITS}]*")
_SHORT_CODE = re.compile(r"\d{3,6}")


def normalise(text: str, region: str = DEFAULT_REGION) -> str:
    """Return the first number in the text in E.164 ("+33639980012").

    `region` reads a number without country code. Raises InvalidNumber for what cannot be
    called, short numbers (15, 3919, 38000) included. Numbers reserved for films and
    demonstrations pass: only the length and the country are checked.
    """
    for candidate in _A_NUMBER.findall(text[:_LONGEST_READ]):
        with suppress(InvalidNumber):
            return _callable_number(candidate, region)
    raise InvalidNumber("This is not a telephone number that can be called.")


def dialled(text: str) -> str | None:
    """Return the first number in the text in E.164; None where none can be called."""
    try:
        return normalise(text)
    except InvalidNumber:
        return None


def sender_address(raw: str, region: str = DEFAULT_REGION) -> str:
    """Return who sent a message in E.164, or raw where it is a short code or a name.

    Never refuses: a message is not lost for its sender's form.
    """
    kept = raw.strip()
    # Nothing but a number: "whatsapp:+33…" is an address of another kind.
    if _A_NUMBER.fullmatch(kept) and not _SHORT_CODE.fullmatch(kept):
        with suppress(InvalidNumber):
            return _callable_number(kept, region)
    return kept


def is_mobile(e164: str) -> bool:
    """True when the number can get an SMS: a mobile, or one of a country that cannot tell."""
    try:
        number = _parsed(e164, DEFAULT_REGION)
    except InvalidNumber:
        return False
    if number.country_code == _FRANCE:
        return str(number.national_number)[0] in "67" and _fits_france(number)
    kind = phonenumbers.number_type(number)
    return kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def is_landline(address: str) -> bool:
    """True when the number surely gets no SMS; what is no number, or cannot tell, is none."""
    try:
        number = _parsed(address, DEFAULT_REGION)
    except InvalidNumber:
        return False
    if number.country_code == _FRANCE:
        return _fits_france(number) and str(number.national_number)[0] not in "67"
    return phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE


def mask(address: str) -> str:
    """Return the address for logs: "+33 6 •• •• •• 12"; a short code whole, a name hidden."""
    if _SHORT_CODE.fullmatch(address):
        return address
    try:
        number = _parsed(address, DEFAULT_REGION)
    except InvalidNumber:
        return f"{address[:1]}•••"
    digits = str(number.national_number)
    if len(digits) < 6:
        return f"+{number.country_code} {_HIDDEN}"
    return f"+{number.country_code} {digits[0]} {_HIDDEN} {_HIDDEN} {_HIDDEN} {digits[-2:]}"


def _callable_number(text: str, region: str) -> str:
    number = _parsed(text, region)
    if not phonenumbers.is_possible_number(number) or not _fits_france(number):
        raise InvalidNumber("This is not a telephone number that can be called.")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _parsed(text: str, region: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException as error:
        raise InvalidNumber("This is not a telephone number.") from error


def _fits_france(number: PhoneNumber) -> bool:
    # A French number is nine digits after the country code and never begins with 0.
    return number.country_code != _FRANCE or len(str(number.national_number)) == 9
