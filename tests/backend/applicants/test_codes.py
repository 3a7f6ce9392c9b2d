"""The access code: found however it is typed, never in ordinary words, kept as a hash only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend import crockford
from backend.applicants import codes

WRITINGS = st.sampled_from(
    [
        "{0}",
        "mon code est {0} merci",
        "{1}",
        "bonjour\n{2}\n",
        "code : {0}.",
    ]
)


@given(st.builds(codes.draw), WRITINGS)
def test_a_code_is_found_in_what_an_applicant_writes(code: str, writing: str) -> None:
    typed = writing.format(code, code.lower().replace("-", ""), code.replace("-", " "))

    assert codes.tried(typed) == codes.symbols_of(code)


@given(st.builds(codes.draw))
def test_o_and_i_are_forgiven(code: str) -> None:
    typed = code.replace("0", "O").replace("1", "i")

    assert codes.tried(typed) == codes.symbols_of(code)


@pytest.mark.parametrize(
    "text",
    [
        "je suis demandeur de logement depuis 2021",
        "DEMANDE URGENTE",
        "j'ai démoraliser",
        "demain a 14h30",
        "ma demande 7K2QX-9MB4T-3",
        "",
    ],
)
def test_words_are_not_taken_for_a_code(text: str) -> None:
    assert codes.tried(text) is None


def test_a_code_is_checked_and_its_hash_depends_on_the_key() -> None:
    symbols = codes.symbols_of(codes.draw())

    assert crockford.is_valid(symbols, codes.LENGTH)
    assert codes.hashed(symbols, "one key") != codes.hashed(symbols, "another")
    assert symbols not in codes.hashed(symbols, "one key")
