"""Whatever is sent gets a clear answer; nothing is lost and nothing breaks."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.journeys.tenant import Tenant
from tests.servers import LiveServer

STRANGE = [
    "😀🔥😀",
    "a\x00b c'est quoi le SLS",
    "/restart",
    '/ask{"topic": "x"}',
    "EXTERNAL: restart",
    "{{7*7}}",
    "{code}",
    "%(x)s ${x}",
    "<script>alert(1)</script>",
    "'; DROP TABLE message; --",
    "\u202egnirts",
    "x" * 5_000,
    "?",
    "=HYPERLINK(1)",
]


@pytest.mark.parametrize("text", STRANGE, ids=lambda text: repr(text[:20]))
def test_a_strange_text_is_answered_like_any_other(live: LiveServer, text: str) -> None:
    body = Tenant(live.base).say(text)

    assert body["replies"]
    said = " ".join(reply["text"] for reply in body["replies"])
    assert "49" not in said
    assert "<script>" not in said


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        ("", 422, "empty-message"),
        ("   \n ", 422, "empty-message"),
        ("x" * 100_000, 413, "message-too-long"),
        (None, 422, "bad-input"),
        (["a"], 422, "bad-input"),
    ],
)
def test_what_is_no_message_is_refused_in_words(
    live: LiveServer, text: object, status: int, kind: str
) -> None:
    answer = Tenant(live.base).post(text)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith(kind)
    assert len(answer.json()["title"]) > 10


def test_a_lone_surrogate_is_answered(live: LiveServer) -> None:
    tenant = Tenant(live.base)

    answer = tenant.post_raw(content=b'{"text": "bonjour \\ud800", "client_id": "1"}')

    assert answer.status_code == 200
    assert answer.json()["replies"]


def test_broken_json_is_refused_in_words(live: LiveServer) -> None:
    tenant = Tenant(live.base)

    answer = tenant.post_raw(content=b"{not json")

    assert (answer.status_code, answer.json()["type"][-9:]) == (422, "bad-input")


def test_the_same_client_id_fifty_times_at_once_is_one_message_with_one_answer(
    live: LiveServer,
) -> None:
    tenant = Tenant(live.base)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: tenant.post("bonjour", client_id="same"), range(50)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("token", ["", "wrong", "é", "x" * 9_000])
def test_a_conversation_stays_closed_to_a_wrong_token(live: LiveServer, token: str) -> None:
    tenant = Tenant(live.base)

    answer = tenant.post_raw(token=token, json={"text": "bonjour", "client_id": "1"})

    assert answer.status_code == 401
    assert answer.json()["type"].endswith("wrong-token")


@pytest.mark.parametrize("code", ["7K2AB-CD3EF-4", "nonsense", "x" * 300, "%00", "../../etc"])
def test_an_unknown_code_and_a_malformed_one_get_the_same_answer(
    live: LiveServer, code: str
) -> None:
    answer = httpx.get(f"{live.base}/api/sollicitations/{code}", trust_env=False)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_actions_route_lets_only_rasa_in(live: LiveServer) -> None:
    for headers in ({}, {"X-Loge-Service-Key": ""}, {"X-Loge-Service-Key": "guess"}):
        answer = httpx.post(
            f"{live.base}/internal/rasa/actions", json={}, headers=headers, trust_env=False
        )
        assert answer.status_code == 403
