"""The fact that a block is complete, stated with the act that completed it."""

import pytest

from core.models import OutboxEvent
from learners.services.rebuild import rebuild_enrolment
from tests.courses.factories import ModuleFactory
from tests.learners.acts import attend, complete, founder_on, void
from tests.learners.factories import EnrolmentFactory
from tests.learners.pages import steps_of

pytestmark = pytest.mark.django_db


def told():
    facts = OutboxEvent.objects.filter(name="BlockCompleted").order_by("occurred_at")
    return [fact.payload["block_id"] for fact in facts]


class TestBlockCompleted:
    def test_is_stated_with_the_last_module_of_the_block(self):
        enrolment = EnrolmentFactory()
        first, second, third, *_rest = steps_of(enrolment)
        block = enrolment.path.blocks.first()

        complete(enrolment, first)
        assert told() == []
        complete(enrolment, second)
        assert told() == [block.pk]
        complete(enrolment, third)
        assert told() == [block.pk]

    def test_is_stated_in_any_order_of_blocks(self):
        enrolment = EnrolmentFactory()
        blocks = [block.pk for block in enrolment.path.blocks.all()]

        for module in reversed(steps_of(enrolment)):
            complete(enrolment, module)

        assert told() == blocks[::-1]

    def test_is_not_stated_by_a_second_click(self):
        enrolment = EnrolmentFactory()
        for module in steps_of(enrolment)[:2]:
            complete(enrolment, module)
            complete(enrolment, module)

        assert len(told()) == 1

    def test_is_not_stated_by_a_rebuild(self):
        enrolment = EnrolmentFactory()
        for module in steps_of(enrolment):
            complete(enrolment, module)
        stated = told()
        enrolment.module_progress.all().delete()
        type(enrolment).objects.update(done_by_block={}, done_count=0)

        rebuild_enrolment(enrolment=enrolment)

        assert told() == stated
        enrolment.refresh_from_db()
        assert enrolment.done_count == 6

    def test_does_not_wait_for_what_is_not_published(self):
        enrolment = EnrolmentFactory()
        first, second, *_rest = steps_of(enrolment)
        type(second).objects.filter(pk=second.pk).update(live=False)

        complete(enrolment, first)

        assert told() == [enrolment.path.blocks.first().pk]

    def test_is_stated_by_an_attendance_that_stands_for_two_modules(self):
        live = ModuleFactory(live_module=True)
        enrolment = founder_on(live, live.catch_up)

        attendance = attend(enrolment, live)
        assert len(told()) == 1
        void(enrolment, live, attendance)
        attend(enrolment, live)

        assert len(told()) == 2
