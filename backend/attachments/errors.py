"""Why a file is not taken."""

from backend.errors import AppError, BadInput, Conflict, NotFound


class AttachmentNotFound(NotFound):
    """No such file, or not for who asks."""

    type = "attachment-not-found"

    def __init__(self) -> None:
        super().__init__("There is no such file.")


class NoFile(BadInput):
    """The form holds no file, or not the field that tells one sending from another."""

    type = "no-file"

    def __init__(self) -> None:
        super().__init__("A form with `file` and `client_id` is expected.")


class FileTooLarge(BadInput):
    """More bytes than a photo or a scanned paper needs."""

    type, status = "file-too-large", 413

    def __init__(self, largest: int) -> None:
        super().__init__(f"The file is larger than {largest} bytes.", largest=largest)


class ImageTooLarge(BadInput):
    """More pixels than any telephone takes: unpacking it would fill the memory."""

    type, status = "image-too-large", 413

    def __init__(self) -> None:
        super().__init__("The image has too many pixels.")


class FileTypeRefused(BadInput):
    """By its content, the file is nothing that is taken here."""

    type, status = "file-type-refused", 415

    def __init__(self) -> None:
        super().__init__("Only JPEG, PNG, WebP and PDF are taken.")


class HeicRefused(BadInput):
    """A photo in the format of some telephones, which many screens cannot show."""

    type, status = "heic-refused", 415

    def __init__(self) -> None:
        super().__init__("HEIC is not taken; send a JPEG.")


class UnreadableFile(BadInput):
    """The file begins as one of ours, and then is damaged or cut short."""

    type = "unreadable-file"

    def __init__(self) -> None:
        super().__init__("The file is damaged.")


class TooManyFiles(Conflict):
    """The conversation holds as many files as one may."""

    type = "too-many-files"

    def __init__(self, most: int) -> None:
        super().__init__(f"A conversation holds {most} files at most.", most=most)


REFUSALS: tuple[type[AppError], ...] = (
    NoFile,
    FileTooLarge,
    ImageTooLarge,
    FileTypeRefused,
    HeicRefused,
    UnreadableFile,
    TooManyFiles,
)
