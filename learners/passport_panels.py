"""*Ce que vous savez faire maintenant*: revealed afterwards, when a block is done."""

from django.template.loader import render_to_string

from competences.models import Competence
from core.http import UserRequest
from courses.models import PathBlock
from learners.climb import Climb
from learners.models import Enrolment


def what_she_can_do(request: UserRequest, climb: Climb) -> str:
    """On her home, once a block is done: its competences, and the way to her passport."""
    done = [block.pk for block in climb.blocks if block.steps and block.is_done]
    if not done:
        return ""
    learnt = Competence.objects.filter(path_blocks__in=done).order_by("position", "pk").distinct()
    competences = list(learnt)
    # A path that names no competence still says what each block leaves.
    blocks = [] if competences else PathBlock.objects.filter(pk__in=done).order_by("sort_order")
    context = {"competences": competences, "blocks": blocks}
    return render_to_string("learners/passport_panel_home.html", context, request)


def person_passport(request: UserRequest, enrolment: Enrolment) -> str:
    """On the page of a person who is followed: the way to print it with her."""
    return render_to_string(
        "learners/passport_panel_person.html", {"enrolment": enrolment}, request
    )
