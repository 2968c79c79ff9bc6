"""A package that comes with something else (a path in files): judged first, then imported."""

import hashlib
from datetime import datetime
from io import BytesIO

from django.utils.translation import gettext as _

from core.models import User
from media.importing import import_package, receive_upload
from media.inspection import inspect_file
from media.models import H5PLibrary, Package, PackageImport, PackageVersion
from media.refusals import sentences
from media.services import Written


class PackageRefused(Exception):
    """The text says why, fit for the screen."""


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def package_problems(name: str, data: bytes) -> list[str]:
    """Return why a file would be refused; [] for one that may come in, or is there already."""
    if PackageVersion.objects.filter(sha256=sha256_of(data)).exists():
        return []
    return [error["message"] for error in inspect_file(BytesIO(data), name)["errors"]]


def keep_package(
    *, name: str, data: bytes, title: str, by: User | None, written: Written, at: datetime
) -> Package:
    """Return the package that has this file among its versions, imported now if there is none.

    One whose file was replaced since stays as it is: its later version was meant.
    """
    known = PackageVersion.objects.filter(sha256=sha256_of(data)).select_related("package").first()
    if known is not None:
        return known.package
    libraries = set(H5PLibrary.objects.values_list("pk", flat=True))
    received = receive_upload(file=BytesIO(data), file_name=name, by=by, at=at, queue=False)
    import_package(package_import=received, at=at)
    received.refresh_from_db()
    if received.status != PackageImport.Status.DONE or received.version is None:
        reasons = sentences(received.problems)
        raise PackageRefused(" ".join(reasons) or _("Ce paquet n'a pas pu être importé."))
    _tell(received.version, libraries, written)
    package = received.version.package
    if title:
        package.title = title
        package.save(update_fields=["title"])
    return package


def _tell(version: PackageVersion, before: set[int], written: Written) -> None:
    """Say which folders of the storage are new, so that a caller may take them back."""
    places = [version.archive]
    for library in H5PLibrary.objects.exclude(pk__in=before):
        places += [file["stored"] for file in library.files.values()]
    for folder in {place.rpartition("/")[0] for place in places} - {""}:
        written(f"{folder}/")
