"""What her activities show: the rules of her path, applied to what she did.

A rule holds once every condition was met, each at its own time, and gives one view
(``Source.ACTIVITIES``) dated from the last of them. A later answer takes nothing back; nor does a
change of the rule. Only an act that is itself voided (a presence noted by error) takes back what
stood on it. So `apply_rules` may run at any time, and again: it adds what is missing.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from competences.models import Assessment, Source
from competences.services.assessments import record_assessment, withdraw_assessment
from competences.services.progress import lock_learner
from core.events import publish
from courses import activities
from courses.activities.lookup import Activity
from courses.activities.words import activity_words
from courses.models import AssessmentRule, LearningPath, Module, PathModule, RuleCondition
from learners.events import RulesPublished
from learners.models import (
    Enrolment,
    Evidence,
    EvidenceReview,
    Feedback,
    ModuleProgress,
    Statement,
    Verb,
)

Kind = RuleCondition.Kind


@dataclass(frozen=True)
class Fact:
    """What met one condition, and when."""

    at: datetime
    act: UUID
    """A statement, or the word of the team on a piece of evidence or of work."""
    words: str


@dataclass(frozen=True)
class Earned:
    """A rule that holds and whose view is not written yet."""

    rule: AssessmentRule
    facts: tuple[Fact, ...]

    def id_for(self, enrolment: Enrolment) -> UUID:
        rule = self.rule
        acts = " ".join(sorted(str(fact.act) for fact in self.facts))
        name = f"rule {rule.key} {rule.competence.uuid} {rule.level.rank} {acts}"
        return uuid.uuid5(enrolment.uuid, name)

    def basis(self, enrolment: Enrolment) -> dict[str, Any]:
        return {
            "enrolment": str(enrolment.uuid),
            "rule": self.rule.key,
            "conditions": [each.as_spec() for each in self.rule.conditions.all()],
            "acts": [str(fact.act) for fact in self.facts],
            "seen": [fact.words for fact in self.facts],
        }


@dataclass(frozen=True)
class Changes:
    """What `apply_rules` would write: views to add, and views whose ground is gone."""

    earned: list[Earned] = field(default_factory=list)
    groundless: list[Assessment] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.earned) + len(self.groundless)


@dataclass(frozen=True)
class RuleBook:
    """The rules of one path with all that judging needs: read once for all its founders."""

    rules: tuple[AssessmentRule, ...]
    activities: dict[UUID, Activity]
    twins: dict[int, frozenset[int]]
    """Module → itself, and those that replace it or that it replaces."""
    titles: dict[int, str]

    @classmethod
    def of(cls, path_id: int) -> "RuleBook":
        rules = tuple(
            AssessmentRule.objects.filter(path=path_id)
            .select_related("competence", "level")
            .prefetch_related("conditions__module")
            .order_by("sort_order", "pk")
        )
        modules = {c.module_id: c.module for rule in rules for c in rule.conditions.all()}
        found = {
            key: activity
            for module in modules.values()
            for key, activity in activities.activities_of(module).items()
        }
        titles = {pk: module.title for pk, module in modules.items()}
        return cls(rules, found, _twins(path_id) if rules else {}, titles)

    def with_twins(self, module_id: int) -> frozenset[int]:
        return self.twins.get(module_id, frozenset({module_id}))


def _twins(path_id: int) -> dict[int, frozenset[int]]:
    places = PathModule.objects.filter(block__path=path_id, module__catch_up__isnull=False)
    found: dict[int, set[int]] = {}
    for live, catch_up in places.values_list("module", "module__catch_up"):
        found.setdefault(live, {live}).add(catch_up)
        found.setdefault(catch_up, {catch_up}).add(live)
    return {module: frozenset(twins) for module, twins in found.items()}


@transaction.atomic
def apply_rules(*, enrolment: Enrolment, at: datetime, book: RuleBook | None = None) -> int:
    """Write what the rules of her path say, take back what stood on a voided act.

    Return how many rows changed: the second time none.
    """
    lock_learner(enrolment.learner_id)
    changes = rule_changes(enrolment=enrolment, book=book)
    for view in changes.groundless:
        withdraw_assessment(assessment=view, at=at)
    for earned in changes.earned:
        _record(enrolment, earned, at)
    return changes.count


def _record(enrolment: Enrolment, earned: Earned, at: datetime) -> None:
    record_assessment(
        assessment_id=earned.id_for(enrolment),
        learner=enrolment.learner,
        organization=enrolment.organization,
        competence=earned.rule.competence,
        level=earned.rule.level,
        source=Source.ACTIVITIES,
        basis=earned.basis(enrolment),
        assessed_at=max(fact.at for fact in earned.facts),
        at=at,
    )


def rule_changes(*, enrolment: Enrolment, book: RuleBook | None = None) -> Changes:
    """Return what `apply_rules` would write. Four queries, whatever the rules."""
    book = book or RuleBook.of(enrolment.path_id)
    views = Assessment.objects.standing().filter(
        learner=enrolment.learner_id, source=Source.ACTIVITIES
    )
    own = [view for view in views if view.basis.get("enrolment") == str(enrolment.uuid)]
    if not book.rules and not own:
        return Changes()
    did = _Acts(enrolment, book)
    groundless = [view for view in own if did.voided.intersection(view.basis["acts"])]
    told = {_name(view) for view in own if view not in groundless}
    earned = [
        Earned(rule, facts)
        for rule in book.rules
        if (rule.key, rule.competence_id, rule.level_id) not in told
        if (facts := did.meet(rule))
    ]
    return Changes(earned, groundless)


def _name(view: Assessment) -> tuple[str, int, int]:
    return view.basis["rule"], view.competence_id, view.level_id


def announce_path(instance: LearningPath, **_signal: Any) -> None:
    """Told by Wagtail: who did the work before the rule was written gets what it says."""
    _announce([instance.pk] if instance.rules.exists() else [])


def announce_module(instance: Module, **_signal: Any) -> None:
    """Told by Wagtail: another wording may find an earlier answer right."""
    rules = AssessmentRule.objects.filter(conditions__module=instance)
    _announce(sorted(set(rules.values_list("path", flat=True))))


@transaction.atomic
def _announce(paths: list[int]) -> None:
    for path_id in paths:
        publish(RulesPublished(path_id=path_id))


def apply_rules_of_path(*, path_id: int, at: datetime) -> int:
    """Apply the rules to all founders of the path, one transaction each; return the changes."""
    book = RuleBook.of(path_id)
    enrolments = Enrolment.objects.filter(path=path_id).select_related("learner", "organization")
    return sum(
        apply_rules(enrolment=each, at=at, book=book)
        for each in enrolments.order_by("pk").iterator(chunk_size=500)
    )


class _Acts:
    """What one founder did that a rule may look at, the earliest first."""

    def __init__(self, enrolment: Enrolment, book: RuleBook) -> None:
        self.enrolment, self.book = enrolment, book
        conditions = [each for rule in book.rules for each in rule.conditions.all()]
        asked = {each.activity_id for each in conditions if each.activity_id}
        modules = {
            module
            for each in conditions
            if each.kind == Kind.MODULE
            for module in book.with_twins(each.module_id)
        }
        told = enrolment.statements.filter(
            Q(verb=Verb.ANSWERED, activity_id__in=asked)
            | Q(verb__in=[Verb.COMPLETED, Verb.ATTENDED], module__in=modules)
            | Q(verb=Verb.VOIDED)
        )
        acts = list(told.order_by("occurred_at", "stored_at", "pk"))
        self.voided = {act.result["statement"] for act in acts if act.verb == Verb.VOIDED}
        self.acts = [act for act in acts if str(act.pk) not in self.voided]
        self.approved = self._approved(
            {
                each.activity_id
                for each in conditions
                if each.kind == Kind.VALIDATED and each.activity_id
            }
        )

    def _approved(self, wanted: set[UUID]) -> dict[UUID, tuple[datetime, UUID]]:
        """Return when and where the team first said yes: to evidence, or to work handed in."""
        if not wanted:
            return {}
        found: list[tuple[UUID, datetime, UUID]] = [
            *EvidenceReview.objects.filter(
                evidence__enrolment=self.enrolment,
                evidence__kind=Evidence.Kind.ANSWER,
                evidence__answer__activity_id__in=wanted,
                verdict=EvidenceReview.Verdict.SHOWS,
            ).values_list("evidence__answer__activity_id", "reviewed_at", "pk"),
            *Feedback.objects.filter(
                hand_in__enrolment=self.enrolment,
                hand_in__activity_id__in=wanted,
                decision=Feedback.Decision.ACCEPTED,
            ).values_list("hand_in__activity_id", "given_at", "uuid"),
        ]
        latest_first = sorted(found, key=lambda row: row[1:], reverse=True)
        return {activity: (at, act) for activity, at, act in latest_first}

    def meet(self, rule: AssessmentRule) -> tuple[Fact, ...]:
        """Return what met each condition; nothing unless all are met."""
        facts = [self._meet(each) for each in rule.conditions.all()]
        return () if None in facts else tuple(fact for fact in facts if fact)

    def _meet(self, condition: RuleCondition) -> Fact | None:
        words = self._words(condition)
        if condition.kind == Kind.VALIDATED:
            yes = self.approved.get(condition.activity_id or UUID(int=0))
            return Fact(*yes, words) if yes else None
        act = next(self._that_meet(condition), None)
        return Fact(act.occurred_at, act.pk, words) if act else None

    def _that_meet(self, condition: RuleCondition) -> Iterator[Statement]:
        if condition.kind == Kind.MODULE:
            modules = self.book.with_twins(condition.module_id)
            return (act for act in self.acts if act.module_id in modules and _counts(act))
        answers = (
            act
            for act in self.acts
            if act.verb == Verb.ANSWERED and act.activity_id == condition.activity_id
        )
        if condition.kind == Kind.DONE:
            return (act for act in answers if _is_answered(act))
        return (act for act in answers if self._is_right(act, condition))

    def _is_right(self, act: Statement, condition: RuleCondition) -> bool:
        activity = self.book.activities.get(act.activity_id) if act.activity_id else None
        if activity is None or activity.kind != act.result["kind"]:
            return False
        kind = activities.get(activity.kind)
        right = kind.share_right(activity.block, act.result["value"])
        return right is not None and right >= Fraction(condition.share or 100, 100)

    def _words(self, condition: RuleCondition) -> str:
        activity = self.book.activities.get(condition.activity_id or UUID(int=0))
        title = self.book.titles[condition.module_id]
        return f"{title} – {activity_words(activity)}" if activity else title


def _counts(act: Statement) -> bool:
    """Only work and presence count: to have read a page shows nothing."""
    if act.verb == Verb.ATTENDED:
        return True
    by_work = ModuleProgress.CompletedBy.WORK
    return act.verb == Verb.COMPLETED and act.result["completed_by"] == by_work


def _is_answered(act: Statement) -> bool:
    try:
        return activities.get(act.result["kind"]).is_answered(act.result["value"])
    except KeyError:  # a kind of activity that is gone
        return False
