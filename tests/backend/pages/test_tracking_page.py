"""What a tracking code shows, and what a wrong one does not tell."""

import pytest

from backend.i18n import translator
from backend.pages.tracking import state_words
from backend.sollicitations.states import State
from tests.backend.pages.conftest import CODE, Reader


@pytest.mark.parametrize(
    "code", ["AAAAA-BBBBB-C", "nothing", "a/b/%2e%2e/c", "%00", "🙂", "x" * 5000, "{{7*7}}"]
)
def test_unknown_and_malformed_codes_get_the_very_same_page(client: Reader, code: str) -> None:
    wrong = client.get(f"/suivi/{code}")

    assert wrong.status_code == 404
    assert wrong.text == client.get("/suivi/0").text
    assert "Nous ne trouvons pas" in wrong.text


def test_a_code_shows_where_the_request_stands(client: Reader) -> None:
    page = client.get(f"/suivi/{CODE}").text

    assert "<h1>En cours</h1>" in page
    assert "Plomberie" in page
    assert "18 novembre 2026" in page
    assert "21 novembre 2026, 00:30" in page  # Paris, not UTC


def test_a_follow_up_is_neither_indexed_nor_told_to_other_sites(client: Reader) -> None:
    answer = client.get(f"/suivi/{CODE}")

    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


def test_the_form_leads_to_the_codes_page_in_the_same_language(client: Reader) -> None:
    answer = client.get("/suivi", params={"code": " 7k2ma 9qx4b c ", "language": "eu"})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/suivi/7k2ma%209qx4b%20c?language=eu"


def test_an_empty_form_is_asked_again_without_reproach(client: Reader) -> None:
    answer = client.get("/suivi", params={"code": "  "})

    assert answer.status_code == 200
    assert "Nous ne trouvons pas" not in answer.text


@pytest.mark.parametrize("language", ["fr", "en", "es", "pt", "eu"])
@pytest.mark.parametrize("state", list(State))
def test_every_state_has_words_and_says_what_follows(state: State, language: str) -> None:
    words = state_words(state, translator(language))

    assert words.label != state
    assert words.follows
