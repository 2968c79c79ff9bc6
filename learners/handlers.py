"""Reactions of learners to facts."""

from django.db.models import QuerySet
from django.utils import timezone

from competences.events import BadgeIssued, BadgeWithdrawn
from core.events import subscribe
from learners.events import (
    BlockCompleted,
    EvidenceReviewed,
    HandInAnswered,
    PathCompleted,
    PathStopped,
    RulesPublished,
    WorkCounted,
)
from learners.models import Enrolment, Feedback
from learners.services import badges
from learners.services.hand_ins import tell_answered
from learners.services.live import release_seats
from learners.services.rules import apply_rules, apply_rules_of_path


@subscribe(PathStopped)
def free_the_seats(event: PathStopped) -> None:
    enrolment = Enrolment.objects.get(pk=event.enrolment_id)
    release_seats(enrolment=enrolment, at=timezone.now())


@subscribe(HandInAnswered)
def tell_the_founder(event: HandInAnswered) -> None:
    answers = Feedback.objects.select_related(
        "author",
        "hand_in__module",
        "hand_in__enrolment__learner",
        "hand_in__enrolment__organization",
    )
    tell_answered(feedback=answers.get(pk=event.feedback_id), at=timezone.now())


@subscribe(BlockCompleted)
def offer_block_badge(event: BlockCompleted) -> None:
    badges.offer_block_badge(
        enrolment_id=event.enrolment_id, block_id=event.block_id, at=timezone.now()
    )


@subscribe(PathCompleted)
def offer_path_badges(event: PathCompleted) -> None:
    badges.offer_path_badges(enrolment_id=event.enrolment_id, at=timezone.now())


@subscribe(BadgeIssued)
def tell_badge_issued(event: BadgeIssued) -> None:
    badges.tell_issued(badge_id=event.badge_id, at=timezone.now())


@subscribe(BadgeWithdrawn)
def tell_badge_withdrawn(event: BadgeWithdrawn) -> None:
    badges.tell_withdrawn(badge_id=event.badge_id, at=timezone.now())


@subscribe(WorkCounted)
def say_what_work_shows(event: WorkCounted) -> None:
    _apply_rules(Enrolment.objects.filter(pk=event.enrolment_id))


@subscribe(EvidenceReviewed)
def say_what_evidence_shows(event: EvidenceReviewed) -> None:
    _apply_rules(Enrolment.objects.filter(evidence=event.evidence_id))


@subscribe(HandInAnswered)
def say_what_a_piece_of_work_shows(event: HandInAnswered) -> None:
    _apply_rules(Enrolment.objects.filter(hand_ins__feedbacks=event.feedback_id))


@subscribe(RulesPublished, atomic=False)
def say_what_earlier_work_shows(event: RulesPublished) -> None:
    apply_rules_of_path(path_id=event.path_id, at=timezone.now())


def _apply_rules(enrolments: QuerySet[Enrolment]) -> None:
    for enrolment in enrolments.select_related("learner", "organization"):
        apply_rules(enrolment=enrolment, at=timezone.now())
