"""Pictures that suit the screen and the plan: small formats first, sizes known before they load."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.models import Filter

from media.models import MediaImage, Rendition

WIDTHS = (480, 960)
# AVIF and WebP at these qualities look the same as the JPEG; it is for browsers without them.
FORMATS = {
    "image/avif": "format-avif|avifquality-55",
    "image/webp": "format-webp|webpquality-70",
    "image/jpeg": "format-jpeg|jpegquality-75",
}
SIZES = "(min-width: 44em) 40rem, calc(100vw - 2rem)"
_SPECS = {mime: [f"width-{width}|{form}" for width in WIDTHS] for mime, form in FORMATS.items()}


@dataclass(frozen=True)
class Source:
    type: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """What `media/picture.html` shows."""

    src: str
    width: int
    height: int
    sources: tuple[Source, ...]
    sizes: str = SIZES


def with_renditions(images: Sequence[MediaImage]) -> None:
    """Fetch the renditions of all `images` at once; `picture` then asks for nothing."""
    specs = [spec for each in _SPECS.values() for spec in each]
    wanted = Prefetch(
        "renditions",
        queryset=Rendition.objects.filter(filter_spec__in=specs),
        to_attr="prefetched_renditions",
    )
    prefetch_related_objects(list(images), wanted)


def picture(image: MediaImage) -> Picture:
    """Return the picture, making the files that are missing."""
    found = image.get_renditions(*[Filter(spec) for each in _SPECS.values() for spec in each])
    srcsets = {
        mime: ", ".join(dict.fromkeys(f"{found[spec].url} {found[spec].width}w" for spec in specs))
        for mime, specs in _SPECS.items()
    }
    small = found[_SPECS["image/jpeg"][0]]
    large = found[_SPECS["image/jpeg"][-1]]
    sources = tuple(Source(mime, srcset) for mime, srcset in srcsets.items())
    return Picture(small.url, large.width, large.height, sources)
