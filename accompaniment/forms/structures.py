"""The directory of structures, as those who keep it write it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from accompaniment.models import Stage

# data·inclusion `thematiques` (schema v1) that concern people who start an activity.
THEMES = (
    (
        "creer-une-entreprise--definir-son-projet-de-creation-dentreprise",
        _("Définir son projet"),
    ),
    (
        "creer-une-entreprise--structurer-son-projet-de-creation-dentreprise",
        _("Structurer son projet"),
    ),
    ("creer-une-entreprise--developper-son-entreprise", _("Développer son entreprise")),
    ("choisir-un-metier--confirmer-son-choix-de-metier", _("Confirmer son choix de métier")),
    ("difficultes-financieres--acceder-a-du-micro-credit", _("Accéder au microcrédit")),
    ("numerique--maitriser-les-fondamentaux-du-numerique", _("Le numérique, pas à pas")),
    ("famille--garde-denfants", _("Garde d'enfants")),
    ("remobilisation--bien-etre-confiance-en-soi", _("Confiance en soi")),
    ("preparer-sa-candidature--developper-son-reseau", _("Développer son réseau")),
)


class ServiceForm(WagtailAdminModelForm):
    stages = forms.MultipleChoiceField(
        label=pgettext_lazy("of a project", "Étapes"),
        help_text=_("À quel moment d'un projet ce service aide. Sans étape, il n'est pas proposé."),
        choices=Stage.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.MultipleChoiceField(
        label=_("Thématiques"),
        help_text=_("Les mots de data·inclusion, pour l'échange avec d'autres annuaires."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(THEMES)
        # A theme that came with an import is kept though it is not in our list.
        others = [(theme, theme) for theme in self.instance.themes if theme not in known]
        self.fields["themes"].choices = [*THEMES, *others]
