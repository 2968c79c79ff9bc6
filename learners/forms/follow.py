"""Forms of the counsellor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Membership, Organization, Role, User
from learners.phone import InvalidPhone, normalise_phone


class PersonForm(forms.Form):
    """Who sits in front of the counsellor. The first name is enough."""

    first_name = forms.CharField(label=_("Prénom"), max_length=100)
    last_name = forms.CharField(label=_("Nom"), max_length=100, required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)
    email = forms.EmailField(
        label=_("Adresse e-mail"),
        required=False,
        help_text=_("Sans adresse, la personne entre avec une carte d'accès que vous imprimez."),
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_first_name(self) -> str:
        return str(self.cleaned_data["first_name"]).strip()

    def clean_phone(self) -> str:
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except InvalidPhone as error:
            raise forms.ValidationError(str(error)) from error


class AssignForm(forms.Form):
    """Who follows the person: someone of the organisation's team."""

    counsellor = forms.ModelChoiceField(label=_("Suivi·e par"), queryset=User.objects.none())

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Membership.objects.active().with_role(Role.COUNSELLOR, Role.COORDINATOR)
        field = self.fields["counsellor"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = (
            User.objects.filter(
                is_active=True, memberships__in=team.filter(organization=organization)
            )
            .order_by("first_name", "last_name")
            .distinct()
        )
