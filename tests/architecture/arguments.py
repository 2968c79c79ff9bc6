"""What the addresses of the matrix are about: functions of the world, `arguments` of a URL."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from competences.services.positioning import give_view
from competences.services.posture import share_run
from learners import links as learner_links
from learners.models import Attempt, Evidence, PassportShare, ProjectInvitation
from learners.positioning import competences_of_path, framework_of
from learners.services.notebook import add_page, save_page
from learners.services.passport import share_passport
from learners.services.project import invite_founder
from learners.services.sharing import share_by_link, share_with_person
from tests.architecture.rules import Arguments
from tests.architecture.world import World
from tests.competences.factories import CompetenceFactory, FrameworkFactory
from tests.competences.postures import posture_test, taken_by
from tests.courses.factories import add_module
from tests.learners.factories import AttemptFactory, package_module
from tests.learners.works import answer_pitch, hand_in_of
from tests.media.factories import PackageVersionFactory


def enrolment(world: World) -> Arguments:
    return {"enrolment_id": world.enrolment.uuid}


def block(world: World) -> Arguments:
    return enrolment(world) | {"key": world.cohort.path.blocks.first().key}


def module(world: World) -> Arguments:
    return enrolment(world) | {"slug": world.module.slug}


def activity(world: World) -> Arguments:
    return module(world) | {"activity_id": world.activity["reflection"]}


def calculator(world: World) -> Arguments:
    return module(world) | {"activity_id": world.activity["break_even"]}


def package(world: World) -> Arguments:
    """A package in a module of its own, on which she began an attempt."""
    attempt = Attempt.objects.filter(enrolment=world.enrolment).select_related("module").first()
    if attempt is None:
        # The world stands already: a number of this test may be taken there.
        name = uuid4().hex
        version = PackageVersionFactory(sha256=name * 2)
        module = package_module(version.package, slug=f"paquet-{name}")
        add_module(world.cohort.path.blocks.first(), module)
        attempt = AttemptFactory(enrolment=world.enrolment, module=module, version=version)
    return enrolment(world) | {"slug": attempt.module.slug, "activity_id": attempt.activity_id}


def package_use(world: World) -> Arguments:
    return {name: value for name, value in package(world).items() if name != "enrolment_id"}


def package_attempt(world: World) -> Arguments:
    return {"attempt": Attempt.objects.get(activity_id=package(world)["activity_id"]).uuid}


def pitch(world: World) -> Arguments:
    answer_pitch(world.enrolment, world.module, world.activity["pitch"])
    return module(world) | {"activity_id": world.activity["pitch"]}


def hand_in(world: World) -> Arguments:
    return {"hand_in_id": hand_in_of(world.enrolment, world.module).uuid}


def version(world: World) -> Arguments:
    return activity(world) | {"statement_id": world.statement.pk}


def upload(world: World) -> Arguments:
    return {"upload_id": world.upload.uuid}


def evidence(world: World) -> Arguments:
    """Shown to her trainer alone: her counsellor does not see it."""
    # The world stands already: a number of this test may be taken there.
    competence = CompetenceFactory(framework__slug=f"preuves-{uuid4()}")
    block = world.cohort.path.blocks.first()
    block.competences.add(competence)
    block.save()
    piece = Evidence.objects.create(
        enrolment=world.enrolment,
        competence=competence,
        kind=Evidence.Kind.WORDS,
        title="La buvette",
        added_at=timezone.now(),
    )
    piece.shares.create(person=world.people["trainer"], shared_at=timezone.now())
    return {"evidence_id": piece.uuid}


def competence(world: World) -> Arguments:
    piece = Evidence.objects.get(uuid=evidence(world)["evidence_id"])
    return enrolment(world) | {"competence_id": piece.competence_id}


def notebook_page(world: World) -> Arguments:
    page = add_page(founder=world.people["founder"], act=None, at=timezone.now())
    save_page(
        page=page,
        act=None,
        version=0,
        title="La buvette",
        words="Samedi.",
        by=world.people["founder"],
        at=timezone.now(),
    )
    return {"page_id": page.uuid}


def page_version(world: World) -> Arguments:
    return notebook_page(world) | {"number": 1}


def _invite(world: World) -> ProjectInvitation:
    """Asked for each role: one invitation at a time waits."""
    ProjectInvitation.objects.all().delete()
    return invite_founder(by=world.people["founder"], at=timezone.now())


def invitation(world: World) -> Arguments:
    return {"invitation_id": _invite(world).uuid}


def notebook_share(world: World) -> Arguments:
    """Shown to her trainer alone: her counsellor does not see it."""
    share = share_with_person(
        founder=world.people["founder"],
        reader=world.people["trainer"],
        chapters=[],
        until=None,
        at=timezone.now(),
    )
    return {"share_id": share.uuid}


def shared_link(world: World) -> Arguments:
    share = share_by_link(
        founder=world.people["founder"],
        name="Ma banquière",
        chapters=[],
        until=timezone.now() + timedelta(days=7),
        at=timezone.now(),
    )
    return {"signed": learner_links.sign(share.uuid, "shared_notebook")}


def passport_share(world: World) -> Arguments:
    """Asked for each role: one link at a time is open."""
    PassportShare.objects.all().delete()
    share = share_passport(
        learner=world.people["founder"],
        name="La boulangerie",
        until=timezone.now() + timedelta(days=7),
        at=timezone.now(),
    )
    return {"share_id": share.uuid}


def passport_link(world: World) -> Arguments:
    return {"signed": learner_links.sign(passport_share(world)["share_id"], "shared_passport")}


def handed_in_file(world: World) -> Arguments:
    work = hand_in_of(world.enrolment, world.module, upload=world.upload)
    assert work.upload is not None
    return {"upload_id": work.upload.uuid}


def session(world: World) -> Arguments:
    return {"session_id": world.session.uuid}


def next_version(world: World) -> Arguments:
    before = FrameworkFactory(slug=f"avant-{uuid4()}")
    return {"framework_id": FrameworkFactory(slug=f"apres-{uuid4()}", replaces=before).pk}


def path(world: World) -> Arguments:
    return {"path_id": world.cohort.path_id}


def cohort(world: World) -> Arguments:
    return {"slug": world.cohort.slug}


def climb(world: World) -> Arguments:
    return {"enrolment_uuid": world.enrolment.uuid}


def service(world: World) -> Arguments:
    return climb(world) | {"service_id": world.service.pk}


def choice(world: World) -> Arguments:
    return climb(world) | {"choice_id": world.choice.pk}


def referral(world: World) -> Arguments:
    return {"referral_uuid": world.referral.uuid}


def badge(world: World) -> Arguments:
    return {"badge_id": world.badge.uuid}


def achievement(world: World) -> Arguments:
    return {"key": world.badge.achievement.key}


def status_list(world: World) -> Arguments:
    assert world.badge.entry is not None
    return {"list_id": world.badge.entry.status_list.uuid}


def badge_key(world: World) -> Arguments:
    assert world.badge.entry is not None
    return {"name": world.badge.entry.status_list.key.name}


def card(world: World) -> Arguments:
    return {"card_uuid": world.card.uuid}


def said(world: World) -> Arguments:
    return {"assessment_id": world.assessment.pk}


def skilled(world: World) -> Arguments:
    """Her path works on something."""
    block = world.cohort.path.blocks.first()
    if not block.competences.exists():
        block.competences.add(CompetenceFactory(framework__slug=f"acquis-{uuid4()}"))
        block.save()
    return enrolment(world)


def moment(world: World) -> Arguments:
    return skilled(world) | {"moment": "depart"}


def skill_card(world: World) -> Arguments:
    return moment(world) | {"number": 1}


def both_views(world: World) -> Arguments:
    """At the end of the path, which no other page here is about, she and a trainer said theirs."""
    arguments = skilled(world) | {"moment": "arrivee"}
    framework = framework_of(world.enrolment.path_id)
    assert framework is not None
    [(competence, _block), *_rest] = competences_of_path(world.enrolment.path_id, framework)
    for author in (world.people["founder"], world.people["trainer"]):
        if not author.written_positionings.finished().exists():
            give_view(
                learner=world.people["founder"],
                organization=world.organization,
                framework=framework,
                moment="exit",
                author=author,
                answers=[(competence, None, "")],
                finish=True,
                at=timezone.now(),
            )
    return arguments


def competence_page(world: World) -> Arguments:
    return enrolment(world) | {"competence_id": world.competence.pk}


def asked(world: World) -> Arguments:
    return {"request_id": world.asked.uuid}


def asked_link(world: World) -> Arguments:
    return {"signed": learner_links.sign(world.asked.uuid, "outside_view")}


def posture(world: World) -> Arguments:
    """She finished it, and shows it to her trainer alone: her counsellor does not see it."""
    founder = world.people["founder"]
    run = founder.posture_runs.first() or taken_by(founder, ("tenir",))
    share_run(
        run=run,
        reader=world.people["trainer"],
        organization=world.organization,
        at=timezone.now(),
    )
    return enrolment(world) | {"run_id": run.uuid}


def posture_slug(world: World) -> Arguments:
    return enrolment(world) | {"slug": posture_test(1).slug}


def posture_question(world: World) -> Arguments:
    return posture(world) | {"number": 1}


def shown_posture(world: World) -> Arguments:
    return {"run_id": posture(world)["run_id"]}
