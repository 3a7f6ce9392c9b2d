"""What tenants write in answer to a question: numbers, words, a wish, or something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.campaigns.questionnaire import DECLINED, UNKNOWN, Question, shipped
from backend.campaigns.reading import Fault, Given, Wish, read

ASKED = shipped("inclusion-numerique")


def heard(code: str, text: str) -> object:
    question = ASKED.question(code)
    assert question is not None
    return read(question, text)


@pytest.mark.parametrize(
    ("code", "text", "numbers"),
    [
        ("B1", "1 3", (1, 3)),
        ("B1", "3,1 et 4", (1, 3, 4)),
        ("B1", "le 1 et le 3", (1, 3)),
        ("B1", "1 1 1", (1,)),
        ("B1", "jai un smartphone et une tablette", (1, 4)),
        ("B1", "un ordi", (3,)),
        ("B1", "rien", (6,)),
        ("A2", "4", (4,)),
        ("A2", "67 ans", (4,)),
        ("A2", "j'ai 80 ans", (5,)),
        ("A2", "75 ans ou plus", (5,)),
        ("A3", "je suis retraitée", (7,)),
        ("A3", "Jubilada", (7,)),
        ("A3", "erretiratua", (7,)),
        ("B3", "oui", (1,)),
        ("B3", "NON", (4,)),
        ("C2", "oui avec aide", (2,)),
        ("C1", "hier", (1,)),
        ("C1", "passer", (DECLINED,)),
        ("C1", "je sais pas", (UNKNOWN,)),
        ("C1", "98", (UNKNOWN,)),
    ],
)
def test_an_answer_is_heard_in_numbers_and_in_words(
    code: str, text: str, numbers: tuple[int, ...]
) -> None:
    assert heard(code, text) == Given(numbers)


@pytest.mark.parametrize(
    ("code", "text", "fault"),
    [
        ("B1", "13", Fault.NO_SUCH),
        ("B1", "0", Fault.NO_SUCH),
        ("A2", "12 ans", None),
        ("E1", "1 2 3", Fault.TOO_MANY),
        ("A3", "5 6", Fault.TOO_MANY),
        ("B1", "1 6", Fault.ALONE),
        ("B1", "j'ai pas d'ordinateur", Fault.UNCLEAR),
        ("B1", "1 2 3 4 5 6 7", Fault.NO_SUCH),
    ],
)
def test_what_fits_no_choice_is_never_taken_for_one(
    code: str, text: str, fault: Fault | None
) -> None:
    assert heard(code, text) is fault


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("?", Wish.HELP),
        ("kestion 3 c ki deja jai pa compri", Wish.HELP),
        ("je comprends pas la question", Wish.HELP),
        ("retour", Wish.BACK),
        ("pause", Wish.PAUSE),
        ("plus tard", Wish.PAUSE),
    ],
)
def test_a_wish_is_told_from_an_answer(text: str, wish: Wish) -> None:
    assert heard("B3", text) is wish


@pytest.mark.parametrize(
    "text",
    [
        "il y a une fuite sous mon évier et ça coule partout",
        "vous êtes ouverts à quelle heure ?",
        "mon smartphone ne capte plus, ascenseur en panne",
        "mon ordinateur est tombé en panne à cause de la coupure de courant de ce matin",
        "",
        "😀",
    ],
)
def test_something_else_is_left_to_the_bot(text: str) -> None:
    assert heard("B1", text) is None


@given(st.text(max_size=300), st.sampled_from(ASKED.questions))
def test_whatever_is_written_only_choices_that_exist_are_heard(
    text: str, question: Question
) -> None:
    said = read(question, text)

    if isinstance(said, Given) and said.numbers not in ((UNKNOWN,), (DECLINED,)):
        assert 1 <= len(said.numbers) <= question.most
        assert all(question.choice(number) for number in said.numbers)
