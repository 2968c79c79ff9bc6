"""What founders attach and what the team answers, as services record them."""

import uuid

from courses.activities.lookup import read_activities
from learners.services.evidence import attach_evidence, review_evidence
from learners.services.statements import save_answer
from tests.clock import NOON
from tests.learners.pages import steps_of


def work_on(enrolment, *competences):
    block = enrolment.path.blocks.first()
    block.competences.add(*competences)
    block.save()  # a cluster keeps it until then


def write(enrolment, text="J'ai tenu la buvette.", at=NOON):
    module = steps_of(enrolment)[0]
    activity = next(a for a in read_activities(module).values() if a.kind == "reflection")
    save_answer(
        statement_id=uuid.uuid4(),
        enrolment=enrolment,
        actor=enrolment.learner,
        module=module,
        activity=activity,
        value={"text": text},
        occurred_at=at,
        at=at,
    )
    return enrolment.answers.get(activity_id=activity.id)


def attach(enrolment, competence, held=None, **more):
    options = {"title": "La buvette", "words": "J'accueille." if held is None else "", "at": NOON}
    return attach_evidence(
        evidence_id=uuid.uuid4(),
        enrolment=enrolment,
        competence=competence,
        held=held,
        **options | more,
    )


def review(piece, author, verdict="shows", comment="", at=NOON, review_id=None):
    return review_evidence(
        review_id=review_id or uuid.uuid4(),
        evidence=piece,
        author=author,
        verdict=verdict,
        comment=comment,
        at=at,
    )
