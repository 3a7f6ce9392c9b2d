"""A questionnaire as people will meet it: read out, by SMS, on a page; nothing is asked here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.campaigns import telling
from backend.campaigns.path import Path
from backend.campaigns.questionnaire import Question, Questionnaire, in_language
from backend.config import Settings
from backend.i18n import render
from backend.outbox import service as outbox
from backend.outbox.models import Purpose
from backend.replies import Utterance
from channels.sms.text import measure


@dataclass(frozen=True)
class Text:
    """One message by SMS, in the parts that it leaves in; `segments` is what it costs."""

    code: str
    parts: Sequence[str]
    segments: int


def by_sms(questionnaire: Questionnaire, language: str, who: str, settings: Settings) -> list[Text]:
    """Return every message that a questionnaire may send: the invitation first, then in order."""
    told = [
        ("", telling.invitation(questionnaire, language, who)),
        *_asked(questionnaire, language),
    ]
    endings = (
        (name, telling.ending(questionnaire, name, language)) for name in questionnaire.endings
    )
    return [_text(code, said, language, settings) for code, said in (*told, *endings)]


def _asked(questionnaire: Questionnaire, language: str) -> Iterator[tuple[str, Utterance]]:
    core = [one for one in questionnaire.questions if one.core]
    for number, one in enumerate(core):
        path = Path(tuple(core[:number]), one, None, len(core) - number)
        yield one.code, telling.question(path, language, by_sms=True)


def _text(code: str, said: Utterance, language: str, settings: Settings) -> Text:
    words = render(said.response, said.values, language) if said.response else said.text or ""
    parts = outbox.as_sent(words, Purpose.CAMPAIGN, settings)
    return Text(code, parts, sum(measure(part).segments for part in parts))


def conditions(questionnaire: Questionnaire, one: Question, language: str) -> list[str]:
    """Return when a question is asked, as the earlier answers that lead to it."""
    found: list[str] = []
    for code, numbers in one.asked_if.items():
        earlier = questionnaire.question(code)
        choices = [earlier.choice(number) for number in numbers] if earlier else []
        labels = [in_language(choice.label, language) for choice in choices if choice]
        found.append(f"{code} : {', '.join(labels)}")
    return found
