from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearnersConfig(AppConfig):
    name = "learners"
    verbose_name = _("Suivi des parcours")

    def ready(self) -> None:
        from wagtail.signals import published

        from courses.models import LearningPath, Module
        from learners import (  # noqa: F401 - they register
            handlers,
            menus,
            package_notes,
            panels,
            work_panels,
        )
        from learners.services.rules import announce_module, announce_path

        published.connect(announce_path, sender=LearningPath)
        published.connect(announce_module, sender=Module)
