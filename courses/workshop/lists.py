"""The lists of paths and modules."""

from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, ButtonWithDropdown
from wagtail.models import Revision, WorkflowState
from wagtail.snippets.views.snippets import IndexView


def with_state(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Fetch at once where each stands: Wagtail asks once a row for snippets."""
    kind = ContentType.objects.get_for_model(rows.model)
    waiting = Revision.objects.filter(
        base_content_type=kind,
        approved_go_live_at__isnull=False,
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    states = WorkflowState.objects.active().select_related("current_task_state__task")
    current = Prefetch("_workflow_states", queryset=states, to_attr="_current_workflow_states")
    found: QuerySet[Any] = rows.annotate(is_scheduled=Exists(waiting)).prefetch_related(current)
    return found


class WorkshopIndexView(IndexView):
    """A list whose buttons ask nothing of the database: wagtail-localize's would, once a row."""

    def get_list_buttons(self, instance: Any) -> list[Any]:
        buttons = [
            Button.from_menu_item(item)
            for item in self.get_list_more_buttons(instance)
            if item.is_shown(self.request.user)
        ]
        if self.request.user.has_perm("wagtail_localize.submit_translation"):
            options = instance._meta  # noqa: SLF001 - documented API
            names = [options.app_label, options.model_name, quote(instance.pk)]
            url = reverse("wagtail_localize:submit_snippet_translation", args=names)
            buttons.append(Button(_("Traduire"), url, icon_name="wagtail-localize-language"))
        label = _("Actions pour « %s »") % instance
        more = ButtonWithDropdown(
            buttons=buttons, icon_name="dots-horizontal", attrs={"aria-label": label}
        )
        return [more] if buttons else []


class ModuleIndexView(WorkshopIndexView):
    add_item_label = gettext_lazy("Écrire un module")

    def get_base_queryset(self) -> QuerySet[Any]:
        paths = Count("path_modules__block__path", distinct=True)
        return with_state(super().get_base_queryset().annotate(path_count=paths))


class PathIndexView(WorkshopIndexView):
    add_item_label = gettext_lazy("Construire un parcours")

    def get_base_queryset(self) -> QuerySet[Any]:
        blocks = Count("blocks", distinct=True)
        modules = Count("blocks__path_modules", distinct=True)
        found = super().get_base_queryset().annotate(block_count=blocks, module_count=modules)
        return with_state(found)


class UsageColumn(Column):
    """In how many paths, with the way to them."""

    cell_template_name = "courses/workshop/usage_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        url = reverse("wagtailsnippets_courses_module:usage", args=[instance.pk])
        return context | {"url": url}

    def get_value(self, instance: Any) -> str:
        count = getattr(instance, "path_count", 0)
        return str(count) if count else _("aucun")


def state_of(row: Any) -> str:
    """Say where a row of `with_state` stands, without a query."""
    if row.workflow_in_progress:
        return _("En relecture")
    if row.is_scheduled:
        return _("Publication prévue")
    if not row.live:
        return _("Brouillon")
    return _("Publié, modifié depuis") if row.has_unpublished_changes else _("Publié")


class StateColumn(Column):
    def get_value(self, instance: Any) -> str:
        return state_of(instance)
