"""Where someone thinks a founder stands: opened once, answered card by card, finished once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from competences.models import (
    Competence,
    Framework,
    Level,
    Positioning,
    PositioningAnswer,
    Source,
)
from competences.models.privacy import staff_organizations
from competences.services.assessments import record_assessment
from competences.services.progress import lock_learner
from core.models import Organization, User

LONGEST_NOTE = 2000


class PositioningRefused(Exception):
    """Its text is fit for the screen."""


class NotOfTheTeam(PositioningRefused):
    def __init__(self) -> None:
        super().__init__(_("Seule l'équipe qui suit cette personne donne ce regard."))


class PositioningClosed(PositioningRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Ce regard est terminé : il reste comme il a été donné, rien n'est perdu.")
        )


class NothingSaid(PositioningRefused):
    def __init__(self) -> None:
        super().__init__(_("Répondez à une carte au moins : « je ne sais pas dire » en est une."))


@transaction.atomic
def open_positioning(
    *,
    learner: User,
    organization: Organization,
    framework: Framework,
    moment: str,
    author: User,
    at: datetime,
) -> Positioning:
    """Return the view of `author` at this moment, begun now if it was not.

    Raise NotOfTheTeam for who is neither the founder nor of the team that follows her.
    """
    own = author.pk == learner.pk
    if not own and organization.pk not in staff_organizations(author):
        raise NotOfTheTeam
    positioning, _created = Positioning.objects.get_or_create(
        learner=learner,
        framework=framework,
        moment=moment,
        author=author,
        defaults={
            "organization": organization,
            "view": Positioning.View.OWN if own else Positioning.View.STAFF,
            "started_at": at,
        },
    )
    return positioning


Given = tuple[Competence, Level | None, str]
"""(competence, level, note); None for the level is *je ne sais pas dire*."""


@transaction.atomic
def answer_cards(*, positioning: Positioning, answers: Iterable[Given], at: datetime) -> int:
    """Keep `answers`, each in the place of the one before; return how many changed.

    Raise PositioningClosed, or PositioningRefused for what is not of the framework.
    """
    given = list(answers)
    if not given:
        return 0
    positioning = _held(positioning)
    if positioning.is_finished:
        raise PositioningClosed
    standing = {each.competence_id: each for each in positioning.answers.all()}
    changed = 0
    for competence, level, words in given:
        frameworks = {competence.framework_id, level.framework_id if level else None}
        if frameworks - {None} != {positioning.framework_id}:
            raise PositioningRefused(_("Cette carte est d'un autre référentiel."))
        note = words.replace("\x00", "").strip()[:LONGEST_NOTE]
        answer = standing.get(competence.pk)
        if answer and (answer.level_id, answer.note) == (level.pk if level else None, note):
            continue
        if answer is None:
            answer = PositioningAnswer(positioning=positioning, competence=competence)
        answer.level, answer.note, answer.answered_at = level, note, at
        answer.save()
        standing[competence.pk] = answer
        changed += 1
    return changed


@transaction.atomic
def give_view(
    *,
    learner: User,
    organization: Organization,
    framework: Framework,
    moment: str,
    author: User,
    answers: Iterable[Given],
    finish: bool = False,
    at: datetime,
) -> Positioning:
    """Open the view of `author` if need be, keep `answers`, and close it if that is the end.

    Raise what these raise.
    """
    positioning = open_positioning(
        learner=learner,
        organization=organization,
        framework=framework,
        moment=moment,
        author=author,
        at=at,
    )
    answer_cards(positioning=positioning, answers=answers, at=at)
    if finish:
        finish_positioning(positioning=positioning, at=at)
    return positioning


@transaction.atomic
def finish_positioning(*, positioning: Positioning, at: datetime) -> bool:
    """Close the view and say on each competence what it holds; return whether this call did.

    What was answered *je ne sais pas dire* says nothing of a level: it makes no assessment. The
    ids follow from the positioning and the competence: told twice, it is told once. Raise
    NothingSaid.
    """
    positioning = _held(positioning)
    if positioning.is_finished:
        return False
    answers = list(positioning.answers.select_related("competence", "level"))
    if not answers:
        raise NothingSaid
    positioning.finish(at)
    for answer in answers:
        if answer.level is not None:
            _tell(positioning, answer, at)
    return True


def _tell(positioning: Positioning, answer: PositioningAnswer, at: datetime) -> None:
    """Say what one card holds, signed by who looked."""
    assert answer.level is not None  # noqa: S101 - as its caller made sure
    own = positioning.view == Positioning.View.OWN
    author = positioning.author
    record_assessment(
        assessment_id=assessment_id(positioning.uuid, answer.competence.uuid),
        learner=positioning.learner,
        organization=positioning.organization,
        competence=answer.competence,
        level=answer.level,
        source=Source.FOUNDER if own else Source.STAFF,
        author=author,
        author_name=author.get_full_name(),
        author_title="" if own else title_of(author, positioning.organization),
        positioning=positioning,
        comment=answer.note,
        assessed_at=at,
        at=at,
    )


def assessment_id(positioning: UUID, competence: UUID) -> UUID:
    return uuid5(positioning, str(competence))


def title_of(author: User, organization: Organization) -> str:
    """Return what `author` does there today, as it stands beside the name."""
    held = [each for each in author.active_memberships if each.organization_id == organization.pk]
    labels = sorted(each.get_role_display() for each in held)
    return ", ".join([*labels, organization.name])


def answers_of(positionings: Iterable[Positioning]) -> dict[int, dict[int, PositioningAnswer]]:
    """Return {positioning: {competence: answer}}, each with its level and its card. One query."""
    found: dict[int, dict[int, PositioningAnswer]] = {each.pk: {} for each in positionings}
    given = PositioningAnswer.objects.filter(positioning__in=found).order_by("pk")
    for answer in given.select_related("level", "competence"):
        found[answer.positioning_id][answer.competence_id] = answer
    return found


def _held(positioning: Positioning) -> Positioning:
    """Return the row as it is, held: the writers of one founder's views wait for each other."""
    lock_learner(positioning.learner_id)
    held = Positioning.objects.select_for_update(of=("self",)).select_related(
        "learner", "author", "organization"
    )
    row: Positioning = held.get(pk=positioning.pk)
    return row
