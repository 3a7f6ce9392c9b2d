"""The name under which a file is shown misleads nobody."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.attachments.labels import label
from backend.attachments.models import Kind


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("fuite.JPG", Kind.IMAGE, "fuite.jpg"),
        ("évier cassé (2).png", Kind.IMAGE, "évier cassé (2).jpg"),
        ("../../etc/passwd", Kind.DOCUMENT, "passwd.pdf"),
        ("C:\\Users\\moi\\avis d'impôt.pdf", Kind.DOCUMENT, "avis d’impôt.pdf"),
        ("photo\u202egpj.exe", Kind.IMAGE, "photogpj.jpg"),
        ('a".pdf; x="<b>', Kind.DOCUMENT, "a .pdf x= b.pdf"),
        ("", Kind.IMAGE, "photo.jpg"),
        (" .. ", Kind.DOCUMENT, "document.pdf"),
        ("quittance 12.2025", Kind.DOCUMENT, "quittance 12.2025.pdf"),
        ("x" * 500, Kind.IMAGE, "x" * 60 + ".jpg"),
    ],
)
def test_a_name_is_cleaned(name: str, kind: Kind, shown: str) -> None:
    assert label(name, kind) == shown


@given(st.text(max_size=200))
def test_no_name_holds_a_path_a_quote_or_a_hidden_sign(name: str) -> None:
    shown = label(name, Kind.IMAGE)

    assert shown.endswith(".jpg")
    assert 4 < len(shown) <= 64
    assert not set(shown) & set("\"'<>/\\;%\r\n")
    assert not any(unicodedata.category(c).startswith("C") for c in shown)
