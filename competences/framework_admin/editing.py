"""Forms of the workshop for frameworks: what they ask, and what they refuse kindly."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from competences.exchange.document import MAX_BYTES
from competences.models import Competence, Framework, Level, LevelCriterion
from competences.services.frameworks import write_criteria
from competences.services.uses import uses_of

MAX_LEVELS = 10


class FrameworkForm(WagtailAdminModelForm):
    def is_valid(self) -> bool:
        """Look at steps and blocks once they are all read."""
        valid: bool = super().is_valid()
        for name, refuse in (("levels", _criteria_of), ("blocks", _competences_of)):
            for form in self.formsets[name].deleted_forms:
                if form.instance.pk and (reason := refuse(form.instance)):
                    self.add_error(None, reason)
        return valid and not self.errors

    def save(self, commit: bool = True) -> Framework:  # noqa: FBT001, FBT002 - the signature of Django
        self.instance.changed_at = timezone.now()
        if commit and self.instance.pk:
            self._make_room()
        framework: Framework = super().save(commit)
        return framework

    def _make_room(self) -> None:
        """Put the steps aside while they change places: two are never on the same one."""
        levels = Level.objects.filter(framework=self.instance, rank__lte=MAX_LEVELS)
        for level in levels.order_by("-rank"):
            Level.objects.filter(pk=level.pk).update(rank=models.F("rank") + MAX_LEVELS)
        for form in self.formsets["levels"].forms:
            # Saved even if nothing of it changed: its step did.
            form.has_changed = lambda: True


def _criteria_of(level: Level) -> str:
    count = level.criteria.values("competence").distinct().count()
    if not count and not uses_of(Level.objects.filter(pk=level.pk)):
        return ""
    reason = _(
        "Le niveau « %(label)s » sert déjà : il a des critères dans %(count)d compétences. "
        "Videz-les d'abord ; rien n'est effacé."
    )
    return str(reason) % {"label": level.label, "count": count}


def _competences_of(block: Any) -> str:
    count = block.competences.count()
    if not count:
        return ""
    reason = _(
        "Le bloc « %(title)s » contient %(count)d compétences : "
        "placez-les dans un autre bloc d'abord ; rien n'est effacé."
    )
    return str(reason) % {"title": block.title, "count": count}


class CriteriaField(forms.CharField):
    """Observable criteria, one a line."""

    widget = forms.Textarea

    def __init__(self, level: Level, **kwargs: Any) -> None:
        self.level = level
        rows = forms.Textarea(attrs={"rows": 2, "class": "w-field__autosize"})
        super().__init__(label=level.label, required=False, widget=rows, **kwargs)

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines()]
        texts = [line for line in lines if line]
        most = LevelCriterion._meta.get_field("text").max_length or 400  # noqa: SLF001 - the documented way
        if long := [text for text in texts if len(text) > most]:
            reason = _("Une ligne est trop longue (%(found)d caractères, %(most)d au plus).")
            raise ValidationError(reason, params={"found": len(long[0]), "most": most})
        return texts


class CompetenceForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_neighbours()
        texts = self._texts()
        for level in self.instance.framework.levels.all():
            field = CriteriaField(level, help_text=level.description)
            self.fields[f"criteria_{level.rank}"] = field
            self.initial[f"criteria_{level.rank}"] = "\n".join(texts.get(level.pk, []))

    def _offer_neighbours(self) -> None:
        framework = self.instance.framework
        others = framework.competences.exclude(pk=self.instance.pk)
        if "block" in self.fields:
            self.fields["block"].queryset = framework.blocks.all()
        if "parent" in self.fields:
            self.fields["parent"].queryset = others
        if "replaces" in self.fields:
            before = Competence.objects.filter(framework=framework.replaces_id or 0)
            self.fields["replaces"].queryset = before
            self.fields["replaces"].label_from_instance = str

    def _texts(self) -> dict[int, list[str]]:
        texts: dict[int, list[str]] = {}
        if self.instance.pk:
            for criterion in self.instance.criteria.all():
                texts.setdefault(criterion.level_id, []).append(criterion.text)
        return texts

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        code = cleaned.get("code")
        framework = self.instance.framework
        twins = framework.competences.filter(code=code).exclude(pk=self.instance.pk)
        if code and twins.exists():
            self.add_error("code", _("Ce code existe déjà dans le référentiel."))
        if self._turns_round(cleaned.get("parent")):
            self.add_error("parent", _("Elle finirait par faire partie d'elle-même."))
        return cleaned

    def _turns_round(self, parent: Competence | None) -> bool:
        seen = {self.instance.pk}
        while parent is not None and self.instance.pk:
            if parent.pk in seen:
                return True
            seen.add(parent.pk)
            parent = parent.parent
        return False

    def save(self, commit: bool = True) -> Competence:  # noqa: FBT001, FBT002 - the signature of Django
        if self.instance.pk is None:
            framework = self.instance.framework
            last = framework.competences.aggregate(last=models.Max("position"))["last"]
            self.instance.position = 0 if last is None else last + 1
        if self.cleaned_data.get("parent"):
            self.instance.block = self.cleaned_data["parent"].block
        competence: Competence = super().save(commit)
        if commit:
            texts = {
                field.level: self.cleaned_data[name]
                for name, field in self.fields.items()
                if isinstance(field, CriteriaField)
            }
            write_criteria(competence=competence, texts=texts, at=timezone.now())
        return competence


class VersionForm(forms.Form):
    version = forms.CharField(
        label=_("Numéro de la nouvelle version"),
        max_length=20,
        help_text=_("Par exemple « 2 » ou « 2027 »."),
    )


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("CASE 1.0 (.json) ou tableau (.csv), 24 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ".json,.csv"}),
    )
    slug = forms.SlugField(
        label=_("Identifiant"),
        required=False,
        max_length=50,
        help_text=_("Laissez vide pour garder celui du fichier, ou le faire avec son titre."),
    )
    publish = forms.BooleanField(
        label=_("Le publier tout de suite, si le fichier le dit et s'il est complet"),
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("Ce fichier est trop lourd : 24 Mo au plus."))
        return file
