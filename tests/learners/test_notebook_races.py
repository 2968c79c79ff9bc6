"""Two founders at once: nothing is lost, nobody waits for ever. Rows are locked on PostgreSQL."""

import threading

import pytest
from django.db import connection, connections

from learners.models import NotebookPage, Project, ProjectInvitation, ProjectMember
from learners.services.notebook import PageChanged, save_page
from learners.services.passport import Chosen, choose_items
from learners.services.project import (
    InvitationClosed,
    LastFounder,
    accept_invitation,
    ensure_project,
    invite_founder,
    leave_project,
)
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.learners.projects import page_of, together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time"),
]


def at_once(*acts):
    """Run `acts` together; return what each gave, or the class of what it raised, sorted."""
    barrier, results = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            results.append(act() or "done")
        except (PageChanged, InvitationClosed, LastFounder) as refusal:
            results.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(map(str, results))


def accepting(invitation, founder):
    return lambda: (
        accept_invitation(
            invitation=ProjectInvitation.objects.get(pk=invitation.pk),
            founder=founder,
            brings_pages=False,
            at=NOON,
        )
        and "done"
    )


class TestAtOnce:
    def test_two_words_on_one_page_are_one_and_a_refusal(self):
        awa, karim = UserFactory(), UserFactory()
        together(awa, karim, at=NOON)
        page = page_of(awa, "Une", "Un.", at=NOON)

        def writing(words, by):
            return lambda: (
                save_page(
                    page=NotebookPage.objects.get(pk=page.pk),
                    act=None,
                    version=1,
                    title="Une",
                    words=words,
                    by=by,
                    at=NOON,
                )
                and "done"
            )

        assert at_once(writing("D'Awa.", awa), writing("De Karim.", karim)) == [
            "PageChanged",
            "done",
        ]

    def test_one_invitation_serves_one_founder(self):
        awa, karim, lea = UserFactory.create_batch(3)
        invitation = invite_founder(by=awa, at=NOON)

        results = at_once(accepting(invitation, karim), accepting(invitation, lea))

        assert results == ["InvitationClosed", "done"]
        assert ProjectMember.objects.current().count() == 2

    def test_two_who_accept_each_other_do_not_block(self):
        awa, karim = UserFactory(), UserFactory()
        hers, his = invite_founder(by=awa, at=NOON), invite_founder(by=karim, at=NOON)

        at_once(accepting(his, awa), accepting(hers, karim))

        for founder in (awa, karim):
            assert Project.objects.carried_by(founder.pk).count() == 1

    def test_the_last_two_who_leave_are_one_who_stays(self):
        awa, karim = UserFactory(), UserFactory()
        together(awa, karim, at=NOON)

        results = at_once(
            *(lambda f=f: leave_project(founder=f, at=NOON) and "done" for f in (awa, karim))
        )

        assert results == ["LastFounder", "done"]

    def test_two_first_words_begin_one_project_and_one_passport(self):
        awa = UserFactory()

        at_once(*[lambda: ensure_project(founder=awa, at=NOON) and "done"] * 2)
        at_once(
            *[lambda: choose_items(learner=awa, chosen=Chosen(), by=awa, at=NOON) and "done"] * 2
        )

        assert Project.objects.count() == 1
        assert awa.passport
