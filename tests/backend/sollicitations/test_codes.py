"""The tracking code: hard to guess, easy to give, and never mistaken for another."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend import crockford
from backend.sollicitations import codes

SYMBOLS = st.lists(st.sampled_from(crockford.ALPHABET), min_size=10, max_size=10).map("".join)


@st.composite
def drawn(draw: st.DrawFn) -> str:
    """A valid code's eleven symbols."""
    symbols = draw(SYMBOLS)
    check = crockford.check_symbol(symbols)
    assume(check is not None)
    return symbols + str(check)


def test_a_new_code_is_shown_in_groups_and_is_valid() -> None:
    for code in {codes.draw() for _ in range(200)}:
        assert [len(group) for group in code.split("-")] == [5, 5, 1]
        assert not set(code) & set("*~$=UILO")
        assert codes.parse(code) == code


def test_two_codes_are_not_the_same() -> None:
    assert len({codes.draw() for _ in range(500)}) == 500


def test_a_new_code_mistyped_in_its_last_symbol_still_reads_like_a_code() -> None:
    for code in [codes.draw() for _ in range(500)]:
        wrong = code[:-1] + ("Z" if code[-1] != "Z" else "Y")
        for written in (wrong, wrong.lower().replace("-", ""), wrong.replace("-", " ")):
            assert codes.looks_like_a_code(f"suivi {written} svp"), written


@given(drawn(), st.integers(0, 10), st.sampled_from(crockford.ALPHABET))
def test_one_wrong_symbol_is_always_caught(symbols: str, place: int, wrong: str) -> None:
    assume(symbols[place] != wrong)

    assert codes.parse(symbols[:place] + wrong + symbols[place + 1 :]) is None


@given(drawn(), st.integers(0, 9))
def test_two_swapped_neighbours_are_always_caught(symbols: str, place: int) -> None:
    a, b = symbols[place], symbols[place + 1]
    assume(a != b)

    assert codes.parse(symbols[:place] + b + a + symbols[place + 2 :]) is None


@given(drawn(), st.booleans(), st.sampled_from(["", " ", "-", " - ", "  ", "."]))
def test_case_spaces_and_hyphens_do_not_matter(symbols: str, lower: bool, between: str) -> None:
    written = between.join([symbols[:5], symbols[5:10], symbols[10]])

    assert codes.parse(written.lower() if lower else written) == codes.shown(symbols)


@given(drawn())
def test_letters_that_look_like_figures_are_read_as_figures(symbols: str) -> None:
    for one in ("I", "l", "L", "i"):
        written = symbols.replace("1", one).replace("0", "o")
        assert codes.parse(written) == codes.shown(symbols)


@given(drawn(), st.sampled_from(["", " ", "-"]))
def test_a_code_is_found_inside_a_sentence(symbols: str, between: str) -> None:
    assume(any(c.isdigit() for c in symbols))
    written = between.join([symbols[:5], symbols[5:10], symbols[10]]).lower()

    for text in (f"où en est {written} svp", f"suivi {written}", f"code : {written}, merci !"):
        assert codes.find_code(text) == codes.shown(symbols)


@pytest.mark.parametrize(
    "text",
    [
        "où en est ma demande ?",
        "12 rue des Acacias, Pau",
        "06 39 98 14 14",
        "mme lafont 0639981414 depuis 2 jours",
        "bonjour je voudrais savoir quand passe le plombier",
        "",
        "😀" * 40,
    ],
)
def test_a_message_without_code_has_none(text: str) -> None:
    assert codes.find_code(text) is None
    assert not codes.looks_like_a_code(text)


@pytest.mark.parametrize("text", ["7K2AB-CD3EF-9", "mon code est 7k2ab cd3ef", "7K2ABCD3EF44"])
def test_a_wrong_code_is_told_from_none(text: str) -> None:
    assert codes.find_code(text) is None
    assert codes.looks_like_a_code(text)


@given(st.text(max_size=300))
def test_any_text_at_all_is_searched_without_an_error(text: str) -> None:
    found = codes.find_code(text)

    assert found is None or codes.parse(found) == found


def test_every_code_that_is_drawn_is_found_in_a_sentence() -> None:
    for _ in range(2_000):
        code = codes.draw()
        assert codes.find_code(f"ou en est {code.lower().replace('-', ' ')} svp") == code
