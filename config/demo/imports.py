"""Two packages such as trainers bring, made of their sources here, the module that uses them, and
what founders did in them.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from config.demo.world import World
from core.models import User
from courses.activities import Activity, activities_of
from courses.models import LearningPath, Module, PathBlock, PathModule
from learners.models import Attempt, Enrolment
from learners.services.attempt_commits import commit_item
from learners.services.attempt_xapi import record_xapi
from learners.services.attempts import open_attempt
from media.models import Package, PackageVersion
from media.package_files import keep_package

SOURCES = Path(__file__).parent / "packages"
PACKAGE = "package"
SLUG = "vos-devis-pas-a-pas"
NAMESPACE = uuid.UUID("5b0f4c0e-52a4-5a6b-9c57-7d7a86a0c3de")
# The date of every file, so that the archive is the same each time.
PACKED = (2026, 1, 1, 12, 0, 0)
PASSING = 75
INTRO = (
    "<p>Un devis, c'est une phrase et un prix, écrits avant de commencer. Il évite presque toutes"
    " les disputes, et il vous oblige à compter.</p>"
    "<p>Voici deux petites activités. La première se joue en quatre moments. La seconde vous fait"
    " trier ce qui va dans un devis et ce qui va dans une facture.</p>"
)
RIGHT = "bacb"
"""What « premier-devis » expects, moment by moment."""
MOMENTS = ("avant", "contenu", "prix", "accord")
ALMOST = 0.65
"""How often a founder knows the answer at once; chance gives her some of the others."""
BEGUN = 5
PILES = (0, 1, 0, 1, 1)
"""The pile of each sentence of « devis-ou-facture »."""
VERBS = "http://adlnet.gov/expapi/verbs/"


def bring_packages(world: World) -> None:
    """Import them as a worker would, and put their module at the end of the second block."""
    by = User.objects.filter(is_superuser=True).order_by("pk").first()
    scorm = _bring("premier-devis", "zip", by, world.now)
    h5p = _bring("devis-ou-facture", "h5p", by, world.now)
    module = _module(world, scorm, h5p)
    path = LearningPath.objects.get(pk=world.path.pk)
    blocks = list(path.blocks.all())
    block = next(each for each in blocks if each.step == PathBlock.Step.FEASIBILITY)
    places = list(block.path_modules.all())
    block.path_modules = [*places, PathModule(module=module, sort_order=len(places))]
    path.blocks = blocks
    world.path = _publish(path)


def _bring(name: str, kind: str, by: User | None, at: datetime) -> Package:
    return keep_package(
        name=f"{name}.{kind}",
        data=packed(SOURCES / name),
        title="",
        by=by,
        written=lambda _place: None,
        at=at,
    )


def packed(folder: Path) -> bytes:
    """Return the package whose sources are in `folder`: the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), PACKED)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return buffer.getvalue()


def _module(world: World, scorm: Package, h5p: Package) -> Module:
    module = Module(
        title="Vos devis, pas à pas",
        slug=SLUG,
        summary="Écrire un devis que l'on comprend, et savoir ce qui le distingue d'une facture.",
        objectives=["Donner un prix par écrit avant de commencer", "Ne rien oublier de compter"],
        duration=12,
        evidence_kind=Module.EvidenceKind.WORK,
        live=False,
        locale=world.path.locale,
    )
    module.body = [
        {"type": "text", "id": str(uuid.uuid5(NAMESPACE, "intro")), "value": INTRO},
        _block(
            scorm,
            title="Mon premier devis",
            instructions="Quatre moments avec Madame Roussel et ses trois robes.",
            completion="score",
            score=PASSING,
        ),
        _block(
            h5p,
            title="Devis ou facture\u00a0?",
            instructions="Cinq phrases à ranger.",
            completion="completed",
            score=None,
        ),
    ]
    published: Module = _publish(module)
    return published


def _block(package: Package, **settings: Any) -> dict[str, Any]:
    value = {
        "package": package.pk,
        "attempts": None,
        "keeps": "best",
        "review": True,
        "window": "page",
        "ends_step": True,
    }
    key = uuid.uuid5(NAMESPACE, settings["title"])
    return {"type": "package", "id": str(key), "value": value | settings}


def _publish(thing: Any) -> Any:
    thing.save()
    thing.save_revision().publish()
    return type(thing).objects.get(pk=thing.pk)


def begin_packages(world: World) -> None:
    """Leave some of those who are on the way in the middle of the first one."""
    module = Module.objects.get(slug=SLUG, locale=world.path.locale)
    first = next(each for each in activities_of(module).values() if each.kind == PACKAGE)
    on_the_way = Enrolment.objects.filter(
        path=world.path, completed_at=None, stopped_at=None, attempts=None, done_count__gte=6
    )
    for enrolment in on_the_way.select_related("learner").order_by("pk")[:BEGUN]:
        random = Random(enrolment.learner.first_name)  # noqa: S311 - invented answers, not secrets
        Play(enrolment, module, first, random, enrolment.last_activity_at).half_way()


@dataclass
class Play:
    """A founder in one package of a module, from when she opens it."""

    enrolment: Enrolment
    module: Module
    activity: Activity
    random: Random
    at: datetime

    def to_the_end(self) -> None:
        attempt = self._open(again=False)
        if attempt.version.kind == PackageVersion.Kind.H5P:
            self._sort(attempt)
            return
        if self._answer(attempt, self._choices(ALMOST)) < PASSING:
            self.at += timedelta(minutes=4)
            self._answer(self._open(again=True), self._choices(1))

    def half_way(self) -> None:
        attempt = self._open(again=False)
        if attempt.version.kind == PackageVersion.Kind.SCORM:
            self._commit(attempt, self._choices(ALMOST)[:2], minutes=2, final=False)

    def _open(self, *, again: bool) -> Attempt:
        return open_attempt(
            enrolment=self.enrolment,
            module=self.module,
            activity=self.activity,
            actor=self.enrolment.learner,
            again=again,
            at=self.at,
        )

    def _choices(self, share: float) -> list[str]:
        return [
            right if self.random.random() < share else self.random.choice("abc") for right in RIGHT
        ]

    def _answer(self, attempt: Attempt, choices: Sequence[str]) -> int:
        score = sum(a == b for a, b in zip(choices, RIGHT, strict=True)) * 100 // len(RIGHT)
        self._commit(attempt, choices[:2], minutes=2, final=False)
        self._commit(attempt, choices, minutes=self.random.randint(4, 7), final=True, score=score)
        return score

    def _commit(
        self,
        attempt: Attempt,
        choices: Sequence[str],
        *,
        minutes: int,
        final: bool,
        score: int | None = None,
    ) -> None:
        at = self.at + timedelta(minutes=minutes)
        values = {
            "cmi.core.lesson_location": str(len(choices) + 1),
            "cmi.core.lesson_status": "completed" if final else "incomplete",
            "cmi.core.session_time": f"0000:{minutes:02d}:00",
            "cmi.core.exit": "" if final else "suspend",
            "cmi.suspend_data": f'{{"answers":[{",".join(str("abc".index(c)) for c in choices)}]}}',
        }
        if score is not None:
            scores = {"raw": str(score), "min": "0", "max": "100"}
            values |= {f"cmi.core.score.{name}": said for name, said in scores.items()}
        for rank, choice in enumerate(choices):
            values |= _interaction(rank, choice)
        commit_item(
            attempt=attempt,
            identifier=attempt.version.items[0]["id"],
            sequence=sequence_at(at),
            session=uuid.uuid5(attempt.uuid, "session"),
            values=values,
            final=final,
            at=at,
        )

    def _sort(self, attempt: Attempt) -> None:
        chosen = [pile if self.random.random() < 0.85 else 1 - pile for pile in PILES]
        score = sum(a == b for a, b in zip(chosen, PILES, strict=True))
        minutes = self.random.randint(2, 5)
        record_xapi(
            attempt=attempt,
            sequence=sequence_at(self.at + timedelta(minutes=minutes)),
            statement=_sorted(chosen, score, minutes),
            at=self.at + timedelta(minutes=minutes),
        )


def sequence_at(at: datetime) -> int:
    """Return the sequence that a player gives to what it sends then."""
    return int(at.timestamp() * 1000) * 8


def _interaction(rank: int, choice: str) -> dict[str, str]:
    said = {
        "id": MOMENTS[rank],
        "type": "choice",
        "student_response": choice,
        "correct_responses.0.pattern": RIGHT[rank],
        "result": "correct" if choice == RIGHT[rank] else "wrong",
    }
    return {f"cmi.interactions.{rank}.{name}": value for name, value in said.items()}


def _sorted(chosen: Sequence[int], score: int, minutes: int) -> dict[str, Any]:
    """Return the statement of « devis-ou-facture », as its script makes it."""
    return {
        "verb": {"id": f"{VERBS}answered"},
        "object": {
            "definition": {
                "name": {"fr": "Devis ou facture\u00a0?"},
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "interactionType": "matching",
                "correctResponsesPattern": [_pairs(PILES)],
            }
        },
        "result": {
            "score": {
                "min": 0,
                "raw": score,
                "max": len(PILES),
                "scaled": score / len(PILES),
            },
            "completion": True,
            "success": score >= 0.6 * len(PILES),
            "duration": f"PT{minutes * 60}S",
            "response": _pairs(chosen),
        },
    }


def _pairs(piles: Sequence[int]) -> str:
    return "[,]".join(f"{rank}[.]{pile}" for rank, pile in enumerate(piles))
