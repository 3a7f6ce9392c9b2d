"""How people are best reached is obeyed by what leaves unasked, and by nothing else."""

from datetime import date

import pytest
from sqlmodel import Session, select

from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Author, Channel
from backend.outbox import leaving
from backend.outbox.models import Purpose, Sms
from backend.replies import Act, SollicitationRef, Utterance
from backend.tenants import reaching
from backend.tenants.models import Person
from backend.tenants.reaching import Manner
from tests.backend.conversations.people import NOW

PHONE = "+33639980042"
FAR = Manner("eloigne", ["phone", "post"], link_alone=False)
AT_EASE = Manner("autonome", ["portal", "sms"], link_alone=True)
PAGE = SollicitationRef("", "A1", "", "/suivi/A1")
LINK = Utterance(Act.TRACK, text="Votre demande avance.", sollicitation=PAGE)
PLAIN = Utterance(Act.TRACK, text="Votre demande avance.")
ANOTHER_WAY = "Sans Internet : répondez"


def tenant(session: Session, *manners: Manner, phone: str = PHONE) -> None:
    """People who share a telephone, each with how they are best reached."""
    for manner in manners:
        person = Person(landlord="office64", name="P", phone=phone)
        session.add(person)
        session.flush()
        reaching.keep(session, person.id or 0, manner, agreed_at=NOW, until=date(2027, 1, 1))


def sent(session: Session, said: Utterance, purpose: Purpose) -> Sms:
    talk = conversations.open_sms(session, contact=PHONE, landlord="office64", now=NOW)
    writing.reply(
        session, talk, [said], author=Author.SYSTEM, inbound_id=None, purpose=purpose, now=NOW
    )
    return session.exec(select(Sms).order_by("id")).all()[-1]


@pytest.mark.parametrize("purpose", [Purpose.NOTICE, Purpose.CAMPAIGN])
def test_who_is_far_from_the_internet_never_gets_a_link_alone(
    session: Session, purpose: Purpose
) -> None:
    tenant(session, FAR)

    body = sent(session, LINK, purpose).body

    assert "/suivi/A1" in body
    assert ANOTHER_WAY in body


@pytest.mark.parametrize(
    ("manners", "said", "purpose"),
    [
        ([AT_EASE], LINK, Purpose.NOTICE),
        ([], LINK, Purpose.NOTICE),
        ([FAR], PLAIN, Purpose.NOTICE),
        ([FAR], LINK, Purpose.REPLY),
        ([FAR], LINK, Purpose.EMERGENCY),
    ],
)
def test_nothing_is_added_where_it_says_nothing(
    session: Session, manners: list[Manner], said: Utterance, purpose: Purpose
) -> None:
    tenant(session, *manners)

    assert ANOTHER_WAY not in sent(session, said, purpose).body


def test_of_two_with_one_telephone_the_one_who_needs_more_decides(session: Session) -> None:
    tenant(session, AT_EASE, FAR)

    assert ANOTHER_WAY in sent(session, LINK, Purpose.NOTICE).body


def test_a_campaign_leaves_by_sms_for_nobody_who_is_best_reached_otherwise(
    session: Session,
) -> None:
    tenant(session, FAR)

    reason = leaving.forbidden(session, sent(session, PLAIN, Purpose.CAMPAIGN))

    assert reason == "best reached in another way"


@pytest.mark.parametrize(
    ("manners", "purpose"),
    [
        ([FAR], Purpose.NOTICE),
        ([FAR], Purpose.REPLY),
        ([FAR], Purpose.EMERGENCY),
        ([AT_EASE], Purpose.CAMPAIGN),
        ([FAR, AT_EASE], Purpose.CAMPAIGN),
        ([], Purpose.CAMPAIGN),
    ],
)
def test_everything_else_leaves(session: Session, manners: list[Manner], purpose: Purpose) -> None:
    tenant(session, *manners)

    assert leaving.forbidden(session, sent(session, PLAIN, purpose)) is None


def test_in_the_chat_nothing_is_added(session: Session) -> None:
    tenant(session, FAR)
    talk, _ = conversations.open_web(session, landlord="office64", language="fr", now=NOW)

    [message] = writing.reply(
        session,
        talk,
        [LINK],
        author=Author.SYSTEM,
        inbound_id=None,
        purpose=Purpose.NOTICE,
        now=NOW,
    )

    assert talk.channel is Channel.WEB
    assert message.text == "Votre demande avance."


def test_what_was_agreed_to_last_holds(session: Session) -> None:
    tenant(session, AT_EASE)
    person = session.exec(select(Person)).one()
    until = date(2027, 1, 1)

    reaching.keep(session, person.id or 0, FAR, agreed_at=NOW.replace(year=2025), until=until)

    found = reaching.rule_of(session, person)
    assert found
    assert found.persona == "autonome"
