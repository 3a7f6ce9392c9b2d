"""What is said in an interview: the question with its choices, help, faults, the endings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from backend.answers.service import PERSON
from backend.campaigns.path import Path
from backend.campaigns.questionnaire import Ending, Question, Questionnaire, in_language
from backend.campaigns.reading import Fault
from backend.replies import Act, Button, Utterance

_PASS = Button("passer", response="button_survey_pass")
_JOIN = Button("je veux répondre au questionnaire", response="button_survey_join")
_RESUME = Button("reprendre le questionnaire", response="button_survey_resume")
_FAULTS = {
    Fault.NO_SUCH: "survey_no_such",
    Fault.TOO_MANY: "survey_too_many",
    Fault.ALONE: "survey_alone",
    Fault.UNCLEAR: "survey_unclear",
}


def say(response: str, *buttons: Button, **values: Any) -> Utterance:
    """Return one utterance of the questionnaire."""
    return Utterance(Act.SURVEY, response, values, buttons=buttons)


def opening(questionnaire: Questionnaire, language: str, *, core: bool) -> Utterance:
    """Return who asks, why, how long it takes, and that nobody has to answer."""
    minutes = questionnaire.minutes.core if core else questionnaire.minutes.whole
    text = in_language(questionnaire.intro, language).format(minutes=minutes)
    return Utterance(Act.SURVEY, text=text)


def explaining(questionnaire: Questionnaire, language: str, *, core: bool) -> Utterance:
    """Return what it is about, and the two ways to go on: answer it here, or talk to a person."""
    about = opening(questionnaire, language, core=core)
    return replace(about, buttons=(_JOIN, PERSON))


def invitation(
    questionnaire: Questionnaire, language: str, who: str, *, again: bool = False
) -> Utterance:
    """Return who asks, why, for how long, and how to accept, refuse, or stop it all."""
    about = opening(questionnaire, language, core=True).text
    return say("survey_reminder" if again else "survey_invitation", who=who, about=about)


def ending(questionnaire: Questionnaire, how: Ending, language: str) -> Utterance:
    """Return the last words."""
    return Utterance(Act.SURVEY, text=in_language(questionnaire.endings[how], language))


def question(path: Path, language: str, *, by_sms: bool, before: str = "") -> Utterance:
    """Return the question that comes next, with its place; `before` names what leads to it.

    One answer is a button on the web; where several may be given, and by SMS, they are numbered.
    """
    one = path.next
    assert one is not None  # noqa: S101 - asked of a path that is not at its end
    taps = not by_sms and one.most == 1
    lines = [in_language(one.text, language), *([] if taps else _numbered(one, language))]
    done = len(path.asked)
    values = {
        "number": done + 1,
        "total": done + path.left,
        "question": "\n".join(lines),
    }
    return Utterance(
        Act.SURVEY,
        f"survey_question_{before}" if before else "survey_question",
        values,
        buttons=(*(_taps(one, language) if taps else ()), *(() if by_sms else (_PASS,))),
        asks="answer",
    )


def _numbered(one: Question, language: str) -> Iterator[str]:
    for number, choice in enumerate(one.choices, 1):
        yield f"{number}. {in_language(choice.label, language)}"


def _taps(one: Question, language: str) -> Sequence[Button]:
    labels = [in_language(choice.label, language) for choice in one.choices]
    return [Button(label, title=label[:1].upper() + label[1:]) for label in labels]


def helping(one: Question, language: str) -> Sequence[Utterance]:
    """Return what a question means, where that is written, and how it may be answered."""
    meaning = [Utterance(Act.SURVEY, text=in_language(one.help, language))] if one.help else []
    return (*meaning, say("survey_help"))


def fault(kind: Fault, one: Question) -> Utterance:
    """Return why an answer is none."""
    return say(_FAULTS[kind], count=len(one.choices), most=one.most)


def paused() -> Utterance:
    """Return that nothing is lost, and how to go on."""
    return say("survey_paused", _RESUME)
