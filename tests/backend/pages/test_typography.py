"""A sign never begins a line, and nothing but what is read is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.pages.typography import bound, bound_page
from backend.pages.views import Views, environment

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("plain", "read"),
    [
        ("Est-ce réglé ?", "Est-ce réglé\u00a0?"),
        ("Non ! Si : oui ; voilà", "Non\u00a0! Si\u00a0: oui\u00a0; voilà"),
        ("dit « stop » ici", "dit «\u00a0stop\u00a0» ici"),
        ("8:30, c'est ouvert", "8:30, c'est ouvert"),
        ("Is it fixed? No: 5!", "Is it fixed? No: 5!"),
        ("¿Está? «Sí»", "¿Está? «Sí»"),
    ],
)
def test_french_signs_stay_with_their_words(plain: str, read: str) -> None:
    assert bound(plain) == read
    assert bound(read) == read


@pytest.mark.parametrize(
    "left",
    [
        '<input value="Ouvert : oui ?" title="« a »">',
        "<textarea name='a'>Bonjour : ça va ?</textarea>",
        '<script src="/x.js?v=1 ?"></script>',
        "<code>a : b</code>",
        '<main data-texts="[&#34;a : b&#34;]">',
    ],
)
def test_what_a_page_does_not_show_as_text_is_left_alone(left: str) -> None:
    assert bound_page(f"<p>a : b</p>{left}<p>c ?</p>") == (
        f"<p>a{NO_BREAK}: b</p>{left}<p>c{NO_BREAK}?</p>"
    )


@given(st.text(alphabet="a <>/«»:?;!&\"'=textarea\n", max_size=80))
def test_nothing_but_spaces_is_ever_changed(html: str) -> None:
    assert bound_page(html).replace(NO_BREAK, " ") == html


def test_every_page_is_bound_and_its_fields_are_not() -> None:
    templates = environment()
    templates.globals["probe"] = "Une question : laquelle ?"
    made = templates.from_string('<p>{{ probe }}</p><input value="{{ probe }}">')
    views = Views(templates, lambda _: str)
    templates.get_template = lambda *_: made  # type: ignore[method-assign]

    page = bytes(views.page("any", language="fr").body).decode()

    assert page == (
        f"<p>Une question{NO_BREAK}: laquelle{NO_BREAK}?</p>"
        '<input value="Une question : laquelle ?">'
    )
