"""Whom a founder lets read her *carnet*, and until when."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from core.models import Membership, Role, User
from core.services import queue_mail
from learners.models import Chapter, Enrolment, NotebookShare, Project
from learners.services.project import ensure_project, lock_projects

TEAM = (Role.COUNSELLOR, Role.COORDINATOR, Role.TRAINER)
MOST_LINKS = 20


class SharingRefused(Exception):
    """Its text is fit for the screen."""


class NotOfHerTeam(SharingRefused):
    def __init__(self) -> None:
        super().__init__(_("Cette personne n'est pas, ou n'est plus, dans l'équipe qui vous suit."))


class TooManyLinks(SharingRefused):
    def __init__(self) -> None:
        super().__init__(_("Beaucoup de liens sont déjà ouverts : arrêtez-en un d'abord."))


def team_of(founder: User) -> QuerySet[Membership]:
    """The people who may be chosen by name: those of the organisations that follow her."""
    follows = Enrolment.objects.open().filter(learner=founder).values("organization")
    members = Membership.objects.active().with_role(*TEAM).filter(organization__in=follows)
    return (
        members.filter(user__is_active=True)
        .exclude(user=founder)
        .select_related("user", "organization")
        .order_by("user__first_name", "user__last_name", "pk")
    )


@transaction.atomic
def share_with_person(
    *,
    founder: User,
    reader: User,
    chapters: Collection[str],
    until: datetime | None,
    at: datetime,
) -> NotebookShare:
    """Let someone of her team read; sharing again with the same person replaces what was said.

    Raise NotOfHerTeam.
    """
    member = team_of(founder).filter(user=reader).first()
    if member is None:
        raise NotOfHerTeam
    project = _lock(founder, at)
    standing = project.shares.filter(shared_by=founder, reader=reader, revoked_at=None).first()
    told: dict[str, Any] = {"chapters": _in_order(chapters), "expires_at": until}
    if standing is not None:
        if (standing.chapters, standing.expires_at) == (told["chapters"], until):
            return standing
        standing.revoke(at)
    share = project.shares.create(
        shared_by=founder, shared_at=at, reader=reader, organization=member.organization, **told
    )
    _tell(share, at)
    return share


def _tell(share: NotebookShare, at: datetime) -> None:
    """Let the reader know where it is; not a word of hers travels by mail."""
    reader = share.reader
    if reader is None or not reader.email:
        return
    base: str = settings.BASE_URL
    link = urljoin(base, reverse("learners:notebook_read", args=[share.uuid]))
    names = {"reader": reader.first_name, "founder": share.shared_by.first_name, "link": link}
    queue_mail(
        to=reader.email,
        subject=gettext("%(founder)s vous montre son carnet de projet") % names,
        text=gettext(
            "Bonjour %(reader)s,\n\n"
            "%(founder)s vous laisse lire son carnet de projet, aussi longtemps que cela lui"
            " convient :\n%(link)s\n"
        )
        % names,
        dedupe_key=f"notebook-share:{share.uuid}",
        at=at,
    )


@transaction.atomic
def share_by_link(
    *, founder: User, name: str, chapters: Collection[str], until: datetime, at: datetime
) -> NotebookShare:
    """Open a link for someone outside; the same name, chapters and date are one link.

    Raise TooManyLinks.
    """
    project = _lock(founder, at)
    links = project.shares.usable(at).filter(shared_by=founder, reader=None)
    told: dict[str, Any] = {
        "reader_name": name,
        "expires_at": until,
        "chapters": _in_order(chapters),
    }
    for link in links:
        if all(getattr(link, fact) == value for fact, value in told.items()):
            return link
    if len(links) >= MOST_LINKS:
        raise TooManyLinks
    return project.shares.create(shared_by=founder, shared_at=at, **told)


@transaction.atomic
def stop_sharing(*, share: NotebookShare, at: datetime) -> bool:
    """Return whether this call withdrew it: at once, for the next page that the reader opens."""
    return NotebookShare.objects.select_for_update(of=("self",)).get(pk=share.pk).revoke(at)


def _lock(founder: User, at: datetime) -> Project:
    project = ensure_project(founder=founder, at=at)
    lock_projects(project.pk)
    return project


def _in_order(chapters: Collection[str]) -> list[str]:
    """Return the chosen chapters; all of them is the whole, with what is written later."""
    chosen = [str(each) for each in Chapter if each in chapters]
    return [] if len(chosen) == len(Chapter) else chosen
