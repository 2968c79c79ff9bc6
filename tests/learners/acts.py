"""Acts of founders and trainers, as services record them."""

import uuid

from courses.models import Module
from learners.models import Enrolment, Verb
from learners.services.statements import complete_module, record_statement
from tests.clock import NOON
from tests.courses.factories import LearningPathFactory, add_module
from tests.learners.factories import EnrolmentFactory


def founder_on(*modules: Module) -> Enrolment:
    """Return an enrolment on a path of one block made of `modules`."""
    path = LearningPathFactory(blocks=[0])
    for position, module in enumerate(modules):
        add_module(path.blocks.get(), module, position)
    return EnrolmentFactory(cohort__path=path)


def complete(enrolment, module, at=NOON, statement_id=None):
    return complete_module(
        enrolment=enrolment,
        module=module,
        actor=enrolment.learner,
        statement_id=statement_id or uuid.uuid4(),
        at=at,
    )


def attend(enrolment, module, at=NOON):
    statement_id = uuid.uuid4()
    record_statement(
        statement_id=statement_id,
        enrolment=enrolment,
        actor=enrolment.learner,
        verb=Verb.ATTENDED,
        module=module,
        value={"session": str(uuid.uuid4())},
        occurred_at=at,
        at=at,
    )
    return statement_id


def void(enrolment, module, statement_id, at=NOON):
    record_statement(
        statement_id=uuid.uuid4(),
        enrolment=enrolment,
        actor=enrolment.learner,
        verb=Verb.VOIDED,
        module=module,
        value={"statement": str(statement_id)},
        occurred_at=at,
        at=at,
    )


def progress(enrolment, module):
    return enrolment.module_progress.get(module=module)
