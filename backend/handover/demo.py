"""The demonstration's answers that agents write once, for each of its landlords."""

from pathlib import Path

import yaml
from sqlmodel import Session, select

from backend.agents.demo import AGENCIES
from backend.handover.models import CannedAnswer

_ANSWERS = Path(__file__).parent / "demo_answers.yaml"


def load(session: Session) -> None:
    """Write what is missing; an answer that a supervisor took away does not come back."""
    known = set(session.exec(select(CannedAnswer.landlord, CannedAnswer.title)))
    answers = yaml.safe_load(_ANSWERS.read_text(encoding="utf-8"))
    for landlord in AGENCIES:
        for one in answers:
            if (landlord, one["title"]) not in known:
                session.add(CannedAnswer(landlord=landlord, **one))
    session.flush()
