"""Small media, made rather than kept: a tone, a picture, and bytes that call themselves a font."""

import io
import math
import struct
import wave
import zlib

RATE = 8000


def tone(*, seconds: float = 1.0, hertz: int = 440) -> bytes:
    """Return a WAV, mono, 8 bits."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(
            bytes(
                128 + round(90 * math.sin(2 * math.pi * hertz * step / RATE))
                for step in range(int(RATE * seconds))
            )
        )
    return buffer.getvalue()


def picture(*, width: int = 160, height: int = 90) -> bytes:
    """Return a PNG: a staircase on a plain ground."""
    rows = bytearray()
    for line in range(height):
        rows.append(0)
        for column in range(width):
            stair = height - line <= (column * 4 // width + 1) * height // 5
            rows += b"\x1b\x5e\x4b" if stair else b"\xf5\xf1\xe8"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def font() -> bytes:
    """Return the signature of a WOFF2 and nothing that draws: browsers fall back to another."""
    return b"wOF2" + bytes(60)
