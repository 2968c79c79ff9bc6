"""Who may read a *carnet*: the founder chooses and stops, the reader reads."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from core.http import UserRequest, role_required
from learners import links
from learners.forms.notebook import ShareForm
from learners.models import Chapter, Enrolment, NotebookShare
from learners.notebook import read_notebook
from learners.notebook_page import founder_page
from learners.place import on_my_path
from learners.services.sharing import (
    TEAM,
    SharingRefused,
    share_by_link,
    share_with_person,
    stop_sharing,
    team_of,
)

LINK = "shared_notebook"


@require_GET
@on_my_path
def shares(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    """*Qui peut lire mon carnet.*"""
    now = timezone.now()
    known = NotebookShare.objects.visible_to(request.user).select_related(
        "reader", "organization", "shared_by"
    )
    context = founder_page(
        request,
        open=[(each, _chapters(each)) for each in known.usable(now)],
        ended=known.exclude(pk__in=known.usable(now)).order_by("-shared_at")[:20],
    )
    return render(request, "learners/notebook_shares.html", context)


def _chapters(share: NotebookShare) -> list[str]:
    return [str(Chapter(each).label) for each in share.chapters if each in Chapter.values]


@on_my_path
def share_new(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    form = ShareForm(request.POST or None, team=list(team_of(request.user)))
    if form.is_valid():
        try:
            share = _share(request, form)
        except SharingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("learners:notebook_share", share.uuid)
    status = 422 if form.is_bound else 200
    context = founder_page(request, form=form)
    return render(request, "learners/notebook_share_new.html", context, status=status)


def _share(request: UserRequest, form: ShareForm) -> NotebookShare:
    at = timezone.now()
    until = form.until(at)
    if form.member is not None:
        return share_with_person(
            founder=request.user,
            reader=form.member.user,
            chapters=form.chosen,
            until=until,
            at=at,
        )
    if until is None:
        raise Http404  # the form asked for an end
    name = form.cleaned_data["name"]
    return share_by_link(founder=request.user, name=name, chapters=form.chosen, until=until, at=at)


@require_safe
def share(request: UserRequest, share_id: UUID) -> HttpResponse:
    """One sharing of hers: its link to copy, and the button that ends it."""
    mine = NotebookShare.objects.editable_by(request.user).select_related("reader")
    found = get_object_or_404(mine, uuid=share_id)
    context = founder_page(
        request,
        share=found,
        chapters=_chapters(found),
        is_open=mine.usable(timezone.now()).filter(pk=found.pk).exists(),
        link=links.address(found.uuid, LINK) if found.is_link else "",
    )
    return render(request, "learners/notebook_share.html", context)


@require_POST
def share_stop(request: UserRequest, share_id: UUID) -> HttpResponse:
    found = get_object_or_404(NotebookShare.objects.editable_by(request.user), uuid=share_id)
    stop_sharing(share=found, at=timezone.now())
    messages.success(
        request, _("C'est arrêté : %(name)s ne peut plus lire votre carnet.") % {"name": found.name}
    )
    return redirect("learners:notebook_shares")


@login_not_required
@never_cache
@require_safe
def shared_notebook(request: HttpRequest, signed: str) -> HttpResponse:
    """By a link, without an account. Looking changes nothing."""
    try:
        uuid = links.read(signed, LINK)
    except links.ForgedLink:
        return _no_page(request, status=404)
    usable = NotebookShare.objects.usable(timezone.now())
    found = usable.filter(uuid=uuid, reader=None).select_related("shared_by").first()
    if found is None:
        return _no_page(request, status=410)
    response = render(request, "learners/shared_notebook.html", _reading(found))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _no_page(request: HttpRequest, *, status: int) -> HttpResponse:
    response = render(request, "learners/shared_notebook_ended.html", status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _reading(found: NotebookShare) -> dict[str, object]:
    founder = found.shared_by
    notebook = read_notebook(founder, only=founder, chapters=found.chapters)
    return {"share": found, "founder": founder, "notebook": notebook, "chapters": _chapters(found)}


@require_safe
@role_required(*TEAM)
def notebooks(request: UserRequest) -> HttpResponse:
    """The notebooks that founders let the reader read."""
    rows = NotebookShare.objects.usable(timezone.now()).readable_by(request.user)
    rows = rows.select_related("shared_by", "organization", "project").order_by("-shared_at")[:200]
    context = {"rows": [(each, _chapters(each)) for each in rows]}
    return render(request, "learners/notebooks.html", context)


@require_safe
def notebook_read(request: UserRequest, share_id: UUID) -> HttpResponse:
    rows = NotebookShare.objects.usable(timezone.now()).readable_by(request.user)
    found = get_object_or_404(rows.select_related("shared_by"), uuid=share_id)
    return render(request, "learners/notebook_read.html", _reading(found))
