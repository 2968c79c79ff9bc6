"""Who holds on to a part of a framework, the apps above included: asked of Django, not named."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from competences.models import (
    Alignment,
    Competence,
    CompetenceBlock,
    Framework,
    Level,
    LevelCriterion,
)

PARTS = {Framework, Level, CompetenceBlock, Competence, LevelCriterion, Alignment}


@dataclass(frozen=True)
class Use:
    """`people` is how many founders it concerns; 0 for what is not about a person."""

    label: str
    count: int
    people: int = 0

    def __str__(self) -> str:
        words = f"{self.label} : {self.count}"
        if not self.people:
            return words
        return words + " " + _("(%d personnes)") % self.people


def uses_of(rows: QuerySet[Any]) -> list[Use]:
    """Return what refers to `rows` from outside their framework: a query or two a kind of thing."""
    found = []
    for model, name in _holders(rows.model):
        held = model._base_manager.filter(**{f"{name}__in": rows})  # noqa: SLF001 - as Django's deletion does
        count = held.values("pk").distinct().count()
        if not count:
            continue
        is_personal = any(field.name == "learner" for field in model._meta.fields)  # noqa: SLF001 - the documented way
        people = held.values("learner").distinct().count() if is_personal else 0
        found.append(Use(str(model._meta.verbose_name_plural), count, people))  # noqa: SLF001 - the documented way
    return sorted(found, key=lambda use: use.label)


def _holders(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    seen = set()
    relations: Any = model._meta.get_fields(include_hidden=True)  # noqa: SLF001 - the documented way
    for relation in relations:
        other = relation.related_model
        if not relation.auto_created or relation.concrete or other in PARTS:
            continue
        # The table between two models says what the relation of many to many says already.
        if other._meta.auto_created or other in seen:  # noqa: SLF001 - the documented way
            continue
        seen.add(other)
        yield other, relation.field.name
