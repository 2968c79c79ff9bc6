"""Modules whose draft names a package that nobody else sees there yet."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.navigation import Note, Notes, add_row_notes
from courses.models import Module
from media.models import Package

EDIT = "wagtailsnippets_courses_module:edit"


def drafts_with(_request: Any, packages: Sequence[Package]) -> Notes:
    """Return the drafts by package; one query, whatever there is."""
    wanted = {package.pk for package in packages}
    drafts = Module.objects.filter(
        Q(live=False) | Q(has_unpublished_changes=True),
        latest_revision__content__body__icontains='"package"',
    ).select_related("latest_revision")
    notes: Notes = {}
    for module in drafts.order_by("title", "pk"):
        content = module.latest_revision.content
        for key in wanted.intersection(packages_of(content["body"])):
            url = reverse(EDIT, args=[module.pk])
            notes.setdefault(key, []).append(Note(content["title"], "draft", url))
    return notes


def packages_of(body: str) -> Iterator[int | None]:
    """Yield the keys of the packages in a body as revisions keep it."""
    for block in json.loads(body):
        if block["type"] == "package":
            yield block["value"].get("package")


add_row_notes("package_drafts", drafts_with)
