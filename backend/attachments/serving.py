"""A file on the wire: its type is ours, it is saved and never opened in the page."""

from urllib.parse import quote

from fastapi.responses import Response

from backend.attachments.models import Attachment, Kind

_TYPES = {Kind.IMAGE: "image/jpeg", Kind.DOCUMENT: "application/pdf"}
# Whatever a PDF holds besides, a browser that shows it all the same lets it do nothing.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}


def download(attachment: Attachment, content: bytes) -> Response:
    """Return a file to be saved under its name."""
    plain = attachment.name.encode("ascii", "replace").decode().replace("?", "_")
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(attachment.name)}"
    headers = {**_HEADERS, "Content-Disposition": named}
    return Response(content, media_type=_TYPES[attachment.kind], headers=headers)


def picture(thumbnail: bytes) -> Response:
    """Return a small picture, which we drew ourselves, to be shown."""
    return Response(thumbnail, media_type="image/jpeg", headers=_HEADERS)
