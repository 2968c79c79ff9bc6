"""What is asked before publishing. A draft is saved whatever it lacks."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import router
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import StreamBlockValidationError

from courses.copying import free_slug
from courses.forms.fields import LinesField
from courses.models import Module, PathBlock
from courses.publishing import media_problems, module_problems, place_problem

_TITLE = re.compile(r"blocks-(\d+)-title")
_KEY = re.compile(r"blocks-\d+-key")


class _SlugForm(WagtailAdminModelForm):
    """Django leaves out the constraint on slug and locale: the locale is not in the form."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        others = type(self.instance).objects.exclude(pk=self.instance.pk)
        if slug and others.filter(slug=slug, locale=self.instance.locale_id).exists():
            if self.instance.first_published_at is None:
                return self._own_slug(slug)
            raise ValidationError(_("Cet identifiant est déjà pris : choisissez-en un autre."))
        return slug

    def _own_slug(self, slug: str) -> str:
        """Return one of its own: it came from the title, in a tab that few authors open."""
        known = str(self.instance.slug or "")
        # The page of a draft that saved itself still says what the title gave.
        if self.instance.pk and known.startswith(f"{slug}-"):
            return known
        return free_slug(type(self.instance), slug, self.instance.locale)


class ModuleForm(_SlugForm):
    objectives = LinesField(
        label=_("Objectifs"),
        required=False,
        help_text=_("Un par ligne ; chacun commence par un verbe : « Calculer un prix »."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "duration" in self.fields:
            reason = _("Indiquez la durée moyenne avant de publier.")
            self.fields["duration"].error_messages["required"] = reason

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation:
            return cleaned
        problems = module_problems(
            timing=cleaned.get("timing", ""),
            duration=cleaned.get("duration"),
            catch_up=cleaned.get("catch_up"),
            objectives=cleaned.get("objectives") or [],
            pk=self.instance.pk,
        )
        for field, reason in problems.items():
            if field in self.fields and field not in self.errors:
                self.add_error(field, reason)
        self._check_media(cleaned.get("body"))
        return cleaned

    def _check_media(self, body: Any) -> None:
        reasons = media_problems(body.raw_data).reasons if body is not None else []
        if reasons and "body" not in self.errors:
            self.add_error("body", StreamBlockValidationError(non_block_errors=reasons))


class LearningPathForm(_SlugForm):
    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data and with_block_keys(data), *args, **kwargs)

    def is_valid(self) -> bool:
        """Look at blocks once they are all read: a module may come after the one it replaces."""
        valid: bool = super().is_valid()
        self._refuse_twin_keys()
        if not valid:
            return False
        self._refuse_lost_decisions()
        if not self.is_deferred_validation:
            self._refuse_missing_modules()
        return not self.errors and all(self._is_sound(form) for form in self._kept_blocks())

    def _kept_blocks(self) -> list[Any]:
        formset = self.formsets["blocks"]
        return [
            form for form in formset.forms if form not in formset.deleted_forms and form.instance
        ]

    def _is_sound(self, form: Any) -> bool:
        return not form.errors and all(
            not place.errors for place in form.formsets["path_modules"].forms
        )

    def _refuse_missing_modules(self) -> None:
        blocks = self._kept_blocks()
        if not blocks:
            self.add_error(None, _("Ajoutez au moins un bloc avant de publier."))
        places = [place for block in blocks for place in _kept(block.formsets["path_modules"])]
        modules = [place.cleaned_data["module"] for place in places]
        for place in places:
            module: Module = place.cleaned_data["module"]
            if reason := place_problem(module, modules):
                place.add_error("module", reason)
            elif modules.count(module) > 1:
                place.add_error("module", _("Ce module est deux fois dans le parcours."))
        for block in blocks:
            if not _kept(block.formsets["path_modules"]):
                block.add_error(None, _("Ajoutez au moins un module à ce bloc avant de publier."))

    def _refuse_twin_keys(self) -> None:
        keys = set()
        for block in self._kept_blocks():
            # Django, which says it in other words, took it away from what is cleaned.
            key = block["key"].value()
            if key and key in keys and "key" not in block.errors:
                block.add_error("key", _("Deux blocs portent le même identifiant."))
            keys.add(key)

    def _refuse_lost_decisions(self) -> None:
        """A block at whose end people decided stays: their decisions hang on it."""
        for form in self.formsets["blocks"].deleted_forms:
            if form.instance.pk and not _may_go(form.instance):
                self.add_error(
                    None,
                    _("Le bloc « %s » sert déjà à des personnes : il ne peut plus être retiré.")
                    % form.instance.title,
                )


def with_block_keys(data: Any) -> Any:
    """Return what was sent with a key for each block that has only its title."""
    sent = data.copy()
    keys = {value for name, value in data.items() if _KEY.fullmatch(name) and value}
    for name, title in data.items():
        found = _TITLE.fullmatch(name)
        if found is None or not title or sent.get(f"blocks-{found[1]}-key"):
            continue
        stem = slugify(title)[:50] or "bloc"
        numbered = (f"{stem}-{number}" for number in range(2, len(keys) + 3))
        key = next(key for key in (stem, *numbered) if key not in keys)
        keys.add(key)
        sent[f"blocks-{found[1]}-key"] = key
    return sent


def _kept(formset: Any) -> list[Any]:
    return [
        form
        for form in formset.forms
        if form not in formset.deleted_forms and form.cleaned_data.get("module")
    ]


def _may_go(block: PathBlock) -> bool:
    collector = Collector(using=router.db_for_write(PathBlock))
    try:
        collector.collect([block])
    except ProtectedError:
        return False
    return True


class GlossaryTermForm(WagtailAdminModelForm):
    variants = LinesField(
        label=_("Autres formes"),
        required=False,
        help_text=_("Une par ligne : pluriel, sigle, nom entier…"),
    )
