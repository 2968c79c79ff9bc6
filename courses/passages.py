"""The texts that founders read in a module or a path, each with the place where it is written.

Read from what is stored, block by block, by the definition of each block: a kind of activity that
is added tomorrow is read without a line here, and no picture or sound is fetched.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail import blocks

from courses.blocks import ModuleBody
from courses.models import LearningPath, Module
from courses.readability import Passage

TITLE, SUMMARY, OBJECTIVES = "title", "summary", "objectives"


def module_passages(module: Module) -> list[Passage]:
    found = [
        Passage(_("Titre"), module.title, TITLE),
        Passage(_("En une phrase"), module.summary, SUMMARY),
        *(Passage(_("Objectifs"), text, OBJECTIVES) for text in module.objectives or []),
        *body_passages(module),
    ]
    return [passage for passage in found if passage.text.strip()]


def body_passages(module: Module) -> Iterator[Passage]:
    kinds = _body().child_blocks
    ranks: dict[str, int] = {}
    for raw in module.body.raw_data:
        block = kinds.get(raw["type"])
        if block is None:
            continue
        rank = ranks[raw["type"]] = ranks.get(raw["type"], 0) + 1
        where = f"{block.label} {rank}"
        for text in texts_of(block, raw["value"]):
            yield Passage(where, text, f"block-{raw.get('id') or ''}-section")


def path_passages(path: LearningPath) -> list[Passage]:
    """Return the words of the path itself: its modules have their own."""
    found = [
        Passage(_("Titre"), path.title, TITLE),
        Passage(_("En une phrase"), path.summary, SUMMARY),
        Passage(_("Ce que vous aurez en main à la fin"), path.promise, "promise"),
        Passage(_("Pour qui"), path.audience, "audience"),
    ]
    for block in path.blocks.all():
        where = _("Bloc « %s »") % block.title
        found += [
            Passage(where, text, "blocks") for text in (block.title, block.summary, block.outcome)
        ]
    return [passage for passage in found if passage.text.strip()]


def texts_of(block: blocks.Block, value: Any) -> Iterator[str]:
    """Yield the texts of the stored `value` of `block`, in order."""
    if isinstance(block, blocks.RichTextBlock | blocks.CharBlock | blocks.TextBlock):
        yield str(value or "")
    else:
        for child, part in _parts(block, value or ()):
            yield from texts_of(child, part)


def _parts(block: blocks.Block, value: Any) -> Iterator[tuple[blocks.Block, Any]]:
    if isinstance(block, blocks.StructBlock):
        yield from ((child, dict(value).get(name)) for name, child in block.child_blocks.items())
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            is_named = isinstance(item, dict) and item.get("type") == "item"
            yield block.child_block, item["value"] if is_named else item
    elif isinstance(block, blocks.BaseStreamBlock):
        known = (item for item in value if item["type"] in block.child_blocks)
        yield from ((block.child_blocks[item["type"]], item["value"]) for item in known)


def _body() -> ModuleBody:
    block: ModuleBody = Module._meta.get_field("body").stream_block  # noqa: SLF001 - the documented way to a model's fields
    return block
