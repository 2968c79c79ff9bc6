"""The free pages of a *carnet*: common to its founders, and no word of one lost under another's."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.models import User
from learners.models import NotebookPage, NotebookPageVersion
from learners.services.project import ensure_project, lock_projects

MOST_PAGES = 100
# Saving as one types is one version as long as it only continues.
ONE_SITTING = timedelta(minutes=30)


class PageRefused(Exception):
    """Its text is fit for the screen."""


class TooManyPages(PageRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Le carnet garde %d pages libres : enlevez-en une d'abord.") % MOST_PAGES
        )


class PageChanged(PageRefused):
    """Someone, or another tab of hers, wrote meanwhile: nothing is overwritten."""

    def __init__(self, page: NotebookPage) -> None:
        super().__init__(
            _(
                "Cette page a changé pendant que vous écriviez. Rien n'est perdu :"
                " relisez les deux textes, puis enregistrez celui que vous gardez."
            )
        )
        self.page = page


def _lock(page: NotebookPage) -> NotebookPage:
    return NotebookPage.objects.select_for_update(of=("self",)).get(pk=page.pk)


@transaction.atomic
def add_page(*, founder: User, act: UUID | None, at: datetime) -> NotebookPage:
    """Return a blank page at the end; the same `act` again returns the same page.

    Raise TooManyPages.
    """
    project = ensure_project(founder=founder, at=at)
    lock_projects(project.pk)
    known = project.pages.filter(uuid=act).first() if act else None
    if known is not None:
        return known
    if project.pages.kept().count() >= MOST_PAGES:
        raise TooManyPages
    taken = act is None or NotebookPage.objects.filter(uuid=act).exists()
    return NotebookPage.objects.create(
        uuid=uuid4() if taken or act is None else act,
        project=project,
        position=project.pages.count(),
        written_by=founder,
        written_at=at,
    )


@transaction.atomic
def save_page(
    *,
    page: NotebookPage,
    act: UUID | None,
    version: int,
    title: str,
    words: str,
    by: User,
    at: datetime,
) -> bool:
    """Write the page if nobody wrote since `version`; return whether anything changed.

    The same act again changes nothing. Raise PageChanged with the page as it is.
    """
    page = _lock(page)
    if (page.title, page.words) == (title, words):
        return False
    if act is not None and page.versions.filter(act=act).exists():
        return False
    if page.version != version:
        raise PageChanged(page)
    latest = page.versions.first()
    page.write(title=title, words=words, by=by, at=at)
    if latest is not None and _continues(latest, page):
        latest.delete()
    NotebookPageVersion.objects.create(
        page=page,
        number=page.version,
        act=act,
        title=title,
        words=words,
        written_by=by,
        written_at=at,
    )
    return True


def _continues(earlier: NotebookPageVersion, page: NotebookPage) -> bool:
    """Whether the page holds all of `earlier`, by the same hand, at the same sitting."""
    return (
        earlier.written_by_id == page.written_by_id
        and page.written_at - earlier.written_at < ONE_SITTING
        and page.title.startswith(earlier.title)
        and page.words.startswith(earlier.words.rstrip())
    )


@transaction.atomic
def restore_page(*, page: NotebookPage, number: int, by: User, at: datetime) -> bool:
    """Take an earlier version up again; the others stay. Return whether anything changed."""
    page = _lock(page)
    version = page.versions.get(number=number)
    return save_page(
        page=page,
        act=None,
        version=page.version,
        title=version.title,
        words=version.words,
        by=by,
        at=at,
    )


@transaction.atomic
def place_page(*, page: NotebookPage, rank: int) -> None:
    """Put the page at `rank` (from 0) among those that are kept: twice the same is once."""
    lock_projects(page.project_id)
    others = list(page.project.pages.kept().exclude(pk=page.pk).order_by("position", "pk"))
    others.insert(max(0, min(rank, len(others))), page)
    for position, each in enumerate(others):
        each.position = position
    NotebookPage.objects.bulk_update(others, ["position"])


@transaction.atomic
def remove_page(*, page: NotebookPage, at: datetime) -> None:
    """Take the page out of the *carnet*; `put_page_back` undoes it."""
    _lock(page).delete_softly(at)


@transaction.atomic
def put_page_back(*, page: NotebookPage) -> None:
    _lock(page).put_back()
