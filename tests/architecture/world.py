"""One small world, and everybody who may ask it something."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accompaniment.models import (
    Proposal,
    ProposedService,
    RecommendationCard,
    Referral,
    Service,
    Structure,
)
from competences.models import Assessment, AssessmentRequest, Badge, Competence
from core.models import Organization, Role, User
from courses.models import LiveSession, Module
from learners.models import Booking, Cohort, Enrolment, Statement, Upload, Verb
from tests.accompaniment.factories import (
    RecommendationCardFactory,
    ReferralFactory,
    ServiceFactory,
    StructureFactory,
)
from tests.competences.badge_factories import issued_badge
from tests.competences.factories import AssessmentRequestFactory, CompetenceFactory, assess
from tests.core.factories import CommuneFactory, OrganizationFactory, UserFactory, staff
from tests.courses.factories import LiveSessionFactory, ModuleFactory, add_module, body
from tests.learners.factories import CohortFactory, EnrolmentFactory

ANONYMOUS = "anonymous"
ROLES = (
    ANONYMOUS,
    "founder",
    "other_founder",
    "trainer",
    "counsellor",
    "other_counsellor",
    "prescriber",
    "structure_member",
    "editor",
    "administrator",
)


@dataclass
class World:
    """Everything belongs to `founder`, her organisation and the structure that receives her."""

    people: dict[str, User]
    picture: str
    organization: Organization
    cohort: Cohort
    enrolment: Enrolment
    module: Module
    activity: dict[str, uuid.UUID]
    statement: Statement
    upload: Upload
    session: LiveSession
    booking: Booking
    structure: Structure
    service: Service
    choice: ProposedService
    card: RecommendationCard
    referral: Referral
    badge: Badge
    competence: Competence
    assessment: Assessment
    asked: AssessmentRequest


def build() -> World:
    """The views read the clock: what is to come is to come from now."""
    now = timezone.now()
    organization = OrganizationFactory()
    people = build_people(organization)
    cohort = CohortFactory(organization=organization)
    enrolment = EnrolmentFactory(learner=people["founder"], cohort=cohort)
    EnrolmentFactory(learner=people["other_founder"], cohort=cohort)
    module = ModuleFactory(body=body("reflection", "break_even", "survey", "pitch", "hand_in"))
    activity = {block.block_type: uuid.UUID(block.id) for block in module.body}
    session = LiveSessionFactory(
        organization=organization,
        trainer=people["trainer"],
        starts_at=now + timedelta(days=2),
        ends_at=now + timedelta(days=2, hours=2),
    )
    block = cohort.path.blocks.first()
    add_module(block, module, 8)
    add_module(block, session.module, 9)
    competence = CompetenceFactory()
    competence.path_blocks.add(block)
    competence.modules.add(session.module)
    structure = StructureFactory(
        organization=people["structure_member"].memberships.get().organization,
        commune=CommuneFactory(territory=organization.territory),
    )
    service = ServiceFactory(structure=structure)
    proposal = Proposal.objects.create(enrolment=enrolment, created_at=now)
    return World(
        people=people,
        picture=default_storage.save("images/a.png", ContentFile(b"a picture")),
        organization=organization,
        cohort=cohort,
        enrolment=enrolment,
        module=module,
        activity=activity,
        statement=Statement.objects.create(
            id=uuid.uuid4(),
            enrolment=enrolment,
            actor=people["founder"],
            verb=Verb.ANSWERED,
            module=module,
            activity_id=activity["reflection"],
            result={"kind": "reflection", "value": {"text": "Des paniers."}},
            occurred_at=now,
            stored_at=now,
        ),
        upload=Upload.objects.create(
            enrolment=enrolment,
            activity_id=activity["survey"],
            file=ContentFile(b"a photo", name="photo.jpg"),
            uploaded_at=now,
        ),
        session=session,
        booking=Booking.objects.create(
            session=session, enrolment=enrolment, status=Booking.Status.BOOKED, booked_at=now
        ),
        structure=structure,
        service=service,
        choice=ProposedService.objects.create(proposal=proposal, service=service, rank=1),
        card=RecommendationCardFactory(
            prescriber=people["prescriber"],
            prescriber_organization=people["prescriber"].memberships.get().organization,
            organization=organization,
            path=cohort.path,
            created_at=now,
            expires_at=now + timedelta(days=90),
        ),
        referral=ReferralFactory(
            enrolment=enrolment, service=ServiceFactory(structure=structure), sent_at=now
        ),
        badge=issued_badge(at=now, learner=people["founder"], organization=organization),
        competence=competence,
        assessment=assess(
            competence,
            2,
            learner=people["founder"],
            author=people["trainer"],
            organization=organization,
        ),
        asked=AssessmentRequestFactory(
            learner=people["founder"],
            organization=organization,
            created_at=now,
            expires_at=now + timedelta(days=30),
            competences=[competence],
        ),
    )


def build_people(organization: Organization) -> dict[str, User]:
    people: dict[str, User] = {
        "founder": UserFactory(reachable=True),
        "other_founder": UserFactory(reachable=True),
        "trainer": staff(Role.TRAINER, organization),
        "counsellor": staff(Role.COUNSELLOR, organization),
        "other_counsellor": staff(Role.COUNSELLOR, OrganizationFactory()),
        "prescriber": staff(Role.PRESCRIBER, OrganizationFactory()),
        "structure_member": staff(Role.STRUCTURE_MEMBER, OrganizationFactory()),
        "editor": UserFactory(reachable=True),
        "administrator": UserFactory(reachable=True, is_staff=True, is_superuser=True),
    }
    people["editor"].groups.add(Group.objects.get(name="Éditeurs"))
    return people
