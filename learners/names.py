"""Names of files as people gave them, made safe to show and to save under."""

import unicodedata
from pathlib import PurePosixPath

LONGEST = 80


def file_stem(name: str) -> str:
    """Return the name without folders, ending, nor characters that would disguise it."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    # Control and format characters: one of them writes « exe.pdf » from right to left.
    plain = "".join(
        sign for sign in unicodedata.normalize("NFC", stem) if unicodedata.category(sign)[0] != "C"
    )
    return plain.strip(" .")[:LONGEST].strip() or "fichier"
