"""Where someone stands, card by card or all on one page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competences.models import Competence, Level
from competences.services.positioning import LONGEST_NOTE
from learners.positioning import Card, Criteria, Deck

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNKNOWN = "unknown"
"""*Je ne sais pas dire.*"""

Given = tuple[Competence, Level | None, str]


@dataclass(frozen=True)
class Option:
    """One answer of one card, with what can be observed at that level."""

    value: str
    label: "StrOrPromise"
    criteria: list[str]
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    card: Card
    field: forms.BoundField
    note: forms.BoundField
    options: list[Option]


class CardForm(forms.Form):
    """One card: the button that was tapped."""

    level = forms.ChoiceField(
        error_messages={
            "required": _("Touchez une des réponses : « je ne sais pas dire » en est une."),
            "invalid_choice": _("Cette réponse n'est pas sur la carte : touchez-en une autre."),
        }
    )

    def __init__(self, *args: Any, levels: Sequence[Level], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = {str(level.pk): level for level in levels}
        choice = self.fields["level"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [(key, key) for key in (*self.levels, UNKNOWN)]

    @property
    def chosen(self) -> Level | None:
        return self.levels.get(self.cleaned_data["level"])


class ViewForm(forms.Form):
    """All cards on one page, for the team; what is left blank stays unanswered."""

    def __init__(
        self, *args: Any, deck: Deck, criteria: Mapping[int, Criteria], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.deck, self.criteria = deck, criteria
        self.levels = {str(level.pk): level for level in deck.levels}
        choices = [(key, each.label) for key, each in self.levels.items()]
        for card in deck.cards:
            self.fields[f"level-{card.competence.pk}"] = forms.ChoiceField(
                label=card.competence.formal,
                choices=[*choices, (UNKNOWN, _("Je ne sais pas dire"))],
                widget=forms.RadioSelect,
                required=False,
                initial=self._given(card),
            )
            self.fields[f"note-{card.competence.pk}"] = forms.CharField(
                label=_("En quelques mots"),
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=LONGEST_NOTE,
                required=False,
                initial=card.answer.note if card.answer else "",
            )

    def _given(self, card: Card) -> str:
        if card.answer is None:
            return ""
        return str(card.level.pk) if card.level else UNKNOWN

    def rows(self) -> Iterator[Row]:
        for card in self.deck.cards:
            pk = card.competence.pk
            field = self[f"level-{pk}"]
            told = {level.pk: texts for level, texts in self.criteria.get(pk, [])}
            current = str(field.value() or "")
            options = [
                Option(key, level.label, told.get(level.pk, []), is_chosen=key == current)
                for key, level in self.levels.items()
            ]
            unsure = Option(UNKNOWN, _("Je ne sais pas dire"), [], is_chosen=current == UNKNOWN)
            yield Row(card, field, self[f"note-{pk}"], [*options, unsure])

    def given(self) -> list[Given]:
        """Return what was answered; a note alone is an answer that names no level."""
        found: list[Given] = []
        for card in self.deck.cards:
            key = self.cleaned_data[f"level-{card.competence.pk}"]
            note = self.cleaned_data[f"note-{card.competence.pk}"]
            if key or note:
                found.append((card.competence, self.levels.get(key), note))
        return found
