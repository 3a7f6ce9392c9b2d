"""Reads what is written in answer to a question: numbers, words, "passer", "?", "retour"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.campaigns.questionnaire import DECLINED, UNKNOWN, Choice, Question
from backend.hearing import consent
from backend.hearing.consent import Answer
from backend.hearing.text import clean, fold
from backend.sollicitations.service import names_a_problem

# Who writes more than this beside the answer tells something else, which the bot reads.
_MOST_BESIDE = 4


class Wish(StrEnum):
    """What is wanted instead of an answer."""

    HELP = "help"
    BACK = "back"
    PAUSE = "pause"


class Fault(StrEnum):
    """Why numbers are no answer."""

    NO_SUCH = "no_such"
    TOO_MANY = "too_many"
    ALONE = "alone"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Given:
    """An answer: the numbers of its choices, in order; or 98 unknown, 99 not told."""

    numbers: tuple[int, ...]


_HELP = re.compile(
    r"(?:\?+|aide|aidez[- ]moi|help|ayuda|ajuda|laguntza"
    r"|(?:je |j'? ?)?(?:ne |n')?(?:ai )?(?:pas compris?|comprend\w* pas|pige\w* pas).*"
    r"|c'?est quoi.*|ca veut dire quoi.*|(?:la )?(?:q|k)u?estion \d+.*"
    r"|i don'?t understand.*|no (?:lo )?entiendo.*|nao (?:percebo|entendo).*|ez dut ulertzen.*"
    r")[ .!?]*"
)
_BACK = re.compile(
    r"(?:retour|revenir|precedente?|question precedente|arriere|en arriere|je me suis trompee?|"
    r"back|previous|volver|atras|voltar|atzera)[ .!]*"
)
_PAUSE = re.compile(
    r"(?:pause|plus tard|pas maintenant|on continue(?:ra)? plus tard|later|not now|mas tarde|"
    r"luego|mais tarde|depois|geroago)[ .!]*"
)
_UNKNOWN = re.compile(
    r"(?:98|nsp|(?:je )?(?:ne )?s[ae]i[st]? pas|jsp|aucune idee|i don'?t know|dont know"
    r"|no (?:lo )?se|nao sei|ez dakit)[ .!]*"
)
_NUMBERS = re.compile(
    r"(?:la |le |les |reponses? |choix |numeros? |n[o°] ?)*\d{1,3}"
    r"(?:(?:[\s,;/+&.-]|\b(?:et|and|y|e|eta|le|la)\b)+\d{1,3})*[ .!]*"
)
_YEARS = re.compile(
    r"(?:j'?ai |i am |i'm |tengo |tenho )?(\d{2,3}) ?(?:ans?|years?(?: old)?|anos?)?[ .!]*"
)
# "pas d'ordinateur" is not a computer: what is denied is asked again, by numbers.
_DENIED = re.compile(r"\b(?:pas|sans|ni|aucune?|plus de|not|without|no tengo|sin|nao|sem|ez)\b")
# Said around an answer, and no more than that.
_COURTESY = re.compile(
    r"\b(?:j'?ai|je|suis|c'?est|un|une|des|le|la|les|de|du|d|l|mon|ma|mes|et|ou|oui|plutot|surtout|"
    r"merci|svp|bonjour|i|have|a|an|the|my|am|tengo|soy|tenho|sou|y|e|o|uno|una|um|uma|aussi|par|"
    r"avec|en|chez|moi|pour|seulement|que|qu|ca|at|home)\b"
)


def read(question: Question, text: str) -> Given | Wish | Fault | None:
    """Return the answer to a question that a text is; None where it speaks of something else."""
    plain = fold(clean(text)).strip()
    for wish, pattern in ((Wish.HELP, _HELP), (Wish.BACK, _BACK), (Wish.PAUSE, _PAUSE)):
        if pattern.fullmatch(plain):
            return wish
    exact = _labelled(question, plain)
    if exact:
        return Given((exact,))
    if _UNKNOWN.fullmatch(plain):
        return Given((UNKNOWN,))
    aged = _age(question, plain)
    if aged:
        return Given((aged,))
    if _NUMBERS.fullmatch(plain):
        return checked(question, [int(n) for n in re.findall(r"\d+", plain)])
    # Words that tell a problem are no answer, whatever else they say.
    heard = [] if names_a_problem(text) else _heard(question, plain)
    if heard:
        return Fault.UNCLEAR if _DENIED.search(plain) else checked(question, heard)
    return Given((DECLINED,)) if consent.read(text) is Answer.PASS else None


def _labelled(question: Question, plain: str) -> int | None:
    """Return the choice whose label is written, as a button writes it."""
    bare = plain.rstrip(" .!")
    for number, choice in enumerate(question.choices, 1):
        if bare in {fold(label) for label in choice.label.values()} | set(choice.heard):
            return number
    return None


def _age(question: Question, plain: str) -> int | None:
    """Return the band of an age told in years; small numbers are choices."""
    told = _YEARS.fullmatch(plain) if question.ages else None
    if told is None:
        return None
    years = int(told[1])
    bands = enumerate(question.ages, 1)
    return next((n for n, (low, high) in bands if low <= years <= high), None)


def checked(question: Question, numbers: Sequence[int]) -> Given | Fault:
    """Return the numbers once each, in order, if they are an answer together."""
    if not numbers:
        return Fault.NO_SUCH
    given = tuple(sorted(dict.fromkeys(numbers)))
    if given in ((UNKNOWN,), (DECLINED,)):
        return Given(given)
    chosen = [question.choice(number) for number in given]
    if None in chosen:
        return Fault.NO_SUCH
    if len(given) > question.most:
        return Fault.TOO_MANY
    if len(given) > 1 and any(choice.alone for choice in chosen if choice):
        return Fault.ALONE
    return Given(given)


def _heard(question: Question, plain: str) -> list[int]:
    """Return the choices whose words are in a text, if it says hardly anything else."""
    found, rest = [], plain
    # The longest words first: "oui avec aide" is not also "oui".
    for words, number in sorted(_phrases(question), key=lambda one: -len(one[0])):
        left = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", " ", rest)
        if left != rest:
            found.append(number)
            rest = left
    beside = re.findall(r"\w+", _COURTESY.sub(" ", rest.replace("'", " ")))
    return found if len(beside) <= _MOST_BESIDE else []


def _phrases(question: Question) -> Iterator[tuple[str, int]]:
    for number, choice in enumerate(question.choices, 1):
        yield from ((words, number) for words in _words(choice))


def _words(choice: Choice) -> set[str]:
    return {fold(label) for label in choice.label.values()} | set(choice.heard)
