"""The chat page, its loader and the demonstration page, as the server sends them."""

import json
import re

import pytest

from backend.library.edition import Edition
from backend.pages.views import LANGUAGE_NAMES
from tests.backend.pages.conftest import Network, Reader, pages

EVERY_PAGE = (
    "/",
    "/chat",
    "/chat?landlord=rochefort",
    "/suivi",
    "/suivi/7K2MA-9QX4B-C",
    "/dev/sms",
)


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_no_page_lets_anything_run_that_is_not_ours(client: Reader, page: str) -> None:
    answer = client.get(page)

    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", answer.text)


def test_only_the_chat_may_stand_in_a_landlords_site(client: Reader) -> None:
    chat, site = client.get("/chat"), client.get("/")

    assert "frame-ancestors https://bailleur.example" in chat.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in site.headers["content-security-policy"]


def test_the_chat_says_at_once_that_it_is_a_machine_and_offers_a_person(client: Reader) -> None:
    page = client.get("/chat?landlord=office64").text

    assert "Je suis un robot" in page
    assert "Parler à un conseiller" in page


def test_the_chat_shows_the_landlords_telephone_and_hours(client: Reader) -> None:
    page = client.get("/chat?landlord=office64").text

    assert 'href="tel:+33559438654"' in page
    assert "05 59 43 86 54" in page
    assert "lun.–ven. 8\u00a0h\u00a030–12\u00a0h\u00a030, 13\u00a0h\u00a030–17\u00a0h" in page


def test_no_number_is_invented_where_the_sources_have_none(client: Reader) -> None:
    page = client.get("/chat?landlord=rochefort").text

    assert re.findall(r'href="tel:(.*?)"', page) == ["112"]
    assert "pas de numéro de téléphone vérifié" in page


def test_a_deployments_only_landlord_needs_not_be_named(library: Edition, network: Network) -> None:
    client = pages(library, network, landlord="rochefort")

    assert "Rochefort Habitat Océan" in client.get("/chat").text
    assert "Office64" not in client.get("/").text


@pytest.mark.parametrize("language", [code for code, _ in LANGUAGE_NAMES])
def test_each_language_has_its_own_texts(client: Reader, language: str) -> None:
    page = client.get(f"/chat?language={language}").text

    french = client.get("/chat").text
    assert f'<html lang="{language}"' in page
    assert (page == french) is False or language == "fr"
    assert ("Parler à un conseiller" in page) is (language == "fr")


def test_an_unknown_language_or_landlord_is_no_error(client: Reader) -> None:
    page = client.get("/chat?landlord=%00nobody&language=xx")

    assert page.status_code == 200
    assert '<html lang="fr"' in page.text
    assert 'data-landlord=""' in page.text


@pytest.mark.parametrize(
    "host", ["javascript:alert(1)", '"><script>alert(1)</script>', "//evil", "https://a.example/x"]
)
def test_what_is_no_origin_is_never_spoken_to(client: Reader, host: str) -> None:
    page = client.get("/chat", params={"host": host}).text

    assert 'data-host=""' in page
    assert "alert(1)" not in page


def test_the_embedding_site_is_spoken_to_by_its_origin(client: Reader) -> None:
    page = client.get("/chat", params={"host": "https://bailleur.example"}).text

    assert 'data-host="https://bailleur.example"' in page


def test_the_loader_has_a_text_in_every_language_and_may_be_loaded_from_anywhere(
    client: Reader,
) -> None:
    answer = client.get("/widget.js")

    found = re.search(r"const texts = (\{.*?\});\n", answer.text)
    assert found
    texts = json.loads(found[1])
    assert set(texts) == {code for code, _ in LANGUAGE_NAMES}
    assert len({text["open"] for text in texts.values()}) == len(texts)
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_without_scripts_the_reader_is_told_where_to_turn(client: Reader) -> None:
    page = client.get("/chat?landlord=office64").text

    said = re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert "/chat/simple?language=fr&amp;landlord=office64" in said[0]
    assert "05 59 43 86 54" in said[1]


def test_the_demonstration_leads_to_both_landlords_and_every_room(client: Reader) -> None:
    page = client.get("/").text

    for address in ("/chat?landlord=office64", "/chat?landlord=rochefort", "/dev/sms", "/suivi"):
        assert f'href="{address}' in page
    assert 'href="/console"' in page
    assert "Ouvert jusqu’à 12\u00a0h\u00a030" in page


def test_the_terminal_of_an_agency_returns_to_its_first_page(client: Reader) -> None:
    page = client.get("/chat?terminal=10&landlord=office64").text

    assert 'data-home="/accueil?agence=10"' in page
    assert "/chat/simple" not in page
    assert client.get("/chat?terminal=javascript:x").status_code == 422
    assert (
        "/chat?terminal=7&amp;language=fr&amp;landlord=office64"
        in client.get("/accueil?agence=7").text
    )
