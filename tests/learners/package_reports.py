"""A package, who played it and what was answered: what its reports tell of."""

from core.models import Role
from learners.models import Answer, Interaction
from learners.package_questions import grouped_questions, questions_in
from learners.package_report import report_of
from tests.clock import NOON
from tests.core.factories import staff
from tests.learners.factories import (
    AttemptFactory,
    CohortFactory,
    EnrolmentFactory,
    package_activity,
    package_module,
)
from tests.media.factories import PackageVersionFactory


class ReportStage:
    """A cohort, its trainer, and a package with its attempts."""

    def __init__(self, **version):
        self.cohort = CohortFactory(name="Printemps", slug="printemps")
        self.trainer = staff(Role.TRAINER, self.cohort.organization)
        self.version = PackageVersionFactory(**version)
        self.module = package_module(self.version.package)
        self.activity_id = package_activity(self.module)
        self.place = (self.module.slug, self.activity_id)

    def person(self, first_name="Awa", **fields):
        return EnrolmentFactory(
            **{"cohort": self.cohort, "learner__first_name": first_name} | fields
        )

    def attempt(self, enrolment=None, number=1, **fields):
        return AttemptFactory(
            enrolment=enrolment or self.person(),
            module=self.module,
            activity_id=self.activity_id,
            version=self.version,
            number=number,
            **fields,
        )

    def counts(self, attempt, **value):
        """Keep `attempt` as the one that counts."""
        summary = {"attempt": str(attempt.uuid), "success": "unknown", "score": None, "met": False}
        Answer.objects.create(
            enrolment=attempt.enrolment,
            module=self.module,
            activity_id=self.activity_id,
            kind="package",
            value=summary | value,
            written_at=NOON,
        )

    @property
    def report(self):
        return report_of(self.trainer, *self.place)

    @property
    def questions(self):
        return questions_in(self.report, list(grouped_questions(self.report)))


def say(attempt, response="36 €", result="correct", key="sco-1#prix", **fields):
    defaults = {"label": "Combien ?", "first_result": result, "answered_at": NOON}
    return Interaction.objects.create(
        attempt=attempt, key=key, response=response, result=result, **defaults | fields
    )
