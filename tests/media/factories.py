import hashlib
from datetime import datetime, timedelta
from io import BytesIO

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from factory.django import DjangoModelFactory
from PIL import Image

from media.importing import import_package, receive_upload
from media.models import (
    Audio,
    H5PLibrary,
    MediaImage,
    Package,
    PackageFile,
    PackageImport,
    PackageVersion,
)
from media.services import keep_audio, keep_image
from tests.clock import NOON

MP3 = b"ID3" + bytes(range(256)) * 8


def picture(shade: int = 0, *, width: int = 1200, height: int = 800, kind: str = "webp") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (shade % 256, 90, 120)).save(out, kind)
    return out.getvalue()


def forget(name: str) -> None:
    """Nobody will take this file back."""


def image(shade: int = 0) -> MediaImage:
    """Return a kept image of one colour; needs a storage of the test's own."""
    return keep_image(
        name="pont.webp",
        data=picture(shade),
        title="Un pont",
        licence="CC-BY-SA-4.0",
        credit="",
        written=forget,
    )


def audio() -> Audio:
    return keep_audio(
        name="awa.mp3",
        data=MP3,
        title="Awa",
        transcript="Bonjour.\n\nJe couds.",
        licence="CC-BY-SA-4.0",
        written=forget,
    )


SCORM_FILES = {
    "imsmanifest.xml": b"<manifest/>",
    "index.html": b"<!DOCTYPE html><title>Devis</title><script src='sco.js'></script>",
    "sco.js": b"const sco = true;",
}
H5P_FILES = {"content/content.json": b'{"question": "Oui ?"}'}
MAIN_LIBRARY = "H5P.PalierQuiz"


def item(identifier: str = "sco-1", **values) -> dict:
    """Return an item of a SCORM manifest, as `PackageVersion.manifest` holds it."""
    return {
        "id": identifier,
        "title": "Faire son premier devis",
        "href": "index.html",
        "parent": "",
        "depth": 0,
        "visible": True,
        "kind": "sco",
        "prerequisites": "",
        "mastery": None,
        "max_time": "",
        "time_limit_action": "",
        "launch_data": "",
        "completion_threshold": None,
        "scaled_passing_score": None,
        "hide_ui": [],
    } | values


def scorm_manifest(*items: dict, version: str = "1.2") -> dict:
    return {
        "version": version,
        "edition": "" if version == "1.2" else "4th",
        "items": list(items) or [item()],
        "organization": {"id": "parcours", "title": "Faire son premier devis"},
        "sequencing": {},
    }


def h5p_manifest() -> dict:
    return {
        "main": f"{MAIN_LIBRARY} 1.2",
        "content": {"question": "Oui ?"},
        "metadata": {"title": "Une question", "language": "fr", "license": "CC BY-SA"},
        "order": [[MAIN_LIBRARY, 1, 2, 3]],
        "embed": "div",
    }


class PackageFactory(DjangoModelFactory):
    """A package that plays; `version=None` leaves it without any file."""

    class Meta:
        model = Package
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Faire un devis {n}")
    created_at = NOON
    version = factory.RelatedFactory(
        "tests.media.factories.PackageVersionFactory", factory_related_name="package"
    )


class H5PLibraryFactory(DjangoModelFactory):
    class Meta:
        model = H5PLibrary
        django_get_or_create = ("machine_name", "major", "minor", "patch")

    machine_name = MAIN_LIBRARY
    major, minor, patch = 1, 2, 3
    title = "Questions de Palier"
    is_runnable = True
    sha256 = factory.LazyAttribute(lambda o: digest_of(f"{o.machine_name} {o.major}.{o.minor}"))
    data = factory.LazyAttribute(
        lambda o: {
            "title": o.title,
            "machineName": o.machine_name,
            "majorVersion": o.major,
            "minorVersion": o.minor,
            "patchVersion": o.patch,
            "runnable": int(o.is_runnable),
        }
    )
    installed_at = NOON


class PackageVersionFactory(DjangoModelFactory):
    """A version with its files in the storage, the current one of its package.

    `kind="h5p"` or `"scorm"` (the default); `files={path: bytes}` for other files.
    """

    class Meta:
        model = PackageVersion
        skip_postgeneration_save = True

    package = factory.SubFactory(PackageFactory, version=None)
    number = factory.LazyAttribute(lambda o: o.package.versions.count() + 1)
    sha256 = factory.Sequence(lambda n: digest_of(f"package {n}"))
    file_name = factory.LazyAttribute(lambda o: f"devis.{'h5p' if o.kind == 'h5p' else 'zip'}")
    kind = PackageVersion.Kind.SCORM
    standard = factory.LazyAttribute(lambda o: "" if o.kind == "h5p" else o.manifest["version"])
    title = factory.SelfAttribute("package.title")
    language = "fr"
    main_library = factory.LazyAttribute(lambda o: o.manifest.get("main", ""))
    reports_completion = PackageVersion.Reports.YES
    file_count = 0
    size = 0
    manifest = factory.LazyAttribute(
        lambda o: h5p_manifest() if o.kind == "h5p" else scorm_manifest()
    )
    imported_at = NOON

    @factory.post_generation
    def files(self, create, extracted, **kwargs):
        if create:
            is_h5p = self.kind == PackageVersion.Kind.H5P
            store_files(self, extracted or (H5P_FILES if is_h5p else SCORM_FILES))
            if is_h5p:
                self.libraries.add(H5PLibraryFactory())
            self.package.current = self
            self.package.save(update_fields=["current"])


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def store_files(version: PackageVersion, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        name = f"packages/{version.sha256}/files/{path}"
        PackageFile.objects.create(
            version=version,
            path=path,
            folded=path.casefold(),
            size=len(data),
            digest=hashlib.sha256(data).hexdigest(),
            stored=default_storage.save(name, ContentFile(data)),
        )
    version.file_count = len(files)
    version.size = sum(map(len, files.values()))
    version.save(update_fields=["file_count", "size"])


def imported(data: bytes, name: str = "devis.zip", *, at=NOON, **sent) -> PackageImport:
    """Send a file and have it imported here, as the command line does; return how it ended."""
    received = receive_upload(
        file=BytesIO(data), file_name=name, at=at, queue=False, **{"by": None} | sent
    )
    import_package(package_import=received, at=at)
    received.refresh_from_db()
    return received


def later(**duration: int) -> datetime:
    return NOON + timedelta(**duration)
