"""What the team, activities and people met say that founders of the demonstration can do."""

import uuid
from datetime import timedelta
from itertools import islice

from competences.models import AssessmentRequest, Competence, Level, LevelCriterion, Source
from competences.services.assessments import withdraw_assessment
from config.demo.histories import NAMESPACE
from config.demo.world import World
from core.models import Role, User
from learners.models import Enrolment, ModuleProgress
from learners.services.assessments import Said, read_views, record_views
from learners.services.assessments_asked import Seen, answer_asked, ask_view
from learners.services.rules import apply_rules_of_path

SEEN = [
    "En atelier, c'est expliqué à la table d'à côté, avec ses mots et ses chiffres.",
    "L'exemple est solide. Reste à le redire devant quelqu'un qui ne connaît pas le métier.",
    "Vu à l'entretien : le calcul est juste, la marge de sécurité aussi.",
    "Encore un peu d'aide pour commencer, puis tout s'enchaîne.",
    "",
]
MET = [
    ("Nadia Ferrand", "fleuriste au marché de Lormance", "Mon étal tenu tout un samedi, sans moi."),
    ("Marc Delorme", "maraîcher à Saint-Aubrac", "De bonnes questions, et une vraie écoute."),
    ("Yasmina Chérif", "couturière, atelier des Aulnaies", "Des mains sûres, et de la parole."),
    ("Bruno Castaing", "réparateur de vélos", "Trois matinées ici : l'accueil, ça se voit."),
]


def assess_founders(world: World) -> None:
    apply_rules_of_path(path_id=world.path.pk, at=world.now)
    steps = _steps()
    enrolments = Enrolment.objects.filter(path=world.path, done_count__gte=2)
    people = enrolments.select_related("learner", "organization").order_by("pk")
    for number, enrolment in enumerate(people):
        worked_on = _worked_on(enrolment)
        if number % 5 != 4:
            _by_the_team(world, enrolment, worked_on, number, steps)
        if enrolment.done_count >= 9 and number % 3 == 0:
            _by_someone_met(enrolment, worked_on, number, steps)
        if number % 4:
            # Most have read what was said: a few find it on their home page.
            read_views(learner=enrolment.learner, up_to=world.now)


def _steps() -> dict[tuple[int, int], tuple[Level, list[str]]]:
    """Return each level and what it observes, by competence and rank."""
    found: dict[tuple[int, int], tuple[Level, list[str]]] = {}
    for competence in Competence.objects.prefetch_related("framework__levels"):
        for level in competence.framework.levels.all():
            found[competence.pk, level.rank] = (level, [])
    for criterion in LevelCriterion.objects.select_related("level").order_by("position", "pk"):
        found[criterion.competence_id, criterion.level.rank][1].append(criterion.text)
    return found


def _worked_on(enrolment: Enrolment) -> list[Competence]:
    done = ModuleProgress.objects.filter(enrolment=enrolment).exclude(completed_at=None)
    found = Competence.objects.filter(modules__in=done.values("module")).distinct()
    return list(found.order_by("position", "pk"))


def _by_the_team(
    world: World,
    enrolment: Enrolment,
    worked_on: list[Competence],
    number: int,
    steps: dict[tuple[int, int], tuple[Level, list[str]]],
) -> None:
    author = _author(world, enrolment, number)
    at = enrolment.last_activity_at - timedelta(hours=3)
    said = []
    for rank, competence in enumerate(islice(worked_on, 0, 2 + number % 4)):
        level, criteria = steps[competence.pk, 2 + (number + rank) % 2]
        words = SEEN[(number + rank) % len(SEEN)]
        said.append(Said(enrolment, competence, level, tuple(criteria[:2]), words))
    record_views(
        sheet_id=uuid.uuid5(NAMESPACE, f"{enrolment.learner} views"),
        said=said,
        author=author,
        source=Source.STAFF,
        at=at,
    )
    if number % 11 == 5 and said:
        _by_error(enrolment, said[0], author, steps)


def _author(world: World, enrolment: Enrolment, number: int) -> User:
    role = Role.TRAINER if number % 2 else Role.COUNSELLOR
    team: list[User] = world.team(enrolment.organization, role)
    team = team or world.team(enrolment.organization, Role.COUNSELLOR)
    return team[number % len(team)]


def _by_error(
    enrolment: Enrolment,
    said: Said,
    author: User,
    steps: dict[tuple[int, int], tuple[Level, list[str]]],
) -> None:
    """A view given on the wrong line, and taken back ten minutes later: the history shows it."""
    at = enrolment.last_activity_at - timedelta(hours=2)
    level, _criteria = steps[said.competence.pk, 4]
    sheet_id = uuid.uuid5(NAMESPACE, f"{enrolment.learner} error")
    slip = Said(enrolment, said.competence, level)
    record_views(sheet_id=sheet_id, said=[slip], author=author, source=Source.STAFF, at=at)
    wrong = enrolment.learner.assessments.get(pk=slip.act_id(sheet_id, Source.STAFF))
    withdraw_assessment(assessment=wrong, at=at + timedelta(minutes=10))


def _by_someone_met(
    enrolment: Enrolment,
    worked_on: list[Competence],
    number: int,
    steps: dict[tuple[int, int], tuple[Level, list[str]]],
) -> None:
    name, title, words = MET[number % len(MET)]
    asked_at = max(enrolment.started_at, enrolment.last_activity_at - timedelta(days=6))
    asked = ask_view(
        form_id=uuid.uuid5(NAMESPACE, f"{enrolment.learner} asked"),
        enrolment=enrolment,
        kind=AssessmentRequest.Kind.PROFESSIONAL,
        name=name,
        title=title,
        email="",
        word="Merci encore pour votre accueil. Pouvez-vous dire ce que vous avez vu ?",
        competences=worked_on[:3],
        at=asked_at,
    )
    if number % 2:
        return  # she waits for an answer
    seen = [
        Seen(each, steps[each.pk, 3][0], tuple(steps[each.pk, 3][1][:1]), words if not rank else "")
        for rank, each in enumerate(worked_on[:2])
    ]
    at = min(asked_at + timedelta(days=2), enrolment.last_activity_at)
    answer_asked(asked=asked, seen=seen, name=name, title=title, at=at)
