"""Packages made elsewhere (H5P, SCORM): their versions, their files, the libraries they share."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import User


class Package(models.Model):
    """What an author chooses in a module: stays the same when its file is replaced."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("titre"), max_length=255)
    current = models.ForeignKey(
        "media.PackageVersion",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("version en cours"),
    )
    created_at = models.DateTimeField(_("ajouté le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("ajouté par"),
    )

    class Meta:
        verbose_name = _("paquet")
        verbose_name_plural = _("paquets H5P et SCORM")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class PackageVersion(models.Model):
    """One file as it was imported. Never changed: a running attempt ends on the one it began."""

    class Kind(models.TextChoices):
        H5P = "h5p", "H5P"
        SCORM = "scorm", "SCORM"

    class Reports(models.TextChoices):
        YES = "yes", _("oui")
        NO = "no", _("non")
        UNKNOWN = "unknown", _("on ne sait pas")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    sha256 = models.CharField(_("empreinte"), max_length=64, unique=True)
    file_name = models.CharField(_("nom du fichier"), max_length=255)
    archive = models.CharField(_("fichier d'origine"), max_length=255, blank=True)
    kind = models.CharField(_("norme"), max_length=10, choices=Kind.choices)
    standard = models.CharField(_("version de la norme"), max_length=40, blank=True)
    title = models.CharField(_("titre"), max_length=255)
    language = models.CharField(_("langue"), max_length=20, blank=True)
    main_library = models.CharField(_("type H5P"), max_length=255, blank=True)
    authors = models.TextField(_("auteurs"), blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    reports_completion = models.CharField(
        _("signale la fin"), max_length=10, choices=Reports.choices, default=Reports.UNKNOWN
    )
    file_count = models.PositiveIntegerField(_("fichiers"))
    size = models.PositiveBigIntegerField(_("taille (octets)"))
    phone_weight = models.PositiveBigIntegerField(_("poids au premier écran (octets)"), default=0)
    manifest = models.JSONField(_("contenu lu"), default=dict)
    """What the player needs: for SCORM the organizations and items, for H5P content and order."""
    warnings = models.JSONField(_("remarques"), default=list)
    """``[{"code": …, "path": …, "detail": …}]``; words come from `media.refusals`."""
    script = models.CharField(_("scripts assemblés"), max_length=64, blank=True)
    style = models.CharField(_("styles assemblés"), max_length=64, blank=True)
    libraries = models.ManyToManyField("media.H5PLibrary", related_name="versions", blank=True)
    imported_at = models.DateTimeField(_("importé le"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("version d'un paquet")
        verbose_name_plural = _("versions de paquets")
        ordering = ["package", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "number"],
                name="one_package_version_per_number",
                violation_error_message=_("Ce paquet a déjà une version de ce numéro."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def label(self) -> str:
        """The host label it is served from: one origin a version, so storages never meet."""
        return f"p{self.sha256[:20]}"

    @property
    def items(self) -> list[dict[str, Any]]:
        """The SCOs and assets in reading order; [] for H5P."""
        found: list[dict[str, Any]] = self.manifest.get("items", [])
        return found


class PackageFile(models.Model):
    """One file of a version, and where the storage holds it."""

    version = models.ForeignKey(PackageVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(_("chemin"), max_length=500)
    folded = models.CharField(_("chemin sans casse"), max_length=500)
    size = models.PositiveBigIntegerField(_("taille (octets)"))
    digest = models.CharField(_("empreinte"), max_length=64)
    stored = models.CharField(_("nom dans le stockage"), max_length=700)
    encodings = models.CharField(_("formes compressées"), max_length=20, blank=True)
    """``br``, ``gzip`` or both, by commas: `stored` + ``.br`` or ``.gz`` exist."""

    class Meta:
        verbose_name = _("fichier d'un paquet")
        verbose_name_plural = _("fichiers de paquets")
        constraints = [
            models.UniqueConstraint(fields=["version", "folded"], name="one_package_file_per_path"),
        ]

    def __str__(self) -> str:
        return self.path


class H5PLibrary(models.Model):
    """Code of H5P contents, shared by all of them. An installed one is never replaced in place."""

    machine_name = models.CharField(_("nom"), max_length=255)
    major = models.PositiveIntegerField(_("majeure"))
    minor = models.PositiveIntegerField(_("mineure"))
    patch = models.PositiveIntegerField(_("correctif"))
    sha256 = models.CharField(_("empreinte"), max_length=64)
    title = models.CharField(_("titre"), max_length=255)
    is_runnable = models.BooleanField(_("type de contenu"), default=False)
    data = models.JSONField(_("library.json"), default=dict)
    semantics = models.JSONField(_("semantics.json"), default=list)
    files = models.JSONField(_("fichiers"), default=dict)
    """path → {"size": …, "stored": …, "digest": …}"""
    installed_at = models.DateTimeField(_("installée le"))
    installed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("bibliothèque H5P")
        verbose_name_plural = _("bibliothèques H5P")
        ordering = ["machine_name", "-major", "-minor", "-patch"]
        constraints = [
            models.UniqueConstraint(
                fields=["machine_name", "major", "minor", "patch"],
                name="one_h5p_library_per_version",
                violation_error_message=_("Cette bibliothèque est déjà installée."),
            ),
        ]
        permissions = [("install_h5plibrary", _("Peut installer des bibliothèques H5P"))]

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}.{self.patch}"


class PackageImportQuerySet(models.QuerySet["PackageImport"]):
    def visible_to(self, user: User) -> Self:
        """Who sent the file."""
        return self.filter(by=user)


class PackageImport(models.Model):
    """A file on its way in: what a trainer sees of it while the worker reads."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("En attente")
        READING = "reading", _("Lecture et vérification")
        STORING = "storing", _("Rangement")
        DONE = "done", _("Importé")
        REFUSED = "refused", _("Refusé")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    package = models.ForeignKey(
        Package, on_delete=models.CASCADE, null=True, blank=True, related_name="imports"
    )
    """The package whose file it replaces; once done, the one it went to."""
    file_name = models.CharField(_("nom du fichier"), max_length=255)
    upload = models.CharField(_("fichier reçu"), max_length=255)
    size = models.PositiveBigIntegerField(_("taille (octets)"))
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    percent = models.PositiveSmallIntegerField(_("avancement (%)"), default=0)
    problems = models.JSONField(_("raisons du refus"), default=list)
    version = models.ForeignKey(
        PackageVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    is_known = models.BooleanField(_("déjà là"), default=False)
    """The same file was imported before: `version` is that one."""
    asked_at = models.DateTimeField(_("demandé le"))
    ended_at = models.DateTimeField(_("fini le"), null=True, blank=True)

    objects = PackageImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import de paquet")
        verbose_name_plural = _("imports de paquets")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
