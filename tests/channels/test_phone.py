"""Numbers as people type them, and as they may appear in a log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.errors import InvalidNumber
from channels.phone import dialled, is_mobile, mask, normalise, sender_address

DEMO = "+33639980012"


@pytest.mark.parametrize(
    "typed",
    [
        "06 39 98 00 12",
        "06.39.98.00.12",
        "06-39-98-00-12",
        "0639980012",
        "0033639980012",
        "00 33 6 39 98 00 12",
        "+33639980012",
        "+33 0639980012",
        "+33 (0)6 39 98 00 12",
        "tel:+33639980012",
        "  06 39 98 00 12 ",
        "06\u00a039\u00a098\u00a000\u00a012",
        "٠٦٣٩٩٨٠٠١٢",
        "０６３９９８００１２",
        "+33639980012\u202e",
        "appelez-moi au 06 39 98 00 12",
        "0639980012 poste 4",
        "au 12 rue des Lilas, 06 39 98 00 12, code 45",
    ],
)
def test_a_french_number_typed_any_way_is_the_same_number(typed: str) -> None:
    assert normalise(typed) == dialled(typed) == DEMO


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "bonjour",
        "15",
        "3949",
        "36 46",
        "38000",
        "06 39 98 00",
        "063998001234",
        "+33",
        "-1",
    ],
)
def test_what_cannot_be_called_is_refused(text: str) -> None:
    with pytest.raises(InvalidNumber):
        normalise(text)
    assert dialled(text) is None


def test_a_number_of_la_reunion_keeps_its_own_country_code() -> None:
    assert normalise("+262 692 12 34 56") == "+262692123456"
    assert normalise("0692 12 34 56", region="RE") == "+262692123456"


@pytest.mark.parametrize(
    ("number", "mobile"),
    [
        (DEMO, True),
        ("+33700000000", True),
        ("+262692123456", True),
        ("+33559438654", False),
        ("+33937123456", False),
        ("+33", False),
        ("BAILLEUR", False),
        ("38000", False),
        ("", False),
    ],
)
def test_only_a_mobile_number_gets_an_sms(number: str, mobile: bool) -> None:
    assert is_mobile(number) is mobile


@pytest.mark.parametrize(
    "raw", ["38000", "BAILLEUR", "whatsapp:+33639980012", "", "+33", "client:7"]
)
def test_a_sender_that_is_no_telephone_number_is_kept_as_it_came(raw: str) -> None:
    assert sender_address(raw) == raw


@pytest.mark.parametrize("raw", [DEMO, "0639980012", " +33 6 39 98 00 12 ", "٠٦٣٩٩٨٠٠١٢"])
def test_a_sender_that_is_a_telephone_number_is_normalised(raw: str) -> None:
    assert sender_address(raw) == DEMO


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (DEMO, "+33 6 •• •• •• 12"),
        ("06 39 98 00 12", "+33 6 •• •• •• 12"),
        ("+262692123456", "+262 6 •• •• •• 56"),
        ("38000", "38000"),
        ("+29012345", "+290 ••"),
        ("BAILLEUR", "B•••"),
        ("", "•••"),
    ],
)
def test_a_log_shows_the_country_and_the_last_two_digits(address: str, shown: str) -> None:
    assert mask(address) == shown


@given(st.integers(min_value=0, max_value=9999))
def test_a_masked_number_never_shows_the_middle_digits(last: int) -> None:
    number = f"+3363998{last:04}"

    assert number[5:10] not in mask(number).replace(" ", "")


@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused_and_never_breaks(text: str) -> None:
    mask(text)
    is_mobile(text)
    kept = sender_address(text)

    assert kept == text.strip() or kept.startswith("+")
    try:
        assert normalise(normalise(text)) == normalise(text)
    except InvalidNumber:
        pass


@pytest.mark.parametrize("text", [" " * 100_000, "1" * 100_000, "1a" * 50_000, "(" * 100_000])
def test_a_very_long_text_is_refused_at_once(text: str) -> None:
    with pytest.raises(InvalidNumber):
        normalise(text)
    assert sender_address(text) == text.strip()
