"""Activities as YAML. The fields, their order and their limits are those of the Wagtail blocks.

A new kind of activity needs nothing here, unless it holds files.
"""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock

from courses.blocks import ModuleBody
from courses.exchange.yamltext import Fields, Value, one_line, several_lines

NAMESPACE = UUID("6f1f7a9e-6a0b-5c59-9a53-0e5f8d9f6a11")

KINDS: dict[str, blocks.Block] = {
    name: block for name, block in ModuleBody().child_blocks.items() if name != "text"
}
# What blocks hold as the key of a row, files hold as names.
MEDIA_FIELDS = {
    "image": {"file": True, "alt": True, "caption": False, "credit": False, "licence": False},
    "audio": {"file": True, "title": True, "transcript": True, "licence": False},
}
# Beside the settings of the block: its archive, and the title under which packages are chosen.
PACKAGE, PACKAGE_FIELDS = "package", {"file": True, "name": False}


# --- Reading ------------------------------------------------------------------------------------


def read(kind: str, value: Value) -> dict[str, Any]:
    """Return the named values of an activity; what is wrong is told with its line."""
    fields = value.fields()
    fields.take("id", required=False)
    if kind in MEDIA_FIELDS:
        found = _read_media(fields, MEDIA_FIELDS[kind])
    else:
        files = _read_media(fields, PACKAGE_FIELDS) if kind == PACKAGE else {}
        found = files | _read_struct(KINDS[kind], fields)
        _check_whole(KINDS[kind], found, value)
    fields.close()
    return found


def read_id(value: Value) -> UUID | None:
    found = value.fields().entries.get("id")
    if found is None:
        return None
    try:
        return UUID(found.text())
    except ValueError:
        found.complain(_("cet « id » n'est pas un UUID"))
        return None


def _read_media(fields: Fields, names: dict[str, bool]) -> dict[str, str]:
    found = {}
    for name, required in names.items():
        clean = several_lines if name == "transcript" else one_line
        found[name] = clean(fields.text(name, required=required))
    return found


def _read_struct(block: blocks.StructBlock, fields: Fields) -> dict[str, Any]:
    return {
        name: _read_field(name, child, fields.take(name, required=_is_needed(child)))
        for name, child in _written(block)
    }


def _written(block: blocks.StructBlock) -> list[tuple[str, blocks.Block]]:
    """Return the fields that are words in a file: a key of a row means nothing elsewhere."""
    return [
        (name, child)
        for name, child in block.child_blocks.items()
        if not isinstance(child, ChooserBlock)
    ]


def _is_needed(block: blocks.Block) -> bool:
    if isinstance(block, blocks.FieldBlock):
        return bool(block.field.required) and block.get_default() in {None, ""}
    return True


def _read_field(name: str, block: blocks.Block, value: Value | None) -> Any:
    if value is None:
        return [] if isinstance(block, blocks.ListBlock) else _default(block)
    if isinstance(block, blocks.ListBlock):
        return _read_list(name, block, value)
    if isinstance(block, blocks.BooleanBlock):
        return value.flag()
    return _read_leaf(name, block, value)


def _read_list(name: str, block: blocks.ListBlock, value: Value) -> list[Any]:
    child, found, seen = block.child_block, [], set()
    for item in value.items():
        if isinstance(child, blocks.StructBlock):
            fields = item.fields()
            entry = _read_struct(child, fields)
            fields.close()
        else:
            entry = _read_leaf(name, child, item)
        if (words := item_words(entry)) in seen:
            item.complain(_("« %s » est écrit deux fois") % words[:80])
        seen.add(words)
        found.append(entry)
    low, high = block.meta.min_num or 0, block.meta.max_num
    if not low <= len(found) <= (high or len(found)):
        reason = _("« %(name)s » : il en faut entre %(low)d et %(high)d")
        value.complain(reason % {"name": name, "low": low, "high": high or 99})
    return found


def _read_leaf(name: str, block: blocks.FieldBlock, value: Value) -> Any:
    text = value.text()
    try:
        if isinstance(block, blocks.DecimalBlock):
            return _amount(block, text)
        if isinstance(block, blocks.IntegerBlock):
            return block.clean(int(text))
        clean = several_lines if isinstance(block, blocks.TextBlock) else one_line
        return block.clean(clean(text))
    except ValidationError as error:
        for message in error.messages:
            reason = _("« %(name)s » : %(reason)s")
            value.complain(reason % {"name": name, "reason": message})
    except (ValueError, InvalidOperation):
        value.complain(_("« %s » : un nombre est attendu") % name)
    return _default(block)


def _default(block: blocks.Block) -> Any:
    default = block.get_default()
    if default is None and isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return ""
    return _cents(default) if isinstance(default, Decimal) else default


def _amount(block: blocks.DecimalBlock, text: str) -> str:
    return _cents(block.clean(Decimal(text.replace(",", "."))))


def _cents(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01")))


def _check_whole(block: blocks.StructBlock, found: dict[str, Any], value: Value) -> None:
    """Let the block say what is wrong between its fields (a quiz without a right answer)."""
    check = getattr(block, "check_whole", None)
    for name, message in (check(found) if check else {}).items():
        holder = value.fields().entries.get(name, value)
        holder.complain(message)


# --- To and from the database -------------------------------------------------------------------


def item_words(entry: Any) -> str:
    """Return what tells an item from its neighbours: its text, or its first text."""
    if isinstance(entry, dict):
        return next((text for text in entry.values() if isinstance(text, str)), "")
    return str(entry)


def to_raw(
    kind: str, value: dict[str, Any], activity_id: UUID, before: dict[str, Any]
) -> dict[str, Any]:
    """Return the StreamField form of an activity; items keep the ids they had in `before`."""
    block = KINDS[kind]
    raw = dict(value)
    for name, child in block.child_blocks.items():
        if isinstance(child, blocks.ListBlock):
            ids = _item_ids(value[name], activity_id, before.get(name, []))
            raw[name] = [
                {"type": "item", "id": item_id, "value": entry}
                for item_id, entry in zip(ids, value[name], strict=True)
            ]
    return raw


def _item_ids(entries: list[Any], activity_id: UUID, before: list[dict[str, Any]]) -> list[str]:
    """Return one id an item: that of the same words before, of the same place if only words moved.

    Answers name items by their id: rewording one must not lose what people ticked.
    """
    known = {item_words(item["value"]): item["id"] for item in before}
    same_place = len(before) == len(entries)
    used = {known[words] for entry in entries if (words := item_words(entry)) in known}
    ids = []
    for index, entry in enumerate(entries):
        words = item_words(entry)
        found = known.get(words)
        if found is None and same_place and before[index]["id"] not in used:
            found = before[index]["id"]
        ids.append(found or str(uuid5(activity_id, words)))
    return ids


def from_raw(kind: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Return the named values of an activity as the files write them, in canonical order."""
    return _from_struct(KINDS[kind], raw)


def _from_struct(block: blocks.StructBlock, raw: dict[str, Any]) -> dict[str, Any]:
    found = {name: _from_field(child, raw.get(name)) for name, child in _written(block)}
    return {name: value for name, value in found.items() if value is not None}


def _from_field(block: blocks.Block, raw: Any) -> Any:
    if isinstance(block, blocks.ListBlock):
        return [_from_item(block.child_block, item) for item in raw or []]
    if raw is None:
        raw = block.get_default()
    if isinstance(block, blocks.BooleanBlock):
        return bool(raw)
    if isinstance(block, blocks.DecimalBlock):
        return _cents(Decimal(raw or 0))
    if isinstance(block, blocks.IntegerBlock):
        return None if raw is None else int(raw)
    return (several_lines if isinstance(block, blocks.TextBlock) else one_line)(raw or "")


def _from_item(block: blocks.Block, item: Any) -> Any:
    value = item["value"] if isinstance(item, dict) and "value" in item else item
    if isinstance(block, blocks.StructBlock):
        return _from_struct(block, value)
    return _from_field(block, value)


def kept(value: dict[str, Any]) -> dict[str, Any]:
    """Return what is written: optional names only when they say something."""
    silent = {"credit", "licence"}
    return {
        name: each for name, each in value.items() if each or not (each is None or name in silent)
    }
