"""From the bytes that somebody sent to a file that may be kept. Pure; the content alone decides.

An image is drawn anew on an empty one, so that nothing but its pixels is left: neither the place
where it was taken nor anything hidden beside them. A PDF is kept as it is.
"""

import re
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from backend.attachments.errors import (
    FileTypeRefused,
    HeicRefused,
    ImageTooLarge,
    UnreadableFile,
)
from backend.attachments.models import Kind

THUMBNAIL_SIDE = 320
_QUALITY, _THUMBNAIL_QUALITY = 85, 75
_PDF = re.compile(rb"%PDF-[12]\.\d")
_PDF_ENDS_WITHIN = 1024
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
)


@dataclass(frozen=True)
class CleanFile:
    """What may be kept and shown; only an image has a thumbnail."""

    kind: Kind
    content: bytes
    thumbnail: bytes | None = None


def read(data: bytes, *, most_pixels: int, longest_side: int) -> CleanFile:
    """Return the file that the bytes are.

    Raises FileTypeRefused, HeicRefused, ImageTooLarge or UnreadableFile; nothing else.
    """
    if _is_image(data):
        return _image(data, most_pixels, longest_side)
    if _PDF.match(data):
        if b"%%EOF" not in data[-_PDF_ENDS_WITHIN:]:
            raise UnreadableFile
        return CleanFile(Kind.DOCUMENT, data)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise HeicRefused
    raise FileTypeRefused


def _is_image(data: bytes) -> bool:
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return is_webp or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _image(data: bytes, most_pixels: int, longest_side: int) -> CleanFile:
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as found:
            if found.width * found.height > most_pixels:
                raise ImageTooLarge
            found.thumbnail((longest_side, longest_side))
            clean = _pixels_of(ImageOps.exif_transpose(found))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageTooLarge from error
    except ImageTooLarge:
        raise
    except Exception as error:
        # Pillow answers to damaged bytes with a dozen kinds of exceptions.
        raise UnreadableFile from error
    small = clean.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return CleanFile(Kind.IMAGE, _jpeg(clean, _QUALITY), _jpeg(small, _THUMBNAIL_QUALITY))


def _pixels_of(image: Image.Image) -> Image.Image:
    """Return the pixels alone, on white where the image is transparent."""
    clean = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        clean.paste(shown, mask=shown.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
