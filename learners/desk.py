"""Where a founder writes: her path, a module of it, one activity. To others it does not exist."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.http import UserRequest
from courses.activities import Activity, find_activity
from courses.models import Module, PathModule
from learners.models import Answer, Enrolment, Upload

# What saving reads of a module: its text stays in the database.
FACTS = ("id", "last_published_at", "latest_revision_id")


@dataclass(frozen=True)
class Desk:
    """One activity of hers, and when the words that stand there were written.

    Of the enrolment and the module it holds what saving needs, and no more.
    """

    enrolment: Enrolment
    module: Module
    activity: Activity
    previous: datetime | None


def own_enrolment(request: UserRequest, enrolment_id: UUID) -> Enrolment:
    """Return her path: what she writes is hers, those who help her read what she shares."""
    enrolments = Enrolment.objects.editable_by(request.user).select_related("organization")
    return get_object_or_404(enrolments, uuid=enrolment_id)


def modules_of(enrolment: Enrolment) -> QuerySet[Module]:
    in_path = PathModule.objects.filter(block__path=enrolment.path_id)
    return Module.objects.published().filter(pk__in=in_path.values("module"))


def module_of(enrolment: Enrolment, slug: str) -> Module:
    return get_object_or_404(modules_of(enrolment), slug=slug)


def desk_of(request: UserRequest, enrolment_id: UUID, slug: str, activity_id: UUID) -> Desk:
    """Return the desk in one query; raise Http404 for what is not hers or not there."""
    standing = Answer.objects.filter(enrolment=OuterRef("pk"), activity_id=activity_id)
    place = "path__blocks__path_modules__module"
    row = (
        Enrolment.objects.editable_by(request.user)
        .filter(**{"uuid": enrolment_id, f"{place}__slug": slug, f"{place}__live": True})
        .values_list(
            "pk",
            "path_id",
            "stopped_at",
            *(f"{place}__{name}" for name in FACTS),
            Subquery(standing.values("written_at")),
        )
        .first()
    )
    if row is None:
        raise Http404
    pk, path_id, stopped_at, *facts, previous = row
    module = Module(**dict(zip(FACTS, facts, strict=True)), slug=slug)
    if module.last_published_at is None:  # nothing is kept of it: its text is needed after all
        module = Module.objects.get(pk=module.pk)
    activity = find_activity(module, activity_id)
    if activity is None:
        raise Http404
    enrolment = Enrolment(pk=pk, uuid=enrolment_id, path_id=path_id, stopped_at=stopped_at)
    return Desk(enrolment, module, activity, previous)


def client_id(request: HttpRequest) -> UUID | None:
    """Return the id that the browser gave to this act."""
    try:
        return UUID(request.POST.get("statement_id", ""))
    except ValueError:
        return None


def page_url(enrolment_id: UUID, slug: str, activity_id: UUID) -> str:
    """Return the address of an activity on its page."""
    return f"{reverse('learners:module', args=[enrolment_id, slug])}#activite-{activity_id}"


def page_of(upload: Upload) -> str:
    """Return where a file is shown."""
    activity_id = upload.activity_id
    answers = upload.enrolment.answers.select_related("module")
    answer = answers.filter(activity_id=activity_id).first() if activity_id else None
    if answer is None or activity_id is None:
        return reverse("learners:path", args=[upload.enrolment.uuid])
    return page_url(upload.enrolment.uuid, answer.module.slug, activity_id)
