"""Choosing what the passport says, item by item."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _, gettext_lazy

from competences.models import Assessment
from core.models import User
from learners.forms.notebook import WordsField
from learners.models import PassportItem
from learners.passport import Shelf, choices_of, chosen_of, words_of
from learners.services.passport import Chosen

Kind = PassportItem.Kind


@dataclass(frozen=True)
class Row:
    """One competence of the form."""

    shelf: Shelf
    competence: BoundField
    words: BoundField
    evidence: BoundField | None
    confirmations: BoundField | None


def said_by(view: Assessment) -> str:
    """Return « Nadia Ferrand, conseillère – Seul·e, mars 2026 »."""
    who = ", ".join(filter(None, [view.author_name, view.author_title]))
    month = format_date(timezone.localtime(view.assessed_at), "F Y")
    return _("%(who)s\u00a0: « %(level)s », %(month)s") % {
        "who": who or view.get_source_display(),
        "level": view.level.label,
        "month": month,
    }


class PassportForm(forms.Form):
    introduction = WordsField(
        label=gettext_lazy("Une phrase pour commencer"),
        help_text=gettext_lazy("Par exemple : ce que je cherche, ce que je propose."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, learner: User, seen_by: User, **kwargs: Any
    ) -> None:
        """Offer what `seen_by` may see of `learner`: herself, or who prepares it with her."""
        super().__init__(data, **kwargs)
        self.choices = choices = choices_of(learner, seen_by=seen_by)
        chosen, words = chosen_of(learner), words_of(learner)
        self.fields["introduction"].initial = words.introduction
        for shelf in choices.shelves:
            self._add_shelf(shelf, chosen, words.by_competence)
        self.fields["badges"] = _several(
            _("Mes badges"),
            [(str(each.pk), each.achievement.name) for each in choices.badges],
            chosen[Kind.BADGE],
        )

    def _add_shelf(self, shelf: Shelf, chosen: dict[str, set[str]], words: dict[str, str]) -> None:
        key = str(shelf.competence.pk)
        self.fields[f"competence-{key}"] = forms.BooleanField(
            label=shelf.competence.statement,
            required=False,
            initial=key in chosen[Kind.COMPETENCE],
        )
        self.fields[f"words-{key}"] = WordsField(
            label=_("Dans mes mots"),
            max_length=300,
            required=False,
            initial=words.get(key, ""),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"evidence-{key}"] = _several(
            _("Comment je l'ai montré"),
            [(str(each.pk), each.title) for each in shelf.evidence],
            chosen[Kind.EVIDENCE],
        )
        self.fields[f"views-{key}"] = _several(
            _("Qui le confirme"),
            [(str(each.pk), said_by(each)) for each in shelf.confirmations],
            chosen[Kind.ASSESSMENT],
        )

    def rows(self) -> Iterator[Row]:
        for shelf in self.choices.shelves:
            key = shelf.competence.pk
            yield Row(
                shelf,
                self[f"competence-{key}"],
                self[f"words-{key}"],
                self[f"evidence-{key}"] if shelf.evidence else None,
                self[f"views-{key}"] if shelf.confirmations else None,
            )

    @property
    def chosen(self) -> Chosen:
        data = self.cleaned_data
        keys = [str(shelf.competence.pk) for shelf in self.choices.shelves]
        return Chosen(
            introduction=data["introduction"],
            competences=frozenset(key for key in keys if data[f"competence-{key}"]),
            evidence=frozenset(each for key in keys for each in data[f"evidence-{key}"]),
            assessments=frozenset(each for key in keys for each in data[f"views-{key}"]),
            badges=frozenset(data["badges"]),
            words={key: data[f"words-{key}"] for key in keys},
        )


def _several(label: str, choices: list[tuple[str, str]], chosen: set[str]) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        initial=[key for key, _words in choices if key in chosen],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


LASTS = {"week": 7, "month": 30, "quarter": 91, "year": 365}


class PassportShareForm(forms.Form):
    name = WordsField(
        label=gettext_lazy("Pour qui ?"),
        help_text=gettext_lazy(
            "Pour vous y retrouver dans la liste. Par exemple : la boulangerie Roy."
        ),
        max_length=100,
    )
    lasts = forms.ChoiceField(
        label=gettext_lazy("Jusqu'à quand ?"),
        choices=[
            ("week", gettext_lazy("Une semaine")),
            ("month", gettext_lazy("Un mois")),
            ("quarter", gettext_lazy("Trois mois")),
            ("year", gettext_lazy("Un an")),
        ],
        widget=forms.RadioSelect,
        initial="month",
    )

    def until(self, at: datetime) -> datetime:
        return at.replace(microsecond=0) + timedelta(days=LASTS[self.cleaned_data["lasts"]])


class OralConsentForm(forms.Form):
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "La personne est devant moi (ou au téléphone) et m'a dit oui, de vive voix."
        ),
        error_messages={"required": gettext_lazy("Sans son accord, on n'imprime pas.")},
    )
