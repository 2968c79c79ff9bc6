"""Files of founders: taken in, taken out."""

import hashlib
import uuid
from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from learners.models import Enrolment, Upload
from learners.names import file_stem
from learners.uploads import ANY, Prepared, UploadRefused, prepare

MOST_FILES = 300
MOST_BYTES = 300 * 1024 * 1024
"""Of one founder, on all her paths: about a thousand photos as they are kept."""


def store_upload(
    *,
    enrolment: Enrolment,
    file: File[bytes],
    activity_id: uuid.UUID | None = None,
    form_id: uuid.UUID,
    at: datetime,
    kinds: Collection[str] = ANY,
) -> Upload:
    """Keep `file`; the same content sent again by the same form is the same upload.

    `kinds` is what is expected here (`learners.uploads.IMAGE`, `AUDIO`, `DOCUMENT`). Raise
    UploadRefused, whose text says what to do next. Call it outside of a transaction: a file that
    was written does not follow a rollback.
    """
    file.seek(0)
    upload_id = uuid.uuid5(form_id, f"upload {_digest(file)}")
    kept = Upload.objects.filter(enrolment=enrolment.pk, uuid=upload_id).first()
    if kept is not None:
        return kept
    prepared = prepare(file, kinds)
    with prepared.content:
        upload = Upload(
            uuid=upload_id,
            enrolment_id=enrolment.pk,
            activity_id=activity_id,
            kind=prepared.kind,
            original_name=f"{file_stem(file.name or '')}{prepared.extension}",
            content_type=prepared.content_type,
            size=prepared.content.size,
            sha256=_digest(prepared.content),
            duration=prepared.duration,
            uploaded_at=at,
        )
        return _keep(upload, prepared)


def _digest(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _keep(upload: Upload, prepared: Prepared) -> Upload:
    """Store the file, then its row; a file whose row is not written does not stay."""
    name = default_storage.save(
        f"private/uploads/{upload.uuid}{prepared.extension}", prepared.content
    )
    upload.file.name = name
    try:
        kept = _write_row(upload)
    except BaseException:
        default_storage.delete(name)
        raise
    if kept.file.name != name:  # the other of two clicks was faster
        default_storage.delete(name)
    return kept


@transaction.atomic
def _write_row(upload: Upload) -> Upload:
    # Two clicks at once, or two files for the last place: the second waits here.
    Enrolment.objects.select_for_update(of=("self",)).get(pk=upload.enrolment_id)
    kept = Upload.objects.filter(uuid=upload.uuid).first()
    if kept is not None:
        return kept
    theirs = Upload.objects.filter(enrolment__learner__enrolments=upload.enrolment_id)
    held = theirs.aggregate(files=Count("pk"), bytes=Sum("size", default=0))
    if held["files"] >= MOST_FILES or held["bytes"] + upload.size > MOST_BYTES:
        raise UploadRefused(
            _(
                "Votre espace est plein : 300 fichiers ou 300 Mo. Supprimez-en un dont vous n'avez"
                " plus besoin, puis envoyez celui-ci de nouveau. Vos mots sont gardés."
            )
        )
    upload.save(force_insert=True)
    return upload


@transaction.atomic
def delete_upload(*, upload: Upload) -> None:
    """Forget a file. What showed it stays, without it."""
    name, storage = str(upload.file.name), upload.file.storage
    upload.delete()
    transaction.on_commit(partial(storage.delete, name))
