"""People, as administrators see and change them in the workshop."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from core.models import User


class _PersonForm(forms.Form):
    """What differs from Wagtail's forms: only the first name is asked of everybody."""

    email = forms.EmailField(
        required=False,
        label=_("Adresse e-mail"),
        help_text=_(
            "Obligatoire pour entrer dans l'atelier ; une personne accompagnée peut s'en passer."
        ),
    )
    first_name = forms.CharField(label=_("Prénom"), max_length=100)
    last_name = forms.CharField(required=False, label=_("Nom"), max_length=100)

    def clean_email(self) -> str | None:
        return self.cleaned_data["email"].strip().lower() or None

    def _clean_username(self) -> Any:
        """Wagtail would hold two people without an e-mail for the same."""
        return self.cleaned_data.get("email") and super()._clean_username()  # type: ignore[misc]  # Wagtail's form comes next


class PersonCreationForm(_PersonForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"phone", "language"}

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - the signature of Django
        if not self.cleaned_data["password1"]:
            self.instance.set_unusable_password()
        person: User = super().save(commit)
        return person


class PersonEditForm(_PersonForm, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"phone", "language"}


class PersonViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: FBT001, FBT002 - the signature of Wagtail
        return PersonEditForm if for_update else PersonCreationForm
