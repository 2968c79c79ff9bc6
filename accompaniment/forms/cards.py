"""Writing a card."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.models import RecommendationCard
from accompaniment.services.cards import hosts_for
from core.models import Organization, Role, User
from courses.models import LearningPath


class CardForm(forms.ModelForm[RecommendationCard]):
    prescriber_organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Au nom de"), empty_label=None
    )

    class Meta:
        model = RecommendationCard
        fields = ["first_name", "word", "organization", "path", "prescriber_organization"]
        labels = {
            "first_name": _("Son prénom"),
            "organization": _("Qui l'accueillera ?"),
            "path": _("Quel parcours ?"),
        }
        help_texts = {
            "first_name": _("C'est tout ce que nous aurons besoin de savoir."),
            "word": _(
                "600 signes au plus. Ce qu'un ami dirait : pourquoi elle, pourquoi maintenant."
            ),
        }
        widgets = {"word": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, prescriber: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organization.objects.filter(pk__in=prescriber.organization_ids(Role.PRESCRIBER))
        self.offer("organization", hosts_for(prescriber))
        self.offer("path", LearningPath.objects.published())
        self.offer("prescriber_organization", mine)

    def offer(self, name: str, choices: Any) -> None:
        """Ask only where there is a choice."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - the three are
        field.queryset = choices
        found = list(choices[:2])
        if len(found) == 1:
            field.initial = found[0]
            field.widget = field.hidden_widget()
        field.empty_label = None if found else _("Rien à choisir pour l'instant")
