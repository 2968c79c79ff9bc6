"""Forms of the *carnet*: its pages, its project, and who may read it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Membership
from courses.activities.base import clean_text
from learners.models import Chapter, Project

LONGEST_WORDS = 20_000
LINK = "link"
LASTS = {
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "quarter": timedelta(days=91),
}


class WordsField(forms.CharField):
    """Words as they are kept everywhere: NFC, plain line ends, no control character."""

    def to_python(self, value: Any) -> str:
        return super().to_python(clean_text(value or "")) or ""


class PageForm(forms.Form):
    title = WordsField(label=_("Titre"), max_length=120, required=False)
    words = WordsField(
        label=_("Ce que vous voulez garder"),
        max_length=LONGEST_WORDS,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )


class ProjectForm(forms.Form):
    """All of it may stay empty."""

    title = WordsField(
        label=_("Nom du projet"),
        help_text=_("Même provisoire."),
        max_length=100,
        required=False,
    )
    sentence = WordsField(
        label=_("Mon projet en une phrase"),
        help_text=_("Vous pourrez la changer autant que vous voulez."),
        max_length=200,
        required=False,
    )
    stage = forms.ChoiceField(
        label=_("Où il en est"),
        choices=[("", _("Je préfère ne pas le dire")), *Project.Stage.choices],
        required=False,
        widget=forms.RadioSelect,
    )


class InvitationCodeForm(forms.Form):
    code = WordsField(
        label=_("Le code écrit sur l'invitation"),
        help_text=_("Douze lettres et chiffres, par exemple ABCD-EFGH-JKMN."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class JoinForm(forms.Form):
    brings_pages = forms.BooleanField(
        label=_("J'apporte mes pages libres dans le carnet commun"), required=False
    )


class ShareForm(forms.Form):
    """Who, what, until when."""

    who = forms.ChoiceField(label=_("Qui pourra lire ?"), widget=forms.RadioSelect)
    name = WordsField(
        label=_("Si c'est quelqu'un d'autre : son nom"),
        help_text=_("Pour vous y retrouver dans la liste. Par exemple : Mme Roy, ma banquière."),
        max_length=100,
        required=False,
    )
    what = forms.ChoiceField(
        label=_("Que pourra lire cette personne ?"),
        choices=[
            ("all", _("Tout mon carnet, et ce que j'y écrirai ensuite")),
            ("some", _("Seulement les chapitres que je coche")),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )
    chapters = forms.MultipleChoiceField(
        label=_("Chapitres"),
        choices=Chapter.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    lasts = forms.ChoiceField(
        label=_("Jusqu'à quand ?"),
        choices=[
            ("week", _("Une semaine")),
            ("month", _("Un mois")),
            ("quarter", _("Trois mois")),
            ("open", _("Jusqu'à ce que j'arrête (seulement pour l'équipe qui me suit)")),
        ],
        widget=forms.RadioSelect,
        initial="month",
    )

    def __init__(self, *args: Any, team: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = {str(member.user.uuid): member for member in team}
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            *(
                (key, f"{member.user} · {member.get_role_display()}, {member.organization}")
                for key, member in self.team.items()
            ),
            (LINK, _("Quelqu'un d'autre, avec un lien")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        by_link = cleaned.get("who") == LINK
        if by_link and not cleaned.get("name"):
            self.add_error("name", _("Écrivez un nom : vous saurez plus tard qui peut lire."))
        if by_link and cleaned.get("lasts") == "open":
            self.add_error("lasts", _("Un lien a toujours une fin : choisissez une durée."))
        if cleaned.get("what") == "some" and not cleaned.get("chapters"):
            self.add_error("chapters", _("Cochez au moins un chapitre."))
        return cleaned

    @property
    def member(self) -> Membership | None:
        """The person of the team who was chosen; None for a link."""
        return self.team.get(self.cleaned_data["who"])

    @property
    def chosen(self) -> list[str]:
        return self.cleaned_data["chapters"] if self.cleaned_data["what"] == "some" else []

    def until(self, at: datetime) -> datetime | None:
        lasts = LASTS.get(self.cleaned_data["lasts"])
        return at.replace(microsecond=0) + lasts if lasts else None
