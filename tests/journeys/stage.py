"""The territory of the demonstration with its path, its team and its structures; nobody yet."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accompaniment.models import RecommendationCard
from accompaniment.services.cards import write_card
from cms.services import ensure_home_page
from config.demo.sessions import plan_sessions
from config.demo.world import build_world
from core.models import OutboxEvent, Role, User
from courses.models import LearningPath, LiveSession, Module, PathBlock
from learners.models import BlockDecision, Enrolment, FounderProfile
from learners.services.decisions import decide_block
from learners.services.enrolments import create_founder, enrol
from learners.services.follow_up import assign_counsellor
from learners.services.project import say_project
from learners.services.statements import complete_module
from tests.journeys.starter import Starter

HOST = "mission-locale-lormance"


class Stage:
    """What journeys are played on."""

    def __init__(self, starter: Starter) -> None:
        self.now = timezone.now()
        starter.put()
        # Nothing of this is news either.
        with transaction.atomic():
            self.path = LearningPath.objects.get(slug="mon-projet-pas-a-pas")
            self.world = build_world(path=self.path, now=self.now)
            self.host = self.world.organizations[HOST]
            ensure_home_page(contact_name=self.host.name, contact_phone=self.host.phone)
            plan_sessions(self.world)
            self.forget_facts()

    def person(self, role: str, organization: str = HOST) -> User:
        return self.world.team(self.world.organizations[organization], role)[0]

    @property
    def counsellor(self) -> User:
        return self.person(Role.COUNSELLOR)

    @property
    def trainer(self) -> User:
        return self.person(Role.TRAINER)

    @property
    def prescriber(self) -> User:
        return self.person(Role.PRESCRIBER, "centre-social-aulnaies")

    def card(self, first_name: str = "Awa") -> RecommendationCard:
        """Return a card that the prescriber wrote a moment ago."""
        return write_card(
            prescriber=self.prescriber,
            prescriber_organization=self.world.organizations["centre-social-aulnaies"],
            organization=self.host,
            path=self.path,
            first_name=first_name,
            word="Vos retouches, tout le quartier en parle. Allez-y de ma part.",
            at=self.now,
        )

    def founder(self, first_name: str = "Awa", **fields: str) -> Enrolment:
        """Return someone of Lormance who starts today, followed by the counsellor."""
        user = create_founder(first_name=first_name, at=self.now, **fields)
        profile = FounderProfile.objects.get(user=user)
        profile.commune = self.world.communes[0]
        profile.save()
        say_project(founder=user, sentence="Des retouches à domicile", at=self.now)
        enrolment = enrol(
            learner=user,
            path=self.path,
            organization=self.host,
            source=Enrolment.Source.COUNSELLOR,
            at=self.now,
        )
        assign_counsellor(enrolment=enrolment, counsellor=self.counsellor, at=self.now)
        return enrolment

    def climb(self, enrolment: Enrolment, *keys: str) -> None:
        """Finish the blocks `keys`, by their asynchronous modules, and continue after each."""
        for key in keys:
            block = PathBlock.objects.get(path=self.path, key=key)
            self.finish(enrolment, block)
            decide_block(
                enrolment=enrolment,
                block=block,
                choice=BlockDecision.Choice.CONTINUE,
                at=timezone.now(),
            )

    def finish(self, enrolment: Enrolment, block: PathBlock) -> None:
        modules = Module.objects.filter(path_modules__block=block)
        for module in modules.exclude(timing=Module.Timing.SYNCHRONOUS):
            complete_module(
                enrolment=enrolment,
                module=module,
                actor=enrolment.learner,
                statement_id=uuid.uuid4(),
                at=timezone.now(),
            )

    def session_now(self, module: str = "raconter-mon-idee-ensemble") -> LiveSession:
        """Return a coming session of `module`, moved to five minutes from now."""
        session = LiveSession.objects.filter(
            module__slug=module, organization=self.host, starts_at__gt=self.now
        ).first()
        assert session is not None
        session.starts_at = timezone.now() + timedelta(minutes=5)
        session.ends_at = session.starts_at + timedelta(hours=1)
        session.save()
        return session

    def forget_facts(self) -> None:
        OutboxEvent.objects.waiting().update(delivered_at=self.now)
