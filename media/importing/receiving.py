"""Taking a file in: kept as it came, read later by a worker."""

import unicodedata
import uuid
from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.db import transaction

from core.events import publish
from core.models import User
from media.events import PackageReceived
from media.importing.incoming import Incoming
from media.importing.problems import ImportRefused
from media.models import Package, PackageImport


def receive_upload(
    *,
    file: "File[bytes] | BinaryIO",
    file_name: str,
    by: User | None,
    package: Package | None = None,
    at: datetime,
    queue: bool = True,
) -> PackageImport:
    """Keep the file and have it imported by a worker, unless `queue` is off.

    `package` is the one whose file it replaces. Raise `ImportRefused` when it is empty or too
    large: whatever else is wrong shows when it is read.
    """
    key = uuid.uuid4()
    incoming = Incoming(key)
    try:
        size = incoming.keep(cast("BinaryIO", file), path=_path_of(file))
        _judge_size(size)
        with transaction.atomic():
            received = PackageImport.objects.create(
                uuid=key,
                by=by,
                package=package,
                file_name=shown_name(file_name),
                upload=f"{key}/package",
                size=size,
                asked_at=at,
            )
            if queue:
                publish(PackageReceived(import_id=received.pk))
    except BaseException:
        incoming.forget()
        raise
    return received


def _judge_size(size: int) -> None:
    if size == 0:
        raise ImportRefused.because("upload-empty")
    if size > settings.MAX_PACKAGE_BYTES:
        raise ImportRefused.because("upload-too-large", detail=str(settings.MAX_PACKAGE_BYTES))


def _path_of(file: "File[bytes] | BinaryIO") -> str:
    """Return where a large upload was written by Django, or nothing."""
    path_of = getattr(file, "temporary_file_path", None)
    return str(path_of()) if path_of else ""


def shown_name(name: str) -> str:
    """Return a name fit for a screen, of at most 255 characters that keep its end."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    return unicodedata.normalize("NFC", plain).strip()[-255:] or "paquet"
