"""A person who errs reads a page; a program reads a problem document."""

import pytest

from tests.backend.pages.conftest import Reader

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "es"}


def test_a_page_that_does_not_exist_says_so_in_the_readers_language_and_leads_back(
    client: Reader,
) -> None:
    answer = client.get("/no-such-page", headers=BROWSER)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert '<html lang="es"' in answer.text
    assert '<a href="/">Volver al inicio</a>' in answer.text


def test_a_page_of_the_console_that_does_not_exist_leads_back_to_the_console(
    client: Reader,
) -> None:
    answer = client.get("/console/no-such-page", headers=BROWSER)

    assert (answer.status_code, '<a href="/console">' in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("path", "accept"), [("/no-such-page", "*/*"), ("/api/no-such-thing", BROWSER["Accept"])]
)
def test_a_program_gets_a_problem_document(client: Reader, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/not-found"
