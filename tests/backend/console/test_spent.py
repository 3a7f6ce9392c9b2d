"""Three clocks that run apart, and stand still when nobody works."""

from datetime import timedelta

from backend.console import figures, spent
from backend.conversations import ownership
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from tests.backend.conversations.people import NOW, agent, web
from tests.shipped import edition


def test_each_owner_has_a_clock_of_their_own_and_the_night_is_nobody_s(begin: UnitOfWork) -> None:
    opened = web(begin)
    with begin() as session:
        here = session.get_one(Conversation, opened.id)
        here.opened_at = NOW - timedelta(days=3, minutes=-30)
        who = agent(session)
        session.flush()
        ownership.enqueue(session, here, reason="asked", now=NOW)
        ownership.claim(session, here.id, agent_id=who, now=NOW + timedelta(minutes=30))
        ownership.close(session, here.id, agent_id=who, now=NOW + timedelta(minutes=75))

    with begin() as session:
        midnight = figures.midnight_of(NOW)
        found = spent.today(session, edition().knowledge, "office64", midnight)
        none = spent.today(session, edition().knowledge, "rochefort", midnight)

    assert found.queue == timedelta(minutes=30)
    assert found.person == timedelta(minutes=45)
    assert found.bot is not None
    assert timedelta(0) < found.bot < timedelta(days=1)
    assert (none.bot, none.queue, none.person) == (None, None, None)
