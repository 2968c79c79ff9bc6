"""What an author sees beside the editor."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class FounderPreview:
    """The screens of founders first: most have a phone, and an old one.

    Comes before Wagtail's `PreviewableMixin`, whose names these are.
    """

    PHONE = 360
    preview_sizes: list[dict[str, Any]] = [
        {"name": "phone", "icon": "mobile-alt", "device_width": PHONE, "label": _("Téléphone")},
        {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("Tablette")},
        {"name": "desk", "icon": "desktop", "device_width": 1280, "label": _("Ordinateur")},
    ]
    default_preview_size = "phone"
