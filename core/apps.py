from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Personnes et organisations")

    def ready(self) -> None:
        from core import checks, handlers, tasks  # noqa: F401 - registers what they hold
