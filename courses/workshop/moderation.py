"""What a validator decides. The list before publishing holds here too."""

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.snippets.views.snippets import WorkflowActionView

from courses.publishing import Point
from courses.workshop.judging import judge

APPROVE = "approve"


class DecisionView(WorkflowActionView):
    """Wagtail publishes what is approved from its lists without asking the form again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.action_name == APPROVE:
            checklist = judge(self.object.get_latest_revision_as_object()).checklist
            if not checklist.is_ready:
                return self._refuse(request, checklist.blocking)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def _refuse(self, request: HttpRequest, points: list[Point]) -> HttpResponse:
        reasons = " ".join(str(point.reason) for point in points)
        messages.error(request, _("Ce n'est pas encore publié. À compléter : %s") % reasons)
        url = reverse(self.redirect_url_name, args=[quote(self.object.pk)])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            went: HttpResponse = render_modal_workflow(
                request, None, None, {}, json_data={"step": "success", "redirect": url}
            )
            return went
        return HttpResponseRedirect(url)
