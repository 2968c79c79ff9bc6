"""Where a package serves, as Wagtail's index of references and the apps above say."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import ReferenceIndex

from core.http import UserRequest
from core.navigation import Notes, notes_for
from media.models import Package, PackageVersion


@dataclass(frozen=True)
class Use:
    title: str
    url: str
    is_draft: bool = False
    """Only what its author writes now has the package: nobody else sees it yet."""


def with_use_count(packages: QuerySet[Package]) -> QuerySet[Package]:
    """Count those that name each package; what is only a draft does not count."""
    kind = ContentType.objects.get_for_model(Package)
    found = (
        ReferenceIndex.objects.filter(
            to_content_type=kind, to_object_id=Cast(OuterRef("pk"), CharField())
        )
        .order_by()
        .values("to_object_id")
        .annotate(count=Count("object_id", distinct=True))
        .values("count")
    )
    counted = Coalesce(Subquery(found, output_field=IntegerField()), 0)
    return packages.annotate(use_count=counted)


def uses_of(request: UserRequest, package: Package) -> list[Use]:
    finder = AdminURLFinder(request.user)
    found = {
        (type(source), source.pk): Use(str(source), finder.get_edit_url(source) or "")
        for source, _references in ReferenceIndex.get_grouped_references_to(package)
    }
    drafts = [
        Use(note.text, note.url, is_draft=True)
        for note in notes_for(request, "package_drafts", [package]).get(package.pk, [])
    ]
    known = {use.url for use in found.values()}
    return [*found.values(), *(draft for draft in drafts if draft.url not in known)]


def attempts_on(request: HttpRequest, versions: Sequence[PackageVersion]) -> Notes:
    """Return what is said of who opened each version, by its key."""
    return notes_for(request, "package_versions", versions)
