"""Large files of a request, written once: where they are imported from."""

import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest

from media.importing.incoming import RECEIVING, incoming_dir
from media.importing.problems import ImportRefused

# What a form adds around its file.
FORM_BYTES = 64 * 1024


class _IncomingFile(TemporaryUploadedFile):
    """A file that `receive_upload` keeps by giving it another name, without copying it."""

    def __init__(
        self, name: str, content_type: str, size: int, charset: str, extra: Any = None
    ) -> None:
        incoming_dir().mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(prefix=RECEIVING, dir=incoming_dir())  # noqa: SIM115 - the request closes it
        UploadedFile.__init__(self, file, name, content_type, size, charset, extra)


class IncomingUploadHandler(TemporaryFileUploadHandler):
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = _IncomingFile(
            self.file_name or "paquet",
            self.content_type or "",
            0,
            self.charset or "",
            self.content_type_extra,
        )


def expect_package(request: HttpRequest) -> None:
    """Have the files of `request` written to `INCOMING_DIR`; call it before its form is read.

    Raise `ImportRefused` for one that says it is too large, before a byte of it is read.
    """
    if _length(request) > settings.MAX_PACKAGE_BYTES + FORM_BYTES:
        raise ImportRefused.because("upload-too-large", detail=str(settings.MAX_PACKAGE_BYTES))
    request.upload_handlers = [IncomingUploadHandler(request)]


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
