"""Beside the editor: what is missing before publishing, and how it reads.

Wagtail saves a draft by itself and draws its side panels again: the lists are always of now.
"""

from collections.abc import Iterable
from typing import Any

from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel, ChecksSidePanel

from courses.publishing import Checklist
from courses.workshop.judging import judge


class ReadySidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Avant de publier")
        icon_name = "circle-check"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"count": len(self.panel.checklist.blocking)}

    name = "ready"
    title = _("Avant de publier")
    template_name = "courses/workshop/ready_panel.html"
    order = 150

    @property
    def checklist(self) -> Checklist:
        return judge(self.object).checklist

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {"judgement": judge(self.object)}


class ReadingSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Lecture")
        icon_name = "openquote"
        counter_classname = "w-bg-info-125"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"count": len(judge(self.panel.object).reading.remarks)}

    name = "reading"
    title = _("Lecture")
    template_name = "courses/workshop/reading_panel.html"
    order = 160

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {"reading": judge(self.object).reading}


class SidePanelsMixin:
    """For the create and edit views of what is judged."""

    object: Any
    form: Any
    request: Any

    def get_side_panels(self) -> Any:
        shown: Iterable[Any] = super().get_side_panels()  # type: ignore[misc]  # Wagtail's view comes next
        subject = self.form.instance
        # Wagtail's own content checks measure reading for English, in the browser.
        kept = [panel for panel in shown if not isinstance(panel, ChecksSidePanel)]
        kept += [ReadySidePanel(subject, self.request), ReadingSidePanel(subject, self.request)]
        return MediaContainer(sorted(kept, key=lambda panel: panel.order))

    media: Media
