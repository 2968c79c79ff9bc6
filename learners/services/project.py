"""A founder's project: said, carried by several, left with one's words under the arm."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.models import User
from learners.models import (
    NotebookPage,
    NotebookShare,
    Project,
    ProjectInvitation,
    ProjectMember,
)

INVITATION_LASTS = timedelta(days=14)
MOST_FOUNDERS = 8
MOST_INVITATIONS = 5


class ProjectRefused(Exception):
    """Its text is fit for the screen."""


class InvitationClosed(ProjectRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Cette invitation ne sert plus. Demandez-en une autre : rien n'est perdu.")
        )


class AlreadyWithOthers(ProjectRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Vous portez déjà un projet à plusieurs : quittez-le d'abord, vos mots vous suivent.")
        )


class TooManyFounders(ProjectRefused):
    def __init__(self) -> None:
        super().__init__(_("Ce projet est déjà porté par %d personnes.") % MOST_FOUNDERS)


class TooManyInvitations(ProjectRefused):
    def __init__(self) -> None:
        super().__init__(_("Plusieurs invitations attendent déjà : annulez-en une d'abord."))


class LastFounder(ProjectRefused):
    def __init__(self) -> None:
        super().__init__(_("Vous êtes la seule personne sur ce projet : il reste à vous."))


def _lock_founder(founder: User) -> None:
    """Two acts of one founder wait for each other: she carries one project at a time."""
    # No key: what points to her (her answers) is written meanwhile.
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=founder.pk)


def lock_projects(*keys: int) -> None:
    """Always in the same order: two founders who accept each other's invitation never block."""
    projects = Project.objects.select_for_update(no_key=True, of=("self",))
    list(projects.filter(pk__in=keys).order_by("pk"))


@transaction.atomic
def ensure_project(*, founder: User, at: datetime) -> Project:
    """Return the project she carries, a new one if she never wrote on it."""
    _lock_founder(founder)
    project = Project.objects.carried_by(founder.pk).first()
    return project or _begin(founder, at)


def _begin(founder: User, at: datetime, like: Project | None = None) -> Project:
    said = {name: getattr(like, name) if like else "" for name in ("title", "sentence", "stage")}
    project = Project.objects.create(created_at=at, **said)
    ProjectMember.objects.create(project=project, founder=founder, joined_at=at)
    return project


@transaction.atomic
def describe_project(
    *, founder: User, title: str, sentence: str, stage: str, at: datetime
) -> Project:
    project = ensure_project(founder=founder, at=at)
    project.describe(title=title, sentence=sentence, stage=stage)
    return project


@transaction.atomic
def say_project(*, founder: User, sentence: str, at: datetime) -> None:
    """Keep her project in one sentence; nothing is begun for nothing."""
    project = Project.objects.carried_by(founder.pk).first()
    if project is None and not sentence:
        return
    project = project or ensure_project(founder=founder, at=at)
    if project.sentence != sentence:
        project.describe(title=project.title, sentence=sentence, stage=project.stage)


@transaction.atomic
def invite_founder(*, by: User, at: datetime) -> ProjectInvitation:
    """Write an invitation, to hand over or to send. Raise TooManyInvitations."""
    project = ensure_project(founder=by, at=at)
    lock_projects(project.pk)
    if project.invitations.open(at).count() >= MOST_INVITATIONS:
        raise TooManyInvitations
    return project.invitations.create(
        invited_by=by, created_at=at, expires_at=at + INVITATION_LASTS
    )


@transaction.atomic
def accept_invitation(
    *, invitation: ProjectInvitation, founder: User, brings_pages: bool, at: datetime
) -> Project:
    """Carry the project together. Her own one is put aside, and found again if she leaves.

    Accepting twice changes nothing. Raise InvitationClosed, AlreadyWithOthers or TooManyFounders.
    """
    _lock_founder(founder)
    project, carried = invitation.project, Project.objects.carried_by(founder.pk).first()
    lock_projects(project.pk, carried.pk if carried else project.pk)
    invitation = ProjectInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if carried == project:
        return project
    if not invitation.is_open(at):
        raise InvitationClosed
    if project.members.current().count() >= MOST_FOUNDERS:
        raise TooManyFounders
    if carried is not None:
        _put_aside(carried, founder, at)
        if brings_pages:
            _move_pages(carried, project)
    ProjectMember.objects.create(project=project, founder=founder, joined_at=at)
    invitation.accept(founder, at)
    return project


def _put_aside(project: Project, founder: User, at: datetime) -> None:
    """The caller holds the project."""
    if project.members.current().exclude(founder=founder).exists():
        raise AlreadyWithOthers
    project.invitations.open(at).update(revoked_at=at)
    _end(project, founder, at)


def _end(project: Project, founder: User, at: datetime) -> None:
    """What she shared of this *carnet* is read by nobody any more, even if she came back."""
    project.members.current().get(founder=founder).leave(at)
    shares = NotebookShare.objects.filter(project=project, shared_by=founder, revoked_at=None)
    shares.update(revoked_at=at)
    # The codes she wrote would let her, or anybody she gave them to, back in.
    project.invitations.open(at).filter(invited_by=founder).update(revoked_at=at)


def _move_pages(source: Project, target: Project) -> None:
    last = target.pages.count()
    for rank, page in enumerate(source.pages.kept()):
        page.project, page.position = target, last + rank
        page.save(update_fields=["project", "position"])


@transaction.atomic
def leave_project(*, founder: User, at: datetime) -> Project:
    """Return what she carries now: her own project again, with a copy of the common pages.

    Raise LastFounder: the last one keeps the project.
    """
    _lock_founder(founder)
    carried = Project.objects.carried_by(founder.pk).first()
    if carried is None:
        raise LastFounder
    lock_projects(carried.pk)
    if not carried.members.current().exclude(founder=founder).exists():
        raise LastFounder
    _end(carried, founder, at)
    project = _take_up_again(founder, at) or _begin(founder, at, like=carried)
    _copy_pages(carried, project)
    return project


def _take_up_again(founder: User, at: datetime) -> Project | None:
    """Return the project that she put aside and that nobody carries."""
    carried = ProjectMember.objects.current().values("project")
    left = founder.project_memberships.exclude(left_at=None).exclude(project__in=carried)
    last = left.select_related("project").order_by("-left_at", "-pk").first()
    if last is None:
        return None
    ProjectMember.objects.create(project=last.project, founder=founder, joined_at=at)
    return last.project


def _copy_pages(source: Project, target: Project) -> None:
    first = target.pages.count()
    for rank, page in enumerate(source.pages.kept()):
        copy = NotebookPage.objects.create(
            project=target,
            title=page.title,
            words=page.words,
            position=first + rank,
            version=1,
            written_by=page.written_by,
            written_at=page.written_at,
        )
        copy.versions.create(
            number=1,
            title=page.title,
            words=page.words,
            written_by=page.written_by,
            written_at=page.written_at,
        )
