"""The door of the files: who gets in, what is refused in which words, how a file comes back."""

import asyncio
import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import func, select

from backend.attachments.models import Attachment
from backend.conversations.models import Conversation, State
from backend.db import UnitOfWork
from backend.feed.models import FeedEvent
from tests.backend.attachments.conftest import Tenant, application, tenant_of
from tests.backend.attachments.files import HEIC, PDF, POLYGLOT, SVG, image, opened, telling


def kept(begin: UnitOfWork) -> int:
    with begin() as session:
        return session.exec(select(func.count()).select_from(Attachment)).one()


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def close(begin: UnitOfWork, conversation: Conversation) -> None:
    with begin() as session:
        session.get_one(Conversation, conversation.id).state = State.CLOSED


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5_000])
def test_nobody_sends_without_the_token(tenant: Tenant, begin: UnitOfWork, token: str) -> None:
    assert problem(tenant.send(token=token)) == (401, "wrong-token")
    assert kept(begin) == 0


def test_nothing_is_sent_into_a_conversation_that_does_not_exist(tenant: Tenant) -> None:
    tenant.conversation.id = "unknown"

    assert problem(tenant.send()) == (401, "wrong-token")


def test_nothing_is_sent_into_a_closed_conversation(tenant: Tenant, begin: UnitOfWork) -> None:
    close(begin, tenant.conversation)

    assert problem(tenant.send()) == (409, "conversation-closed")
    assert kept(begin) == 0


def test_a_photo_is_kept_clean_and_told_on_the_stream(tenant: Tenant, begin: UnitOfWork) -> None:
    answer = tenant.send(telling())

    body = answer.json()
    assert (answer.status_code, body["state"]) == (200, "bot")
    assert body["replies"][0]["act"] == "clarify"
    assert (body["attachment"]["kind"], body["attachment"]["name"]) == ("image", "fuite.jpg")
    with begin() as session:
        events = session.exec(select(FeedEvent).where(FeedEvent.kind == "message")).all()
    told = [e.payload for e in events if e.topic.startswith("conversation:")]
    assert told[0]["attachment"] == body["attachment"]
    assert (told[0]["author"], told[0]["client_id"]) == ("tenant", "c1")
    assert "attachment" not in told[1]


def test_the_tenant_alone_gets_the_file_back_to_be_saved(
    app: FastAPI, runner: asyncio.Runner, tenant: Tenant
) -> None:
    there = f"{tenant.here}/{tenant.send(name='évier.png').json()['attachment']['id']}"
    other = tenant_of(app, runner)
    elsewhere = there.replace(tenant.conversation.id, other.conversation.id)

    for address in (there, f"{there}/thumbnail"):
        assert problem(tenant.get(address, token="")) == (401, "wrong-token")
        assert problem(other.get(address)) == (401, "wrong-token")
    for address in (elsewhere, f"{elsewhere}/thumbnail", f"{tenant.here}/unknown"):
        assert problem(other.get(address) if "unknown" not in address else tenant.get(address)) == (
            404,
            "attachment-not-found",
        )
    found = tenant.get(there)
    assert not opened(found.content).getexif()
    assert found.headers["content-type"] == "image/jpeg"
    assert found.headers["content-disposition"] == (
        "attachment; filename=\"_vier.jpg\"; filename*=UTF-8''%C3%A9vier.jpg"
    )
    for answer in (found, tenant.get(f"{there}/thumbnail")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("data", [PDF, POLYGLOT])
@pytest.mark.parametrize("claimed", ["text/html", "image/svg+xml", "application/pdf"])
def test_a_pdf_is_never_opened_in_the_page_whatever_it_claims_or_hides(
    tenant: Tenant, data: bytes, claimed: str
) -> None:
    sent = tenant.send(data, name="page.html", type=claimed).json()["attachment"]
    found = tenant.get(f"{tenant.here}/{sent['id']}")

    assert (sent["kind"], sent["name"]) == ("document", "page.pdf")
    assert found.headers["content-type"] == "application/pdf"
    assert found.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in found.headers["content-security-policy"]
    assert problem(tenant.get(f"{tenant.here}/{sent['id']}/thumbnail"))[0] == 404


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (SVG, "photo.png", (415, "file-type-refused")),
        (HEIC, "IMG_1.HEIC", (415, "heic-refused")),
        (telling()[:400], "photo.jpg", (422, "unreadable-file")),
        (b"", "photo.jpg", (422, "no-file")),
        (b"\xff\xd8\xff" + b"x" * 1_100_000, "photo.jpg", (413, "file-too-large")),
        (image(size=(1_500, 1_000)), "photo.jpg", (413, "image-too-large")),
    ],
)
def test_what_is_not_taken_is_refused_by_name_and_nothing_is_kept(
    database_url: str,
    runner: asyncio.Runner,
    begin: UnitOfWork,
    data: bytes,
    name: str,
    refusal: tuple[int, str],
) -> None:
    app = application(begin, database_url, attachment_megabytes=1, attachment_megapixels=1)

    assert problem(tenant_of(app, runner).send(data, name=name)) == refusal
    assert kept(begin) == 0


@pytest.mark.parametrize(
    "form",
    [
        {"json": {"file": "x"}},
        {"content": b"", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"--x\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"data": {"client_id": "c1"}},
        {"files": {"file": ("a.jpg", telling())}},
        {"files": {"file": ("a.jpg", telling())}, "data": {"client_id": "x" * 300}},
        {"files": [("file", ("a.jpg", telling())), ("file", ("b.jpg", telling()))]},
    ],
)
def test_a_form_that_holds_no_file_is_refused(tenant: Tenant, form: dict[str, Any]) -> None:
    assert problem(tenant.ask("POST", tenant.here, **form)) == (422, "no-file")


@pytest.mark.parametrize(("language", "said"), [("fr", "HEIC, que"), ("eu", "HEIC formatuan")])
def test_a_refusal_is_in_the_language_of_the_conversation(
    app: FastAPI, runner: asyncio.Runner, language: str, said: str
) -> None:
    somebody = tenant_of(app, runner, language=language)

    answer = somebody.send(HEIC, headers={"Accept-Language": "en"})

    assert said in answer.json()["title"]


def test_sent_again_it_is_the_same_file_with_the_same_answer(
    tenant: Tenant, begin: UnitOfWork
) -> None:
    first, again = tenant.send(), tenant.send()
    close(begin, tenant.conversation)

    assert again.json() == first.json()
    assert tenant.send().json()["message"] == first.json()["message"]
    assert kept(begin) == 1


def test_one_conversation_and_one_address_may_send_so_many_and_no_more(
    begin: UnitOfWork, database_url: str, runner: asyncio.Runner
) -> None:
    app = application(begin, database_url, attachments_per_conversation=2, attachments_per_minute=4)
    somebody = tenant_of(app, runner)

    answers = [somebody.send(client=str(n)) for n in range(5)]

    assert [a.status_code for a in answers] == [200, 200, 409, 409, 429]
    assert problem(answers[2])[1] == "too-many-files"
    assert re.fullmatch(r"\d+", answers[4].headers["retry-after"])
