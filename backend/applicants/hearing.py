"""What an applicant says to Loge itself: an access code, the wish to refuse, and its reason.

Read before the bot, for it needs no guess: the code has a form of its own, the wish is a button's
words or the plain sentence, and only an applicant whose access is open is heard.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.answers.service import PERSON
from backend.answers.telling import source_of
from backend.applicants import codes, queries, said
from backend.applicants.models import ApplicantAccess, ProposalRefusal, RefusalStep
from backend.conversations.models import Conversation, Message, State
from backend.errors import TooManyRequests
from backend.hearing.consent import is_question
from backend.library.edition import Holds
from backend.limits import RateLimit
from backend.replies import Act, Button, Effect, EffectKind, Outcome, Utterance
from knowledge import render_answer, tenant_entry
from knowledge.hours import PARIS
from knowledge.search_text import fold

REFUSE = Button("refuser ce logement", response="button_refuse")
REFUSE_ANYWAY = Button("je refuse quand même", response="button_refuse_anyway")
KEEP = Button("je ne refuse pas", response="button_keep")
_WISH = re.compile(
    r"^(je |jveux |je veux |je souhaite )?(refuse|refuser)( ce| le| la| cette)?"
    r"( logement| appartement| appart| maison| proposition)?( propose| proposee)?$"
)
_ANYWAY = re.compile(r"^(oui )?(je )?refuse(r)? quand meme$")
_KEPT = re.compile(r"^(non )?(je ne refuse pas|je garde|annuler|j accepte)\b")
# The rule that is told before a refusal, for the landlords whose sources hold one.
RULES = {"office64": "office64-refus-regle", "rochefort": "rochefort-refus"}
_TRIES = 5
_SAME_TALK = timedelta(hours=24)
_LONGEST_REASON = 1_000


@dataclass(frozen=True)
class Heard:
    """One message of an applicant, and when."""

    session: Session
    conversation: Conversation
    message: Message
    now: datetime


class Applicants:
    """Reads the messages of applicants; None leaves a message to the bot."""

    def __init__(self, library: Holds, key: str) -> None:
        self._library, self._key = library, key
        self._tries = RateLimit(_TRIES, timedelta(hours=1))

    def __call__(
        self, session: Session, conversation: Conversation, message: Message, *, now: datetime
    ) -> Outcome | None:
        """Return what is said to an applicant's message, where it is one."""
        if conversation.state is not State.BOT:
            return None
        heard = Heard(session, conversation, message, now)
        symbols = codes.tried(message.text)
        if symbols is not None:
            return self._present(heard, symbols)
        if conversation.applicant_access_id is None:
            return None
        access = queries.still_open(session, conversation.applicant_access_id, now=now)
        return self._refusal(heard, access) if access is not None else None

    def _present(self, heard: Heard, symbols: str) -> Outcome:
        """Open the access whose code was given; wrong ones are counted."""
        try:
            self._tries.count(heard.conversation.contact)
        except TooManyRequests:
            return _say("applicant_code_too_often", PERSON)
        kept = codes.hashed(symbols, self._key)
        access = queries.in_force(heard.session, kept, now=heard.now)
        if access is None:
            return _say("applicant_code_unknown", PERSON)
        heard.conversation.applicant_access_id = access.id
        language = heard.conversation.language
        told = said.standing(access, self._library.knowledge, language, heard.now, (REFUSE, PERSON))
        return Outcome((told,), (Effect(EffectKind.SET_LANDLORD, access.landlord),))

    def _refusal(self, heard: Heard, access: ApplicantAccess) -> Outcome | None:
        words = fold(heard.message.text)
        step = access.refusal_step if self._is_fresh(access, heard.now) else RefusalStep.NONE
        if step is not RefusalStep.NONE and _KEPT.match(words):
            _go(access, RefusalStep.NONE, heard.now)
            return _say("applicant_refusal_kept", PERSON, act=Act.SMALLTALK)
        if step is RefusalStep.REASON and not is_question(heard.message.text):
            return self._write(heard, access)
        if step is RefusalStep.WARNED and _ANYWAY.match(words):
            access.refusal_step = RefusalStep.REASON
            return _say("applicant_refusal_reason", KEEP)
        if _WISH.match(words) or _ANYWAY.match(words):
            return self._warn(heard, access)
        return None

    def _is_fresh(self, access: ApplicantAccess, now: datetime) -> bool:
        return bool(access.refusal_step_at and access.refusal_step_at > now - _SAME_TALK)

    def _warn(self, heard: Heard, access: ApplicantAccess) -> Outcome:
        """Tell the rule before anything is written; no landlord is lent another's."""
        _go(access, RefusalStep.WARNED, heard.now)
        if access.landlord not in RULES:
            return _say("applicant_refusal_no_rule", KEEP, REFUSE_ANYWAY, PERSON)
        entry = tenant_entry(self._library.knowledge, RULES[access.landlord])
        language, day = heard.conversation.language, heard.now.astimezone(PARIS).date()
        warning = Utterance(
            Act.ANSWER,
            "applicant_refusal_warning",
            {"rule": render_answer(entry, language, day)},
            buttons=(KEEP, REFUSE_ANYWAY, PERSON),
            sources=(source_of(entry),),
        )
        return Outcome((warning,))

    def _write(self, heard: Heard, access: ApplicantAccess) -> Outcome:
        warned_at = access.refusal_step_at or heard.now
        refusal = ProposalRefusal(
            access_id=access.id or 0,
            conversation_id=heard.conversation.id,
            inbound_id=heard.message.id or 0,
            reason=heard.message.text[:_LONGEST_REASON],
            warned_at=warned_at,
            written_at=heard.now,
        )
        heard.session.add(refusal)
        _go(access, RefusalStep.NONE, heard.now)
        return _say("applicant_refusal_written", PERSON, act=Act.SMALLTALK)


def _go(access: ApplicantAccess, step: RefusalStep, now: datetime) -> None:
    access.refusal_step, access.refusal_step_at = step, now


def _say(response: str, *buttons: Button, act: Act = Act.CLARIFY) -> Outcome:
    return Outcome((Utterance(act, response, buttons=buttons),))
