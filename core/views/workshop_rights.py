"""Who writes, who validates: the page of a coordinator."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.http import UserRequest, role_required
from core.models import Role
from core.workshop_rights import NotAColleague, colleagues_of, give_workshop


@require_safe
@role_required(Role.COORDINATOR)
def workshop_rights(request: UserRequest) -> HttpResponse:
    context = {"colleagues": colleagues_of(request.user)}
    return render(request, "core/workshop_rights.html", context)


@require_POST
@role_required(Role.COORDINATOR)
def workshop_rights_give(request: UserRequest, user_id: UUID) -> HttpResponse:
    try:
        user = give_workshop(
            by=request.user,
            to=user_id,
            writes="writes" in request.POST,
            validates="validates" in request.POST,
        )
    except NotAColleague:
        raise Http404 from None
    messages.success(request, _("C'est noté pour %s.") % user)
    return redirect("core:workshop_rights")
