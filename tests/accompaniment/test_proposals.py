from datetime import timedelta

import pytest
from django.db import transaction

from accompaniment.models import Service, Stage
from accompaniment.services.proposals import (
    AlreadyProposed,
    NotAvailable,
    TooManyChoices,
    choose_need,
    propose_services,
    remove_choice,
    suggest_service,
)
from core.events import publish
from core.models import OutboxEvent
from learners.events import PathCompleted
from learners.models import FounderProfile
from tests.accompaniment.factories import ServiceFactory
from tests.clock import NOON
from tests.learners.factories import EnrolmentFactory


class TestProposeServices:
    def test_follows_the_end_of_a_path(self, enrolment, services, deliver_outbox):
        with transaction.atomic():
            publish(PathCompleted(enrolment_id=enrolment.pk, completed_at=NOON.isoformat()))

        deliver_outbox()

        assert enrolment.proposal.choices.count() == 3

    def test_happens_once(self, enrolment, proposal):
        again = propose_services(enrolment_id=enrolment.pk, at=NOON + timedelta(days=1))

        assert again == proposal
        assert OutboxEvent.objects.filter(name="ProposalMade").count() == 1

    def test_leaves_out_who_left_or_is_closed(self, enrolment):
        commune = enrolment.learner.founder_profile.commune
        ServiceFactory(structure__commune=commune, structure__left_on=NOON.date())
        ServiceFactory(structure__commune=commune, is_open=False)

        proposal = propose_services(enrolment_id=enrolment.pk, at=NOON)

        assert not proposal.choices.exists()

    def test_asks_the_counsellor_when_nothing_suits(self, enrolment, nadia, mailbox):
        proposal = propose_services(enrolment_id=enrolment.pk, at=NOON)

        assert proposal.needs_counsellor_since == NOON
        assert "Aucune structure" in mailbox.last(nadia.email).text
        assert "cherche avec vous" in mailbox.last(enrolment.learner.email).text

    def test_says_no_distance_without_a_commune(self, enrolment):
        FounderProfile.objects.update(commune=None)
        ServiceFactory(structure__territory=enrolment.organization.territory)

        proposal = propose_services(enrolment_id=enrolment.pk, at=NOON)

        codes = [reason["code"] for reason in proposal.choices.get().reasons]
        assert codes == ["stage", "territory"]

    def test_tells_the_organisation_when_nobody_follows_her(self, enrolment, services, mailbox):
        enrolment.assignments.all().delete()

        propose_services(enrolment_id=enrolment.pk, at=NOON)

        assert "a terminé son parcours" in mailbox.last(enrolment.organization.email).subject

    def test_takes_as_many_queries_whatever_the_directory(self, assert_same_queries, services):
        territory = services[0].structure.territory

        assert_same_queries(
            lambda: propose_services(enrolment_id=EnrolmentFactory().pk, at=NOON),
            grow=lambda: ServiceFactory.create_batch(19, structure__territory=territory),
        )


class TestChooseNeed:
    def test_proposes_again(self, proposal, services):
        Service.objects.filter(pk=services[3].pk).update(stages=[Stage.FUNDING])

        assert choose_need(proposal=proposal, need=Stage.FUNDING, at=NOON)

        assert proposal.choices.first().service == services[3]

    def test_leaves_what_a_counsellor_composed(self, proposal, nadia):
        chosen = list(proposal.choices.values_list("service", flat=True))
        proposal.review(by=nadia, at=NOON)

        assert not choose_need(proposal=proposal, need=Stage.FUNDING, at=NOON)

        assert list(proposal.choices.values_list("service", flat=True)) == chosen


class TestSuggestService:
    def suggest(self, proposal, service, by, **more):
        return suggest_service(
            proposal=proposal, service=service, note="Demandez Paul.", by=by, at=NOON, **more
        )

    def test_refuses_a_fourth(self, proposal, services, nadia):
        with pytest.raises(TooManyChoices):
            self.suggest(proposal, services[3], nadia)

    def test_replaces_one_at_its_rank(self, proposal, services, nadia, enrolment, mailbox):
        second = proposal.choices.get(rank=2)

        choice = self.suggest(proposal, services[3], nadia, replaced_id=second.pk)

        assert choice.rank == 2
        assert proposal.choices.count() == 3
        assert "Demandez Paul." in mailbox.last(enrolment.learner.email).text

    def test_keeps_the_choice_when_the_other_is_refused(self, proposal, services, nadia):
        second = proposal.choices.get(rank=2)
        first = proposal.choices.get(rank=1).service

        with pytest.raises(AlreadyProposed):
            self.suggest(proposal, first, nadia, replaced_id=second.pk)

        assert proposal.choices.filter(pk=second.pk).exists()

    def test_refuses_a_structure_that_is_there(self, proposal, nadia):
        first = proposal.choices.get(rank=1)
        remove_choice(proposal=proposal, choice_id=proposal.choices.last().pk, by=nadia, at=NOON)

        with pytest.raises(AlreadyProposed):
            self.suggest(proposal, ServiceFactory(structure=first.service.structure), nadia)

    def test_refuses_a_structure_that_left(self, proposal, nadia):
        with pytest.raises(NotAvailable):
            self.suggest(proposal, ServiceFactory(structure__left_on=NOON.date()), nadia)

    def test_ends_the_wait(self, enrolment, nadia):
        proposal = propose_services(enrolment_id=enrolment.pk, at=NOON)

        self.suggest(proposal, ServiceFactory(), nadia)

        proposal.refresh_from_db()
        assert proposal.needs_counsellor_since is None
        assert proposal.reviewed_by == nadia
