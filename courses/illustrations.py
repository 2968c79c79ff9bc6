"""The pictures and sounds of a module, looked up once per publication."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from courses.models import Module
from media.models import Audio
from media.pictures import Picture, picture, with_renditions

TYPES = frozenset({"image", "audio"})
# A file replaced without publishing the module again is seen after this long.
SECONDS = 10 * 60


@dataclass(frozen=True)
class Illustration:
    picture: Picture | None
    alt: str
    caption: str


@dataclass(frozen=True)
class Sound:
    title: str
    url: str
    kilobytes: int
    transcript: str


Found = dict[int, Illustration | Sound | None]
"""By the rank of the block in the body."""


def illustrations_of(module: Module, *, keep: bool) -> Found:
    """Return what stands at each image and audio block; `keep` it for the next reader."""
    if not keep or module.last_published_at is None:
        return _find(module)
    key = f"courses:illustrations:{module.pk}:{module.last_published_at.timestamp()}"
    found: Found | None = cache.get(key)
    if found is None:
        found = _find(module)
        cache.set(key, found, SECONDS)
    return found


def _find(module: Module) -> Found:
    ranks = [rank for rank, raw in enumerate(module.body.raw_data) if raw["type"] in TYPES]
    blocks = {rank: module.body[rank] for rank in ranks}
    images = [each.value["image"] for each in blocks.values() if each.block_type == "image"]
    with_renditions([image for image in images if image])
    return {
        rank: _illustration(each.value) if each.block_type == "image" else _sound(each.value)
        for rank, each in blocks.items()
    }


def _illustration(value: Any) -> Illustration:
    shown = picture(value["image"]) if value["image"] else None
    return Illustration(shown, value["alt"], value["caption"])


def _sound(value: Any) -> Sound | None:
    audio: Audio | None = value["audio"]
    if audio is None:
        return None
    return Sound(audio.title, audio.file.url, audio.kilobytes, audio.transcript)
