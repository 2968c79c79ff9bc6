"""A page before the paths of a framework pass to its next version, and the act."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from competences.models import Framework
from competences.services.frameworks import FrameworkRule
from competences.services.versions import passages
from core.http import UserRequest
from courses.moves import move_paths, paths_of


@require_http_methods(["GET", "POST"])
def framework_move(request: UserRequest, framework_id: int) -> HttpResponse:
    """Say what each competence becomes, then put the new version in the place of the other."""
    versions = Framework.objects.editable_by(request.user).exclude(replaces=None)
    new = get_object_or_404(versions.select_related("replaces"), pk=framework_id)
    old: Framework = new.replaces
    if request.method == "POST":
        try:
            moved = move_paths(old=old, new=new, by=request.user)
        except FrameworkRule as refused:
            messages.error(request, str(refused))
        else:
            words = ngettext("%d parcours est passé", "%d parcours sont passés", moved.paths)
            messages.success(request, words % moved.paths + _(" à la nouvelle version."))
            if moved.rules_left:
                words = ngettext(
                    "%d règle d'évaluation reste à revoir par son auteur.",
                    "%d règles d'évaluation restent à revoir par leur auteur.",
                    moved.rules_left,
                )
                messages.warning(request, words % moved.rules_left)
        return redirect("courses:framework_move", new.pk)
    context = {"new": new, "old": old, "paths": paths_of(old), "rows": passages(old=old, new=new)}
    return render(request, "courses/framework_move.html", context)
