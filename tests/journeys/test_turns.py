"""Turns under load, and with Rasa gone."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from tests.journeys.tenant import Tenant, code_in, file_a_request
from tests.servers import LiveServer

pytestmark = pytest.mark.alone


async def _ask_all(base: str, many: int) -> list[httpx.Response]:
    limits = httpx.Limits(max_connections=many)
    async with httpx.AsyncClient(
        base_url=base, limits=limits, timeout=60, trust_env=False
    ) as client:

        async def ask() -> httpx.Response:
            opened = await client.post("/api/webchat/conversations", json={"landlord": "office64"})
            return await client.post(
                f"/api/webchat/conversations/{opened.json()['conversation']}/messages",
                json={"text": "quels sont vos horaires au téléphone ?", "client_id": uuid4().hex},
                headers={"Authorization": f"Bearer {opened.json()['token']}"},
            )

        return await asyncio.gather(*(ask() for _ in range(many)))


def test_two_hundred_turns_at_once_on_one_web_process_are_all_answered(live: LiveServer) -> None:
    answers = asyncio.run(_ask_all(live.base, 200))

    acts = [[reply["act"] for reply in answer.json()["replies"]] for answer in answers]
    assert acts == [["answer"]] * 200


def test_a_question_a_request_its_code_and_its_follow_up(live: LiveServer) -> None:
    tenant = Tenant(live.base)

    answer = tenant.say("quel est votre numéro de téléphone ?")["replies"][0]
    code = file_a_request(tenant)
    followed = tenant.say(f"où en est {code.lower().replace('-', ' ')} ?")

    assert answer["act"] == "answer"
    assert "05 59 43 86 54" in answer["text"]
    assert answer["sources"][0]["document"]
    assert code
    assert [reply["act"] for reply in followed["replies"]] == ["track"]
    assert code_in(followed) == code
    public = httpx.get(f"{live.base}/api/sollicitations/{code}", trust_env=False)
    assert public.status_code == 200
    assert "Durand" not in public.text
    assert "Tilleuls" not in public.text


def test_a_question_in_the_middle_of_a_form_is_answered_and_the_form_goes_on(
    live: LiveServer,
) -> None:
    tenant = Tenant(live.base)

    tenant.say("j'ai une fuite sous l'évier de la cuisine")
    replies = tenant.say("quels sont vos horaires au téléphone ?")["replies"]

    assert [reply["act"] for reply in replies] == ["answer", "sollicitation"]
    assert replies[1]["asks"] == "address"


def test_without_rasa_the_tenant_is_told_and_queued_and_the_bot_comes_back(
    live: LiveServer,
) -> None:
    before, after = Tenant(live.base), Tenant(live.base)
    with live.without("rasa"):
        body = before.say("bonjour")
        danger = before.acts("ça sent le gaz chez moi")
        not_ready = httpx.get(f"{live.base}/readyz", trust_env=False)
    live.wait_ready()

    assert [reply["act"] for reply in body["replies"]] == ["handoff"]
    assert body["state"] == "queued"
    assert danger == ["emergency"]
    assert (not_ready.status_code, not_ready.json()["failing"]) == (503, ["rasa"])
    assert after.acts("bonjour") == ["smalltalk"]
