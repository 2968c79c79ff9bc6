"""What a founder chooses for her badge, and why a badge is taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from competences.models import Badge

NameShown = Badge.NameShown


class BadgeNameForm(forms.Form):
    """The name that the badge will bear: one of hers, or none."""

    name_shown = forms.ChoiceField(
        label=_("Quel nom sur le badge ?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez le nom inscrit sur le badge, ou aucun.")},
    )

    def __init__(self, *args: Any, badge: Badge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name_shown"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = self._choices(badge)

    def _choices(self, badge: Badge) -> list[tuple[str, str]]:
        without = gettext("Aucun nom : je dirai moi-même que c'est le mien.")
        named = {badge.name_for(shown): shown for shown in (NameShown.FULL, NameShown.FIRST)}
        choices = [(str(shown), name) for name, shown in named.items()]
        return [*choices, (str(NameShown.NONE), without)]


class WithdrawBadgeForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ce badge est retiré"),
        help_text=_("La personne lira ces mots. Qui vérifie le badge ne les voit pas."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": _("Dites pourquoi : la personne le lira.")},
    )
