"""What can be pressed in a text of the page without scripts, and nothing else."""

import pytest

from backend.pages.linking import linked


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Appelez le 05 59 43 86 54.", '<a href="tel:+33559438654">05 59 43 86 54</a>'),
        ("Voir https://www.example.fr/a?b=1.", '<a href="https://www.example.fr/a?b=1">'),
        ("Appelez le 0 800 00 00 00", '<a href="tel:0800000000">'),
    ],
)
def test_numbers_and_addresses_can_be_pressed(text: str, link: str) -> None:
    assert link in linked(text)


def test_emergency_numbers_can_be_pressed_in_an_emergency_only() -> None:
    assert '<a href="tel:18">18</a>' in linked("Appelez le 18 ou le 112.", urgent=True)
    assert '<a href="sms:114">114</a>' in linked("Par SMS : 114", urgent=True)
    assert "<a" not in linked("Vous avez 15 jours, ou 18 %.")
    assert "<a" not in linked("15 % et 18 €, 2015", urgent=True)


def test_what_was_written_never_becomes_html() -> None:
    said = linked('<img src=x onerror=alert(1)> https://a.example/"onclick="x', urgent=True)

    assert "<img" not in said
    assert 'onclick="' not in said.replace("&#34;", "")
