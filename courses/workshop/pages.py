"""Pages of the workshop about one path or one module: what is missing, where it serves."""

from typing import Any, ClassVar

from django.contrib.admin.utils import quote, unquote
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from core.navigation import notes_for
from courses.usage import usage_of
from courses.workshop.judging import judge, judge_modules


class AboutOne(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page about one row, for those who may change it; the viewset gives it its URL names."""

    any_permission_required: ClassVar[list[str] | None] = ["change", "view"]
    model: Any = None
    index_url_name = ""
    edit_url_name = ""

    @cached_property
    def written(self) -> Any:
        """The row as its author last left it."""
        return self.row.get_latest_revision_as_object()

    @cached_property
    def row(self) -> Any:
        return get_object_or_404(self.model, pk=unquote(str(self.kwargs["pk"])))

    @property
    def edit_url(self) -> str:
        return reverse(self.edit_url_name, args=[quote(self.row.pk)])

    def get_page_subtitle(self) -> str:
        return str(self.written)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse(self.index_url_name),
                "label": capfirst(self.model._meta.verbose_name_plural),  # noqa: SLF001 - the documented way
            },
            {"url": self.edit_url, "label": str(self.written)},
            {"url": "", "label": self.get_page_title(), "sublabel": str(self.written)},
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Modifier"), url=self.edit_url, icon_name="edit")]


class ModuleReadyPage(AboutOne):
    page_title = gettext_lazy("Avant de publier")
    template_name = "courses/workshop/module_ready.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        judgement = judge(self.written)
        return super().get_context_data(
            **kwargs, judgement=judgement, reading=judgement.reading, edit_url=self.edit_url
        )


class PathReadyPage(AboutOne):
    page_title = gettext_lazy("Avant de publier")
    template_name = "courses/workshop/path_ready.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        judgement = judge(self.written)
        modules = judge_modules(self.written)
        whole = sum((each.reading for each in modules), judgement.reading)
        return super().get_context_data(
            **kwargs,
            judgement=judgement,
            modules=modules,
            whole=whole,
            edit_url=self.edit_url,
        )


class UsagePage(AboutOne):
    """Where a module serves. Replaces Wagtail's list of references, which names rows, not lives."""

    page_title = gettext_lazy("Où il sert")
    template_name = "courses/workshop/usage.html"
    path_edit_url_name = "wagtailsnippets_courses_learningpath:edit"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        usage = usage_of(self.row)
        paths = [use.path for use in usage.paths]
        notes = notes_for(self.request, "path_usage", paths)
        rows = [(use, notes.get(use.path.pk, [])) for use in usage.paths]
        return super().get_context_data(**kwargs, usage=usage, rows=rows)
