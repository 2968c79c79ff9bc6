"""Who may read how a founder goes about things."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import User
from learners.models import Enrolment
from learners.models.evidence import readers_of


class ReadersForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        label=_("Qui peut lire ?"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Décochez quand vous voulez : la personne ne le lit plus."),
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = readers_of(enrolment)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = self.team
