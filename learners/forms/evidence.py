"""Attaching, showing and reviewing evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import User
from courses.activities.base import clean_text
from learners.models import Enrolment, EvidenceReview
from learners.models.evidence import readers_of
from learners.portfolio import Candidates


class WordsField(forms.CharField):
    """Words as they are kept: without what no database or reader wants."""

    def to_python(self, value: object) -> str:
        return clean_text(super().to_python(value)) if value else ""


FIRST_SHOWN = 8
"""What a phone shows without a long way to the button: first what the competence is worked in."""


class ChosenForm(forms.Form):
    """Something she already made or lived. All of it may be sent; the first of it is shown."""

    what = forms.ChoiceField(
        label=_("Ce que vous avez déjà fait"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce qui le montre.")},
    )
    words = WordsField(
        label=_("Ce que cela montre, dans vos mots"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, candidates: Candidates, show_all: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        self.hidden = 0 if show_all else max(0, len(candidates.all) - FIRST_SHOWN)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            (each.key, f"{each.title} — {each.detail}" if each.detail else each.title)
            for each in candidates.all
        ]
        if self.hidden:
            choices = list(field.choices)
            field.widget.choices = choices[:FIRST_SHOWN]

    @property
    def title(self) -> str:
        chosen = self.cleaned_data["what"]
        return next(each.title for each in self.candidates.all if each.key == chosen)


class FileForm(forms.Form):
    """A photo, a sound or a document."""

    file = forms.FileField(
        label=_("Votre photo, votre son ou votre document"),
        help_text=_("Une photo prise maintenant convient très bien."),
        error_messages={
            "required": _("Choisissez un fichier."),
            "empty": _("Ce fichier est vide : choisissez-en un autre."),
        },
        allow_empty_file=True,  # the reader of files says it better
    )
    title = WordsField(label=_("Ce que c'est, en quelques mots"), max_length=150)
    words = WordsField(
        label=_("Ce que cela montre, dans vos mots"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LivedForm(forms.Form):
    """Something lived elsewhere, told in her words."""

    title = WordsField(
        label=_("En quelques mots"),
        max_length=150,
        help_text=_("Par exemple : « J'ai tenu la buvette du club pendant deux ans »."),
    )
    words = WordsField(
        label=_("Racontez : ce que vous faisiez, et ce que cela montre"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ShowForm(forms.Form):
    """Who may see it, person by person."""

    people = forms.ModelMultipleChoiceField(
        label=_("Qui peut voir cette preuve ?"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Personne d'autre que vous ne la voit tant que vous ne cochez rien."),
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = readers_of(enrolment)


class ReviewForm(forms.Form):
    """What the team answers."""

    verdict = forms.ChoiceField(
        label=_("Votre avis"),
        choices=EvidenceReview.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un avis.")},
    )
    comment = WordsField(
        label=_("Un mot pour elle ou pour lui"),
        required=False,
        max_length=3000,
        help_text=_("Dites ce que vous voyez, et ce qui manque encore. La personne le lira."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        verdict = cleaned.get("verdict")
        if verdict and verdict != EvidenceReview.Verdict.SHOWS and not cleaned.get("comment"):
            self.add_error("comment", _("Écrivez un mot : il aide plus qu'un avis seul."))
        return cleaned
