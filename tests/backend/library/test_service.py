"""Corrections and amendments: who may, what is refused, and that nothing is half done."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from backend.agents.models import Agent, Role
from backend.db import UnitOfWork
from backend.errors import NotFound
from backend.library import service
from backend.library.errors import (
    AmendmentRefused,
    CorrectionSettled,
    NotYoursToAmend,
    ReasonMissing,
)
from backend.library.library import Library
from backend.library.models import Amendment, CorrectionState
from tests.backend.library.conftest import NOW
from tests.backend.library.test_library import TODAY, amend


def entry(library: Library, entry_id: str = "demo-delai"):
    return next(one for one in library.files.entries if one.id == entry_id)


def kept(begin: UnitOfWork) -> int:
    with begin() as session:
        return len(session.exec(select(Amendment)).all())


@pytest.mark.parametrize("who", ["agent", "other"])
def test_only_a_supervisor_of_the_landlord_amends_its_entries(library, begin, people, who):
    with pytest.raises(NotYoursToAmend):
        amend(begin, library, people[who])

    assert kept(begin) == 0


def test_what_holds_for_everybody_is_an_administrators(library, begin, people):
    with pytest.raises(NotYoursToAmend):
        amend(begin, library, people["chief"], entry="national-delai")

    people["chief"].role = Role.ADMINISTRATOR
    amend(begin, library, people["chief"], entry="national-delai")

    assert kept(begin) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"answer": {"fr": "La réponse vient sous 3 jours."}}, "answer.fr"),
        ({"answer": {"fr": "La réponse vient sous trois jours."}}, "spelled out"),
        ({"answer": {"fr": "Sous {inconnu}."}}, "inconnu"),
        ({"answer": {"en": "Within {delai}."}}, "answer.fr"),
        ({"answer": {"fr": "Sous {delai"}}, "answer.fr"),
        ({"answer": {"fr": "a" * 500}}, "500"),
        ({"values": {"delai": {"unit": "hours", "value": "bientôt"}}}, "bientôt"),
        ({"values": {"delai": {"unit": "hours", "value": -4}}}, "negative"),
        ({"values": {}}, "nothing"),
    ],
)
def test_an_amendment_obeys_the_rules_of_the_files(
    library: Library,
    begin: UnitOfWork,
    people: dict[str, Agent],
    change: dict[str, Any],
    said: str,
):
    with pytest.raises(AmendmentRefused) as refused:
        amend(begin, library, people["chief"], **({"values": {}} | change))

    assert said in " ".join(refused.value.data["problems"])
    assert kept(begin) == 0


def test_an_amendment_says_why(library, begin, people):
    with pytest.raises(ReasonMissing):
        amend(begin, library, people["chief"], reason="  \u200b ")

    assert kept(begin) == 0


def test_what_a_later_amendment_is_built_on_is_not_withdrawn_from_under_it(library, begin, people):
    values = {"autre": {"unit": "days", "value": 2}}
    first = amend(begin, library, people["chief"], values=values)
    later = TODAY + timedelta(days=3)
    answer = {"fr": "Sous {autre}."}
    second = amend(begin, library, people["chief"], values={}, starts_on=later, answer=answer)

    with pytest.raises(AmendmentRefused), begin() as session:
        service.withdraw(session, library.files, people["chief"], first.id or 0, now=NOW)
    with begin() as session:
        service.withdraw(session, library.files, people["chief"], second.id or 0, now=NOW)
        service.withdraw(session, library.files, people["chief"], first.id or 0, now=NOW)

    with begin() as session:
        assert service.in_force(session, later) == []


def test_another_landlords_supervisor_withdraws_nothing(library, begin, people):
    made = amend(begin, library, people["chief"])

    with pytest.raises(NotYoursToAmend), begin() as session:
        service.withdraw(session, library.files, people["other"], made.id or 0, now=NOW)


def test_a_proposal_waits_for_its_landlords_supervisor_and_is_decided_once(library, begin, people):
    with begin() as session:
        made = service.propose(
            session, people["agent"], entry(library), "Le délai a changé", now=NOW
        )
    with begin() as session:
        assert [one.words for one in _open(session, "office64")] == ["Le délai a changé"]
        assert _open(session, "rochefort") == []
    with pytest.raises(NotFound), begin() as session:
        service.decline(session, people["other"], made.id or 0, "non", now=NOW)
    with pytest.raises(ReasonMissing), begin() as session:
        service.decline(session, people["chief"], made.id or 0, " ", now=NOW)

    with begin() as session:
        service.decline(session, people["chief"], made.id or 0, "Pas confirmé", now=NOW)

    with pytest.raises(CorrectionSettled), begin() as session:
        service.decline(session, people["chief"], made.id or 0, "encore", now=NOW)
    with begin() as session:
        (declined,) = service.corrections(session, "office64", state=CorrectionState.DECLINED)
        assert (declined.reason, declined.decided_by) == ("Pas confirmé", people["chief"].id)
        assert service.open_count(session, "office64") == 0


def test_an_accepted_proposal_names_its_amendment(library, begin, people):
    with begin() as session:
        made = service.propose(session, people["agent"], entry(library), "24 h", now=NOW)
    amendment = amend(begin, library, people["chief"])

    with begin() as session:
        service.accept(session, people["chief"], made.id or 0, amendment, now=NOW)

    with begin() as session:
        (accepted,) = service.corrections_of(session, "office64", "demo-delai")
        assert (accepted.state, accepted.amendment_id) == (CorrectionState.ACCEPTED, amendment.id)


def _open(session, landlord):
    return service.corrections(session, landlord, state=CorrectionState.OPEN)
