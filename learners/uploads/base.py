"""What every kind of file shares."""

from dataclasses import dataclass
from typing import IO

from django.core.files import File
from django.utils.functional import Promise
from django.utils.translation import gettext as _

IMAGE, AUDIO, DOCUMENT = "image", "audio", "document"
"""The values of `Upload.Kind`."""
ANY = frozenset({IMAGE, AUDIO, DOCUMENT})

MEGABYTE = 1024 * 1024
LIMITS = {IMAGE: 20 * MEGABYTE, AUDIO: 15 * MEGABYTE, DOCUMENT: 15 * MEGABYTE}
"""The heaviest file of each kind. A telephone's photo weighs 2 to 12 MB before it is made small."""


class UploadRefused(Exception):
    """Its text is fit for the screen: what happened, and what to do next."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)


@dataclass(frozen=True)
class Prepared:
    """A file as it is kept. `content` is at its beginning and is closed by who stores it."""

    kind: str
    content_type: str
    extension: str
    content: File[bytes]
    duration: int | None = None
    """Seconds of a recording, when the file tells."""


def size_of(stream: IO[bytes]) -> int:
    """Return how many bytes `stream` holds, and go back to its beginning."""
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    return size


def damaged() -> UploadRefused:
    return UploadRefused(
        _(
            "Ce fichier est abîmé ou incomplet : l'envoi a peut-être été coupé. Vérifiez qu'il"
            " s'ouvre sur votre appareil, puis envoyez-le de nouveau."
        )
    )
