"""The cost of a text, its cheaper form and its parts; smsutil is the oracle for the cost."""

import unicodedata

import pytest
import smsutil  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from channels.sms.text import Encoding, economical, fold, measure, prepare, split

# smsutil takes the bare escape code for a character of the table; it is none.
ESCAPE = "\x1b"
GSM = "".join(sorted(set(smsutil.codecs.GSM_CHARSET) - {ESCAPE}))
gsm_texts = st.text(GSM, min_size=1, max_size=500)
any_texts = st.text(st.characters(exclude_characters=ESCAPE), min_size=1, max_size=300)
texts = any_texts | gsm_texts | st.text("aé{€ç😀", min_size=60, max_size=330)


@given(texts)
@example("a" * 160)
@example("a" * 161)
@example("a" * 152 + "€" + "a" * 10)
@example("ç" * 70)
@example("ç" * 71)
@example("ç" * 66 + "😀" + "ç" * 66)
def test_the_cost_is_the_oracles(text: str) -> None:
    oracle = smsutil.split(text)

    cost = measure(text)

    assert cost.segments == len(oracle.parts)
    assert (cost.encoding is Encoding.GSM7) == (oracle.encoding == "gsm0338")
    bytes_per_unit = 1 if cost.encoding is Encoding.GSM7 else 2
    assert cost.units * bytes_per_unit == oracle.total_bytes


def test_every_character_of_the_table_costs_what_the_oracle_says() -> None:
    assert {char: measure(char).units for char in GSM} == {
        char: smsutil.split(char).total_bytes for char in GSM
    }


def test_nothing_costs_nothing() -> None:
    assert measure("").segments == 0


@pytest.mark.parametrize("char", "ç ê ’ œ « \u00a0 😀".split(" "))
def test_one_character_outside_the_table_makes_the_text_ucs2(char: str) -> None:
    assert measure("Bonjour" + char).encoding is Encoding.UCS2


def test_a_lone_surrogate_has_a_cost_and_breaks_nothing() -> None:
    assert measure("a\ud800").segments == 1
    assert split("\ud800" * 100, limit=60)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("fenêtre", "fenetre"),
        ("ça reçoit", "ca recoit"),
        ("sœur, Œuvre", "soeur, Oeuvre"),
        ("« Bonjour »", '"Bonjour"'),
        ("«\u00a0Bonjour\u202f»", '"Bonjour"'),
        ("l’ascenseur", "l'ascenseur"),
        ("30\u00a0% – à 8 h…", "30 % - à 8 h..."),
        ("À L'ÉTÉ", "A L'ÉTÉ"),
        ("é è à ù Ç É €", "é è à ù Ç É €"),
        ("e\u0301te\u0301", "été"),
        ("não, mañana", "nao, mañana"),
    ],
)
def test_the_fold_keeps_the_words_readable(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert measure(folded).encoding is Encoding.GSM7


def test_a_text_that_the_fold_makes_no_cheaper_is_left_as_it_is() -> None:
    short, with_emoji = "Ça marche, à bientôt", "Ça marche 😀 " * 20

    assert economical(short) == short
    assert economical(with_emoji) == with_emoji


def test_quotes_go_before_accents() -> None:
    text = "L’eau est coupée à l’étage. " * 4

    assert economical(text) == text.replace("’", "'")
    assert measure(text).segments == 2
    assert measure(economical(text)).segments == 1


def test_accents_go_when_that_saves_a_segment() -> None:
    text = "La fenêtre de la chambre ne ferme plus depuis la tempête de samedi soir. "

    assert economical(text * 2) == text.replace("ê", "e") * 2


@given(texts)
def test_the_cheaper_form_never_costs_more_and_is_stable(text: str) -> None:
    cheaper = economical(text)

    assert measure(cheaper).segments <= measure(unicodedata.normalize("NFC", text)).segments
    assert economical(cheaper) == cheaper


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-be", "surrogatepass")) // 2


def content(parts: list[str]) -> str:
    bare = [part.split(") ", 1)[1] for part in parts] if len(parts) > 1 else parts
    return "".join("".join(bare).split())


@given(texts, st.integers(min_value=40, max_value=200))
def test_parts_hold_the_whole_text_within_the_limit(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert content(parts) == "".join(text.split())
    assert all(0 < utf16_length(part) <= limit for part in parts)
    assert len(parts) == 1 or all(
        part.startswith(f"({index}/{len(parts)}) ") for index, part in enumerate(parts, 1)
    )


def test_1600_characters_are_one_message_and_1601_are_two() -> None:
    assert len(split("a" * 1600)) == 1
    assert [len(part) for part in split("a" * 1601)] == [1600, 13]


def test_100_000_characters_are_cut_and_numbered() -> None:
    parts = split("Une phrase assez courte. " * 4000)

    assert len(parts) > 60
    assert parts[0].startswith(f"(1/{len(parts)}) ")
    assert max(map(len, parts)) <= 1600
    assert all(part.endswith(".") for part in parts)


def test_a_cut_falls_at_the_end_of_a_sentence() -> None:
    text = "Le gardien passe à 8.30 demain. Prévoyez quelqu'un chez vous ! Merci de confirmer ici."

    assert split(text, limit=60) == [
        "(1/2) Le gardien passe à 8.30 demain.",
        "(2/2) Prévoyez quelqu'un chez vous ! Merci de confirmer ici.",
    ]


def test_without_a_sentence_the_cut_falls_between_words() -> None:
    text = "le robinet de la cuisine goutte depuis lundi et le seau est plein"

    assert split(text, limit=45) == [
        "(1/2) le robinet de la cuisine goutte depuis",
        "(2/2) lundi et le seau est plein",
    ]


def test_endless_accents_on_one_letter_are_cut_all_the_same() -> None:
    text = "e" + "\u0323" * 100

    assert content(split(text, limit=50)) == text


def test_a_family_of_emoji_is_not_cut_in_two() -> None:
    family = "👨\u200d👩\u200d👧"

    parts = split(family * 30, limit=50)

    assert all(part.split(") ")[1].replace(family, "") == "" for part in parts)


def test_an_empty_text_has_no_part_and_too_small_a_limit_is_refused() -> None:
    assert split("  \n ") == []
    with pytest.raises(ValueError, match="at least"):
        split("a", limit=10)


def test_a_reply_is_folded_only_where_the_landlord_wants_it() -> None:
    text = "La fenêtre de la chambre ne ferme plus depuis la tempête de samedi soir."

    assert prepare(text) == [text.replace("ê", "e")]
    assert prepare(text, save_segments=False) == [text]
