"""Photos as they are kept: small, and silent about where and when they were taken."""

from io import BytesIO
from typing import IO, cast

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from learners.uploads.base import IMAGE, Prepared, UploadRefused

LONGEST_SIDE = 1600
MOST_PIXELS = 50_000_000
"""A phone takes 12 to 48 million; a decompression bomb says far more in its header."""
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    RuntimeError,
    EOFError,
)

register_heif_opener()


def prepare_picture(upload: File[bytes]) -> Prepared:
    """Return `upload` upright, as a JPEG of at most 1600 px, without anything beside its pixels."""
    try:
        image = _open(upload)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large() from None
    except UNREADABLE:
        raise UploadRefused(
            _(
                "Cette photo est abîmée ou incomplète : nous ne pouvons pas la lire. Envoyez-la de"
                " nouveau, ou reprenez-la."
            )
        ) from None
    stream = BytesIO()
    image.save(stream, "JPEG", quality=82, optimize=True)
    return Prepared(IMAGE, "image/jpeg", ".jpg", ContentFile(stream.getvalue()))


def too_large() -> UploadRefused:
    return UploadRefused(
        _("Cette photo est trop grande pour être lue ici. Prenez-la en plus petit.")
    )


def _open(upload: File[bytes]) -> Image.Image:
    source = Image.open(cast("IO[bytes]", upload), formats=FORMATS)
    if source.width * source.height > MOST_PIXELS:
        raise too_large()
    source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(source)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    whole = upright.convert("RGBA")
    # A new picture: comments, XMP, colour profiles and the place stay behind.
    photo = Image.new("RGB", whole.size, "white")
    photo.paste(whole, mask=whole)
    return photo
