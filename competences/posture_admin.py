"""What helps people know themselves, in the workshop: tests and voices, never who used them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from competences.models import CompetenceRecording, PostureProfile, PostureTest


class PostureTestViewSet(SnippetViewSet):
    model = PostureTest
    icon = "help"
    menu_label = _("Tests")
    list_display = ["title", "live"]
    search_fields = ["title", "slug"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Un test sert à se connaître, pas à classer : aucune réponse n'est meilleure,"
                    " plusieurs sont permises, et personne de l'équipe ne voit les résultats."
                )
            ),
            FieldPanel("title"),
            FieldPanel("slug"),
            FieldPanel("intro"),
            FieldPanel("questions"),
        ]
    )


class PostureProfileViewSet(SnippetViewSet):
    model = PostureProfile
    icon = "user"
    menu_label = _("Façons de faire")
    list_display = ["title", "sentence"]
    sort_order_field = "position"
    search_fields = ["title", "sentence"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("slug"),
            FieldPanel("sentence"),
            FieldPanel("description"),
            MultiFieldPanel(
                [FieldPanel("strengths"), FieldPanel("supports"), FieldPanel("questions")],
                heading=_("Ce que la personne en retire"),
            ),
        ]
    )


class CompetenceRecordingViewSet(SnippetViewSet):
    model = CompetenceRecording
    icon = "media"
    menu_label = _("Voix des cartes")
    list_display = ["competence", "kilobytes"]
    edit_handler = ObjectList([FieldPanel("competence"), FieldPanel("file")])


class PostureGroup(SnippetViewSetGroup):
    menu_label = _("Se connaître")
    menu_name = "posture"
    menu_icon = "user"
    menu_order = 115
    items = (PostureTestViewSet, PostureProfileViewSet, CompetenceRecordingViewSet)
