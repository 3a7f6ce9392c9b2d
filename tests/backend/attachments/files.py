"""Files as telephones, scanners and mischief make them."""

from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

GPS = {1: "N", 2: (43.0, 17.0, 45.0), 3: "W", 4: (0.0, 22.0, 12.0)}
MAKER, ORIENTATION, GPS_POINTER = 0x010F, 0x0112, 0x8825
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
POLYGLOT = b"%PDF-1.7\n<html><script>alert(1)</script></html>\n%%EOF"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200


def image(
    kind: str = "JPEG", size: tuple[int, int] = (64, 48), colour: Any = (200, 30, 30), **more: Any
) -> bytes:
    """Return an image of one colour."""
    out = BytesIO()
    mode = more.pop("mode", "RGB")
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


def telling(kind: str = "JPEG", *, orientation: int = 1, size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a photo that says where and with what it was taken."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "SECRET-MAKER", orientation
    exif[GPS_POINTER] = GPS
    return image(kind, size, exif=exif.tobytes())


def talkative_png() -> bytes:
    """Return a PNG with words beside its pixels."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "SECRET-WORDS")
    return image("PNG", pnginfo=info)


def opened(content: bytes) -> Image.Image:
    """Open what was kept."""
    found = Image.open(BytesIO(content))
    found.load()
    return found
