"""Reading an upload without ever holding more of it than a file may have."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from backend.attachments.errors import FileTooLarge, NoFile
from backend.safety import clean

_LONGEST_ID = 200
_LONGEST_NAME = 500
# What a form writes around its file.
_AROUND = 24 * 1024
_FIELDS = 8


@dataclass(frozen=True)
class Upload:
    """One file as it was sent; nothing of it is believed."""

    name: str
    data: bytes
    client_id: str


@dataclass(frozen=True)
class Written:
    """The fields of a form, and the file that may come with them."""

    said: dict[str, str]
    file: Upload | None = None


class Incoming(Request):
    """A request whose body ends with FileTooLarge where it grows beyond the limit."""

    def __init__(self, request: Request, most: int, *, files: int = 1) -> None:
        super().__init__(request.scope, request.receive)
        self._most, self._files, self._read = most, files, 0

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Yield the body, counting."""
        async for chunk in super().stream():
            self._read += len(chunk)
            if self._read > self._files * self._most + _AROUND:
                raise FileTooLarge(self._most)
            yield chunk

    async def upload(self) -> Upload:
        """Return the file of the form; raises FileTooLarge or NoFile."""
        found = [upload async for upload in self.uploads()][0]
        if len(found.data) > self._most:
            raise FileTooLarge(self._most)
        return found

    async def uploads(self) -> AsyncGenerator[Upload, None]:
        """Yield the files of the form, one after the other; raises FileTooLarge or NoFile.

        One that is too large is cut off one byte behind the limit: the caller refuses it alone.
        """
        try:
            form = await self.form(max_files=self._files, max_fields=4, max_part_size=_AROUND)
        except (HTTPException, ClientDisconnect) as error:
            raise NoFile from error
        try:
            client_id = _client_id(form)
            files = [file for file in form.getlist("file") if isinstance(file, UploadFile)]
            if not files:
                raise NoFile
            for number, file in enumerate(files):
                yield await self._read_file(file, f"{client_id}.{number}" if number else client_id)
        finally:
            await form.close()

    async def written(self) -> Written:
        """Return what a form says, with its file if one was chosen; raises FileTooLarge or NoFile.

        A file that is too large is cut off one byte behind the limit.
        """
        try:
            form = await self.form(max_files=1, max_fields=_FIELDS, max_part_size=_AROUND)
        except (HTTPException, ClientDisconnect) as error:
            raise NoFile from error
        try:
            said = {k: clean(v) for k, v in form.items() if isinstance(v, str)}
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                return Written(said)
            return Written(said, await self._read_file(file, _client_id(form)))
        finally:
            await form.close()

    async def _read_file(self, file: UploadFile, client_id: str) -> Upload:
        data = await file.read(self._most + 1)
        if not data:
            raise NoFile
        return Upload(clean(file.filename or "")[:_LONGEST_NAME], data, client_id)

    async def let_pass(self) -> None:
        """Read what is still to come, up to a bound, so that the sender hears why it is refused."""
        passed = 0
        with suppress(ClientDisconnect):
            while not self._stream_consumed and passed <= self._files * self._most:
                async for chunk in super().stream():
                    passed += len(chunk)
                    if passed > self._files * self._most:
                        break


def _client_id(form: FormData) -> str:
    """Return what tells one sending from another; raises NoFile."""
    given = form.get("client_id")
    client_id = clean(given).strip() if isinstance(given, str) else ""
    if not client_id or len(client_id) > _LONGEST_ID:
        raise NoFile
    return client_id
