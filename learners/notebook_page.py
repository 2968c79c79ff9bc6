"""What the pages of the *carnet* show: one passage of it may be open to be changed."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import Http404
from django.urls import reverse

from core.http import UserRequest
from courses.activities.display import Shown
from learners.models import Enrolment
from learners.module_page import show
from learners.notebook import Notebook, Passage, read_notebook
from learners.place import place_of, with_helper

BACK = "retour"
CHANGE = "changer"


def founder_page(request: UserRequest, **context: Any) -> dict[str, Any]:
    """Return the context of a founder's page whose address does not say which path it is about."""
    place = place_of(request)
    enrolment = place.enrolment or next(iter(place.choices), None)
    if enrolment is None:
        raise Http404
    return with_helper(enrolment, **context)


def passage_back(request: UserRequest) -> str:
    """Return where in the notebook she came from, or nothing: its address carries the passage."""
    passage = request.GET.get(BACK, "")
    if not (passage.isascii() and passage.isdigit() and len(passage) < 19):
        return ""
    url = reverse("learners:notebook")
    # Another sheet or a photo: she is not done with it.
    goes_on = request.POST.get("do") or request.FILES
    return f"{url}?{CHANGE}={passage}#passage-{passage}" if goes_on else f"{url}#passage-{passage}"


def notebook_context(
    request: UserRequest,
    enrolment: Enrolment,
    at: datetime,
    *,
    changing: str = "",
    instead: Shown | None = None,
) -> dict[str, Any]:
    """Return the notebook; `changing` names the passage to open, `instead` what was refused."""
    notebook = read_notebook(request.user)
    passage = _own_passage(request, notebook, changing)
    form = _form(passage, instead, at) if passage else None
    return with_helper(
        enrolment,
        notebook=notebook,
        changing=passage if form else None,
        form=form,
        page_act=uuid4(),
    )


def _own_passage(request: UserRequest, notebook: Notebook, changing: str) -> Passage | None:
    if not (changing.isascii() and changing.isdigit() and len(changing) < 19):
        return None
    passage = notebook.passage(int(changing))
    return passage if passage and passage.author == request.user else None


def _form(passage: Passage, instead: Shown | None, at: datetime) -> Shown:
    answer = passage.answer
    shown = instead or show(answer.enrolment, passage.module, passage.activity, answer, at)
    mark = f"?{BACK}={answer.pk}"
    return replace(shown, action=shown.action + mark, versions_url=shown.versions_url + mark)
