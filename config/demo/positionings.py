"""Where founders said they stand, where their team thinks so, and how a few go about things."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from random import Random

from django.core.management import call_command

from competences.models import Competence, Level, PostureTest
from competences.posture import questions_of
from competences.services.positioning import give_view
from competences.services.posture import answer_question, share_run, start_run
from config.demo.world import World
from core.models import Role, User
from learners.models import Enrolment
from learners.positioning import Moment, competences_of_path, framework_of

UNSURE = 0.06
NOTES = [
    "Vue à l'atelier : elle l'a fait devant le groupe.",
    "Elle en parle bien ; je ne l'ai pas encore vue le faire.",
    "Elle se sous-estime : ses exemples sont solides.",
]
IN_HAND = "Awa Diarra"  # she began the cards half-way, and has not finished
WITH_POSTURE = ["Awa Diarra", "Samira Bouzidi", "Moussa Keïta", "Inès Haddad", "Bintou Camara"]
SHOWING = {"Samira Bouzidi", "Bintou Camara"}

Answers = list[tuple[Competence, Level | None, str]]


class Deck:
    """The competences of the path, and how people answer them."""

    def __init__(self, world: World) -> None:
        framework = framework_of(world.path.pk)
        assert framework is not None, "The starter path works on competences."  # noqa: S101 - the demonstration made it
        self.framework = framework
        self.competences = [each for each, _block in competences_of_path(world.path.pk, framework)]
        self.levels = list(framework.levels.order_by("rank"))

    def first_ranks(self, chance: Random) -> list[int]:
        return [chance.choices([1, 2, 3], [5, 4, 1])[0] for _each in self.competences]

    def later_ranks(self, ranks: list[int], chance: Random) -> list[int]:
        """Nobody goes down; most gain a step on most things."""
        return [min(rank + chance.choices([0, 1, 2], [3, 5, 1])[0], 4) for rank in ranks]

    def seen(self, ranks: list[int], chance: Random) -> list[int]:
        """As somebody else sees it: mostly the same."""
        return [min(max(rank + chance.choices([-1, 0, 1], [1, 6, 2])[0], 1), 4) for rank in ranks]

    def answers(self, ranks: list[int], chance: Random, *, notes: bool = False) -> Answers:
        found: Answers = []
        for competence, rank in zip(self.competences, ranks, strict=True):
            level = None if chance.random() < UNSURE else self.levels[rank - 1]
            note = chance.choice(NOTES) if notes and chance.random() < UNSURE * 2 else ""
            found.append((competence, level, note))
        return found


def position_founders(world: World) -> None:
    deck = Deck(world)
    enrolments = Enrolment.objects.select_related("learner", "organization").order_by("pk")
    for number, enrolment in enumerate(enrolments):
        if number % 7 == 6:
            continue  # not everybody answers, and nothing waits for it
        _Climb(world, deck, enrolment, number).play()
    call_command("load_posture_test", stdout=StringIO())
    for name in WITH_POSTURE:
        _take_posture_test(world, name)


class _Climb:
    """The moments of one founder, seen by her, and by her team for every other one."""

    def __init__(self, world: World, deck: Deck, enrolment: Enrolment, number: int) -> None:
        self.world, self.deck, self.enrolment = world, deck, enrolment
        self.chance = Random(f"{enrolment.learner}: positioning")  # noqa: S311 - a demonstration
        team = world.team(enrolment.organization, Role.TRAINER)
        self.observer = team[0] if number % 2 and team else None
        self.total = 18

    def play(self) -> None:
        start, last = self.enrolment.started_at, self.enrolment.last_activity_at
        ranks = self.deck.first_ranks(self.chance)
        self._both(Moment.ENTRY, ranks, min(start + timedelta(hours=2), last))
        if self.enrolment.done_count * 2 >= self.total:
            ranks = self.deck.later_ranks(ranks, self.chance)
            if str(self.enrolment.learner) == IN_HAND:
                self._give(Moment.MID, self.enrolment.learner, ranks, last, cards=5)
                return
            self._both(Moment.MID, ranks, start + (last - start) / 2)
        if self.enrolment.completed_at:
            ranks = self.deck.later_ranks(ranks, self.chance)
            self._both(Moment.EXIT, ranks, self.enrolment.completed_at)

    def _both(self, moment: Moment, ranks: list[int], at: datetime) -> None:
        self._give(moment, self.enrolment.learner, ranks, at)
        if self.observer is not None:
            seen = self.deck.seen(ranks, self.chance)
            self._give(moment, self.observer, seen, min(at + timedelta(days=1), self.world.now))

    def _give(
        self, moment: Moment, author: User, ranks: list[int], at: datetime, cards: int = 0
    ) -> None:
        by_team = author is self.observer
        answers = self.deck.answers(ranks, self.chance, notes=by_team)
        give_view(
            learner=self.enrolment.learner,
            organization=self.enrolment.organization,
            framework=self.deck.framework,
            moment=moment,
            author=author,
            answers=answers[:cards] if cards else answers,
            finish=not cards,
            at=at,
        )


def _take_posture_test(world: World, name: str) -> None:
    first, _space, last = name.partition(" ")
    enrolment = Enrolment.objects.select_related("learner", "organization").get(
        learner__first_name=first, learner__last_name=last
    )
    chance = Random(f"{name}: posture")  # noqa: S311 - a demonstration
    at = enrolment.last_activity_at
    test = PostureTest.objects.get()
    run = start_run(learner=enrolment.learner, test=test, at=at)
    leaning = chance.sample(range(4), 2)
    for question in questions_of(test):
        wanted = [question.choices[place].id for place in leaning if chance.random() < 0.7]
        answer_question(run=run, question_id=question.id, chosen=wanted, at=at)
    run.refresh_from_db()
    if name in SHOWING:
        [reader, *_rest] = world.team(enrolment.organization, Role.COUNSELLOR)
        share_run(run=run, reader=reader, organization=enrolment.organization, at=at)
