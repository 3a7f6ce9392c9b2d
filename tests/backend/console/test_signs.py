"""Signs: who else has a conversation open, and who is writing, both ways."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from backend.agents.models import Agent
from backend.console import desk
from backend.conversations import ownership, writing
from backend.conversations.models import Conversation
from backend.db import UnitOfWork, plain_url
from backend.feed.service import SIGNS
from backend.handover import looks
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW

Heard = Callable[[], list[tuple[str, str, dict[str, Any]]]]


@pytest.fixture
def heard(database_url: str) -> Iterator[Heard]:
    """What was signed since the last look."""
    with psycopg.connect(plain_url(database_url), autocommit=True) as connection:
        connection.execute(f"LISTEN {SIGNS}")

        def read() -> list[tuple[str, str, dict[str, Any]]]:
            # What was committed before comes with the answer to this.
            connection.execute("SELECT 1")
            return [tuple(json.loads(n.payload)) for n in connection.notifies(timeout=0)]

        yield read


def test_a_colleague_who_has_it_open_is_named_until_they_are_gone(
    begin: UnitOfWork, bearn: Browser, cote: Browser, people: dict[str, int], heard: Heard
) -> None:
    talk = talks.waiting(begin)
    there = f"/console/conversations/{talk.id}"

    assert "consulte" not in bearn.get(there).text
    assert [kind for _, kind, _ in heard()] == ["conversation"]
    assert "CRC Béarn consulte" in cote.get(f"{there}/talk").text
    assert "CRC Côte Basque consulte" in bearn.get(f"{there}/talk").text
    with begin() as session:
        later = NOW + timedelta(seconds=76)
        assert looks.others(session, talk.id, agent_id=people["cote"], now=later) == []


def test_an_open_page_that_asks_again_tells_nobody_anew(
    begin: UnitOfWork, bearn: Browser, heard: Heard
) -> None:
    talk = talks.waiting(begin)

    for _ in range(3):
        bearn.get(f"/console/conversations/{talk.id}/talk")

    assert len(heard()) == 1


def test_the_tenant_sees_that_their_agent_writes_and_nobody_elses(
    begin: UnitOfWork, bearn: Browser, cote: Browser, people: dict[str, int], heard: Heard
) -> None:
    talk = talks.waiting(begin)
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["bearn"], now=NOW)
    heard()

    assert cote.post(f"/console/conversations/{talk.id}/typing", {}).status_code == 204
    assert heard() == []
    assert bearn.post(f"/console/conversations/{talk.id}/typing", {}).status_code == 204
    assert heard() == [(f"conversation:{talk.id}", "typing", {"author": "agent"})]


def test_the_console_sees_that_a_tenant_writes_to_a_person_not_to_the_bot(
    begin: UnitOfWork, heard: Heard
) -> None:
    talk = talks.waiting(begin)
    with begin() as session:
        writing.tenant_types(session, talk.id)
    [(topic, kind, told)] = heard()
    assert (topic, kind, told["conversation"]) == ("queue", "typing", talk.id)

    with begin() as session:
        ownership.withdraw(session, session.get_one(Conversation, talk.id), now=NOW)
        writing.tenant_types(session, talk.id)
    assert heard() == []


def test_another_agencys_conversation_takes_no_sign_and_no_look(
    begin: UnitOfWork, cote: Browser, people: dict[str, int], heard: Heard
) -> None:
    talk = talks.waiting(begin, since=1)
    talks.of_two_agencies(begin, talk, people["cote"])

    assert cote.get(f"/console/conversations/{talk.id}").status_code == 404
    assert cote.post(f"/console/conversations/{talk.id}/typing", {}).status_code == 404
    assert heard() == []


def test_a_sign_is_for_who_has_the_conversation_open_and_did_not_give_it() -> None:
    told = {"conversation": "a", "by": 1}

    assert desk.is_for(told, Agent(id=2), "a")
    assert not desk.is_for(told, Agent(id=1), "a")
    assert not desk.is_for(told, Agent(id=2), "b")
    assert not desk.is_for(told, Agent(id=2), "")
