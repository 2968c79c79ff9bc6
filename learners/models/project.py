"""A project, who carries it, and the pages they write beside their path."""

import secrets
import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import User
from courses.models import Module

# Nothing that is read wrongly on paper: no 0 and O, no 1, I and L.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Chapter(models.TextChoices):
    """The order in which a project is told."""

    ME = "me", Module.NotebookChapter.ME.label
    IDEA = "idea", Module.NotebookChapter.IDEA.label
    PEOPLE = "people", Module.NotebookChapter.PEOPLE.label
    GROUND = "ground", Module.NotebookChapter.GROUND.label
    FIGURES = "figures", Module.NotebookChapter.FIGURES.label
    NEXT = "next", Module.NotebookChapter.NEXT.label
    DECISIONS = "decisions", _("Mes décisions")
    PAGES = "pages", _("Mes pages")


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        """The founders who carry it today."""
        return self.filter(members__in=ProjectMember.objects.current().filter(founder=user))

    def editable_by(self, user: User) -> Self:
        """The founders who carry it today."""
        return self.visible_to(user)

    def carried_by(self, founder_id: int) -> Self:
        """The one that this founder carries today, if there is one yet."""
        current = ProjectMember.objects.current().filter(founder=founder_id)
        return self.filter(pk__in=current.values("project"))


class Project(models.Model):
    """What one founder, or several, want to do. Their paths feed its *carnet*."""

    class Stage(models.TextChoices):
        IDEA = "idea", _("J'ai une idée")
        SHAPING = "shaping", _("Je la prépare")
        TRYING = "trying", _("J'essaie en petit")
        STARTED = "started", _("C'est lancé")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("nom du projet"), max_length=100, blank=True)
    sentence = models.CharField(_("mon projet en une phrase"), max_length=200, blank=True)
    stage = models.CharField(_("où il en est"), max_length=10, choices=Stage.choices, blank=True)
    created_at = models.DateTimeField(_("créé le"))

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("projet")
        verbose_name_plural = _("projets")

    def __str__(self) -> str:
        return self.title or self.sentence or str(self.uuid)

    def describe(self, *, title: str, sentence: str, stage: str) -> None:
        self.title, self.sentence, self.stage = title, sentence, stage
        self.save(update_fields=["title", "sentence", "stage"])


class ProjectMemberQuerySet(models.QuerySet["ProjectMember"]):
    def current(self) -> Self:
        return self.filter(left_at=None)


class ProjectMember(models.Model):
    """One founder carries one project at a time; those she left stay known."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    founder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="project_memberships"
    )
    joined_at = models.DateTimeField(_("depuis le"))
    left_at = models.DateTimeField(_("partie le"), null=True, blank=True)

    objects = ProjectMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("membre d'un projet")
        verbose_name_plural = _("membres d'un projet")
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["founder"],
                condition=models.Q(left_at=None),
                name="one_project_at_a_time",
                violation_error_message=_("Cette personne porte déjà un projet."),
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("joined_at")),
                name="project_member_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.founder} — {self.project}"

    def leave(self, at: datetime) -> None:
        self.left_at = at
        self.save(update_fields=["left_at"])


def new_invitation_code() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(12))


class ProjectInvitationQuerySet(models.QuerySet["ProjectInvitation"]):
    def visible_to(self, user: User) -> Self:
        """The founders of the project that invites."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def editable_by(self, user: User) -> Self:
        """The founders of the project that invites."""
        return self.visible_to(user)

    def open(self, at: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)

    def matching(self, code: str) -> Self:
        """Whoever holds the code, however it was typed: the code is the secret."""
        letters = "".join(each for each in code.upper() if each in LETTERS)
        return self.filter(code=letters) if len(letters) == 12 else self.none()


class ProjectInvitation(models.Model):
    """A code, on paper or in a link, by which another founder joins. It serves once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    code = models.CharField(max_length=12, unique=True, default=new_invitation_code, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(_("écrite le"))
    expires_at = models.DateTimeField(_("valable jusqu'au"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("annulée le"), null=True, blank=True)

    objects = ProjectInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation à un projet")
        verbose_name_plural = _("invitations à un projet")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.shown_code

    @property
    def shown_code(self) -> str:
        """The code as it is read aloud and typed: ABCD-EFGH-JKMN."""
        return "-".join(self.code[start : start + 4] for start in range(0, 12, 4))

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at

    def accept(self, user: User, at: datetime) -> None:
        self.accepted_by, self.accepted_at = user, at
        self.save(update_fields=["accepted_by", "accepted_at"])

    def revoke(self, at: datetime) -> bool:
        """Return whether this call revoked it."""
        if self.revoked_at is not None or self.accepted_at is not None:
            return False
        self.revoked_at = at
        self.save(update_fields=["revoked_at"])
        return True


class NotebookPageQuerySet(models.QuerySet["NotebookPage"]):
    def visible_to(self, user: User) -> Self:
        """The founders who carry the project: these pages are common."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def editable_by(self, user: User) -> Self:
        """The founders who carry the project: these pages are common."""
        return self.visible_to(user)

    def kept(self) -> Self:
        return self.filter(deleted_at=None)


class NotebookPage(models.Model):
    """A page that no activity asked for. `version` tells a later writer what she did not read."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="pages")
    title = models.CharField(_("titre"), max_length=120, blank=True)
    words = models.TextField(_("texte"), max_length=20_000, blank=True)
    position = models.PositiveIntegerField(_("ordre"), default=0)
    version = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("écrite le"))
    deleted_at = models.DateTimeField(_("enlevée le"), null=True, blank=True)

    objects = NotebookPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page libre du carnet")
        verbose_name_plural = _("pages libres du carnet")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title or str(self.uuid)

    def write(self, *, title: str, words: str, by: User, at: datetime) -> None:
        self.title, self.words, self.written_by, self.written_at = title, words, by, at
        self.version += 1
        self.save(update_fields=["title", "words", "written_by", "written_at", "version"])

    def delete_softly(self, at: datetime) -> None:
        self.deleted_at = self.deleted_at or at
        self.save(update_fields=["deleted_at"])

    def put_back(self) -> None:
        self.deleted_at = None
        self.save(update_fields=["deleted_at"])


class NotebookPageVersion(models.Model):
    """What a page said. `act` is the id the browser gave to the writing: twice the same is once."""

    page = models.ForeignKey(NotebookPage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    act = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=20_000, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version d'une page libre")
        verbose_name_plural = _("versions d'une page libre")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_page_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.page} ({self.number})"
