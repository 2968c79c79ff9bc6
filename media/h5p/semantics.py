"""`semantics.json`: what the parameters of a library may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Field:
    """One parameter; a group has `fields`, a list has the `item` that it is made of."""

    name: str
    type: str
    label: str = ""
    optional: bool = False
    default: Any = None
    fields: tuple["Field", ...] = ()
    item: "Field | None" = None
    options: tuple[str, ...] = ()
    multiple: bool = False
    tags: tuple[str, ...] | None = None
    fonts: frozenset[str] = frozenset()
    min: float | None = None
    max: float | None = None
    decimals: int | None = None
    max_length: int | None = None
    is_sub_content: bool = False
    extra_attributes: tuple[str, ...] = ()


def parse_semantics(data: Any) -> tuple[Field, ...]:
    """Return the fields; what is not a field is left out, and so is its parameter later."""
    rows = data if isinstance(data, list) else []
    return tuple(_field(row) for row in rows if isinstance(row, dict))


def _field(row: Mapping[str, Any]) -> Field:
    item = row.get("field")
    tags = row.get("tags")
    font = row.get("font")
    return Field(
        name=str(row.get("name", "")),
        type=str(row.get("type", "")),
        label=str(row.get("label", "")),
        optional=row.get("optional") is True,
        default=row.get("default"),
        fields=parse_semantics(row.get("fields")),
        item=_field(item) if isinstance(item, dict) else None,
        options=_options(row.get("options")),
        multiple=row.get("multiple") is True,
        # Markup without a list of tags is of those that need not be listed.
        tags=_texts(tags) if isinstance(tags, list) or row.get("widget") == "html" else None,
        fonts=frozenset(key for key, on in font.items() if on)
        if isinstance(font, dict)
        else frozenset(),
        min=_number(row.get("min")),
        max=_number(row.get("max")),
        decimals=_whole(row.get("decimals")),
        max_length=_whole(row.get("maxLength")),
        is_sub_content=row.get("isSubContent") is True,
        extra_attributes=_texts(row.get("extraAttributes")),
    )


def _options(rows: Any) -> tuple[str, ...]:
    """Return the values to choose from: of a select, of its groups, or names of libraries."""
    found: list[str] = []
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            found.append(str(row))
        elif row.get("type") == "optgroup":
            found += _options(row.get("options"))
        else:
            found.append(str(row.get("value", row.get("name", ""))))
    return tuple(found)


def _texts(rows: Any) -> tuple[str, ...]:
    return tuple(row for row in rows if isinstance(row, str)) if isinstance(rows, list) else ()


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number)
