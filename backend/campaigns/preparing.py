"""A survey from what a person gives: the questionnaire and the sample as files, how, from when."""

from datetime import datetime

from pydantic import ValidationError
from sqlmodel import Session
from yaml import YAMLError

from backend.campaigns import questionnaire as data
from backend.campaigns import sampling, service
from backend.campaigns.errors import BadQuestionnaire
from backend.campaigns.models import Campaign, Wave
from backend.campaigns.questionnaire import Questionnaire
from backend.campaigns.sampling import Sampled
from backend.campaigns.service import Terms


def questionnaire_from(content: bytes) -> Questionnaire:
    """Read a questionnaire that may be launched; raises BadQuestionnaire, with why, for another."""
    try:
        read = data.read(content.decode("utf-8"))
    except ValidationError as error:
        wrong = ((".".join(map(str, one["loc"])), one["msg"]) for one in error.errors())
        raise BadQuestionnaire([f"{where}: {what}" for where, what in wrong]) from error
    except (YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise BadQuestionnaire([str(error)]) from error
    if found := data.problems(read):
        raise BadQuestionnaire(found)
    return read


def prepare(
    session: Session,
    *,
    landlord: str,
    name: str,
    wave: Wave,
    questionnaire: Questionnaire,
    sample: bytes,
    terms: Terms,
    now: datetime,
) -> tuple[Campaign, Sampled]:
    """Write a survey with its sample, not launched; return it, and who and what was left out.

    Nothing is written of a file that cannot be taken as a whole: raises FileRefused, and what
    `service.prepare` raises.
    """
    sampled = sampling.read_sample(session, landlord, questionnaire, sample)
    campaign = service.prepare(
        session,
        landlord=landlord,
        name=name,
        wave=wave,
        questionnaire=questionnaire,
        terms=terms,
        now=now,
    )
    service.sample(session, campaign, sampled.people)
    return campaign, sampled
