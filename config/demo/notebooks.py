"""Two friends on one project, what they share of it, and a few passports."""

import uuid
from datetime import timedelta

from competences.models import CompetenceProgress, Source
from competences.services.assessments import record_assessment
from config.demo.histories import NAMESPACE
from config.demo.world import World
from core.models import Role, User
from learners.models import Enrolment, NotebookPage
from learners.passport import choices_of
from learners.services.evidence import competences_of
from learners.services.notebook import add_page, save_page
from learners.services.passport import Chosen, choose_items, give_consent, share_passport
from learners.services.project import accept_invitation, describe_project, invite_founder
from learners.services.sharing import share_by_link, share_with_person, team_of

PAGES = {
    "Nos fournisseurs": "La mercerie du centre : fermetures à 1,80 €, fil à 2,10 €.\n\n"
    "Le grossiste de la zone : moins cher, mais par cent. À deux, ça devient possible.",
    "Qui fait quoi": "Awa : les retouches, le mercredi et le samedi.\n"
    "Oumou : les robes et les rideaux, le reste de la semaine.\n\n"
    "On se retrouve le dimanche soir pour les comptes.",
}
SINCE = " Réponse du grossiste : il accepte cinquante pièces si on paie comptant."
# A first name of the demonstration: what she says for herself.
WORDS = {
    "Maryline": "Je fais mes confitures depuis vingt ans. Maintenant, je sais aussi les vendre.",
    "Rokia": "On me confie des fêtes entières. Je sais dire mon prix.",
    "Bintou": "Je cherche un local à partager. Voici ce que je sais faire.",
    "Awa": "Je couds juste, et je rends à l'heure.",
}


def fill_notebooks(world: World) -> None:
    """Play it all through the rules of the house."""
    awa, oumou = founder("Awa", "Diarra"), founder("Oumou", "Traoré")
    at = world.ago(6)
    describe_project(
        founder=awa,
        title="Fil d'or",
        sentence="Des retouches et des robes sur mesure, à deux, dans le quartier.",
        stage="trying",
        at=at,
    )
    invitation = invite_founder(by=awa, at=at)
    accept_invitation(
        invitation=invitation, founder=oumou, brings_pages=False, at=at + timedelta(hours=5)
    )
    _write_together(world, awa, oumou)
    invite_founder(by=awa, at=world.ago(1))
    _share(world, awa)
    for first_name, words in WORDS.items():
        _choose(world, first_name, words)


def founder(first_name: str, last_name: str = "") -> User:
    found = User.objects.filter(first_name=first_name, enrolments__isnull=False)
    return (found.filter(last_name=last_name) if last_name else found).distinct().earliest("pk")


def _write_together(world: World, awa: User, oumou: User) -> None:
    pages: list[NotebookPage] = []
    for number, (title, words) in enumerate(PAGES.items()):
        at, by = world.ago(5 - number), (awa, oumou)[number % 2]
        page = add_page(founder=by, act=None, at=at)
        save_page(page=page, act=None, version=0, title=title, words=words, by=by, at=at)
        pages.append(page)
    first, words = pages[0], next(iter(PAGES.values())) + SINCE
    save_page(
        page=first,
        act=None,
        version=1,
        title=next(iter(PAGES)),
        words=words,
        by=oumou,
        at=world.ago(2),
    )


def _share(world: World, awa: User) -> None:
    member = team_of(awa).filter(role=Role.COUNSELLOR).first()
    assert member is not None  # noqa: S101 - the team of the demonstration
    at = world.ago(3)
    share_with_person(founder=awa, reader=member.user, chapters=[], until=None, at=at)
    share_by_link(
        founder=awa,
        name="Mme Roy, à la banque",
        chapters=["idea", "figures"],
        until=at + timedelta(days=30),
        at=at,
    )


def _look_back(world: World, enrolment: Enrolment) -> None:
    """Have her, then her counsellor, say where she stands on the first competences of her path."""
    learner, current = enrolment.learner, enrolment.assignments.current().first()
    for rank, competence in enumerate(competences_of(enrolment)[:5]):
        levels = list(competence.framework.levels.order_by("rank"))
        views = [(Source.FOUNDER, learner, levels[1 + rank % 2], 20)]
        if current is not None and rank % 2 == 0:
            views.append((Source.STAFF, current.counsellor, levels[2], 4))
        for source, author, level, days in views:
            record_assessment(
                assessment_id=uuid.uuid5(NAMESPACE, f"{learner} {competence.code} {source}"),
                learner=learner,
                organization=enrolment.organization,
                competence=competence,
                level=level,
                source=source,
                author=author,
                assessed_at=world.ago(days),
                at=world.ago(days),
            )


def _choose(world: World, first_name: str, words: str) -> None:
    learner = founder(first_name)
    enrolment = Enrolment.objects.filter(learner=learner).earliest("pk")
    if not CompetenceProgress.objects.of(learner).exists():
        _look_back(world, enrolment)
    choices = choices_of(learner, seen_by=learner)
    shelves, at = choices.shelves[:5], world.ago(1)
    choose_items(
        learner=learner,
        chosen=Chosen(
            introduction=words,
            competences=frozenset(str(each.competence.pk) for each in shelves),
            evidence=frozenset(str(e.pk) for each in shelves for e in each.evidence),
            assessments=frozenset(str(e.pk) for each in shelves for e in each.confirmations),
            badges=frozenset(str(each.pk) for each in choices.badges),
        ),
        by=learner,
        at=at,
    )
    counsellor = enrolment.assignments.current().first()
    if first_name == "Rokia" and counsellor is not None:
        give_consent(learner=learner, by=counsellor.counsellor, at=at)
    if first_name == "Maryline":
        share_passport(
            learner=learner, name="La couveuse du canton", until=at + timedelta(days=91), at=at
        )
