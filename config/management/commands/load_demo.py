"""Load the demonstration, once."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from cms.services import ensure_home_page
from config.demo.assessments import assess_founders
from config.demo.badges import give_badges
from config.demo.frameworks import begin_next_version
from config.demo.handovers import hand_over
from config.demo.histories import History, people, waiting_cards
from config.demo.imports import begin_packages, bring_packages
from config.demo.notebooks import fill_notebooks
from config.demo.portfolio import gather_evidence
from config.demo.positionings import position_founders
from config.demo.sessions import plan_sessions
from config.demo.works import hand_in_works
from config.demo.world import build_world
from config.demo.writing import show_writing
from core.models import OutboxEvent, Territory
from courses.models import LearningPath

STARTER = settings.BASE_DIR / "courses" / "starter" / "mon-projet-pas-a-pas"
# The facts of history were acted upon in their time; these are left to the worker, so that
# the mailbox of the demonstration holds letters whose links work.
LEFT_TO_THE_WORKER = 3

# What is told once the histories are.
AFTERWARDS = (
    begin_packages,
    waiting_cards,
    hand_in_works,
    position_founders,
    gather_evidence,
    assess_founders,
    give_badges,
    fill_notebooks,
    show_writing,
)


class Command(BaseCommand):
    help = "Load the demonstration: two organisations, three cohorts, sixty founders. Once."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if Territory.objects.filter(slug="val-de-lormance").exists():
            self.stdout.write("The demonstration is already there: nothing was changed.")
            return
        with transaction.atomic():
            load(self)
        self.stdout.write("The demonstration is loaded.")


def load(command: BaseCommand) -> None:
    now = timezone.now()
    call_command("import_path", str(STARTER), stdout=command.stdout)
    path = LearningPath.objects.get(slug="mon-projet-pas-a-pas", locale__language_code="fr")
    world = build_world(path=path, now=now)
    bring_packages(world)
    host = world.organizations["mission-locale-lormance"]
    ensure_home_page(contact_name=host.name, contact_phone=host.phone)
    begin_next_version(now)
    plan_sessions(world)
    pending = []
    for number, person in enumerate(people()):
        enrolment = History(world, person, number).play()
        if not person.referral:
            continue
        referral = hand_over(enrolment=enrolment, person=person, now=now)
        if person.referral == "pending" and referral is not None:
            pending.append(referral.pk)
    for tell in AFTERWARDS:
        tell(world)
    _close_history(pending[:LEFT_TO_THE_WORKER])


def _close_history(open_referrals: list[int]) -> None:
    history = OutboxEvent.objects.waiting()
    recent = history.filter(name="ReferralSent", payload__referral_id__in=open_referrals)
    keep = list(recent.values_list("pk", flat=True))
    for event in history.exclude(pk__in=keep).exclude(name="PictureAdded").iterator():
        event.mark_delivered(event.occurred_at)
