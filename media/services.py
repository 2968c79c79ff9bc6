"""Files that come from elsewhere: what they are, and how they are kept."""

import hashlib
import re
import unicodedata
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from media.models import Audio, MediaImage

MAX_PIXELS = 40_000_000
_IMAGES = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "AVIF": "avif"}

Written = Callable[[str], object]
"""Told the name of each file put in the storage, so that a caller may take it back."""


def image_kind(data: bytes) -> str:
    """Return ``png``, ``jpg``, ``webp`` or ``avif``; '' for what is not a sound picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as picture:
                kind, pixels = _IMAGES.get(picture.format or "", ""), picture.width * picture.height
                if pixels <= MAX_PIXELS:
                    picture.load()
    except Exception:  # noqa: BLE001 - a decoder may raise anything on a forged file
        return ""
    return kind if pixels <= MAX_PIXELS else ""


def audio_kind(data: bytes) -> str:
    """Return ``mp3``, ``m4a`` or ``ogg`` by the first bytes; '' for anything else."""
    if data[:3] == b"ID3" or (data[:1] == b"\xff" and data[1:2] and data[1] & 0xE6 == 0xE2):
        return "mp3"
    if data[4:8] == b"ftyp":
        return "m4a"
    return "ogg" if data[:4] == b"OggS" else ""


def file_name(stored: str) -> str:
    """Return the name under which a stored file travels: small letters, digits, dashes."""
    path = PurePosixPath(stored)
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-._")[:50] or "fichier"
    suffix = path.suffix.lower()
    return stem + {".jpeg": ".jpg"}.get(suffix, suffix)


def keep_image(
    *, name: str, data: bytes, title: str, licence: str, credit: str, written: Written
) -> MediaImage:
    """Return the image of this name and content, the one already kept if there is one."""
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()  # the one Wagtail keeps
    found = MediaImage.objects.filter(file_hash=digest).order_by("pk")
    image = next((each for each in found if file_name(str(each.file.name)) == name), None)
    if image is None:
        image = MediaImage(title=title)
        image.file.name = _keep(f"original_images/{digest[:12]}/{name}", data, written)
        with Image.open(BytesIO(data)) as picture:
            image.width, image.height = picture.size
        image.file_size, image.file_hash = len(data), digest
    image.licence, image.credit = licence, credit
    image.save()
    return image


def keep_audio(
    *, name: str, data: bytes, title: str, transcript: str, licence: str, written: Written
) -> Audio:
    """Return the recording of this name and content, the one already kept if there is one."""
    digest = hashlib.sha256(data).hexdigest()
    found = Audio.objects.filter(sha256=digest).order_by("pk")
    audio = next((each for each in found if file_name(str(each.file.name)) == name), None)
    if audio is None:
        audio = Audio(sha256=digest, size=len(data))
        audio.file.name = _keep(f"audio/{digest[:12]}/{name}", data, written)
    audio.title, audio.transcript, audio.licence = title, transcript, licence
    audio.save()
    return audio


def _keep(name: str, data: bytes, written: Written) -> str:
    """Store the file under a name made of its content: the same content is stored once."""
    if default_storage.exists(name) and default_storage.size(name) == len(data):
        return name
    stored = default_storage.save(name, ContentFile(data))
    written(stored)
    return stored
