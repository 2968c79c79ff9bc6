"""What courses shows on the pages of the apps below."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from competences.models import Framework
from core.navigation import add_panel
from courses.moves import paths_of


def framework_paths(request: HttpRequest, framework: Framework) -> str:
    """Say which paths work on a framework; where those of the version before may pass to it."""
    before = framework.replaces
    context = {
        "framework": framework,
        "paths": paths_of(framework),
        "may_move": before is not None
        and request.user.has_perm("competences.publish_framework")
        and bool(paths_of(before)),
    }
    return render_to_string("courses/framework_panel.html", context, request)


add_panel("framework", framework_paths)
