"""The *passeport de compétences*, read; and what it could hold."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse

from competences.models import Assessment, Badge, Competence, CompetenceProgress, Source
from core.models import User
from learners.models import Evidence, Passport, PassportItem

# Who may confirm: not herself, and no rule of the house.
CONFIRMING = (Source.STAFF, Source.PROFESSIONAL, Source.PEER)
Kind = PassportItem.Kind


@dataclass
class Skill:
    """One competence: what she can do now, how she showed it, who confirms it."""

    competence: Competence
    level: str
    words: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    confirmations: list[Assessment] = field(default_factory=list)


@dataclass(frozen=True)
class Earned:
    """A badge, and where to verify it if she made it public."""

    badge: Badge
    url: str


@dataclass(frozen=True)
class PassportPage:
    learner: User
    introduction: str
    skills: tuple[Skill, ...]
    badges: tuple[Earned, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.skills or self.badges)


def read_passport(learner: User) -> PassportPage:
    """Return what she chose and what still holds of it. Three queries, whatever the number.

    What was withdrawn since (a view, a piece of evidence, a badge) is no longer told.
    """
    passport = Passport.objects.filter(learner=learner).first()
    items = _items(passport) if passport else []
    levels = _levels(learner) if items else {}
    skills = {
        item.competence.pk: Skill(item.competence, levels[item.competence.pk], item.words)
        for item in items
        if item.competence and item.competence.pk in levels
    }
    for item in items:
        _complete(skills, item)
    return PassportPage(
        learner,
        passport.introduction if passport else "",
        tuple(sorted(skills.values(), key=lambda each: rank(each.competence))),
        tuple(Earned(each, badge_url(each)) for each in _badges(items)),
    )


def rank(competence: Competence) -> tuple[int, int, int]:
    return competence.framework_id, competence.position, competence.pk


def _items(passport: Passport) -> list[PassportItem]:
    chosen = passport.items.select_related(
        "competence", "evidence", "assessment__level", "badge__achievement"
    )
    return list(chosen)


def _levels(learner: User) -> dict[int, str]:
    rows = CompetenceProgress.objects.of(learner).values_list("competence", "level__label")
    return dict(rows)


def _complete(skills: dict[int, Skill], item: PassportItem) -> None:
    evidence, assessment = item.evidence, item.assessment
    if evidence and evidence.removed_at is None and evidence.competence_id in skills:
        skills[evidence.competence_id].evidence.append(evidence)
    if assessment and assessment.withdrawn_at is None and assessment.competence_id in skills:
        skills[assessment.competence_id].confirmations.append(assessment)


def _badges(items: Iterable[PassportItem]) -> list[Badge]:
    return [item.badge for item in items if item.badge and item.badge.is_issued]


def badge_url(badge: Badge) -> str:
    """Return the page that says whether the badge holds, once she made it public."""
    if badge.shared_at is None:
        return ""
    base: str = settings.BASE_URL
    return base + reverse("competences:badge", args=[badge.uuid])


@dataclass
class Shelf:
    """What may be said of one competence."""

    competence: Competence
    level: str
    evidence: list[Evidence] = field(default_factory=list)
    confirmations: list[Assessment] = field(default_factory=list)


@dataclass(frozen=True)
class Choices:
    """All that could be chosen, as far as the person who chooses may see it."""

    shelves: tuple[Shelf, ...]
    badges: tuple[Badge, ...]

    @property
    def evidence(self) -> list[Evidence]:
        return [each for shelf in self.shelves for each in shelf.evidence]

    @property
    def confirmations(self) -> list[Assessment]:
        return [each for shelf in self.shelves for each in shelf.confirmations]


def choices_of(learner: User, *, seen_by: User) -> Choices:
    """Return what `seen_by` (herself, or who writes it with her) may put in. Four queries."""
    progress = CompetenceProgress.objects.visible_to(seen_by).of(learner)
    progress = progress.select_related("competence", "level")
    shelves = {row.competence_id: Shelf(row.competence, row.level.label) for row in progress}
    pieces = Evidence.objects.visible_to(seen_by).filter(enrolment__learner=learner)
    for piece in pieces.order_by("added_at", "pk"):
        if piece.competence_id in shelves:
            shelves[piece.competence_id].evidence.append(piece)
    for view in _latest_views(learner, seen_by):
        if view.competence_id in shelves:
            shelves[view.competence_id].confirmations.append(view)
    badges = Badge.objects.visible_to(seen_by).of(learner).filter(status=Badge.Status.ISSUED)
    return Choices(
        tuple(sorted(shelves.values(), key=lambda each: rank(each.competence))),
        tuple(badges.select_related("achievement")),
    )


def has_something_to_say(learner: User) -> bool:
    return CompetenceProgress.objects.of(learner).exists()


def _latest_views(learner: User, seen_by: User) -> Iterable[Assessment]:
    """The last view of each person on each competence: an earlier one is no longer theirs."""
    views = Assessment.objects.visible_to(seen_by).of(learner).standing()
    views = views.filter(source__in=CONFIRMING)
    latest: dict[tuple[int, int | None, int | None], Assessment] = {}
    for view in views.select_related("level").order_by("assessed_at", "stored_at", "pk"):
        latest[view.competence_id, view.author_id, view.request_id] = view
    return latest.values()


def chosen_of(learner: User) -> dict[str, set[str]]:
    """Return the keys of what is chosen today, by kind."""
    items = PassportItem.objects.filter(passport__learner=learner)
    found: dict[str, set[str]] = {kind: set() for kind in Kind.values}
    for item in items:
        found[item.kind].add(str(item.target_id))
    return found


@dataclass(frozen=True)
class Words:
    introduction: str
    by_competence: dict[str, str]


def words_of(learner: User) -> Words:
    """Return what she wrote herself."""
    passport = Passport.objects.filter(learner=learner).first()
    if passport is None:
        return Words("", {})
    said = passport.items.filter(kind=Kind.COMPETENCE).values_list("competence", "words")
    return Words(passport.introduction, {str(key): words for key, words in said})
