"""The way in: recognise a file by its first bytes, refuse it in clear words, or prepare it."""

from collections.abc import Callable, Collection

from django.core.files import File
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from learners.uploads.base import (
    ANY,
    AUDIO,
    DOCUMENT,
    IMAGE,
    LIMITS,
    MEGABYTE,
    Prepared,
    UploadRefused,
)
from learners.uploads.documents import prepare_package, prepare_pdf
from learners.uploads.pictures import prepare_picture
from learners.uploads.sounds import prepare_mp3, prepare_mp4, prepare_ogg, prepare_wav, prepare_webm

HEAD = 64
PICTURE_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif"}

Preparation = Callable[[File[bytes]], Prepared]


def prepare(file: File[bytes], kinds: Collection[str] = ANY) -> Prepared:
    """Return `file` as it may be kept; `kinds` is what is expected here. Raise UploadRefused."""
    size = file.size or 0
    if not size:
        raise UploadRefused(
            _("Ce fichier est vide. Choisissez-en un autre, ou enregistrez-le de nouveau.")
        )
    file.seek(0)
    kind, preparation = recognise(file.read(HEAD))
    file.seek(0)
    if preparation is None or kind not in kinds:
        raise unexpected(kinds)
    if size > LIMITS[kind]:
        raise too_heavy(kind, size)
    return preparation(file)


def recognise(head: bytes) -> tuple[str, Preparation | None]:
    """Return the kind of a file and what prepares it; ("", None) for what is never kept."""
    if head[4:8] == b"ftyp":
        is_picture = head[8:12] in PICTURE_BRANDS
        return (IMAGE, prepare_picture) if is_picture else (AUDIO, prepare_mp4)
    if head[:4] == b"RIFF":
        return {b"WEBP": (IMAGE, prepare_picture), b"WAVE": (AUDIO, prepare_wav)}.get(
            head[8:12], ("", None)
        )
    for mark, found in MARKS.items():
        if head.startswith(mark):
            return found
    is_mpeg = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return (AUDIO, prepare_mp3) if is_mpeg else ("", None)


MARKS: dict[bytes, tuple[str, Preparation | None]] = {
    b"\xff\xd8\xff": (IMAGE, prepare_picture),
    b"\x89PNG\r\n\x1a\n": (IMAGE, prepare_picture),
    b"\x1a\x45\xdf\xa3": (AUDIO, prepare_webm),
    b"OggS": (AUDIO, prepare_ogg),
    b"ID3": (AUDIO, prepare_mp3),
    b"%PDF-": (DOCUMENT, prepare_pdf),
    b"PK\x03\x04": (DOCUMENT, prepare_package),
}


def unexpected(kinds: Collection[str]) -> UploadRefused:
    """Say what may be sent here instead."""
    advice = {
        frozenset({IMAGE}): _(
            "Ce fichier n'est pas une photo que nous savons lire (JPEG, PNG, WebP ou HEIC)."
            " Prenez la photo avec votre téléphone, ou faites une capture d'écran."
        ),
        frozenset({AUDIO}): _(
            "Ce fichier n'est pas un enregistrement que nous savons lire (MP3, M4A, OGG, WebM ou"
            " WAV). Enregistrez-vous avec le dictaphone de votre téléphone, puis choisissez ce"
            " fichier."
        ),
    }.get(frozenset(kinds))
    return UploadRefused(
        advice
        or _(
            "Ce type de fichier ne peut pas être gardé ici. Envoyez une photo (JPEG, PNG, WebP,"
            " HEIC), un enregistrement (MP3, M4A, OGG, WebM, WAV), un PDF ou un document (ODT,"
            " ODS, DOCX, XLSX). Autre chose ? Prenez-en une photo, ou enregistrez-le en PDF."
        )
    )


def too_heavy(kind: str, size: int) -> UploadRefused:
    weight = {
        # Rounded up: « 20 Mo, 20 Mo au plus » explains nothing.
        "weight": number_format(-(-size // MEGABYTE), 0),
        "most": LIMITS[kind] // MEGABYTE,
    }
    words = {
        IMAGE: _(
            "Cette photo pèse %(weight)s Mo, %(most)d Mo au plus. Prenez-la en plus petit, ou"
            " faites-en une capture d'écran, et envoyez celle-ci."
        ),
        AUDIO: _(
            "Cet enregistrement pèse %(weight)s Mo, %(most)d Mo au plus. Faites-le plus court, ou"
            " enregistrez-le en MP3 ou en M4A."
        ),
        DOCUMENT: _(
            "Ce document pèse %(weight)s Mo, %(most)d Mo au plus. Réduisez ses images, ou"
            " envoyez-le en plusieurs fois."
        ),
    }
    return UploadRefused(words[kind] % weight)
