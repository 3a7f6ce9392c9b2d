"""The terminal of an agency: it takes a code, shows nothing of anybody, and slows guessing."""

from tests.backend.pages.conftest import AWAITED, Reader

HERE = "/accueil?agence=7"


def test_without_an_agency_the_terminal_asks_for_one(client: Reader) -> None:
    assert "/accueil?agence=7" in client.get("/accueil").text


def test_who_is_awaited_is_thanked_and_not_named(client: Reader) -> None:
    answer = client.post(HERE, data={"typed": f" {AWAITED} "})

    assert answer.status_code == 200
    assert "C’est noté" in answer.text
    assert AWAITED not in answer.text


def test_what_fits_nobody_reads_alike_whatever_it_is(client: Reader) -> None:
    said = {client.post(HERE, data={"typed": typed}).text for typed in ("1234", "RDV-2345-678X")}

    assert len(said) == 1
    assert client.post("/accueil?agence=8", data={"typed": AWAITED}).status_code == 404


def test_guesses_are_slowed(client: Reader) -> None:
    answers = [client.post(HERE, data={"typed": f"{n:04d}"}).status_code for n in range(25)]

    assert answers[0] == 404
    assert answers[-1] == 429


def test_the_terminal_speaks_the_language_that_is_chosen(client: Reader) -> None:
    assert "I have arrived" in client.get(f"{HERE}&language=en").text
