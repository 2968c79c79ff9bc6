"""Pitches, accounts, and pieces of work handed to the trainers, some still waiting."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files import File

from config.demo.world import World
from core.models import Role
from courses.activities.base import keyed
from courses.activities.lookup import find_activity
from courses.activities.profit_and_loss import field_name
from learners.models import Answer, Feedback, HandIn
from learners.services.hand_ins import give_feedback, hand_in_work
from learners.services.statements import save_answer
from learners.services.uploads import store_upload

if TYPE_CHECKING:
    from config.demo.answers import Voice

NAMESPACE = uuid.UUID("0b2f7a42-8c55-5d0a-9b8e-5a7d3f1c6e20")
MEDIA = settings.BASE_DIR / "courses" / "starter" / "mon-projet-pas-a-pas" / "media"
RECORDED = 3
"""Founders whose pitch can be heard."""
WAITING = 5
"""Pieces of work, the latest, that nobody has read yet."""
ANSWERS = [
    (
        Feedback.Decision.ACCEPTED,
        "Bravo : une seule chose à vérifier, et un chiffre écrit d'avance. Votre essai répond à la"
        " question. Gardez ce réflexe pour le suivant.",
    ),
    (
        Feedback.Decision.AGAIN,
        "On voit bien où c'était et avec qui. Il manque le résultat que vous attendiez avant de"
        " commencer : écrivez-le, même approximatif, puis renvoyez.",
    ),
    (
        Feedback.Decision.ACCEPTED,
        "C'est clair et honnête, la pluie comprise. Une idée pour la suite : refaites le même"
        " essai un autre jour, et comparez.",
    ),
]


def pitch_words(voice: Voice, block: Any) -> dict[str, Any]:
    """Return a payload such as the form of a pitch would send."""
    project = voice.project
    said = [
        f"Autour de moi, beaucoup le disent : {project['client']}, ils ne trouvent personne.",
        f"{project['sentence']}. On me trouve ici : {project['place']}.",
        f"Ce que je sais faire : {project['skill']}.",
        "Je cherche deux personnes qui veulent bien essayer ce mois-ci, et un avis franc.",
    ]
    asked = zip(keyed(block["questions"]), said, strict=False)
    fields = {f"field-{key}": words for (key, _question), words in asked}
    return fields | {"name": f"{project['unit'].capitalize()} et compagnie"}


def account(voice: Voice, block: Any) -> dict[str, Any]:
    """Return a payload such as the form of an account would send."""
    units = voice.random.randint(25, 60)
    price, cost = Decimal(voice.project["price"]), Decimal(voice.project["variable"])
    first = {"products": units * price, "charges": units * cost}
    payload = {}
    for side, amount in first.items():
        for rank, (key, line) in enumerate(keyed(block[side])):
            found = amount if rank == 0 else Decimal(line["example"])
            if rank == 0 or voice.random.random() < 0.7:
                payload[field_name(side, key)] = str(found)
    return payload


def story(voice: Voice, _block: Any) -> dict[str, Any]:
    project = voice.project
    return {
        "text": (
            f"Mon essai s'est passé ici : {project['place']}. Pour m'aider : {project['helper']}.\n"
            f"J'attendais cinq personnes, il en est venu {voice.random.randint(3, 9)}. "
            f"Ce que j'ai appris : {project['lesson']}.\n"
            "La prochaine fois, je change l'heure et je garde le prix."
        )
    }


WORKS = {"pitch": pitch_words, "profit_and_loss": account, "hand_in": story}
"""How a founder answers, by kind of activity."""


def hand_in_works(world: World) -> None:
    """Hand in the stories of trials that were written; trainers answered most of them."""
    _record_pitches()
    answers = Answer.objects.filter(kind="hand_in").select_related(
        "enrolment__learner", "enrolment__organization", "module"
    )
    told = list(answers.order_by("written_at", "pk"))
    for rank, answer in enumerate(told):
        sent = _send(answer, at=answer.written_at + timedelta(minutes=1), photo=rank % 3 == 0)
        due = sent.sent_at + timedelta(days=2)
        if rank >= len(told) - WAITING or due > world.now:
            continue
        decision, comment = ANSWERS[rank % len(ANSWERS)]
        trainer = world.team(answer.enrolment.organization, Role.TRAINER)[0]
        give_feedback(
            hand_in=sent,
            author=trainer,
            decision=decision,
            comment=comment,
            form_id=uuid.uuid5(NAMESPACE, f"answer {sent.statement_id}"),
            at=due,
        )


def _send(answer: Answer, *, at: datetime, photo: bool) -> HandIn:
    activity = find_activity(answer.module, answer.activity_id)
    assert activity is not None  # noqa: S101 - the answer was written a moment ago
    statement_id = uuid.uuid5(NAMESPACE, f"send {answer.enrolment.uuid} {answer.activity_id}")
    file = _keep(answer, "marche.webp", at) if photo else ""
    hand_in_work(
        statement_id=statement_id,
        enrolment=answer.enrolment,
        actor=answer.enrolment.learner,
        module=answer.module,
        activity=activity,
        value=answer.value | {"file": file, "handed_in": True},
        occurred_at=at,
        at=at,
    )
    return HandIn.objects.select_related("enrolment").get(statement=statement_id)


def _record_pitches() -> None:
    answers = Answer.objects.filter(kind="pitch").select_related("enrolment__learner", "module")
    for answer in answers.order_by("written_at", "pk")[:RECORDED]:
        activity = find_activity(answer.module, answer.activity_id)
        assert activity is not None  # noqa: S101 - the answer was written a moment ago
        at = answer.written_at + timedelta(minutes=1)
        save_answer(
            statement_id=uuid.uuid5(NAMESPACE, f"say {answer.enrolment.uuid}"),
            enrolment=answer.enrolment,
            actor=answer.enrolment.learner,
            module=answer.module,
            activity=activity,
            value=answer.value | {"recording": _keep(answer, "awa-couture.mp3", at)},
            occurred_at=at,
            at=at,
        )


def _keep(answer: Answer, name: str, at: datetime) -> str:
    with (MEDIA / name).open("rb") as stream:
        upload = store_upload(
            enrolment=answer.enrolment,
            file=File(stream, name=name),
            activity_id=answer.activity_id,
            form_id=uuid.uuid5(NAMESPACE, f"{answer.enrolment.uuid} {name}"),
            at=at,
        )
    return str(upload.uuid)
