"""Rules of assessment, and a founder who does what they look at."""

import uuid
from datetime import timedelta

from competences.models import Competence
from courses.models import AssessmentRule, Module, RuleCondition
from learners.models import Enrolment, Verb
from learners.services.statements import record_statement
from tests.clock import NOON
from tests.competences.factories import level
from tests.courses.factories import ModuleFactory, body

RIGHT, WRONG = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


def module_with(*kinds: str) -> Module:
    return ModuleFactory(body=body(*kinds))


def activity_of(module: Module, kind: str) -> uuid.UUID:
    return next(uuid.UUID(block.id) for block in module.body if block.block_type == kind)


def rule_for(enrolment: Enrolment, competence: Competence, rank: int, *conditions, key="prix"):
    """Write a rule on the path: conditions are dicts of RuleCondition."""
    rule = AssessmentRule.objects.create(
        path=enrolment.path, key=key, competence=competence, level=level(competence, rank)
    )
    for number, fields in enumerate(conditions):
        RuleCondition.objects.create(rule=rule, sort_order=number, **fields)
    return rule


def quiz_right(module: Module, share: int = 80) -> dict:
    activity = activity_of(module, "quiz")
    return {"kind": "right", "module": module, "activity_id": activity, "share": share}


def done(module: Module, kind: str = "reflection") -> dict:
    return {"kind": "done", "module": module, "activity_id": activity_of(module, kind)}


def finished(module: Module) -> dict:
    return {"kind": "module", "module": module}


def validated(module: Module, kind: str = "reflection") -> dict:
    return {"kind": "validated", "module": module, "activity_id": activity_of(module, kind)}


def answer(enrolment, module, kind, value, hours=0):
    at = NOON + timedelta(hours=hours)
    return record_statement(
        statement_id=uuid.uuid4(),
        enrolment=enrolment,
        actor=enrolment.learner,
        verb=Verb.ANSWERED,
        module=module,
        activity_id=activity_of(module, kind),
        kind=kind,
        value=value,
        occurred_at=at,
        at=at,
    )


def choose(enrolment, module, *choices, hours=0):
    return answer(enrolment, module, "quiz", {"choices": list(choices)}, hours)


def write(enrolment, module, text="Des paniers.", hours=0):
    return answer(enrolment, module, "reflection", {"text": text}, hours)
