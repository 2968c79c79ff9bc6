"""The body of a module on a page; what previews show."""

import uuid
from collections.abc import Sequence

from django import template

from core.staircase import Flight
from courses.activities.display import Part, parts_of
from courses.body import Body, read_body
from courses.models import LearningPath, Module, PathBlock

register = template.Library()


@register.simple_tag
def module_body(parts: Sequence[Part]) -> Body:
    return read_body(parts)


@register.simple_tag
def preview_parts(module: Module) -> list[Part]:
    """Return the parts of a module that nobody answers; new blocks get an id for the time being."""
    for block in module.body:
        block.id = block.id or str(uuid.uuid4())
    return parts_of(module)


@register.simple_tag
def preview_blocks(path: LearningPath) -> list[tuple[PathBlock, list[Module]]]:
    """Return the blocks and their modules, saved or not yet."""
    return [
        (block, [place.module for place in block.path_modules.all() if place.module_id])
        for block in path.blocks.all()
    ]


@register.simple_tag
def preview_flights(blocks: Sequence[tuple[PathBlock, list[Module]]]) -> list[Flight]:
    return [
        Flight.from_counts(block.title, done=0, total=len(modules)) for block, modules in blocks
    ]
