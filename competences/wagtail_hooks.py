"""What the workshop has of competences: frameworks, and what helps people know themselves."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from competences.framework_admin.viewsets import FrameworksGroup
from competences.posture_admin import PostureGroup


@hooks.register("register_admin_viewset")
def frameworks() -> FrameworksGroup:
    return FrameworksGroup()


register_snippet(PostureGroup)
