from io import BytesIO

from PIL import Image

from media.models import Audio, MediaImage
from media.services import keep_audio, keep_image

MP3 = b"ID3" + bytes(range(256)) * 8


def picture(shade: int = 0, *, width: int = 1200, height: int = 800, kind: str = "webp") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (shade % 256, 90, 120)).save(out, kind)
    return out.getvalue()


def forget(name: str) -> None:
    """Nobody will take this file back."""


def image(shade: int = 0) -> MediaImage:
    """Return a kept image of one colour; needs a storage of the test's own."""
    return keep_image(
        name="pont.webp",
        data=picture(shade),
        title="Un pont",
        licence="CC-BY-SA-4.0",
        credit="",
        written=forget,
    )


def audio() -> Audio:
    return keep_audio(
        name="awa.mp3",
        data=MP3,
        title="Awa",
        transcript="Bonjour.\n\nJe couds.",
        licence="CC-BY-SA-4.0",
        written=forget,
    )
