"""What a deployment takes of files, and the bench on which they are read."""

from datetime import timedelta
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from backend.attachments.reading import CleanFile, read
from backend.config import Settings
from backend.limits import RateLimit

# Images that one process unpacks at once: each may take some hundred megabytes.
_AT_ONCE = 2


class Files:
    """The limits of a deployment, and the bench on which files are read."""

    def __init__(self, settings: Settings) -> None:
        self.largest = settings.attachment_megabytes * 1024 * 1024
        self.most = settings.attachments_per_conversation
        self.sending = RateLimit(settings.attachments_per_minute, timedelta(minutes=1))
        self._most_pixels = settings.attachment_megapixels * 1_000_000
        self._longest_side = settings.attachment_longest_side
        self._bench = CapacityLimiter(_AT_ONCE)

    async def read(self, data: bytes) -> CleanFile:
        """Read a file in a thread, a few at a time."""

        def work() -> CleanFile:
            return read(data, most_pixels=self._most_pixels, longest_side=self._longest_side)

        return await to_thread.run_sync(work, limiter=self._bench)


def files_of(request: Request) -> Files:
    """Return the bench of the running application."""
    found: Files = request.app.state.files
    return found


FilesDep = Annotated[Files, Depends(files_of)]
