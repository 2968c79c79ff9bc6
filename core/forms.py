"""Ways in."""

from allauth.account.forms import LoginForm, RequestLoginCodeForm
from allauth.core import context
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.models.access import CODE_LENGTH
from core.signing_in import remember_device


def not_mine_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Cet appareil n'est pas à moi"),
        help_text=_("Vous serez déconnecté·e en fermant le navigateur."),
        required=False,
    )


class AccessCodeForm(forms.Form):
    """The code of an access card, typed as people type: with or without dashes and capitals."""

    code = forms.CharField(
        label=_("Le code de votre carte"),
        help_text=_("Douze lettres et chiffres. Les tirets et les majuscules ne comptent pas."),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
    not_mine = not_mine_field()

    def clean_code(self) -> str:
        code = "".join(letter for letter in self.cleaned_data["code"].upper() if letter.isalnum())
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(
                _("Il y a douze lettres et chiffres sur la carte ; ici, il y en a %(count)d."),
                params={"count": len(code)},
            )
        return code


class LoginCodeForm(RequestLoginCodeForm):
    _user: User | None
    not_mine = not_mine_field()

    def clean_email(self) -> str:
        """An address that is no longer this person's opens nothing."""
        email: str = super().clean_email()
        user: User | None = self._user
        if user is not None and (user.email or "").lower() != email.lower():
            self._user = None
        return email

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean()
        remember_device(context.request, not_mine=bool(cleaned.get("not_mine")))
        return cleaned


class PasswordForm(LoginForm):
    not_mine = not_mine_field()

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        not_mine = self.cleaned_data["not_mine"]
        remember_device(request, not_mine=not_mine)
        response: HttpResponse = super().login(request, redirect_url)
        if request.user.is_authenticated:
            request.session.set_expiry(0 if not_mine else None)
        else:  # a second step waits: allauth set the expiry of the session under way
            remember_device(request, not_mine=not_mine)
        return response
