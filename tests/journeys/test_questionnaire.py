"""The questionnaire through the real bot: in the chat and by SMS, on one path."""

import re

import httpx

from tests.journeys.tenant import Tenant, answer_form, code_in
from tests.journeys.test_appointments import Texter
from tests.servers import LiveServer

NUMBER = "+33639980106"


def test_in_the_chat_a_leak_is_filed_in_the_middle_and_the_questionnaire_goes_on(
    live: LiveServer,
) -> None:
    tenant = Tenant(live.base)

    told = tenant.say("je veux répondre au questionnaire")["replies"]
    tenant.say("Bail à mon nom")
    asked = tenant.say("j'ai 67 ans")["replies"]
    filed = answer_form(tenant, "au fait j'ai une fuite sous l'évier de la cuisine", until="answer")
    after = tenant.say("retraitée")["replies"]

    assert [reply["act"] for reply in told] == ["survey", "survey"]
    assert "votre situation" in asked[0]["text"]
    assert code_in(filed)
    assert "Reprenons le questionnaire, question 3" in filed["replies"][-1]["text"]
    assert "appareils" in after[-1]["text"]


def test_by_sms_a_tenant_of_the_sample_answers_to_the_end_after_a_pause(live: LiveServer) -> None:
    texter = Texter(live, NUMBER)

    opened = texter.say("je participe au questionnaire")
    texter.say("1")
    paused = texter.say("pause")
    again = texter.say("reprendre le questionnaire")
    said = [texter.say(answer) for answer in ("3", "5", "1 3", "1", "1", "2", "1 6", "5")]

    assert "1/9" in opened or "1 sur 9" in opened or "1. galdera" in opened
    assert paused
    assert "2" in again
    assert "Milesker" in said[-1] or "Merci" in said[-1]
    there = re.findall(r"/enquete/[\w-]+", said[-1])[0]
    assert '<form method="get"' in page(live, there)
    before = question(page(live, f"{there}/questions"))
    httpx.post(
        f"{live.base}{there}/questions",
        data={"question": before, "numbers": "98"},
        verify=False,
    )
    assert question(page(live, f"{there}/questions")) != before


def page(live: LiveServer, there: str) -> str:
    """What somebody sees who opens the link of the SMS."""
    shown = httpx.get(live.base + there, verify=False)
    assert shown.status_code == 200
    return shown.text


def question(shown: str) -> str:
    """The code of the question that a page asks."""
    [code] = re.findall(r'name="question" value="(\w+)"', shown)
    return str(code)
