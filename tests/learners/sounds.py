"""Recordings made by hand, as small as they can be: what surrounds a sound needs no codec."""

import struct
from io import BytesIO

from mutagen.ogg import OggPage

SECRET = b"chez Madame Diallo, rue des Lilas"


def element(name: int, content: bytes, *, known: bool = True) -> bytes:
    width = (name.bit_length() + 7) // 8
    size = (1 << 56 | len(content)).to_bytes(8, "big") if known else b"\x01" + b"\xff" * 7
    return name.to_bytes(width, "big") + size + content


def webm(
    *, track: int = 2, seconds: int = 3, live: bool = True, doc_type: bytes = b"webm"
) -> bytes:
    """Return a recording as a browser makes it: families of unknown length when `live`."""
    head = element(0x1A45DFA3, element(0x4282, doc_type))
    info = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40") + element(0x7BA9, SECRET))
    tags = element(0x1254C367, element(0x7373, SECRET))
    kind = element(0xAE, element(0x83, bytes([track])) + element(0x86, b"A_OPUS"))
    tracks = element(0x1654AE6B, kind)
    clusters = b"".join(
        element(
            0x1F43B675,
            element(0xE7, struct.pack(">H", 1000 * second))
            + element(0xA3, b"\x81" + struct.pack(">h", 1000) + b"\x80" + b"sound"),
            known=not live,
        )
        for second in range(seconds)
    )
    return head + element(0x18538067, info + tags + tracks + clusters, known=not live)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def mp4(*, handler: bytes = b"soun", seconds: int = 3, brand: bytes = b"M4A ") -> bytes:
    moment = struct.pack(">II", 3_900_000_000, 3_900_000_000)
    header = box(b"mvhd", bytes(4) + moment + struct.pack(">II", 1000, 1000 * seconds) + bytes(80))
    media = box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12)))
    track = box(b"trak", box(b"tkhd", bytes(4) + moment + bytes(76)) + media)
    place = box(b"udta", box(b"\xa9xyz", SECRET)) + box(b"meta", SECRET)
    return (
        box(b"ftyp", brand + bytes(4))
        + box(b"moov", header + track + place)
        + box(b"mdat", b"sound" * 20)
    )


def wav(*, seconds: int = 2) -> bytes:
    rate = 8000
    layout = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    chunks = [
        (b"fmt ", layout),
        (b"LIST", b"INFO" + SECRET + b"."),
        (b"data", bytes(rate * seconds)),
    ]
    content = b"".join(name + struct.pack("<I", len(each)) + each for name, each in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(content)) + b"WAVE" + content


def ogg(*, seconds: int = 2) -> bytes:
    comment = b"TITLE=" + SECRET
    packets = [
        b"OpusHead\x01\x01" + struct.pack("<HIhB", 0, 48000, 0, 0),
        b"OpusTags"
        + struct.pack("<I4sI", 4, b"test", 1)
        + struct.pack("<I", len(comment))
        + comment,
        b"sound",
    ]
    stream = BytesIO()
    for number, packet in enumerate(packets):
        page = OggPage()
        page.serial, page.sequence, page.packets = 7, number, [packet]
        page.first, page.last = number == 0, number == len(packets) - 1
        page.position = 48000 * seconds if page.last else 0
        stream.write(page.write())
    return stream.getvalue()


def mp3(*, frames: int = 80) -> bytes:
    """Return silence: frames of 128 kbit/s at 44.1 kHz, 26 ms each, after a tag."""
    title = b"\x03" + SECRET
    frame = b"TIT2" + struct.pack(">IH", len(title), 0) + title
    size = len(frame)
    tag = b"ID3\x03\x00\x00" + bytes(
        [size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]
    )
    return tag + frame + (b"\xff\xfb\x90\x64" + bytes(413)) * frames


SOUNDS = {
    "webm": (webm, "audio/webm", 3),
    "mp4": (mp4, "audio/mp4", 3),
    "wav": (wav, "audio/wav", 2),
    "ogg": (ogg, "audio/ogg", 2),
    "mp3": (mp3, "audio/mpeg", 2),
}
