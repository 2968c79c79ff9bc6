"""Parameters brought back to what the semantics of their library allow."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from media.h5p.markup import SAFE_TAGS, escaped, filtered, is_safe_link
from media.h5p.names import LibraryName
from media.h5p.semantics import Field

ALWAYS_TAGS = ("div", "span", "p", "br")
# What comes with a tag, without being said.
RELATED_TAGS = {
    "table": (
        "tr", "td", "th", "colgroup", "col", "thead", "tbody", "tfoot", "figure", "figcaption",
    ),
    "b": ("strong",), "i": ("em",), "ul": ("li",), "ol": ("li",), "del": ("s",), "strike": ("s",),
}  # fmt: skip
FONT_STYLES = {
    "size": "font-size", "family": "font-family", "color": "color", "spacing": "letter-spacing",
    "background": "background-color", "height": "line-height",
}  # fmt: skip
TABLE_STYLES = frozenset(
    [
        "border", "border-style", "border-width", "border-color", "border-collapse",
        "vertical-align", "padding", "width", "height", "float", "background-color",
    ]
)  # fmt: skip
FILE_KEYS = frozenset({"path", "mime", "copyright"})
MORE_FILE_KEYS = {
    "image": frozenset({"width", "height", "originalImage", "alt", "title"}),
    "video": frozenset({"width", "height", "codecs", "quality", "bitrate", "metadata"}),
}
_TEMPORARY = "#tmp"
_OTHER_CONTENT = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|\\")
_SUB_CONTENT = re.compile(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")

Semantics = Sequence[Field]


def filter_parameters(
    content: Mapping[str, Any],
    semantics: Semantics,
    *,
    libraries: Callable[[LibraryName], Semantics | None] = lambda _name: None,
) -> dict[str, Any]:
    """Return parameters without what the semantics do not allow; what is given is left as it is.

    `libraries` gives the semantics of the libraries that parameters name. The parameters of one
    that declares none keep their shape: only their texts are filtered. Patterns (`regexp`) of
    semantics are not applied: they hold no danger back, and may take for ever.
    """
    return _Filter(libraries).group(content, semantics)


class _Filter:
    def __init__(self, libraries: Callable[[LibraryName], Semantics | None]) -> None:
        self.libraries = libraries
        self.by_type: Mapping[str, Callable[[Any, Field], Any]] = {
            "text": _text,
            "number": _number,
            "boolean": _boolean,
            "select": _select,
            "list": self._list,
            "group": self._group,
            "library": self._library,
            "file": _file,
            "image": _file,
            "audio": _files,
            "video": _files,
        }

    def group(self, content: Mapping[str, Any], fields: Semantics) -> dict[str, Any]:
        by_name = {field.name: field for field in fields}
        values = {
            key: self.value(value, by_name[key]) for key, value in content.items() if key in by_name
        }
        return {key: value for key, value in values.items() if value is not None}

    def value(self, value: Any, field: Field) -> Any:
        """Return the value, or none when there is nothing of it to keep."""
        filtered_by = self.by_type.get(field.type)
        return filtered_by(value, field) if filtered_by else None

    def _list(self, value: Any, field: Field) -> list[Any] | None:
        if not isinstance(value, list) or field.item is None:
            return None
        most = None if field.max is None else int(field.max)
        kept = (self.value(item, field.item) for item in value[:most])
        return [item for item in kept if item is not None] or None

    def _group(self, value: Any, field: Field) -> Any:
        # Editors write a group of one field as the value of that field.
        if len(field.fields) == 1 and not field.is_sub_content:
            only = field.fields[0]
            is_written_out = isinstance(value, dict) and value.keys() == {only.name}
            if not is_written_out or only.type == "group":
                return self.value(value, only)
        if not isinstance(value, dict):
            return None
        kept = self.group(value, field.fields)
        sub_content = value.get("subContentId")
        if field.is_sub_content and _is_sub_content(sub_content):
            kept["subContentId"] = sub_content
        return kept

    def _library(self, value: Any, field: Field) -> dict[str, Any] | None:
        if not isinstance(value, dict) or not isinstance(value.get("library"), str):
            return None
        name = LibraryName.parse(value["library"])
        if name is None or not _is_among(name, field.options):
            return None
        params = value.get("params")
        kept: dict[str, Any] = {"library": value["library"], "params": self._params(name, params)}
        if _is_sub_content(value.get("subContentId")):
            kept["subContentId"] = value["subContentId"]
        for key in ("metadata", *field.extra_attributes):
            if key in value and key not in kept:
                kept[key] = _blindly(value[key], escaped)
        return kept

    def _params(self, name: LibraryName, params: Any) -> dict[str, Any]:
        if not isinstance(params, dict):
            return {}
        semantics = self.libraries(name)
        if semantics is None:
            kept: dict[str, Any] = _blindly(params, lambda text: filtered(text, SAFE_TAGS))
            return kept
        return self.group(params, semantics)


def _is_among(name: LibraryName, options: Collection[str]) -> bool:
    """Whether a library may stand there; content is often older than the list is."""
    return not options or name.machine_name in {option.split(" ")[0] for option in options}


def _is_sub_content(value: Any) -> bool:
    return isinstance(value, str) and bool(_SUB_CONTENT.fullmatch(value))


def _text(value: Any, field: Field) -> str:
    text = value if isinstance(value, str) else ""
    text = text[: field.max_length] if field.max_length else text
    if field.tags is None:
        return escaped(text)
    tags = {*ALWAYS_TAGS, *field.tags}
    for tag in field.tags:
        tags.update(RELATED_TAGS.get(tag, ()))
    styles = {FONT_STYLES[key] for key in field.fonts if key in FONT_STYLES} | {"text-align"}
    return filtered(text, tags, styles | TABLE_STYLES if "table" in tags else styles)


def _number(value: Any, field: Field) -> float:
    number = _as_number(value)
    if field.min is not None:
        number = max(number, field.min)
    if field.max is not None:
        number = min(number, field.max)
    if field.decimals is not None:
        number = round(number, max(0, min(field.decimals, 15)))
    return number


def _as_number(value: Any) -> float:
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", value) else 0
    except TypeError:
        return 0


def _boolean(value: Any, _field: Field) -> bool:
    return value if isinstance(value, bool) else str(value).lower() in {"1", "true"}


def _select(value: Any, field: Field) -> Any:
    values = [str(item) for item in (value if isinstance(value, list) else [value])]
    is_strict = bool(field.options) and not field.optional
    kept = [escaped(item) for item in values if not is_strict or item in field.options]
    if field.multiple:
        return kept
    if kept:
        return kept[0]
    return escaped(field.options[0]) if is_strict else None


def _files(value: Any, field: Field) -> list[dict[str, Any]] | None:
    kept = [_file(item, field) for item in value] if isinstance(value, list) else []
    return [item for item in kept if item is not None] or None


def _file(value: Any, field: Field) -> dict[str, Any] | None:
    """Return a file of this content, or one elsewhere on the web."""
    path = value.get("path") if isinstance(value, dict) else None
    if not isinstance(path, str) or not is_safe_link(path):
        return None
    path = path.removesuffix(_TEMPORARY)
    if _OTHER_CONTENT.search(path) and not path.startswith(("http://", "https://")):
        return None
    keys = FILE_KEYS | MORE_FILE_KEYS.get(field.type, frozenset()) | set(field.extra_attributes)
    kept = {key: _blindly(item, escaped) for key, item in value.items() if key in keys}
    return {**kept, "path": escaped(path)}


def _blindly(value: Any, text: Callable[[str], str]) -> Any:
    """Filter every text of a value whose shape nobody declared."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {escaped(str(key)): _blindly(item, text) for key, item in value.items()}
    return [_blindly(item, text) for item in value] if isinstance(value, list) else value
