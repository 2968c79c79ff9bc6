from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Parcours et modules")

    def ready(self) -> None:
        from wagtail.signals import published

        from courses import menus, package_uses, panels  # noqa: F401 - they fill the menus and panels
        from courses.achievements import describe_published
        from courses.models import LearningPath

        published.connect(describe_published, sender=LearningPath)
