"""The page of a questionnaire as it is drawn: the welcome, a question, the last words."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from backend.campaigns.links import HERE
from backend.campaigns.models import InterviewState
from backend.campaigns.online import Opened
from backend.campaigns.questionnaire import (
    UNSAID,
    Ending,
    Question,
    in_language,
)
from backend.campaigns.reading import Fault
from backend.library.edition import Holds
from backend.pages.link_view import LinkView
from backend.pages.texts import Gettext
from backend.pages.views import Views

_ENDINGS: dict[InterviewState, Ending] = {
    InterviewState.DONE: "thanks",
    InterviewState.QUOTA_FULL: "quota_full",
    InterviewState.OUT_OF_SCOPE: "out_of_scope",
}
_UNPROCESSABLE = 422


def fault_text(fault: Fault, question: Question, gettext: Gettext) -> str:
    """Return why what was chosen is no answer."""
    _ = gettext
    if fault is Fault.TOO_MANY:
        return _("Choisissez {n} réponses au plus.").format(n=question.most)
    if fault is Fault.ALONE:
        return _("Une de ces réponses ne va pas avec les autres. Choisissez de nouveau.")
    return _("Choisissez une réponse dans la liste.")


class SurveyView(LinkView):
    """Draws the page in its states."""

    here, gone_template = HERE, "survey_gone.html"

    def __init__(self, views: Views, library: Holds, links: Sequence[tuple[str, str]]) -> None:
        super().__init__(views, links)
        self._library = library

    def welcome(self, request: Request, found: Opened) -> HTMLResponse:
        """Return who asks, why, for how long, that it is optional, and how to refuse."""
        questionnaire = found.here.questionnaire
        minutes = questionnaire.minutes
        left = minutes.whole - minutes.core if found.more else minutes.whole
        intro = in_language(questionnaire.intro, found.here.language).format(minutes=left)
        return self._open(request, found, "survey.html", who=self._who(found), intro=intro)

    def question(
        self,
        request: Request,
        found: Opened,
        code: str | None,
        *,
        fault: Fault | None = None,
        chosen: Sequence[int] = (),
    ) -> HTMLResponse:
        """Return the page of one question; with a fault, why what was chosen was not kept."""
        one = found.asked(code)
        assert one is not None  # noqa: S101 - an interview that is not over asks something
        gettext = self._views.texts(found.here.language)
        codes = [each.code for each in found.path.asked]
        return self._open(
            request,
            found,
            "survey_question.html",
            _UNPROCESSABLE if fault else 200,
            question=one,
            number=codes.index(one.code) + 1 if one.code in codes else len(codes) + 1,
            total=len(codes) + found.path.left,
            given=chosen or found.here.answers().get(one.code, ()),
            before=found.before(one),
            fault=fault_text(fault, one, gettext) if fault else "",
            unsaid=UNSAID,
        )

    def over(self, request: Request, found: Opened) -> HTMLResponse:
        """Return the last words, and nothing that was answered."""
        ending = _ENDINGS.get(found.over) if found.over else None
        words = found.here.questionnaire.endings[ending] if ending else None
        said = in_language(words, found.here.language) if words else None
        refused = found.over is InterviewState.REFUSED
        return self._open(request, found, "survey_over.html", said=said, refused=refused)

    def _who(self, found: Opened) -> str:
        return self._library.knowledge.called(found.here.campaign.landlord)

    def _open(
        self, request: Request, found: Opened, template: str, status: int = 200, **more: Any
    ) -> HTMLResponse:
        language = found.here.language
        here = {
            "token": request.path_params["token"],
            "title": in_language(found.here.questionnaire.title, language),
            "more": found.more,
            "in_words": partial(in_language, language=language),
        }
        return self._page(template, language, status, **here, **more)
