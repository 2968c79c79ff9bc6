from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from accompaniment.models import Consent, RecommendationCard, Referral, Service, Stage, Structure
from core.models import Role
from tests.clock import NOON
from tests.core.factories import CommuneFactory, OrganizationFactory, staff
from tests.courses.factories import LearningPathFactory
from tests.learners.factories import EnrolmentFactory


class StructureFactory(DjangoModelFactory):
    class Meta:
        model = Structure

    name = factory.Sequence(lambda n: f"La Fabrique des possibles {n}")
    slug = factory.Sequence(lambda n: f"fabrique-{n}")
    kind = Structure.Kind.INCUBATOR
    commune = factory.SubFactory(CommuneFactory)
    territory = factory.SelfAttribute("commune.territory")
    latitude = factory.SelfAttribute("commune.latitude")
    longitude = factory.SelfAttribute("commune.longitude")
    phone = "05 00 00 00 01"
    email = factory.LazyAttribute(lambda o: f"accueil@{o.slug}.exemple.fr")
    updated_on = NOON.date()


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service

    structure = factory.SubFactory(StructureFactory)
    name = "Tester son activité"
    slug = factory.Sequence(lambda n: f"tester-{n}")
    description = "Un essai, avec quelqu'un à côté."
    stages = [Stage.FEASIBILITY, Stage.TRIAL]
    themes = ["creer-une-entreprise--structurer-son-projet-de-creation-dentreprise"]


class RecommendationCardFactory(DjangoModelFactory):
    class Meta:
        model = RecommendationCard

    prescriber_organization = factory.SubFactory(OrganizationFactory)
    prescriber = factory.LazyAttribute(lambda o: staff(Role.PRESCRIBER, o.prescriber_organization))
    organization = factory.SubFactory(OrganizationFactory)
    path = factory.SubFactory(LearningPathFactory, blocks=[2, 2, 2])
    first_name = "Awa"
    word = "Allez-y, ils vous écouteront."
    created_at = NOON
    expires_at = NOON + timedelta(days=90)


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    fields = ["first_name", "phone"]
    text_version = "2026-11"
    given_at = NOON


class ReferralFactory(DjangoModelFactory):
    class Meta:
        model = Referral

    enrolment = factory.SubFactory(EnrolmentFactory)
    service = factory.SubFactory(ServiceFactory)
    consent = factory.LazyAttribute(
        lambda o: ConsentFactory(founder=o.enrolment.learner, recorded_by=o.enrolment.learner)
    )
    structure_name = factory.SelfAttribute("service.structure.name")
    service_name = factory.SelfAttribute("service.name")
    sent_to = factory.SelfAttribute("service.structure.email")
    shared = {"first_name": "Awa", "phone": "06 00 00 00 00"}
    sent_at = NOON
