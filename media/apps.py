from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Sons, images et documents")

    def ready(self) -> None:
        from media import checks, handlers  # noqa: F401 - registers what they hold
