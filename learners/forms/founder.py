"""What founders write about their path and themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.models import Commune
from learners.models import BlockDecision, FounderProfile
from learners.phone import InvalidPhone, normalise_phone

LONGEST_NOTE = 2000

Choice = BlockDecision.Choice


class StopForm(forms.Form):
    """Why is never asked; a next step is offered."""

    next_step = forms.ChoiceField(
        label=_("Et maintenant ?"),
        choices=BlockDecision.NextStep.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label=_("Dans vos mots"),
        help_text=_("Ce que vous voulez garder de ce moment. La personne qui vous suit le lira."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_NOTE,
        required=False,
    )


class DecisionForm(StopForm):
    """*Je continue, je change, je m'arrête.*"""

    choice = forms.ChoiceField(
        label=_("Qu'est-ce que vous décidez ?"),
        choices=[
            (Choice.CONTINUE, _("Je continue : mon projet tient, je monte la suite.")),
            (Choice.CHANGE, _("Je change : je garde l'envie, je revois mon projet.")),
            (Choice.STOP, _("Je m'arrête, pour un temps ou pour de bon.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une des trois : vous pourrez changer d'avis.")},
    )
    field_order = ["choice", "note", "next_step"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_step"].label = _("Si vous changez ou vous arrêtez : et maintenant ?")


class ProfileForm(forms.Form):
    """All of it but the first name may stay empty."""

    first_name = forms.CharField(label=_("Prénom"), max_length=100)
    last_name = forms.CharField(label=_("Nom"), max_length=100, required=False)
    project = forms.CharField(
        label=_("Mon projet en une phrase"),
        help_text=_("Vous pourrez la changer autant que vous voulez."),
        max_length=200,
        required=False,
    )
    commune = forms.ModelChoiceField(
        label=_("Commune"),
        help_text=_("Pour vous proposer des lieux près de chez vous."),
        queryset=Commune.objects.all(),
        empty_label=_("Je préfère ne pas le dire"),
        required=False,
    )
    phone = forms.CharField(
        label=_("Téléphone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    contact_preference = forms.ChoiceField(
        label=_("Comment vous joindre"),
        choices=[("", _("Comme vous voulez")), *FounderProfile.ContactPreference.choices],
        required=False,
    )
    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)

    def clean_phone(self) -> str:
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except InvalidPhone as error:
            raise forms.ValidationError(str(error)) from error


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Adresse e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code reçu par e-mail"),
        help_text=_("Six chiffres."),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code"},
        ),
    )
