"""What founders of the demonstration kept to show what they can do, and what the team said."""

import uuid
from datetime import timedelta

from config.demo.histories import NAMESPACE
from config.demo.world import World
from core.models import Role
from learners.models import Answer, Enrolment, Evidence, EvidenceReview
from learners.portfolio import lines_of
from learners.services.evidence import (
    attach_evidence,
    competences_of,
    review_evidence,
    share_evidence,
)

LIVED = [
    ("La buvette du club", "Deux saisons à tenir la buvette : les courses, la caisse, l'accueil."),
    ("Les courses des voisins", "Pendant un hiver, j'ai organisé les courses de tout l'escalier."),
    ("Les fêtes de famille", "Quarante couverts : je prévois, je cuisine, et tout part à l'heure."),
    ("Le vide-grenier", "J'ai monté un stand seul·e, fixé les prix et tout vendu avant midi."),
]
COMMENTS = [
    "On voit bien ce que vous avez fait, vous. Gardez cet exemple pour vos rencontres.",
    "Très concret. Les chiffres parlent d'eux-mêmes.",
    "L'exemple est juste : c'est exactement ce que demande la première rencontre.",
]
MORE = "L'exemple est bon. Ajoutez combien de personnes, et ce que vous avez décidé vous-même."


def gather_evidence(world: World) -> None:
    enrolments = Enrolment.objects.filter(done_count__gte=4).order_by("pk")
    for number, enrolment in enumerate(enrolments.select_related("organization", "learner")):
        if number % 3 == 2:
            continue  # not everybody keeps evidence
        pieces = _attach(enrolment, number)
        if number % 2 == 0:
            for piece in pieces[:2]:
                _show(world, piece, number)


def _attach(enrolment: Enrolment, number: int) -> list[Evidence]:
    pieces = []
    for rank, competence in enumerate(competences_of(enrolment)[:4]):
        answer = (
            enrolment.answers.filter(
                kind__in=["reflection", "survey", "break_even"], module__competences=competence
            )
            .select_related("module")
            .order_by("pk")
            .first()
        )
        lines = lines_of(answer, answer.module) if answer else []
        title, words = LIVED[(number + rank) % len(LIVED)]
        if rank and not lines:
            continue
        pieces.append(
            attach_evidence(
                evidence_id=uuid.uuid5(NAMESPACE, f"{enrolment.learner} evidence {rank}"),
                enrolment=enrolment,
                competence=competence,
                held=_held(answer, rank) if lines else None,
                title=lines[0][0] if lines and rank else title,
                words="" if lines and rank else words,
                at=enrolment.last_activity_at - timedelta(days=2, hours=rank),
            )
        )
    return pieces


def _held(answer: Answer | None, rank: int) -> Answer | None:
    """The first piece is something lived; the others were written on the path."""
    return answer if rank else None


def _show(world: World, piece: Evidence, number: int) -> None:
    enrolment = piece.enrolment
    trainers = world.team(enrolment.organization, Role.TRAINER)
    current = enrolment.assignments.current().select_related("counsellor").first()
    people = [*trainers[:1], *([current.counsellor] if current else [])]
    at = piece.added_at + timedelta(hours=3)
    share_evidence(evidence=piece, people=people, at=at)
    if not people or number % 6 == 4:
        return  # these wait for somebody to look
    is_enough = number % 4 == 0
    review_evidence(
        review_id=uuid.uuid5(piece.uuid, "review"),
        evidence=piece,
        author=people[0],
        verdict=EvidenceReview.Verdict.SHOWS if is_enough else EvidenceReview.Verdict.MORE,
        comment=COMMENTS[number % len(COMMENTS)] if is_enough else MORE,
        at=at + timedelta(hours=20),
    )
