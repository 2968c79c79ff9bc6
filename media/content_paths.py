"""What packages ask for is rarely spelt as in their archive: the readings that are tried."""

import posixpath
import unicodedata
from urllib.parse import quote, unquote

INDEXES = ("index.html", "index.htm")
LONGEST = 500


def readings(asked: str) -> list[str]:
    """Return the paths in a package that `asked` (decoded once) may mean, likeliest first.

    Old tools write `%E9` for é, encode twice, or name a file with the percents of its address.
    """
    spelt = [asked, unquote(asked), unquote(asked, encoding="cp1252"), quote(asked)]
    cleaned = (_cleaned(path) for path in spelt)
    return list(dict.fromkeys(path for path in cleaned if path is not None))


def with_indexes(path: str) -> list[str]:
    """Return the files that answer for `path`, which may be a folder; "" is the package's root."""
    inside = [posixpath.join(path, name) for name in INDEXES]
    return [path, *inside] if path else inside


def folded(path: str) -> str:
    """Return `path` as `PackageFile.folded` holds it."""
    return unicodedata.normalize("NFC", path).casefold()


def _cleaned(path: str) -> str | None:
    """Return `path` from the root, without `.`, `..`, `//` or `\\`; None when it leads out."""
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in path):
        return None
    plain = posixpath.normpath(path.replace("\\", "/").lstrip("/") or ".")
    if plain == ".." or plain.startswith("../") or len(plain) > LONGEST:
        return None
    return "" if plain == "." else plain
