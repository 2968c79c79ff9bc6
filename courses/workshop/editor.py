"""The screens where a path or a module is written."""

from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView

from courses.workshop.judging import judge
from courses.workshop.side_panels import SidePanelsMixin


class _Publishing(SidePanelsMixin):
    """Says what could be better, once it is published: advice never stops anybody."""

    action: str

    def get_success_message(self, instance: Any = None) -> str:
        if self.action == "submit":
            # Wagtail's French says that its publication is planned.
            subject = instance or self.object
            said = _("« %s » attend une relecture. Vous serez prévenu·e de la suite.")
            return str(said % subject)
        return str(super().get_success_message(instance))  # type: ignore[misc]  # Wagtail's view comes next

    def publish_action(self) -> Any:
        answer = super().publish_action()  # type: ignore[misc]  # Wagtail's view comes next
        warnings = judge(self.form.instance).checklist.warnings
        if warnings:
            kept = " ".join(str(point.reason) for point in warnings)
            messages.info(self.request, _("C'est publié. Pour aller plus loin : %s") % kept)
        return answer


class WritingCreateView(_Publishing, CreateView):
    pass


class WritingEditView(_Publishing, EditView):
    ready_url_name = ""
    duplicate_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, *self.own_buttons()]

    def own_buttons(self) -> list[Button]:
        return [
            self.button(self.ready_url_name, _("Avant de publier"), "circle-check", 1),
            self.button(self.usage_url_name, _("Où il sert"), "link", 2),
            self.button(self.duplicate_url_name, _("Copier"), "copy", 3),
        ]

    def button(self, url_name: str, label: str, icon: str, order: int) -> Button:
        url = reverse(url_name, args=[quote(self.object.pk)])
        return Button(label, url=url, icon_name=icon, priority=order)


class PathEditView(WritingEditView):
    duplicate_block_url_name = ""

    def own_buttons(self) -> list[Button]:
        block = self.button(self.duplicate_block_url_name, _("Copier un bloc"), "copy", 4)
        matrix = self.button("courses:coverage", _("Matrice des compétences"), "table", 5)
        return [*super().own_buttons(), block, matrix]
