"""What finishing a block, or a whole path, is worth: its words on a badge."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _, override
from wagtail.models import Locale

from competences.badges.credential import Skill
from competences.models import Achievement, Competence
from competences.services.badges import Description, describe_achievement
from courses.models import LearningPath, PathBlock


def key_of(path: LearningPath, block: PathBlock | None = None) -> str:
    """Return an address that outlives titles: ``path/block``; a dot tells other languages apart."""
    language = path.locale.language_code
    slug = path.slug if path.locale == Locale.get_default() else f"{path.slug}.{language}"
    return f"{slug}/{block.key}" if block else slug


def describe_path(*, path: LearningPath, at: datetime) -> list[Achievement]:
    """Describe the path and each of its blocks as they are published; the path comes first."""
    blocks = list(path.blocks.prefetch_related("competences__framework"))
    with override(path.locale.language_code):
        whole = describe_achievement(key=key_of(path), told=_of_path(path, blocks), at=at)
        return [whole, *(_describe(path, blocks, each, at) for each in blocks)]


def describe_published(instance: LearningPath, **_signal: Any) -> None:
    """Told by Wagtail, however a path gets published: by hand, after a review, from a file."""
    describe_path(path=instance, at=timezone.now())


def describe_block(*, block: PathBlock, at: datetime) -> Achievement:
    path = block.path
    blocks = list(path.blocks.prefetch_related("competences__framework"))
    with override(path.locale.language_code):
        return _describe(path, blocks, next(each for each in blocks if each == block), at)


def _describe(
    path: LearningPath, blocks: list[PathBlock], block: PathBlock, at: datetime
) -> Achievement:
    number = blocks.index(block) + 1
    told = Description(
        name=block.title,
        description=_("Bloc %(number)d du parcours « %(path)s ». %(summary)s")
        % {"number": number, "path": path.title, "summary": block.summary},
        criteria="\n".join(
            filter(
                None,
                [
                    _("Avoir fait toutes les étapes du bloc, à son rythme ou en séance."),
                    block.outcome.strip(),
                ],
            )
        ),
        language=path.locale.language_code,
        flight=number,
        flights=len(blocks),
        skills=_skills([block]),
    )
    return describe_achievement(key=key_of(path, block), told=told, at=at)


def _of_path(path: LearningPath, blocks: list[PathBlock]) -> Description:
    return Description(
        name=path.title,
        description=path.summary,
        criteria=_(
            "Avoir fait toutes les étapes des blocs %(blocks)s,"
            " et décidé de continuer après chacun."
        )
        % {"blocks": ", ".join(_("« %(title)s »") % {"title": each.title} for each in blocks)},
        language=path.locale.language_code,
        flight=0,
        flights=len(blocks),
        skills=_skills(blocks),
    )


def _skills(blocks: Iterable[PathBlock]) -> list[Skill]:
    """Return what the blocks work on, each competence once."""
    met: dict[int, Competence] = {}
    for block in blocks:
        for competence in block.competences.all():
            met.setdefault(competence.pk, competence)
    return [
        Skill(
            code=each.code,
            name=each.formal or each.statement,
            framework=str(each.framework),
            statement=each.statement,
        )
        for each in met.values()
    ]
