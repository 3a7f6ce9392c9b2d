"""Filing once, following by code, moving from state to state."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from backend.agents import demo as agents
from backend.db import UnitOfWork
from backend.replies import Act, Turn
from backend.sollicitations import codes, demo, service
from backend.sollicitations.form import EMPTY
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import SollicitationNotFound
from backend.sollicitations.states import MoveNotAllowed, State
from backend.tenants import demo as tenants
from tests.backend.sollicitations.conftest import NOW, Talk

SLOTS = EMPTY | {
    "category": "plomberie",
    "description": "fuite sous l'évier",
    "address": "12 rue des Acacias, Pau",
    "since": "-",
    "name": "Mme Lafont",
    "phone": "+33639981212",
    "confirm": True,
}
TURN = Turn(77, "c-9", 1, None, "fr", "bot", "oui")


def file(session: Session, turn: Turn = TURN) -> Sollicitation:
    code = service.file(session, turn, SLOTS, NOW).utterances[0].values["code"]
    return session.exec(select(Sollicitation).where(Sollicitation.code == code)).one()


def test_the_same_message_files_once_and_gives_the_same_code(session: Session) -> None:
    said = [service.file(session, TURN, SLOTS, NOW) for _ in range(3)]

    assert len({o.utterances[0].values["code"] for o in said}) == 1
    assert len(session.exec(select(Sollicitation)).all()) == 1
    assert said[0].slots == EMPTY


def test_fifty_at_once_file_one_request(begin: UnitOfWork) -> None:
    def once(_: int) -> str:
        with begin() as opened:
            return str(service.file(opened, TURN, SLOTS, NOW).utterances[0].values["code"])

    with ThreadPoolExecutor(8) as pool:
        given = set(pool.map(once, range(50)))

    assert len(given) == 1
    with begin() as opened:
        assert len(opened.exec(select(Sollicitation)).all()) == 1
        assert len(service.events(opened, opened.exec(select(Sollicitation.id)).one() or 0)) == 1


def test_an_acknowledgement_carries_the_code_and_its_page(session: Session) -> None:
    said = service.file(session, TURN, SLOTS, NOW).utterances[0]

    assert said.act is Act.SOLLICITATION
    assert said.sollicitation is not None
    assert said.sollicitation.code == said.values["code"] == codes.parse(said.values["code"])
    assert said.sollicitation.url == f"/suivi/{said.sollicitation.code}"
    assert (said.sollicitation.category, said.sollicitation.state) == ("plomberie", "received")


def test_what_was_passed_is_not_filed_as_a_word(session: Session) -> None:
    assert file(session).since is None


def test_the_landlord_is_known_from_the_town_when_nobody_said_it(session: Session) -> None:
    assert file(session).landlord == "office64"


def test_a_known_tenant_is_linked_with_the_agency(session: Session) -> None:
    agents.load(session)
    tenants.load(session)
    slots = SLOTS | {"phone": "+33639980106"}

    service.file(session, TURN, slots, NOW)

    request = session.exec(select(Sollicitation)).one()
    assert request.person_id is not None
    assert request.agency_id is not None


def test_a_code_in_a_sentence_is_followed(talk: Talk) -> None:
    code = file(talk.session).code

    for text in (f"où en est {code}", f"ou en est {code.lower().replace('-', ' ')} svp", code):
        said = talk.track(text)
        assert (said.act, said.response) == (Act.TRACK, "track_received")
        assert said.values["code"] == code


@pytest.mark.parametrize(
    "written",
    [
        "SUIVI {}",
        "suivi {}",
        "Suivi: {}.",
        "suivi {} svp",
    ],
)
def test_the_word_of_the_sms_is_followed_by_a_code_however_it_is_typed(
    talk: Talk, written: str
) -> None:
    code = file(talk.session).code
    typed = (
        code,
        code.lower(),
        code.replace("-", " "),
        code.replace("-", ""),
        code.lower().replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "I").replace("-", " - "),
    )

    for one in typed:
        assert talk.track(written.format(one)).values.get("code") == code, one


def test_a_wrong_check_symbol_is_told_from_an_unknown_code(talk: Talk) -> None:
    code = file(talk.session).code
    wrong = code[:-1] + ("Z" if code[-1] != "Z" else "Y")

    assert talk.track(f"SUIVI {wrong}").response == "track_bad_code"
    assert talk.track(f"suivi {wrong.lower().replace('-', '')}").response == "track_bad_code"
    assert talk.track(f"SUIVI {codes.draw()}").response == "track_unknown_code"


def test_a_conversation_with_one_landlord_follows_no_request_of_another(
    talk_in: Callable[..., Talk], session: Session
) -> None:
    code = file(session).code

    assert talk_in(landlord="rochefort").track(code).response == "track_unknown_code"
    assert talk_in(landlord=None).track(code).response == "track_received"


def test_the_last_request_of_the_conversation_is_followed_without_code(talk: Talk) -> None:
    talk.report("fuite dans la cuisine, 12 rue des Acacias Pau, Mme Lafont 0639981212, depuis hier")
    talk.say("oui")

    assert talk.track("ou en est ma demande").response == "track_received"


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("où en est ma demande ?", "track_ask_code"),
        ("j'ai perdu mon code de suivi", "track_lost_code"),
        ("je retrouve plus le code", "track_lost_code"),
        ("I lost my code", "track_lost_code"),
        ("00000-00000-0", "track_unknown_code"),
        ("mon code 7K2AB-CD3EF-9", "track_bad_code"),
    ],
)
def test_without_a_good_code_it_is_asked_for(talk: Talk, text: str, response: str) -> None:
    said = talk.track(text)

    assert (said.act, said.response, said.asks) == (Act.TRACK, response, "code")


def test_a_code_alone_shows_nothing_personal(session: Session) -> None:
    request = file(session)

    view = service.public_view(session, request.code.lower().replace("-", " "))

    shown = repr(view)
    assert view.state == "received"
    assert [step.state for step in view.history] == ["received"]
    for personal in (request.contact_name, request.contact_phone, request.address, "évier"):
        assert personal
        assert personal not in shown


@pytest.mark.parametrize(
    "code", ["00000-00000-0", "NONSENSE", "", "x" * 500, "7K2AB-CD3EF-9", "é\x00"]
)
def test_an_unknown_and_a_malformed_code_are_the_same(session: Session, code: str) -> None:
    with pytest.raises(SollicitationNotFound) as refused:
        service.public_view(session, code)

    assert refused.value.data == {}


def test_a_move_is_written_and_the_tenant_is_told(session: Session) -> None:
    request = file(session)

    notice = service.change_state(
        session, request.id or 0, State.IN_PROGRESS, "agent.bearn", NOW + timedelta(days=1), "vu"
    )

    assert (notice.response, notice.values) == ("notify_in_progress", {"code": request.code})
    assert notice.sollicitation.state == "in_progress"
    history = service.events(session, request.id or 0)
    assert [(e.by, e.from_state, e.to_state, e.note) for e in history] == [
        ("bot", None, "received", None),
        ("agent.bearn", "received", "in_progress", "vu"),
    ]


def test_a_forbidden_move_changes_nothing(session: Session) -> None:
    request = file(session)

    with pytest.raises(MoveNotAllowed):
        service.change_state(session, request.id or 0, State.CLOSED, "agent.bearn", NOW)
    with pytest.raises(SollicitationNotFound):
        service.change_state(session, 999_999, State.DONE, "agent.bearn", NOW)

    assert request.state == State.RECEIVED
    assert len(service.events(session, request.id or 0)) == 1


def test_the_state_is_told_to_who_follows(talk: Talk) -> None:
    request = file(talk.session)
    service.change_state(talk.session, request.id or 0, State.ASSIGNED, "agent.bearn", NOW)

    assert talk.track(request.code).response == "track_assigned"


def test_the_newest_request_of_a_conversation_comes_first(session: Session) -> None:
    first = file(session)
    second = file(session, Turn(78, "c-9", 1, None, "fr", "bot", "oui"))

    found = service.for_conversation(session, "c-9")

    assert [r.code for r in found] == [second.code, first.code]


def test_giving_up_with_nothing_begun_says_so(session: Session) -> None:
    assert service.cancel(session, TURN, EMPTY).utterances[0].response == (
        "sollicitation_nothing_to_cancel"
    )
    assert service.cancel(session, TURN, SLOTS).utterances[0].response == "sollicitation_cancelled"


def test_the_demonstration_is_loaded_once(session: Session) -> None:
    agents.load(session)
    for _ in range(2):
        tenants.load(session)
        demo.load(session)

    found = session.exec(select(Sollicitation)).all()
    assert len(found) == len(demo.REQUESTS)
    assert all(codes.parse(r.code) == r.code and r.agency_id for r in found)


def test_neighbour_trouble_that_comes_back_goes_to_the_tranquillity_officer(
    session: Session,
) -> None:
    slots = SLOTS | {"category": "voisinage", "description": "tapage la nuit"}

    roles = []
    for turn in (TURN, replace(TURN, inbound=78)):
        code = service.file(session, turn, slots, NOW).utterances[0].values["code"]
        filed = session.exec(select(Sollicitation).where(Sollicitation.code == code)).one()
        roles.append(filed.role)

    assert roles == ["agency", "tranquillity_officer"]
