"""What a foreign file said beside what Palier keeps, given back when it is written again.

A part remembers how it was written (`read`) whenever that differs from what we would write, with
the digest of what we would have written (`made`). While the part has not changed since, it is
given back word for word; once changed, its own words come first, and what we do not know stays.
"""

import hashlib
import json
from typing import Any

# Whose value stays the stranger's: it names the thing, it does not describe it.
NAMES = ("uri", "CFItemType", "CFItemTypeURI")


def keep(made: Any, read: Any) -> dict[str, Any]:
    """Return what to remember of `read`; nothing when it is what we write ourselves."""
    return {} if made == read else {"read": read, "made": _digest(made)}


def give_back(made: Any, kept: dict[str, Any] | None) -> Any:
    if not kept:
        return made
    read = kept["read"]
    if kept["made"] == _digest(made):
        return read
    if not (isinstance(made, dict) and isinstance(read, dict)):
        return made
    own = {name: value for name, value in made.items() if name not in NAMES or name not in read}
    return read | own


def _digest(made: Any) -> str:
    if isinstance(made, dict):
        made = {name: value for name, value in made.items() if name != "lastChangeDateTime"}
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()
