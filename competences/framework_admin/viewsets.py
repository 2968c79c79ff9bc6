"""The screens of frameworks and of their competences in the workshop."""

from typing import Any

from django.contrib import messages
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views import View
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from competences.framework_admin import actions
from competences.framework_admin.editing import CompetenceForm, CriteriaField, FrameworkForm
from competences.framework_admin.reading import sheet
from competences.models import Competence, Framework, FrameworkFrozen
from competences.services.frameworks import (
    FrameworkRule,
    default_levels,
    delete_competence,
    delete_draft,
)

NOT_RNCP = gettext_lazy(
    "Un bloc range des compétences pour les apprendre ensemble. "
    "Ce n'est pas un bloc de compétences enregistré au RNCP."
)


def _reading(framework: Framework) -> HttpResponse:
    return redirect(reverse("frameworks:inspect", args=[framework.pk]))


class _DraftOnly(View):
    """A version that is published is read, not edited: its page says what can be done."""

    model: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        part = get_object_or_404(self.model, pk=kwargs["pk"])
        framework = part if isinstance(part, Framework) else part.framework
        if not framework.is_draft:
            messages.warning(request, FrameworkFrozen().message)
            return _reading(framework)
        return super().dispatch(request, *args, **kwargs)


# --- Frameworks ---------------------------------------------------------------------------------


class FrameworkCreate(generic.CreateView):
    def get_initial_form_instance(self) -> Framework:
        framework = Framework()
        framework.levels = default_levels()
        return framework

    def get_success_url(self) -> str:
        return reverse("frameworks:inspect", args=[self.object.pk])


class FrameworkEdit(_DraftOnly, generic.EditView):
    def get_success_url(self) -> str:
        return reverse("frameworks:inspect", args=[self.object.pk])


class FrameworkDelete(_DraftOnly, generic.DeleteView):
    def delete_action(self) -> None:
        delete_draft(framework=self.object)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().form_valid(form)
        except FrameworkRule as refused:
            messages.error(self.request, str(refused))
            return _reading(self.object)
        return answer


class FrameworkInspect(generic.InspectView):
    template_name = "competences/framework_admin/framework.html"
    page_title = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | sheet(self.object, self.request.user)

    @property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_edit_url(self) -> None:
        return None


class FrameworkViewSet(ModelViewSet):
    model = Framework
    name = "frameworks"
    icon = "folder-open-1"
    menu_label = gettext_lazy("Référentiels")
    add_view_class = FrameworkCreate
    edit_view_class = FrameworkEdit
    delete_view_class = FrameworkDelete
    inspect_view_class = FrameworkInspect
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = [
        "title",
        Column("version", label=gettext_lazy("Version"), sort_key="version"),
        Column("get_state_display", label=gettext_lazy("État"), sort_key="state"),
        DateColumn("changed_at", label=gettext_lazy("Modifié"), sort_key="changed_at"),
    ]
    list_filter = ["state"]
    search_fields = ["title", "slug", "description"]
    index_template_name = "competences/framework_admin/index.html"
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=gettext_lazy(
                    "Un référentiel dit ce que l'on sait faire à la fin d'un parcours. Écrivez-le "
                    "en brouillon : les niveaux, les blocs, puis les compétences une à une. Une "
                    "fois publié il ne change plus : on en fait une nouvelle version."
                )
            ),
            MultiFieldPanel(
                [
                    TitleFieldPanel("title", targets=["slug"], placeholder=False),
                    FieldPanel("description"),
                    FieldRowPanel([FieldPanel("slug"), FieldPanel("version")]),
                    FieldRowPanel([FieldPanel("creator"), FieldPanel("language")]),
                ],
                heading=gettext_lazy("Le référentiel"),
            ),
            InlinePanel(
                "levels",
                [FieldPanel("label"), FieldPanel("description")],
                heading=gettext_lazy("Les niveaux, de la première marche à la dernière"),
                label=gettext_lazy("Niveau"),
                help_text=gettext_lazy("Les mêmes mots pour toutes les compétences."),
                min_num=0,
                max_num=10,
            ),
            InlinePanel(
                "blocks",
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("title")]),
                    FieldPanel("description"),
                ],
                heading=gettext_lazy("Les blocs, dans l'ordre"),
                label=gettext_lazy("Bloc"),
                help_text=NOT_RNCP,
            ),
        ],
        base_form_class=FrameworkForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("importer/", actions.import_file, name="import"),
            path("<int:pk>/publier/", actions.publish, name="publish"),
            path("<int:pk>/retirer/", actions.retire, name="retire"),
            path("<int:pk>/nouvelle-version/", actions.make_version, name="new_version"),
            path("<int:pk>/exporter/<slug:kind>/", actions.export, name="export"),
            path("<int:pk>/passage/", actions.passage, name="passage"),
            path("competence/<int:pk>/ordre/", actions.move, name="move"),
            path("competence/<int:pk>/apercu/", actions.preview, name="preview"),
            *super().get_urlpatterns(),
        ]


# --- Competences --------------------------------------------------------------------------------


class CriteriaPanel(Panel):
    """A table: one line a level, what can be observed there."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "competences/framework_admin/criteria_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            rows = [
                (field.level, self.form[name])
                for name, field in self.form.fields.items()
                if isinstance(field, CriteriaField)
            ]
            return context | {"rows": rows}


class CompetencePanels(ObjectList):
    class BoundPanel(ObjectList.BoundPanel):
        def render_missing_fields(self) -> str:
            """Leave out what Wagtail finds missing: the criteria are in their own table."""
            return ""


class CompetenceCreate(generic.CreateView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wanted = request.GET.get("framework", "")
        drafts = Framework.objects.drafts()
        if not wanted.isdecimal() or not drafts.filter(pk=int(wanted)).exists():
            words = _("Choisissez le référentiel en brouillon où l'ajouter.")
            messages.info(request, words)
            return redirect(reverse("frameworks:index"))
        self.framework = get_object_or_404(drafts, pk=int(wanted))
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_initial_form_instance(self) -> Competence:
        block = self.request.GET.get("block", "")
        blocks = self.framework.blocks.filter(pk=int(block)) if block.isdecimal() else None
        return Competence(framework=self.framework, block=blocks.first() if blocks else None)

    def get_add_url(self) -> str:
        return f"{reverse('competences_admin:add')}?framework={self.framework.pk}"

    def get_success_url(self) -> str:
        return reverse("frameworks:inspect", args=[self.framework.pk])


class CompetenceEdit(_DraftOnly, generic.EditView):
    def get_success_url(self) -> str:
        return reverse("frameworks:inspect", args=[self.object.framework_id])


class CompetenceDelete(_DraftOnly, generic.DeleteView):
    def delete_action(self) -> None:
        delete_competence(competence=self.object)

    def get_success_url(self) -> str:
        return reverse("frameworks:inspect", args=[self.object.framework_id])

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().form_valid(form)
        except FrameworkRule as refused:
            messages.error(self.request, str(refused))
            return _reading(self.object.framework)
        return answer


class CompetenceViewSet(ModelViewSet):
    model = Competence
    name = "competences_admin"
    icon = "circle-check"
    menu_label = gettext_lazy("Compétences")
    add_view_class = CompetenceCreate
    edit_view_class = CompetenceEdit
    delete_view_class = CompetenceDelete
    copy_view_enabled = False
    list_display = ["code", "statement", "framework"]
    list_filter = ["framework"]
    list_per_page = 50
    search_fields = ["code", "statement", "formal"]
    edit_handler = CompetencePanels(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("block")]),
                    FieldPanel("statement"),
                    FieldPanel("formal"),
                ],
                heading=gettext_lazy("La compétence"),
            ),
            CriteriaPanel(heading=gettext_lazy("Ce que l'on peut observer, niveau par niveau")),
            InlinePanel(
                "alignments",
                [
                    FieldRowPanel([FieldPanel("framework"), FieldPanel("code")]),
                    FieldPanel("label"),
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("url")]),
                ],
                heading=gettext_lazy("Correspondances dans d'autres référentiels"),
                label=gettext_lazy("Correspondance"),
                help_text=gettext_lazy("EntreComp, ROME, Formacode… Chacune porte un code."),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("parent"),
                    FieldPanel("replaces", widget=CheckboxSelectMultiple),
                ],
                heading=gettext_lazy("Sa place"),
                classname="collapsed",
            ),
        ],
        base_form_class=CompetenceForm,
    )


class FrameworksGroup(ModelViewSetGroup):
    menu_label = gettext_lazy("Compétences")
    menu_name = "competences"
    menu_icon = "circle-check"
    menu_order = 110
    items = (FrameworkViewSet, CompetenceViewSet)
