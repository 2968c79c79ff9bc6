from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccompanimentConfig(AppConfig):
    name = "accompaniment"
    verbose_name = _("Accompagnement")

    def ready(self) -> None:
        from accompaniment import handlers, menus  # noqa: F401 - registers what they hold
