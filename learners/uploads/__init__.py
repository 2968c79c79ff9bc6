"""What founders send, made fit to keep: the content decides what a file is, never its name.

`prepare` is all that services need. Nothing here knows a database or a request.
"""

from learners.uploads.base import (
    ANY,
    AUDIO,
    DOCUMENT,
    IMAGE,
    LIMITS,
    Prepared,
    UploadRefused,
)
from learners.uploads.doorway import prepare

__all__ = [
    "ANY",
    "AUDIO",
    "DOCUMENT",
    "IMAGE",
    "LIMITS",
    "Prepared",
    "UploadRefused",
    "prepare",
]
