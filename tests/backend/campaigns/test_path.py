"""The way through a questionnaire, whatever is answered."""

from hypothesis import given
from hypothesis import strategies as st

from backend.campaigns.path import Answers, dimensions, follow
from backend.campaigns.questionnaire import UNKNOWN, Question, shipped

ASKED = shipped("inclusion-numerique")


def to(question: Question) -> st.SearchStrategy[tuple[int, ...]]:
    """Any answer to a question."""
    numbers = st.integers(1, len(question.choices))
    several = st.sets(numbers, min_size=1, max_size=question.most).map(lambda s: tuple(sorted(s)))
    return several | st.just((UNKNOWN,))


ALL: st.SearchStrategy[dict[str, tuple[int, ...]]] = st.fixed_dictionaries(
    {}, optional={one.code: to(one) for one in ASKED.questions}
)


@given(ALL, st.booleans())
def test_whatever_was_answered_the_path_goes_on_or_ends_and_never_asks_twice(
    answers: Answers, core: bool
) -> None:
    path = follow(ASKED, answers, core=core)

    codes = [one.code for one in path.asked]
    assert (path.next is None) == (path.ending is not None)
    assert len(set(codes)) == len(codes)
    assert path.next is None or path.next.code not in answers


@given(st.data(), st.booleans())
def test_who_answers_every_question_comes_to_an_end_and_is_told_how_much_is_left(
    data: st.DataObject, core: bool
) -> None:
    answers: dict[str, tuple[int, ...]] = {}
    left = len(ASKED.questions) + 1
    while (path := follow(ASKED, answers, core=core)).next:
        assert path.left < left
        left = path.left
        answers[path.next.code] = data.draw(to(path.next))

    assert path.ending == ("out_of_scope" if answers["A1"] == (5,) else "thanks")


@given(ALL, st.booleans())
def test_an_answer_counts_only_while_its_question_would_be_asked(
    answers: Answers, core: bool
) -> None:
    path = follow(ASKED, answers, core=core)
    counts = {one.code: answers[one.code] for one in path.asked}

    assert all(
        set(counts.get(code, ())) & set(wanted)
        for one in ASKED.questions
        if one.code in counts
        for code, wanted in one.asked_if.items()
    )
    same = follow(ASKED, counts, core=core)
    assert (same.asked, same.next, same.ending) == (path.asked, path.next, path.ending)


@given(ALL)
def test_an_sms_asks_a_part_of_what_the_chat_asks(answers: Answers) -> None:
    by_sms = {one.code for one in follow(ASKED, answers, core=True).asked}
    answered = {one.code: (1,) for one in ASKED.questions} | answers

    assert by_sms <= {one.code for one in follow(ASKED, answered, core=False).asked}


def test_who_uses_no_internet_is_asked_nothing_about_it() -> None:
    answers = {"A1": (1,), "A2": (5,), "A3": (7,), "B1": (6,), "B3": (4,), "B4": (1, 2)}

    path = follow(ASKED, answers | {"C1": (5,)}, core=False)

    assert path.next == ASKED.question("E1")


def test_an_age_that_is_not_told_gives_no_category() -> None:
    assert dimensions(ASKED, {"A2": (UNKNOWN,), "A3": (7,)}) == {"csp": "7"}
