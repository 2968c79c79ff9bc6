"""What trainers write: when a session takes place, who was there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Model, QuerySet
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Organization, Role, User
from courses.models import LiveSession, Module
from learners.models import Attendance, Enrolment
from learners.services.planning import Plan

LONGEST_MINUTES = 600


class NameField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A choice among people, by their name alone."""

    def label_from_instance(self, obj: Model) -> str:
        return obj.get_full_name() if isinstance(obj, User) else str(obj)


class SessionForm(forms.Form):
    """Date, hour and minutes as people say them; the end is computed."""

    module = forms.ModelChoiceField(
        label=_("Module"),
        queryset=Module.objects.published().synchronous().defer("body").order_by("title"),
        empty_label=_("Choisissez un module en direct"),
    )
    date = forms.DateField(label=_("Jour"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    time = forms.TimeField(label=_("Heure"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    minutes = forms.IntegerField(
        label=_("Durée en minutes"),
        help_text=_("Laissez vide pour la durée du module."),
        min_value=5,
        max_value=LONGEST_MINUTES,
        required=False,
    )
    location = forms.CharField(
        label=_("Lieu"),
        help_text=_("Adresse, salle, comment venir. Vide si tout se passe en ligne."),
        max_length=250,
        required=False,
    )
    room_url = forms.URLField(
        label=_("Lien de la salle"),
        help_text=_("Visible des seules personnes inscrites, un quart d'heure avant."),
        assume_scheme="https",
        required=False,
    )
    seats = forms.IntegerField(label=_("Places"), min_value=1, max_value=500, initial=12)
    trainer = NameField(label=_("Qui anime"), queryset=User.objects.none())
    note = forms.CharField(
        label=_("À savoir avant de venir"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, organization: Organization, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        cast("NameField", self.fields["trainer"]).queryset = trainers_of(organization)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("location") and not cleaned.get("room_url") and not self.errors:
            self.add_error("location", _("Indiquez un lieu, ou le lien d'une salle en ligne."))
        if "date" in cleaned and "time" in cleaned:
            self._clean_start(cleaned)
        return cleaned

    def _clean_start(self, cleaned: dict[str, Any]) -> None:
        try:
            # Refuses the hour that does not exist when clocks change.
            starts_at = from_current_timezone(datetime.combine(cleaned["date"], cleaned["time"]))
        except forms.ValidationError:
            self.add_error("time", _("Cette heure n'existe pas ce jour-là : on change d'heure."))
            return
        if starts_at <= self.at:
            self.add_error("date", _("Cette date est passée : choisissez un moment à venir."))
        cleaned["starts_at"] = starts_at

    def plan(self) -> Plan:
        data = self.cleaned_data
        minutes = data["minutes"] or data["module"].duration
        return Plan(
            module=data["module"],
            trainer=data["trainer"],
            starts_at=data["starts_at"],
            ends_at=data["starts_at"] + timedelta(minutes=minutes),
            location=data["location"],
            room_url=data["room_url"],
            seats=data["seats"],
            note=data["note"],
        )


def trainers_of(organization: Organization) -> QuerySet[User]:
    leading = organization.memberships.active().with_role(Role.TRAINER, Role.COORDINATOR)
    return User.objects.filter(pk__in=leading.values("user"), is_active=True).order_by(
        "first_name", "last_name"
    )


def what_is_planned(session: LiveSession) -> dict[str, Any]:
    """Return the session as the form says it."""
    starts_at = timezone.localtime(session.starts_at)
    return {
        "module": session.module_id,
        "date": starts_at.date(),
        "time": starts_at.time(),
        "minutes": int((session.ends_at - session.starts_at).total_seconds() // 60),
        "location": session.location,
        "room_url": session.room_url,
        "seats": session.seats,
        "trainer": session.trainer_id,
        "note": session.note,
    }


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ?"),
        help_text=_("Les personnes inscrites liront cette phrase."),
        max_length=250,
    )


class AttendanceForm(forms.Form):
    """One question a person; those left unanswered stay as they are."""

    def __init__(self, *args: Any, people: Sequence[tuple[Enrolment, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {enrolment_field(enrolment): enrolment for enrolment, _mark in people}
        for enrolment, mark in people:
            self.fields[enrolment_field(enrolment)] = forms.ChoiceField(
                label=enrolment.learner.get_full_name(),
                choices=Attendance.Status.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=mark,
            )

    def statuses(self) -> dict[Enrolment, str]:
        return {self.people[name]: status for name, status in self.cleaned_data.items() if status}


def enrolment_field(enrolment: Enrolment) -> str:
    return f"presence-{enrolment.uuid}"
