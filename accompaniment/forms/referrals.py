"""What founders, structures and counsellors write about a hand-over."""

from abc import ABCMeta, abstractmethod
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Referral, Stage
from accompaniment.services import referrals, sheet
from core.models import User
from learners.models import Enrolment

NEEDS = (
    ("", _("Je ne sais pas encore")),
    (Stage.FEASIBILITY, _("Vérifier que mon projet tient debout")),
    (Stage.TRIAL, _("Tester mon activité")),
    (Stage.SETUP, _("Choisir un statut, faire les démarches")),
    (Stage.FUNDING, _("Trouver un financement")),
)


class NeedForm(forms.Form):
    need = forms.ChoiceField(
        label=_("De quoi avez-vous besoin d'abord\u00a0?"),
        choices=NEEDS,
        required=False,
        widget=forms.RadioSelect,
    )


class ConsentForm(forms.Form):
    """Each line is shown with its value; only what is ticked leaves."""

    reach = forms.MultipleChoiceField(
        label=_("Pour vous joindre"),
        help_text=_("Au moins une façon."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": referrals.NoWayToReach().args[0]},
    )
    about = forms.MultipleChoiceField(
        label=_("Pour vous connaître"), widget=forms.CheckboxSelectMultiple, required=False
    )
    extracts = forms.MultipleChoiceField(
        label=_("Des extraits de votre carnet"),
        help_text=_("Ce que vous avez écrit, mot pour mot."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    message = forms.CharField(
        label=_("Un mot de vous"),
        help_text=_("Ce que vous voulez dire avant de vous rencontrer."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolment = enrolment
        groups: dict[str, list[tuple[str, str]]] = {"reach": [], "about": [], "extracts": []}
        for line in sheet.offered(enrolment):
            if line.key != "first_name":
                groups[self._group(line.key)].append((line.key, self._shown(line)))
        for name, choices in groups.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
            field.choices = choices
            if not choices:
                del self.fields[name]

    @staticmethod
    def _group(key: str) -> str:
        if key in sheet.WAYS_TO_REACH:
            return "reach"
        return "extracts" if key.startswith(sheet.EXTRACT) else "about"

    @staticmethod
    def _shown(line: sheet.SheetField) -> str:
        if line.key.startswith(sheet.EXTRACT):
            return line.value
        return f"{line.label}\u00a0: {line.value}"

    def sheet(self) -> dict[str, str]:
        """Return exactly what would leave."""
        data = self.cleaned_data
        keys = {key for name in ("reach", "about", "extracts") for key in data.get(name, [])}
        return sheet.compose(self.enrolment, keys, data["message"].strip())


class _AbstractForm(DeclarativeFieldsMetaclass, ABCMeta):
    """Lets a form leave a method to the forms that are made of it."""


class AnswerForm(forms.Form, metaclass=_AbstractForm):
    """One of the answers that a structure may give; `record` says whether it changed anything."""

    name: ClassVar[str]
    said: ClassVar[Any]  # a lazy translation

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        referral: Referral,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id=f"{self.name}_%s")
        self.referral = referral

    @abstractmethod
    def record(self, *, by: User | None, at: datetime) -> bool: ...


class ReceiveForm(AnswerForm):
    name = "received"
    said = _("C'est noté\u00a0: vous avez bien reçu la demande.")

    def record(self, *, by: User | None, at: datetime) -> bool:  # noqa: ARG002 - same for each
        return referrals.receive_referral(referral=self.referral, at=at)


class AcceptForm(AnswerForm):
    name = "accepted"
    said = _("C'est noté\u00a0: la bonne nouvelle est partie.")

    contact_name = forms.CharField(
        label=_("Qui l'accueillera\u00a0?"), max_length=120, help_text=_("Un prénom suffit.")
    )
    note = forms.CharField(
        label=_("Un mot pour elle ou lui"),
        help_text=_("Quand venir, comment prendre rendez-vous, quoi apporter."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def record(self, *, by: User | None, at: datetime) -> bool:
        return referrals.accept_referral(referral=self.referral, by=by, at=at, **self.cleaned_data)


class DeclineForm(AnswerForm):
    name = "declined"
    said = _("C'est noté. Nous cherchons une autre structure\u00a0: merci d'avoir répondu.")

    reason = forms.ChoiceField(
        label=_("Pourquoi\u00a0?"),
        choices=Referral.DeclineReason.choices,
        widget=forms.RadioSelect,
        help_text=_("Lu par la personne qui l'accompagne, pas par elle ou lui."),
    )
    note = forms.CharField(
        label=_("Une précision, une autre piste"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def record(self, *, by: User | None, at: datetime) -> bool:
        return referrals.decline_referral(referral=self.referral, by=by, at=at, **self.cleaned_data)


class MeetingForm(AnswerForm):
    name = "met"
    said = _("C'est noté\u00a0: le premier rendez-vous a eu lieu. Merci\u00a0!")

    on = forms.DateField(
        label=_("Le premier rendez-vous a eu lieu le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def record(self, *, by: User | None, at: datetime) -> bool:
        return referrals.confirm_first_meeting(
            referral=self.referral, on=self.cleaned_data["on"], by=by, at=at
        )


ANSWERS: dict[str, type[AnswerForm]] = {
    form.name: form for form in (ReceiveForm, AcceptForm, DeclineForm, MeetingForm)
}


def answer_forms(
    referral: Referral, bound: AnswerForm | None, at: datetime
) -> dict[str, AnswerForm]:
    """Return the forms that `referral` still allows, by name; `bound` stands for its own."""
    names = []
    if referral.is_unanswered:
        names += ["received"] if referral.status == Referral.Status.PENDING else []
        names += ["accepted"]
    if referral.is_open:
        names += ["declined"]
    if referral.may_be_met:
        names += ["met"]
    today = {"on": timezone.localdate(at)}
    found = {name: ANSWERS[name](referral=referral, initial=today) for name in names}
    if bound is not None and bound.name in found:
        found[bound.name] = bound
    return found


class SuggestionForm(forms.Form):
    note = forms.CharField(
        label=_("Un mot pour elle ou lui"),
        max_length=300,
        required=False,
        widget=forms.TextInput,
    )
