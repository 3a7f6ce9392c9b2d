"""The deposit page: one purpose, a while, and nothing to be learnt from it."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from backend.attachments.models import Attachment
from backend.conversations import ownership
from backend.conversations.models import Author, Conversation, Message
from backend.db import UnitOfWork
from backend.deposits.models import DepositLink, Purpose
from backend.deposits.service import Deposits
from backend.i18n import LANGUAGES
from backend.outbox.models import Sms
from backend.sollicitations.models import Sollicitation
from tests.backend.attachments.files import HEIC, PDF, SVG, image, telling
from tests.backend.conversations.people import NOW, agent
from tests.backend.deposits.conftest import Reader, address


@pytest.fixture
def there(begin: UnitOfWork, deposits: Deposits, talk: Conversation, filed: Sollicitation) -> str:
    return address(begin, deposits, talk, filed)


def kept(begin: UnitOfWork) -> list[Attachment]:
    with begin() as session:
        return list(session.exec(select(Attachment).order_by(Attachment.message_id)))  # type: ignore[arg-type]


def test_the_token_is_kept_as_a_hash_and_has_128_bits(begin: UnitOfWork, there: str) -> None:
    token = there.removeprefix("/depot/")

    with begin() as session:
        link = session.exec(select(DepositLink)).one()
    assert len(token) == 22
    assert token not in str(link.model_dump())


def test_the_page_says_what_it_is_for_and_until_when(
    reader: Reader, there: str, filed: Sollicitation
) -> None:
    page = reader.get(there)

    assert page.status_code == 200
    assert filed.code in page.text
    assert "30 novembre 2026, 10:00" in page.text
    assert filed.description not in page.text
    assert filed.address not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]


def test_dropped_files_join_the_request_and_nobody_says_a_word_in_the_talk(
    begin: UnitOfWork, reader: Reader, there: str, filed: Sollicitation
) -> None:
    answer = reader.drop(there, telling(), PDF)

    assert (answer.status_code, answer.headers["location"]) == (303, there)
    photo, paper = kept(begin)
    assert photo.sollicitation_id == paper.sollicitation_id == filed.id
    assert [photo.kind, paper.kind] == ["image", "document"]
    with begin() as session:
        said = session.exec(select(Message).where(Message.author != Author.TENANT)).all()
        assert said == []
        assert session.exec(select(Sms)).all() == []
    page = reader.get(there).text
    assert "photo 0.jpg" in page
    assert "/attachments/" not in page


def test_the_same_form_sent_twice_is_kept_once(
    begin: UnitOfWork, reader: Reader, there: str
) -> None:
    for _ in range(2):
        reader.drop(there, telling())
    reader.drop(there, telling(), form="f2")

    assert len(kept(begin)) == 2


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (SVG, 415, "JPEG"),
        (HEIC, 415, "HEIC"),
        (b"\xff\xd8\xff" + b"0" * 50, 422, ""),
        (image() + b"0" * 1_100_000, 413, "lourd"),
        (b"", 422, ""),
    ],
)
def test_what_the_chat_refuses_is_refused_here_with_the_reason_and_the_rest_is_kept(
    begin: UnitOfWork, reader: Reader, there: str, data: bytes, status: int, said: str
) -> None:
    answer = reader.drop(there, image(), data)

    assert answer.status_code == status
    assert "Tout n’a pas pu être pris" in answer.text
    assert said in answer.text
    assert len(kept(begin)) == 1


def test_more_bytes_than_all_files_may_have_are_not_read(
    begin: UnitOfWork, reader: Reader, there: str
) -> None:
    answer = reader.drop(there, b"0" * 6_000_000)

    assert answer.status_code == 413
    assert kept(begin) == []


def test_the_script_is_told_of_its_one_file_in_the_readers_language(
    reader: Reader, there: str
) -> None:
    by_script = {"headers": {"Accept": "application/json"}}

    taken = reader.drop(there, image(), **by_script)
    refused = reader.drop(f"{there}?language=es", SVG, form="f2", **by_script)
    unknown = reader.drop("/depot/unknown", image(), form="f3", **by_script)

    assert taken.json() == {"taken": True}
    assert refused.json()["type"] == "/problems/file-type-refused"
    assert "no se acepta" in refused.json()["title"]
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/deposit-link-unknown")


@pytest.mark.parametrize(
    "token", ["unknown", "A" * 22, "%00", "🙂", "x" * 5000, "{{7*7}}", "1' OR '1'='1"]
)
def test_unknown_and_expired_links_get_the_very_same_page(
    begin: UnitOfWork, reader: Reader, there: str, token: str
) -> None:
    reader.clock.at = NOW + timedelta(days=7)

    expired, unknown = reader.get(there), reader.get(f"/depot/{token}")

    assert expired.status_code == 404
    assert "Ce lien ne marche plus" in expired.text
    assert (unknown.status_code, unknown.text) == (404, expired.text)
    assert reader.drop(there, image()).status_code == 404
    assert reader.post(f"{there}/fin").status_code == 404
    assert kept(begin) == []


def test_a_link_takes_so_many_files_and_says_that_it_is_used_up(
    begin: UnitOfWork, reader: Reader, there: str
) -> None:
    with begin() as session:
        session.exec(select(DepositLink)).one().most = 2

    answer = reader.drop(there, image(), image(), image())

    assert answer.status_code == 409
    assert len(kept(begin)) == 2
    assert "ne prend plus de fichier" in reader.get(there).text
    assert 'type="file"' not in reader.get(there).text


def test_who_has_sent_everything_closes_the_link(
    begin: UnitOfWork, reader: Reader, there: str
) -> None:
    reader.drop(there, image())

    assert reader.post(f"{there}/fin").status_code == 303

    assert "C’est terminé" in reader.get(there).text
    assert reader.drop(there, image(), form="f2").status_code == 409
    assert len(kept(begin)) == 1


def test_what_comes_after_the_end_of_the_conversation_is_kept_all_the_same(
    begin: UnitOfWork, reader: Reader, there: str, talk: Conversation
) -> None:
    with begin() as session:
        who = agent(session)
        ownership.claim(session, talk.id, agent_id=who, now=NOW)
        ownership.close(session, talk.id, agent_id=who, now=NOW)

    assert reader.drop(there, image()).status_code == 303
    assert len(kept(begin)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tax_notice_is_asked_for_in_the_words_of_the_knowledge_with_its_source(
    begin: UnitOfWork,
    deposits: Deposits,
    talk: Conversation,
    filed: Sollicitation,
    reader: Reader,
    language: str,
) -> None:
    there = address(begin, deposits, talk, filed, Purpose.TAX_NOTICE)

    page = reader.get(f"{there}?language={language}").text

    listed = re.search(r'class="checklist"><li>(.+?)</li>.*?<p>(.+?)</p>', page, re.DOTALL)
    assert listed is not None
    assert listed[1] in listed[2]
    assert "Compte rendu du CCL du 6 juin 2024" in page


def test_who_guesses_is_slowed_down_and_who_opens_a_link_is_not(reader: Reader, there: str) -> None:
    assert {reader.get(there).status_code for _ in range(70)} == {200}
    assert {reader.get(f"/depot/{n}").status_code for n in range(70)} == {404, 429}
