"""The digital-needs questionnaire, as far as it exists: it is announced, never forced."""

from backend.replies import Act, Outcome, Turn, Utterance

_RESPONSES = {"refuse": "survey_refused", "question": "survey_explained"}


def reply(turn: Turn, *, wish: str) -> Outcome:
    """Answer who wants to take part, refuses, or asks about the questionnaire (`wish`)."""
    return Outcome((Utterance(Act.SURVEY, _RESPONSES.get(wish, "survey_welcome")),))
