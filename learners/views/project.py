"""A founder's project: what she says of it, and who carries it with her."""

from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.http import UserRequest
from core.throttle import Throttle
from learners.forms.notebook import InvitationCodeForm, JoinForm, ProjectForm
from learners.invitation import invitation_pdf
from learners.models import Enrolment, NotebookPage, Project, ProjectInvitation
from learners.notebook_page import founder_page
from learners.place import on_my_path
from learners.services.project import (
    ProjectRefused,
    accept_invitation,
    describe_project,
    invite_founder,
    leave_project,
)

guesses = Throttle("invitation", per_address=20, in_all=500, seconds=600)


@on_my_path
def project(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    found = Project.objects.visible_to(request.user).first()
    said = {name: getattr(found, name) for name in ProjectForm.base_fields} if found else {}
    form = ProjectForm(request.POST or None, initial=said)
    if form.is_valid():
        describe_project(founder=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("C'est enregistré."))
        return redirect("learners:notebook")
    status = 422 if form.is_bound else 200
    return render(request, "learners/project.html", founder_page(request, form=form), status=status)


@require_GET
@on_my_path
def project_founders(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    found = Project.objects.visible_to(request.user).first()
    now = timezone.now()
    members = found.members.current().select_related("founder") if found else []
    waiting = ProjectInvitation.objects.visible_to(request.user).open(now)
    context = founder_page(
        request,
        members=[member for member in members if member.founder != request.user],
        invitations=[(each, _link(each)) for each in waiting],
    )
    return render(request, "learners/project_founders.html", context)


def _link(invitation: ProjectInvitation) -> str:
    base: str = settings.BASE_URL
    return urljoin(base, reverse("learners:project_join", args=[invitation.shown_code]))


@require_POST
@on_my_path
def project_invite(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    try:
        invite_founder(by=request.user, at=timezone.now())
    except ProjectRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("learners:project_founders")


def _invitation(request: UserRequest, invitation_id: UUID) -> ProjectInvitation:
    invitations = ProjectInvitation.objects.editable_by(request.user)
    return get_object_or_404(invitations.select_related("invited_by"), uuid=invitation_id)


@require_POST
def project_uninvite(request: UserRequest, invitation_id: UUID) -> HttpResponse:
    _invitation(request, invitation_id).revoke(timezone.now())
    messages.success(request, _("L'invitation ne sert plus."))
    return redirect("learners:project_founders")


@require_GET
def project_invitation_print(request: UserRequest, invitation_id: UUID) -> HttpResponse:
    invitation = _invitation(request, invitation_id)
    pdf = invitation_pdf(invitation, _link(invitation))
    headers = {"Content-Disposition": 'inline; filename="invitation.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@on_my_path
def project_code(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    """Type the code of a printed invitation."""
    form = InvitationCodeForm(request.POST or None)
    if form.is_valid() and not guesses.is_closed_to(request):
        code = form.cleaned_data["code"]
        found = ProjectInvitation.objects.matching(code).first()
        if found is not None:
            return redirect("learners:project_join", found.shown_code)
        guesses.note_failure(request)
        form.add_error("code", _("Aucune invitation ne porte ce code. Regardez-le de nouveau."))
    elif form.is_bound and form.is_valid():
        form.add_error(None, _("Beaucoup d'essais : attendez dix minutes, puis réessayez."))
    status = 422 if form.is_bound else 200
    return render(
        request, "learners/project_code.html", founder_page(request, form=form), status=status
    )


def project_join(request: UserRequest, code: str) -> HttpResponse:
    """Say who invites and what will be read, then join by a button: opening a link joins nobody."""
    context = founder_page(request)
    if guesses.is_closed_to(request):
        return redirect("learners:project_code")
    invitation = (
        ProjectInvitation.objects.matching(code).select_related("project", "invited_by").first()
    )
    now = timezone.now()
    if invitation is None or not invitation.is_open(now):
        if invitation is None:
            guesses.note_failure(request)
        return render(request, "learners/project_join_closed.html", context, status=410)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(
                invitation=invitation, founder=request.user, at=now, **form.cleaned_data
            )
        except ProjectRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Vous portez maintenant ce projet ensemble."))
            return redirect("learners:notebook")
    mine = NotebookPage.objects.editable_by(request.user).kept()
    context |= {"invitation": invitation, "form": form, "pages": mine.count()}
    return render(request, "learners/project_join.html", context)


@on_my_path
def project_leave(request: UserRequest, _enrolment: Enrolment) -> HttpResponse:
    if request.method != "POST":
        return render(request, "learners/project_leave.html", founder_page(request))
    try:
        leave_project(founder=request.user, at=timezone.now())
    except ProjectRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C'est fait : vos mots sont avec vous, dans votre carnet."))
    return redirect("learners:notebook")
