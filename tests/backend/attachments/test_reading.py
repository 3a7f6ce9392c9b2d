"""Whatever bytes come in, what is kept is clean, or the refusal has a name."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.attachments.errors import (
    FileTypeRefused,
    HeicRefused,
    ImageTooLarge,
    UnreadableFile,
)
from backend.attachments.models import Kind
from backend.attachments.reading import THUMBNAIL_SIDE, CleanFile, read
from tests.backend.attachments.files import (
    HEIC,
    PDF,
    POLYGLOT,
    SVG,
    image,
    opened,
    talkative_png,
    telling,
)

NAMED = (FileTypeRefused, HeicRefused, ImageTooLarge, UnreadableFile)
SEEDS = (
    telling("JPEG"), telling("PNG"), telling("WEBP"), talkative_png(),
    image("PNG", mode="P", colour=3), image("GIF"), image("TIFF"), image("BMP"),
    PDF, POLYGLOT, SVG, HEIC,
)  # fmt: skip


def reading(data: bytes) -> CleanFile:
    return read(data, most_pixels=1_000_000, longest_side=800)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real file with some of its bytes changed, cut, doubled or followed by others."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data) - 1))
        data[at] = draw(st.integers(0, 255))
    cut = draw(st.integers(0, len(data)))
    return bytes(data[:cut]) if draw(st.booleans()) else bytes(data) + draw(st.binary(max_size=40))


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=400), damaged()))
def test_any_bytes_become_a_clean_file_or_a_named_refusal(data: bytes) -> None:
    try:
        found = reading(data)
    except NAMED:
        return

    if found.kind is Kind.DOCUMENT:
        assert found.content == data
        assert found.thumbnail is None
        return
    kept = opened(found.content)
    assert (kept.format, kept.mode, len(kept.getexif())) == ("JPEG", "RGB", 0)
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"SECRET" not in found.content
    assert b"Exif" not in found.content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_where_a_photo_was_taken_is_gone(kind: str) -> None:
    sent = telling(kind)
    assert opened(sent).getexif().get_ifd(0x8825)

    kept = reading(sent)

    for content in (kept.content, kept.thumbnail or b""):
        assert not opened(content).getexif()
        assert b"SECRET-MAKER" not in content


def test_a_photo_held_sideways_is_turned_upright() -> None:
    kept = opened(reading(telling(orientation=6, size=(64, 48))).content)

    assert kept.size == (48, 64)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    found = reading(image(size=(1000, 500)))

    assert opened(found.content).size == (800, 400)
    assert max(opened(found.thumbnail or b"").size) == THUMBNAIL_SIDE


def test_what_is_transparent_is_white() -> None:
    kept = opened(reading(image("PNG", mode="RGBA", colour=(0, 0, 0, 0))).content)

    assert kept.getpixel((5, 5)) == (255, 255, 255)


def test_a_comment_beside_the_pixels_is_gone() -> None:
    assert b"SECRET-WORDS" not in reading(talkative_png()).content
    assert b"SECRET-WORDS" not in reading(image(comment=b"SECRET-WORDS")).content


def png_of(width: int, height: int) -> bytes:
    """Return a PNG that promises more pixels than anybody may unpack."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IDAT" + struct.pack(">I", 0)


@pytest.mark.parametrize("size", [(30_000, 30_000), (1_001, 1_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(ImageTooLarge):
        reading(png_of(*size))


@pytest.mark.parametrize("data", [SVG, b"", b"GIF89a", image("GIF"), image("BMP"), b"PK\x03\x04"])
def test_what_is_neither_photo_nor_pdf_is_refused_by_its_content(data: bytes) -> None:
    with pytest.raises(FileTypeRefused):
        reading(data)


def test_a_telephone_photo_that_screens_cannot_show_has_a_refusal_of_its_own() -> None:
    with pytest.raises(HeicRefused):
        reading(HEIC)


@pytest.mark.parametrize(
    "data", [telling()[:-200], b"\xff\xd8\xff", PDF[:-8], b"RIFF\x00\x00\x00\x00WEBPVP8 "]
)
def test_what_is_cut_short_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        reading(data)


def test_a_page_hidden_before_a_pdf_is_no_pdf() -> None:
    with pytest.raises(FileTypeRefused):
        reading(b"<html><script>alert(1)</script></html>" + PDF)


def test_every_image_that_is_kept_can_be_opened_by_itself() -> None:
    for mode, colour in (("L", 9), ("CMYK", (1, 2, 3, 4))):
        out = BytesIO()
        Image.new(mode, (20, 20), colour).save(out, "JPEG")
        assert opened(reading(out.getvalue()).content).mode == "RGB"
