"""Whose attempts a report tells of."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.models import LearningPath
from learners.models import Cohort
from learners.models.attempt import AttemptQuerySet
from media.models import PackageVersion

ANY_DATE = _("Écrivez la date comme 24/11/2026.")


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    def label_from_instance(self, obj: Any) -> str:
        return _("%(title)s, version %(number)d") % {"title": obj.title, "number": obj.number}


class DayField(forms.DateField):
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, error_messages={"invalid": ANY_DATE}, **options)


class AttemptFilter(forms.Form):
    """What is wrong is said beside its field; the other fields filter all the same."""

    parcours = forms.ModelChoiceField(
        label=_("Parcours"),
        queryset=LearningPath.objects.none(),
        required=False,
        empty_label=_("Tous"),
        error_messages={"invalid_choice": _("Choisissez un parcours de la liste.")},
    )
    cohorte = forms.ModelChoiceField(
        label=_("Cohorte"),
        queryset=Cohort.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("Toutes"),
        error_messages={"invalid_choice": _("Choisissez une cohorte de la liste.")},
    )
    version = VersionField(
        label=_("Fichier"),
        queryset=PackageVersion.objects.none(),
        required=False,
        empty_label=_("Tous"),
        error_messages={"invalid_choice": _("Choisissez un fichier de la liste.")},
    )
    du = DayField(label=_("Commencé du"))
    au = DayField(label=_("au"))

    def __init__(self, *args: Any, attempts: AttemptQuerySet, of_one: bool, **kw: Any) -> None:
        """Offer what `attempts` hold; the files only for the report `of_one` activity."""
        super().__init__(*args, **kw)
        among = attempts.order_by()
        self._offer("parcours", LearningPath.objects.filter(pk__in=among.values("enrolment__path")))
        self._offer("cohorte", Cohort.objects.filter(pk__in=among.values("enrolment__cohort")))
        versions = PackageVersion.objects.filter(pk__in=among.values("version"))
        self._offer("version", versions.only("title", "number"))
        if not of_one:
            del self.fields["version"]

    def _offer(self, name: str, queryset: Any) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = queryset

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that leave something to choose; a list of one file or path does not."""
        return [field for field in self if not self._is_vain(field)]

    def _is_vain(self, field: forms.BoundField) -> bool:
        if field.name not in {"parcours", "version"} or field.data:
            return False
        choices = cast("forms.ModelChoiceField[Any]", field.field).queryset
        return choices is not None and len(choices[:2]) < 2

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("du"), cleaned.get("au")
        if since and until and until < since:
            self.add_error("au", _("Choisissez un jour qui ne vient pas avant le premier."))
        return cleaned

    def narrow(self, attempts: AttemptQuerySet) -> AttemptQuerySet:
        self.is_valid()
        lookups = {
            "parcours": "enrolment__path",
            "cohorte": "enrolment__cohort",
            "version": "version",
            "du": "started_at__date__gte",
            "au": "started_at__date__lte",
        }
        chosen = {lookups[name]: value for name, value in self.cleaned_data.items() if value}
        return attempts.filter(**chosen)

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was chosen, in words: a printed page has no filter to look at."""
        chosen = [(self[name], value) for name, value in self.cleaned_data.items() if value]
        return [(str(field.label), self._words(field, value)) for field, value in chosen]

    def _words(self, field: forms.BoundField, value: Any) -> str:
        if isinstance(value, date):
            return date_format(value, "j F Y")
        choice = cast("forms.ModelChoiceField[Any]", field.field)
        return str(choice.label_from_instance(value))
