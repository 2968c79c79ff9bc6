"""Sixty founders and what each of them did, played through the rules of the house, day by day."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accompaniment.models import RecommendationCard
from accompaniment.services.cards import write_card
from config.demo.answers import Voice
from config.demo.imports import PACKAGE, Play
from config.demo.world import World, read
from core.models import Role, User
from courses.activities import Activity, get
from courses.activities.lookup import activities_of
from courses.models import LiveSession, Module, PathBlock
from learners.models import Attendance, BlockDecision, Enrolment, FounderProfile, Verb
from learners.services.decisions import decide_block
from learners.services.enrolments import create_founder, enrol
from learners.services.follow_up import assign_counsellor
from learners.services.live import book_session, mark_attendance
from learners.services.project import say_project
from learners.services.statements import complete_module, record_statement

NAMESPACE = uuid.UUID("6d0c6d53-4b2f-5d63-9f0e-3d0a8d5b0c11")
WORDS = [
    "Tu as de l'or dans les mains. Va leur parler, ils prennent le temps.",
    "Ton idée mérite qu'on s'y arrête. Ils sont sérieux, et gentils.",
    "Je connais les gens là-bas. Dis-leur que tu viens de ma part.",
    "Tu hésites depuis un an. Commence petit, tu verras bien.",
]


@dataclass
class Person:
    """One line of people.yaml."""

    name: str
    cohort: int
    project: int
    done: int
    quiet: int
    commune: int
    mail: bool = False
    stop: str = ""
    referral: str = ""

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def email(self) -> str:
        address = self.name.lower().replace(" ", ".")
        plain = address.translate(str.maketrans("éèïëçâ", "eeieca"))
        return f"{plain}@courriel.exemple.fr" if self.mail else ""


def people() -> list[Person]:
    return [Person(**fields) for fields in read("people")]


class History:
    """Plays one founder's days; every id follows from her name, so that a replay is a replay."""

    def __init__(self, world: World, person: Person, number: int) -> None:
        self.world, self.person, self.number = world, person, number
        self.voice = Voice(person.project, person.name)
        self.end = world.ago(person.quiet) - timedelta(minutes=37 * (number % 7))
        pace = self.voice.random.uniform(2.2, 3.4)
        self.clock = self.end - timedelta(days=max(1.0, person.done * pace + 1))
        self.enrolment = self._arrive()

    def play(self) -> Enrolment:
        blocks = list(PathBlock.objects.filter(path=self.world.path).order_by("sort_order"))
        left = self.person.done
        for block in blocks:
            left = self._climb(block, left)
            if left <= 0 and not self._is_done(block):
                break
            self._decide(block, BlockDecision.Choice.CONTINUE)
        if self.person.stop:
            self._stop(blocks)
        self._come_back()
        return self.enrolment

    def _id(self, *parts: object) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, ":".join(map(str, (self.person.name, *parts))))

    def _pass(self, days: float = 0.0, minutes: int = 0) -> datetime:
        self.clock = min(self.clock + timedelta(days=days, minutes=minutes), self.end)
        return self.clock

    def _arrive(self) -> Enrolment:
        person, cohort = self.person, self.world.cohorts[self.person.cohort]
        founder = create_founder(
            first_name=person.first_name,
            last_name=person.name.partition(" ")[2],
            phone=f"06 99 00 {self.number // 100:02d} {self.number % 100:02d}",
            email=person.email,
            at=self.clock,
        )
        profile = FounderProfile.objects.get(user=founder)
        profile.commune = self.world.communes[person.commune]
        profile.contact_preference = "email" if person.mail else "phone"
        profile.save()
        say_project(founder=founder, sentence=self.voice.project["sentence"], at=self.clock)
        by_card = self.number % 3 == 0
        enrolment = enrol(
            learner=founder,
            path=self.world.path,
            organization=cohort.organization,
            cohort=cohort,
            source=Enrolment.Source.CARD if by_card else Enrolment.Source.COUNSELLOR,
            at=self.clock,
        )
        if by_card:
            self._card(enrolment)
        self._follow(enrolment)
        return enrolment

    def _card(self, enrolment: Enrolment) -> None:
        relay = self.world.organizations["centre-social-aulnaies"]
        prescribers = self.world.team(relay, Role.PRESCRIBER)
        card = write_card(
            prescriber=prescribers[self.number % 2],
            prescriber_organization=relay,
            organization=enrolment.organization,
            path=self.world.path,
            first_name=self.person.first_name,
            word=WORDS[self.number % len(WORDS)],
            at=self.clock - timedelta(days=3),
        )
        card.opened_at = self.clock
        card.save(update_fields=["opened_at"])
        card.start(enrolment, self.clock)

    def _follow(self, enrolment: Enrolment) -> None:
        counsellors = self.world.team(enrolment.organization, Role.COUNSELLOR)
        if self.number % 9 == 8:
            return  # nobody yet: the counsellor's page has someone to take on
        counsellor = counsellors[self.number % len(counsellors)]
        at = self._pass(minutes=50)
        assign_counsellor(enrolment=enrolment, counsellor=counsellor, at=at)

    def _climb(self, block: PathBlock, left: int) -> int:
        """Do up to `left` modules of `block`; return how many are left to do."""
        modules = Module.objects.filter(path_modules__block=block, live=True)
        for module in modules.order_by("path_modules__sort_order"):
            if left <= 0:
                return left
            if self._has_done(module):
                left -= 1
                continue
            if not module.is_synchronous:
                self._work(module)
            elif not self._attend(module):
                continue  # the module that replaces it comes in its turn
            left -= 1
        return left

    def _has_done(self, module: Module) -> bool:
        progress = self.enrolment.module_progress.filter(module=module)
        return bool(progress.exclude(completed_at=None).exists())

    def _is_done(self, block: PathBlock) -> bool:
        modules = Module.objects.filter(path_modules__block=block, live=True)
        return all(self._has_done(module) for module in modules)

    def _work(self, module: Module) -> None:
        at = self._pass(days=self.voice.random.uniform(1.2, 2.6))
        self._act("open", module, Verb.INITIALIZED, at)
        for activity in activities_of(module).values():
            at = self._pass(minutes=self.voice.random.randint(2, 6))
            if activity.kind == PACKAGE:
                self._play(module, activity, at).to_the_end()
                self._pass(minutes=15)
                continue
            payload = self.voice.answer(activity)
            value = get(activity.kind).parse(activity.block, payload)
            self._act(activity.id, module, Verb.ANSWERED, at, activity.id, activity.kind, value)
        complete_module(
            enrolment=self.enrolment,
            module=module,
            actor=self.enrolment.learner,
            statement_id=self._id(module.slug, "done"),
            at=self._pass(minutes=3),
        )

    def _play(self, module: Module, activity: Activity, at: datetime) -> Play:
        return Play(self.enrolment, module, activity, self.voice.random, at)

    def _act(
        self,
        name: object,
        module: Module,
        verb: str,
        at: datetime,
        activity_id: uuid.UUID | None = None,
        kind: str = "",
        value: dict[str, Any] | None = None,
    ) -> None:
        record_statement(
            statement_id=self._id(module.slug, name),
            enrolment=self.enrolment,
            actor=self.enrolment.learner,
            verb=verb,
            module=module,
            activity_id=activity_id,
            kind=kind,
            value=value,
            occurred_at=at,
            at=at,
        )

    def _attend(self, module: Module) -> bool:
        """Sit in the next session if it comes soon and one does not miss it."""
        soon = LiveSession.objects.filter(
            module=module,
            organization=self.enrolment.organization,
            starts_at__gt=self.clock + timedelta(hours=3),
            ends_at__lt=min(self.clock + timedelta(days=16), self.end),
        ).first()
        if soon is None:
            return False
        book_session(session=soon, enrolment=self.enrolment, at=self.clock)
        came = self.number % 5 != 3
        self.clock = soon.ends_at
        mark_attendance(
            session=soon,
            enrolment=self.enrolment,
            status=Attendance.Status.PRESENT if came else Attendance.Status.ABSENT,
            by=soon.trainer,
            at=soon.ends_at,
        )
        return came

    def _decide(self, block: PathBlock, choice: str) -> None:
        words = {
            "self_knowledge": "Je me connais mieux. Je veux voir si les chiffres suivent.",
            "feasibility": "Ça tient, à condition de commencer petit. Je vais voir sur place.",
            "reality_check": "J'ai vu, j'ai compté, j'en ai parlé. J'ai envie d'être accompagné·e.",
        }
        decide_block(
            enrolment=self.enrolment,
            block=block,
            choice=choice,
            note=words[block.step] if self.number % 2 else "",
            at=self._pass(minutes=20),
        )

    def _stop(self, blocks: list[PathBlock]) -> None:
        decide_block(
            enrolment=self.enrolment,
            block=next(block for block in blocks if not self._is_done(block)),
            choice=BlockDecision.Choice.STOP,
            next_step=self.person.stop,
            note="Ce n'est pas le moment, et c'est moi qui le dis.",
            at=self._pass(minutes=15),
        )

    def _come_back(self) -> None:
        """Whoever is on the way begins the next module; some hold a seat in a coming session."""
        self.enrolment.refresh_from_db()
        if self.enrolment.is_stopped or self.enrolment.completed_at:
            return
        self._open_next()
        coming = LiveSession.objects.upcoming(self.world.now).filter(
            organization=self.enrolment.organization, starts_at__gt=self.world.now
        )
        for session in coming[self.number % 3 : self.number % 3 + 1]:
            if self.person.quiet < 10 and not self._has_done(session.module):
                at = min(self.end, self.world.now)
                book_session(session=session, enrolment=self.enrolment, at=at)

    def _open_next(self) -> None:
        """The last thing that whoever is on the way did: begin the next module."""
        modules = Module.objects.published().filter(path_modules__block__path=self.world.path)
        done = self.enrolment.module_progress.exclude(completed_at=None).values("module")
        ahead = modules.exclude(pk__in=done).exclude(timing=Module.Timing.SYNCHRONOUS)
        module = ahead.order_by("path_modules__block__sort_order", "path_modules__sort_order")[:1]
        for each in module:
            self._act("open", each, Verb.INITIALIZED, self.end)
            for activity in list(activities_of(each).values())[: self.number % 2]:
                if activity.kind == PACKAGE:
                    self._play(each, activity, self.end).half_way()
                    continue
                value = get(activity.kind).parse(activity.block, self.voice.answer(activity))
                self._act(
                    activity.id, each, Verb.ANSWERED, self.end, activity.id, activity.kind, value
                )


def waiting_cards(world: World) -> list[RecommendationCard]:
    """Return cards that nobody has used yet: one fresh, one opened."""
    relay = world.organizations["centre-social-aulnaies"]
    prescribers: list[User] = world.team(relay, Role.PRESCRIBER)
    cards = []
    for number, (name, days) in enumerate([("Fatima", 1), ("Enzo", 6), ("Graziella", 20)]):
        card = write_card(
            prescriber=prescribers[number % 2],
            prescriber_organization=relay,
            organization=world.organizations["mission-locale-lormance"],
            path=world.path,
            first_name=name,
            word=WORDS[number],
            at=world.ago(days),
        )
        cards.append(card)
    cards[1].opened_at = world.ago(5)
    cards[1].save(update_fields=["opened_at"])
    return cards
