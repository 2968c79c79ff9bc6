"""The workshop of authors: paths, modules, difficult words."""

from typing import Any

from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.forms.authoring import GlossaryTermForm, LearningPathForm, ModuleForm
from courses.forms.copying import CopyBlockForm, CopyModuleForm, CopyPathForm
from courses.forms.rules import ActivitySelect
from courses.models import GlossaryTerm, LearningPath, Module
from courses.workshop.copies import CopyBlockPage, CopyModulePage, CopyPathPage
from courses.workshop.editor import PathEditView, WritingCreateView, WritingEditView
from courses.workshop.home import WritingPanel
from courses.workshop.lists import ModuleIndexView, PathIndexView, StateColumn, UsageColumn
from courses.workshop.moderation import DecisionView
from courses.workshop.pages import ModuleReadyPage, PathReadyPage, UsagePage
from courses.workshop.panels import Tab


@hooks.register("insert_global_admin_css")
def workshop_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("courses/css/workshop.css"))


@hooks.register("construct_homepage_panels")
def writing_panel(request: HttpRequest, panels: list[Any]) -> None:  # noqa: ARG001 - the signature of Wagtail
    """Its list of what one left says where each stands: Wagtail's would say it twice."""
    panels[:] = [
        each for each in panels if not isinstance(each, UserObjectsInWorkflowModerationPanel)
    ]
    panels.append(WritingPanel())


@hooks.register("construct_help_menu")
def keep_what_is_ours(request: HttpRequest, menu_items: list[Any]) -> None:  # noqa: ARG001 - the signature of Wagtail
    """Wagtail's guides are in English, on another site, about pages."""
    menu_items[:] = [item for item in menu_items if not item.url.startswith("https://")]


class WritingViewSet(SnippetViewSet):
    """What paths and modules share: a list before publishing, and copies that share no answer."""

    add_view_class = WritingCreateView
    edit_view_class = WritingEditView
    workflow_action_view_class = DecisionView
    # Wagtail's copy would share its activities' ids with the original, and so people's answers.
    copy_view_enabled = False
    pages: dict[str, tuple[Any, Any]] = {}
    """Name and address → the page about one row, and its form."""

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {f"{name}_url_name": self.get_url_name(name) for name in self.pages}
        found: dict[str, Any] = super().get_edit_view_kwargs(**names, **kwargs)
        return found

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns: list[URLPattern] = super().get_urlpatterns()
        for name, (page, form) in self.pages.items():
            view = self.construct_view(page, **({"form_class": form} if form else {}))
            patterns.append(path(f"{name}/<{self.pk_path_converter}:pk>/", view, name=name))
        return patterns


class ModuleViewSet(WritingViewSet):
    model = Module
    icon = "form"
    menu_label = _("Modules")
    index_view_class = ModuleIndexView
    usage_view_class = UsagePage
    pages = {"ready": (ModuleReadyPage, None), "duplicate": (CopyModulePage, CopyModuleForm)}
    list_display = [
        "title",
        Column("duration", label=_("Minutes"), sort_key="duration"),
        Column("get_timing_display", label=_("Moment"), sort_key="timing"),
        UsageColumn("path_count", label=_("Parcours"), sort_key="path_count"),
        StateColumn("live", label=_("État"), sort_key="live"),
        UpdatedAtColumn(),
    ]
    list_filter = [
        "live",
        "timing",
        "place",
        "guidance",
        "grouping",
        "evidence_kind",
        "competences",
    ]
    list_per_page = 50

    def get_usage_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        name = self.usage_view_class.template_name
        found: dict[str, Any] = super().get_usage_view_kwargs(**{"template_name": name} | kwargs)
        return found

    edit_handler = TabbedInterface(
        [
            Tab(
                [
                    TitleFieldPanel("title", targets=["slug"], placeholder=_("Titre du module")),
                    FieldPanel(
                        "summary",
                        help_text=_("Ce que l'on y fait, en mots de tous les jours."),
                    ),
                    FieldPanel("objectives"),
                    FieldPanel(
                        "body",
                        help_text=_(
                            "Une idée par bloc. Le signe + ajoute un texte, une image, un son ou"
                            " une activité ; les six points les déplacent."
                        ),
                    ),
                ],
                heading=_("Contenu"),
                name="texte",
            ),
            Tab(
                [
                    FieldPanel(
                        "duration",
                        help_text=_(
                            "Pour une personne qui prend son temps. La loi demande de l'annoncer."
                        ),
                    ),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("place"), FieldPanel("timing")]),
                            FieldRowPanel([FieldPanel("guidance"), FieldPanel("grouping")]),
                        ],
                        heading=_("Comment il se suit"),
                        help_text=_("Sans rien changer : chez soi, quand on veut, seul·e."),
                    ),
                    FieldPanel("catch_up"),
                    FieldPanel(
                        "competences",
                        widget=CheckboxSelectMultiple,
                        help_text=_("Une à trois : celles que l'on travaille vraiment ici."),
                    ),
                    FieldPanel("evidence_kind"),
                    FieldPanel("notebook_chapter"),
                ],
                heading=_("Cadre"),
                name="cadre",
            ),
            Tab(
                [
                    FieldPanel(
                        "slug",
                        help_text=_(
                            "Dans l'adresse de la page. Il se remplit avec le titre : n'y touchez"
                            " plus une fois le module publié."
                        ),
                    ),
                    FieldPanel(
                        "licence",
                        help_text=_("Ce que d'autres structures ont le droit d'en faire."),
                    ),
                    PublishingPanel(),
                ],
                heading=_("Publication"),
                name="publication",
            ),
        ],
        base_form_class=ModuleForm,
    )


class LearningPathViewSet(WritingViewSet):
    model = LearningPath
    icon = "list-ol"
    menu_label = _("Parcours")
    index_view_class = PathIndexView
    edit_view_class = PathEditView
    pages = {
        "ready": (PathReadyPage, None),
        "duplicate": (CopyPathPage, CopyPathForm),
        "duplicate_block": (CopyBlockPage, CopyBlockForm),
    }
    list_display = [
        "title",
        Column("block_count", label=_("Blocs"), sort_key="block_count"),
        Column("module_count", label=_("Modules"), sort_key="module_count"),
        StateColumn("live", label=_("État"), sort_key="live"),
        UpdatedAtColumn(),
    ]
    list_filter = ["live"]
    edit_handler = TabbedInterface(
        [
            Tab(
                [
                    TitleFieldPanel("title", targets=["slug"], placeholder=_("Titre du parcours")),
                    FieldPanel(
                        "summary",
                        help_text=_("Ce que la personne lit avant de commencer."),
                    ),
                    FieldPanel(
                        "promise",
                        help_text=_("Des choses que l'on tient : un carnet, un prix, un contact."),
                    ),
                    FieldPanel(
                        "audience",
                        help_text=_("Dites aussi ce dont on n'a pas besoin pour commencer."),
                    ),
                ],
                heading=_("Le parcours"),
                name="texte",
            ),
            Tab(
                [
                    InlinePanel(
                        "blocks",
                        [
                            TitleFieldPanel("title", targets=["key"]),
                            FieldPanel("step"),
                            FieldPanel("summary", help_text=_("Ce que l'on y cherche, pour soi.")),
                            FieldPanel("outcome"),
                            FieldPanel("competences", widget=CheckboxSelectMultiple),
                            InlinePanel(
                                "path_modules",
                                [FieldPanel("module")],
                                heading=_("Modules, dans l'ordre conseillé"),
                                label=_("Module"),
                                help_text=_(
                                    "Faites glisser pour changer l'ordre. Un module peut servir à"
                                    " plusieurs parcours, une fois dans chacun."
                                ),
                            ),
                            FieldPanel(
                                "key",
                                help_text=_("Se remplit avec le titre. N'y touchez plus ensuite."),
                            ),
                        ],
                        heading=_("Blocs"),
                        label=_("Bloc"),
                        help_text=_(
                            "Trois volées de marches : soi, le projet, le terrain. À la fin de"
                            " chacune, la personne décide."
                        ),
                    )
                ],
                heading=_("Blocs et modules"),
                name="blocs",
            ),
            Tab(
                [
                    InlinePanel(
                        "rules",
                        [
                            FieldPanel("competence"),
                            FieldPanel("level"),
                            InlinePanel(
                                "conditions",
                                [
                                    FieldPanel("kind"),
                                    FieldPanel("module"),
                                    FieldPanel("activity_id", widget=ActivitySelect),
                                    FieldPanel("share"),
                                ],
                                heading=_("Il faut tout ceci"),
                                label=_("Condition"),
                                min_num=1,
                            ),
                            FieldPanel("key"),
                        ],
                        heading=_("Ce que montrent les activités"),
                        label=_("Règle"),
                        help_text=_(
                            "Quand tout est rempli, la compétence est notée « d'après ses"
                            " activités ». Rien n'est jamais repris par une réponse suivante ; le"
                            " regard de l'équipe passe avant."
                        ),
                    )
                ],
                heading=_("Évaluation"),
                name="evaluation",
            ),
            Tab(
                [
                    FieldPanel(
                        "slug",
                        help_text=_(
                            "Son nom quand on l'exporte. Il se remplit avec le titre : n'y touchez"
                            " plus une fois le parcours publié."
                        ),
                    ),
                    FieldPanel(
                        "licence",
                        help_text=_("Ce que d'autres structures ont le droit d'en faire."),
                    ),
                    FieldPanel("glossary", widget=CheckboxSelectMultiple),
                    PublishingPanel(),
                ],
                heading=_("Publication"),
                name="publication",
            ),
        ],
        base_form_class=LearningPathForm,
    )


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "help"
    menu_label = _("Mots expliqués")
    list_display = ["term", "definition"]
    search_fields = ["term", "definition"]
    edit_handler = ObjectList(
        [
            FieldPanel("term", help_text=_("Tel qu'on le lit dans un module.")),
            FieldPanel("variants"),
            FieldPanel("definition"),
        ],
        base_form_class=GlossaryTermForm,
    )


class CoursesGroup(SnippetViewSetGroup):
    menu_label = _("Parcours")
    menu_name = "courses"
    menu_icon = "list-ol"
    menu_order = 100
    items = (LearningPathViewSet, ModuleViewSet, GlossaryTermViewSet)


register_snippet(CoursesGroup)
