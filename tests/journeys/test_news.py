"""What a tenant says of news, and of a request with its digits, is heard by the running product."""

from backend.i18n import render
from tests.journeys.tenant import Tenant
from tests.servers import LiveServer

# A request of the demonstration, and the last digits of its telephone.
CODE, DIGITS = "P61V8-3E8F2-T", "0106"


def test_a_wish_for_no_news_is_taken(live: LiveServer) -> None:
    [said] = Tenant(live.base).say("ne me prévenez plus")["replies"]

    assert (said["act"], said["text"]) == ("track", render("notices_none", {}, "fr"))


def test_a_code_with_its_digits_tells_who_comes_when(live: LiveServer) -> None:
    [said] = Tenant(live.base).say(f"suivi {CODE} {DIGITS}")["replies"]

    assert said["act"] == "track"
    assert "jeudi 3 décembre 2026 (Régie travaux)" in said["text"]
    assert said["sollicitation"]["code"] == CODE
