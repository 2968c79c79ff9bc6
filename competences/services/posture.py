"""The posture test: taken up at will, shown person by person, deleted for good."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from competences.models import PostureProfile, PostureRun, PostureShare, PostureTest
from competences.models.privacy import staff_organizations
from competences.posture import questions_of
from core.models import Organization, User

NAMESPACE = UUID("7a2f4f0c-6b1d-5a3e-9c55-0d1f0c9be77a")


class PostureRefused(Exception):
    """Its text is fit for the screen."""


@transaction.atomic
def start_run(*, learner: User, test: PostureTest, at: datetime) -> PostureRun:
    """Return the run under way, or a new one."""
    run, _created = PostureRun.objects.get_or_create(
        learner=learner, test=test, finished_at=None, defaults={"started_at": at}
    )
    return run


@transaction.atomic
def answer_question(
    *, run: PostureRun, question_id: str, chosen: Iterable[str], at: datetime
) -> bool:
    """Keep what she chose (nothing is an answer too); the last answer finishes the run.

    Return whether anything changed. Raise PostureRefused for what is not in the question.
    """
    # Two tabs that answer at once: neither forgets what the other wrote.
    run = PostureRun.objects.select_for_update(of=("self",)).select_related("test").get(pk=run.pk)
    questions = {each.id: each for each in questions_of(run.test)}
    if question_id not in questions:
        raise PostureRefused(_("Cette situation n'est plus dans le test : passez à la suivante."))
    known = [choice.id for choice in questions[question_id].choices]
    wanted = set(chosen)
    if not wanted <= set(known):
        raise PostureRefused(_("Cette réponse n'est pas dans la liste : choisissez-en d'autres."))
    kept = [each for each in known if each in wanted]
    if run.answers.get(question_id) == kept:
        return False
    run.answers[question_id] = kept
    if not run.is_finished and questions.keys() <= run.answers.keys():
        run.finished_at = at
    run.save(update_fields=["answers", "finished_at"])
    return True


@transaction.atomic
def share_run(
    *, run: PostureRun, reader: User, organization: Organization, at: datetime
) -> PostureShare:
    """Show the result to one person of the team; to the same one twice changes nothing.

    Raise PostureRefused for an unfinished run or who does not work there.
    """
    if not run.is_finished:
        raise PostureRefused(_("Terminez d'abord : vous montrerez ce qui est à vous."))
    if organization.pk not in staff_organizations(reader):
        raise PostureRefused(_("Cette personne ne fait pas partie de l'équipe qui vous suit."))
    share, _created = PostureShare.objects.get_or_create(
        run=run,
        reader=reader,
        revoked_at=None,
        defaults={"organization": organization, "shared_at": at},
    )
    return share


@transaction.atomic
def set_readers(
    *,
    run: PostureRun,
    readers: Iterable[User],
    among: Iterable[User],
    organization: Organization,
    at: datetime,
) -> None:
    """Have exactly `readers` read it, of the people `among` whom she chose; others are left be."""
    chosen = {reader.pk: reader for reader in readers}
    PostureRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    standing = run.shares.standing().filter(reader__in=[each.pk for each in among])
    for share in standing.exclude(reader__in=chosen):
        share.revoke(at)
    for reader in chosen.values():
        share_run(run=run, reader=reader, organization=organization, at=at)


@transaction.atomic
def delete_run(*, run: PostureRun) -> None:
    """Delete answers, result and sharings. Nothing of it is kept anywhere."""
    run.delete()


@transaction.atomic
def load_posture_test(*, data: Mapping[str, Any]) -> tuple[PostureTest, bool]:
    """Return the test that `data` describes, and whether it is new: a standing one is left be."""
    standing = PostureTest.objects.filter(slug=data["slug"]).first()
    if standing is not None:
        return standing, False
    profiles = {}
    for position, fields in enumerate(data["profiles"]):
        written = {key: _lines(value) for key, value in fields.items() if key != "slug"}
        profiles[fields["slug"]], _created = PostureProfile.objects.get_or_create(
            slug=fields["slug"], defaults=written | {"position": position}
        )
    test = PostureTest(slug=data["slug"], title=data["title"], intro=data["intro"].strip())
    test.questions = [
        {
            "type": "question",
            "id": _id(data["slug"], number),
            "value": {
                "question": each["question"],
                "answers": [
                    {
                        "type": "item",
                        "id": _id(data["slug"], number, place),
                        "value": {
                            "text": answer["text"],
                            "profiles": [profiles[slug].pk for slug in answer["profiles"]],
                        },
                    }
                    for place, answer in enumerate(each["answers"])
                ],
            },
        }
        for number, each in enumerate(data["questions"])
    ]
    test.save()
    return test, True


def _lines(value: str | list[str]) -> str:
    return "\n".join(value) if isinstance(value, list) else value.strip()


def _id(*parts: object) -> str:
    """Return the same id on every installation."""
    return str(uuid5(NAMESPACE, ":".join(map(str, parts))))
