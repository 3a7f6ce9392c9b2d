"""A code and four digits: what they show, what they let a tenant do, and what nobody finds out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from backend.conversations import writing
from backend.conversations.models import Author
from backend.db import UnitOfWork
from backend.outbox.models import Purpose
from backend.replies import Act, SollicitationRef, Utterance
from backend.sollicitations import codes
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.tenants.models import Person
from backend.tracking.models import TrackingTry
from backend.tracking.service import Tries
from tests.backend.conversations.people import NOW, say, web
from tests.backend.tracking.conftest import PHONE, SECRET, Clock, Filing, Visitor, pages


def test_the_digits_show_what_the_tenant_wrote_and_still_no_name_number_or_address(
    visitor: Visitor, filed: Filing
) -> None:
    answer = visitor.open(filed().code.lower(), " 12 12 ")

    assert answer.status_code == 200
    assert "fuite sous l&#39;évier" in answer.text
    for personal in ("Lafont", "Acacias", PHONE, PHONE[-4:]):
        assert personal not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_wrong_code_and_wrong_digits_get_the_same_answer(visitor: Visitor, filed: Filing) -> None:
    request = filed()

    def shown(code: str, digits: str) -> tuple[int, str]:
        answer = visitor.open(code, digits)
        return answer.status_code, answer.text.replace(code, "CODE")

    unknown = shown(codes.draw(), "1212")

    assert unknown[0] == 404
    assert shown(request.code, "1213") == unknown
    assert shown("NONSENSE", "1212") == unknown


def test_a_wrong_code_and_wrong_digits_cost_the_same_statements(
    visitor: Visitor, filed: Filing, engine: Engine
) -> None:
    request = filed()
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, sql, *_: asked.append(sql))

    def statements(code: str, digits: str) -> list[str]:
        asked.clear()
        visitor.open(code, digits)
        return list(asked)

    wrong_digits = statements(request.code, "0000")

    assert wrong_digits
    assert statements(codes.draw(), "1212") == wrong_digits
    assert statements("NONSENSE", "1212") == wrong_digits


@pytest.mark.parametrize("digits", ["", "1", "212", "----", "21212", "١٢١٢", "+33639981212", "é"])
def test_other_digits_than_the_last_four_open_nothing(
    visitor: Visitor, filed: Filing, digits: str
) -> None:
    assert visitor.open(filed().code, digits).status_code in {404, 422}


@pytest.mark.parametrize("digits", ["----", "0000", ""])
def test_a_request_without_telephone_is_opened_by_no_digits(
    visitor: Visitor, filed: Filing, digits: str
) -> None:
    assert visitor.open(filed(contact_phone=None).code, digits).status_code in {404, 422}


def test_the_telephone_of_the_tenant_s_file_does_where_the_request_names_none(
    visitor: Visitor, filed: Filing, begin: UnitOfWork
) -> None:
    with begin() as session:
        person = Person(landlord="office64", name="Mme Lafont", phone=PHONE)
        session.add(person)
        session.flush()
        number = person.id

    assert visitor.open(filed(contact_phone="", person_id=number).code, "1212").status_code == 200


def test_a_sixth_try_is_refused_even_with_the_right_digits_and_in_another_process(
    visitor: Visitor, filed: Filing, begin: UnitOfWork, clock: Clock
) -> None:
    code = filed().code
    wrong = [visitor.open(code, f"000{n}").status_code for n in range(5)]
    elsewhere = Visitor(pages(begin, clock), "192.0.2.77")

    refused = elsewhere.open(code, "1212")

    assert wrong == [404] * 5
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 901
    assert SECRET[:5] not in refused.text


def test_five_tries_are_the_most_that_fifty_at_once_can_make(
    filed: Filing, begin: UnitOfWork, clock: Clock
) -> None:
    code = filed().code
    app = pages(begin, clock)

    def once(number: int) -> int:
        return Visitor(app, f"198.51.100.{number}").open(code, "0000").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(once, range(50)))

    assert sorted(set(answers)) == [404, 429]
    assert answers.count(404) == 5


def test_one_address_has_five_tries_whatever_the_codes(visitor: Visitor) -> None:
    answers = [visitor.open(codes.draw(), "1212").status_code for _ in range(6)]

    assert answers == [404] * 5 + [429]


def test_the_door_opens_again_after_a_quarter_of_an_hour(
    visitor: Visitor, filed: Filing, clock: Clock
) -> None:
    code = filed().code
    for _ in range(6):
        visitor.open(code, "0000")

    clock.now += timedelta(minutes=14, seconds=59)
    early = visitor.open(code, "1212").status_code
    clock.now += timedelta(seconds=1)

    assert (early, visitor.open(code, "1212").status_code) == (429, 200)


def test_the_right_digits_are_no_try_and_forget_none(visitor: Visitor, filed: Filing) -> None:
    code = filed().code
    right = [visitor.open(code, "1212").status_code for _ in range(8)]
    mixed = [visitor.open(code, digits).status_code for digits in ("0000", "1212") * 5]

    assert right == [200] * 8
    assert mixed == [404, 200] * 4 + [404, 429]


def test_no_address_is_kept_and_what_no_longer_counts_is_forgotten(
    visitor: Visitor, filed: Filing, begin: UnitOfWork, clock: Clock
) -> None:
    visitor.open(codes.draw(), "0000")
    with begin() as session:
        kept = {row.key for row in session.exec(select(TrackingTry))}
    clock.now += timedelta(hours=1)
    visitor.open(filed().code, "0000")

    assert not any("192.0.2" in key or "code" in key for key in kept)
    with begin() as session:
        assert len(session.exec(select(TrackingTry)).all()) == 2


def test_a_whole_network_of_ipv6_is_one_address() -> None:
    tries = Tries(5, timedelta(minutes=15), "k")

    assert tries.keys("x", "2001:db8::1") == tries.keys("x", "2001:db8::2")
    assert tries.keys("x", "2001:db8::1") != tries.keys("x", "2001:db8:0:1::1")
    assert tries.keys("x", "192.0.2.1") != tries.keys("x", "192.0.2.2")


def test_another_landlord_s_code_is_unknown_to_a_deployment_of_one(
    filed: Filing, begin: UnitOfWork, clock: Clock
) -> None:
    rochefort = Visitor(pages(begin, clock, landlord="rochefort"))

    assert rochefort.open(filed().code, "1212").status_code == 404
    assert rochefort.open(filed(landlord="rochefort").code, "1212").status_code == 200
    assert rochefort.open(filed(landlord=None).code, "1212").status_code == 200


def test_a_word_is_added_once_and_shown_with_who_wrote_it(
    visitor: Visitor, filed: Filing, begin: UnitOfWork
) -> None:
    request = filed()
    visitor.open(request.code, "1212")

    for _ in range(2):
        answer = visitor.post("/word", proof=visitor.proof, text="Ça coule <b>plus</b> fort")

    assert "Ça coule &lt;b&gt;plus&lt;/b&gt; fort" in answer.text
    with begin() as session:
        notes = [(e.by, e.note) for e in session.exec(select(SollicitationEvent)) if e.note]
    assert notes == [("tenant", "Ça coule <b>plus</b> fort")]


def test_a_word_that_tells_a_danger_is_kept_and_answered_with_whom_to_call(
    visitor: Visitor, filed: Filing
) -> None:
    visitor.open(filed().code, "1212")

    assert "Appelez le 18." in visitor.post("/word", proof=visitor.proof, text="le gaz !").text


def test_an_empty_word_adds_nothing(visitor: Visitor, filed: Filing, begin: UnitOfWork) -> None:
    visitor.open(filed().code, "1212")
    visitor.post("/word", proof=visitor.proof, text=" \x00 ")

    with begin() as session:
        assert len(session.exec(select(SollicitationEvent)).all()) == 1


def test_a_flood_of_words_is_stopped(visitor: Visitor, filed: Filing) -> None:
    visitor.open(filed().code, "1212")

    answers = [
        visitor.post("/word", proof=visitor.proof, text=f"mot {n}").status_code for n in range(21)
    ]

    assert answers == [200] * 20 + [409]


def test_a_request_is_cancelled_once_and_the_history_says_by_whom(
    visitor: Visitor, filed: Filing, begin: UnitOfWork
) -> None:
    request = filed()
    visitor.open(request.code, "1212")

    first = visitor.post("/cancel", proof=visitor.proof)
    again = visitor.post("/cancel", proof=visitor.proof)

    assert (first.status_code, again.status_code) == (200, 409)
    with begin() as session:
        assert session.get_one(Sollicitation, request.id).state == "cancelled"
        last = session.exec(select(SollicitationEvent)).all()[-1]
    assert (last.by, last.from_state, last.to_state) == ("tenant", "received", "cancelled")


def test_what_is_done_is_not_cancelled(visitor: Visitor, filed: Filing) -> None:
    page = visitor.open(filed(state="done").code, "1212").text

    assert "/suivi/details/cancel" not in page
    assert visitor.post("/cancel", proof=visitor.proof).status_code == 409


@pytest.mark.parametrize(
    "change",
    [lambda p: "", lambda p: p[:-1] + "g", lambda p: ("B" if p[0] == "A" else "A") + p[1:]],
)
def test_a_proof_that_is_none_of_ours_opens_nothing(
    visitor: Visitor, filed: Filing, change: object
) -> None:
    visitor.open(filed().code, "1212")
    forged = change(visitor.proof)  # type: ignore[operator]

    for step in ("/word", "/cancel"):
        assert visitor.post(step, proof=forged, text="x").status_code in {401, 422}


def test_a_proof_ends_after_half_an_hour(visitor: Visitor, filed: Filing, clock: Clock) -> None:
    visitor.open(filed().code, "1212")
    clock.now += timedelta(minutes=30)

    assert visitor.post("/word", proof=visitor.proof, text="x").status_code == 401


def test_what_was_written_about_a_request_is_shown_and_nothing_else_of_the_conversation(
    visitor: Visitor, filed: Filing, begin: UnitOfWork
) -> None:
    talk = web(begin)
    say(begin, talk, "mon secret à moi", "1")
    request = filed(conversation_id=talk.id)
    reference = SollicitationRef("plomberie", request.code, "in_progress")
    told = Utterance(
        Act.TRACK, "notify_in_progress", {"code": request.code}, sollicitation=reference
    )
    with begin() as session:
        for said in (told, Utterance(Act.SMALLTALK, "back_to_bot")):
            writing.reply(
                session,
                talk,
                [said],
                author=Author.SYSTEM,
                inbound_id=None,
                purpose=Purpose.NOTICE,
                now=NOW,
            )

    page = visitor.open(request.code, "1212").text

    assert page.count("Votre bailleur</strong>") == 1
    assert "mon secret" not in page
