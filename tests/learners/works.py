"""Pitches and pieces of work, as founders leave them."""

import uuid
from datetime import datetime

from courses.activities import find_activity
from courses.models import Module
from learners.models import Answer, Enrolment, HandIn, Upload
from learners.services.hand_ins import hand_in_work
from tests.clock import NOON


def answer_pitch(enrolment: Enrolment, module: Module, activity_id, recording: str = "") -> Answer:
    words = {str(uuid.UUID(int=211)): "Des paniers de légumes.", str(uuid.UUID(int=212)): "Le 4e."}
    value = {"name": "Les paniers de Léa", "fields": words, "recording": recording}
    answer, _created = Answer.objects.update_or_create(
        enrolment=enrolment,
        activity_id=activity_id,
        defaults={"module": module, "kind": "pitch", "value": value, "written_at": NOON},
    )
    return answer


def hand_in_of(
    enrolment: Enrolment,
    module: Module,
    *,
    text: str = "J'ai vendu six paniers.",
    upload: Upload | None = None,
    at: datetime = NOON,
) -> HandIn:
    """Hand in the first such piece of work of `module`."""
    block = next(each for each in module.body if each.block_type == "hand_in")
    activity = find_activity(module, uuid.UUID(block.id))
    assert activity is not None
    statement_id = uuid.uuid4()
    hand_in_work(
        statement_id=statement_id,
        enrolment=enrolment,
        actor=enrolment.learner,
        module=module,
        activity=activity,
        value={"text": text, "file": str(upload.uuid) if upload else "", "handed_in": True},
        occurred_at=at,
        at=at,
    )
    return HandIn.objects.get(statement=statement_id)
