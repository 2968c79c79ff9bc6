"""JSON as strangers write it: a byte order mark is let through, what no database keeps is not."""

import json
import math
from typing import Any, NoReturn

# Deeper than any real content, and shallow enough for whoever walks it by recursion.
DEEPEST = 128


class Unreadable(Exception):
    """It is not JSON, or not of the kind that can be worked with; the message says why."""


def parse_json(raw: bytes) -> Any:
    """Return what a file of JSON says, in UTF-8, 16 or 32, with or without its mark.

    What no database keeps in a text is taken out of it: NULs, and halves of pairs.
    """
    try:
        data = json.loads(raw, parse_constant=_refused, parse_float=_finite)
    except RecursionError as error:
        raise Unreadable("nested too deep") from error
    except ValueError as error:
        raise Unreadable(str(error)) from error
    if _depth_exceeds(data, DEEPEST):
        raise Unreadable("nested too deep")
    return _clean(data)


def _clean(node: Any) -> Any:
    if isinstance(node, str):
        return node.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(node, dict):
        return {_clean(key): _clean(value) for key, value in node.items()}
    return [_clean(item) for item in node] if isinstance(node, list) else node


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large")
    return number


def _depth_exceeds(data: Any, most: int) -> bool:
    level = [data]
    for _ in range(most):
        level = [inner for node in level for inner in children(node)]
        if not level:
            return False
    return True


def children(node: Any) -> list[Any]:
    """Return what an object or a list holds."""
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []
