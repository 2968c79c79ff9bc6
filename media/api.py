"""Packages for programs: send one, follow its import, list them."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from core.models import User
from media.importing import ImportRefused, receive_upload
from media.importing.uploading import expect_package
from media.models import Package, PackageImport
from media.refusals import sentence

router = Router()


class ProblemOut(Schema):
    code: str
    path: str
    detail: str
    message: str

    @staticmethod
    def resolve_message(problem: dict[str, str]) -> str:
        return sentence(problem)


class ImportOut(Schema):
    uuid: UUID
    url: str
    file_name: str
    status: str
    percent: int
    known: bool = Field(alias="is_known")
    package: UUID | None = Field(alias="package.uuid", default=None)
    version: int | None = Field(alias="version.number", default=None)
    problems: list[ProblemOut]
    asked_at: datetime
    ended_at: datetime | None

    @staticmethod
    def resolve_url(row: PackageImport) -> str:
        return reverse("api:package_import", args=[row.uuid])


class PackageOut(Schema):
    uuid: UUID
    title: str
    kind: str = Field(alias="current.kind")
    standard: str = Field(alias="current.standard")
    main_library: str = Field(alias="current.main_library")
    version: int = Field(alias="current.number")
    language: str = Field(alias="current.language")
    authors: str = Field(alias="current.authors")
    licence: str = Field(alias="current.licence")
    size: int = Field(alias="current.size")
    phone_weight: int = Field(alias="current.phone_weight")
    reports_completion: str = Field(alias="current.reports_completion")
    warnings: list[ProblemOut] = Field(alias="current.warnings")
    imported_at: datetime = Field(alias="current.imported_at")


class PackageList(Schema):
    count: int
    packages: list[PackageOut]


class Window(Schema):
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


def allowed(request: HttpRequest, permission: str = "media.add_package") -> User:
    user = cast("User", request.user)
    if not user.has_perm(permission):
        raise PermissionDenied
    return user


@router.post("", response={202: ImportOut}, url_name="packages")
def package_send(request: HttpRequest, response: HttpResponse) -> Status[PackageImport]:
    """Keep the form's `file`; with `package`, it becomes the next version of that one."""
    user = allowed(request)
    expect_package(request)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise ImportRefused.because("upload-missing")
    received = receive_upload(
        file=file,
        file_name=file.name or "",
        by=user,
        package=_replaced(request),
        at=timezone.now(),
    )
    response["Location"] = ImportOut.resolve_url(received)
    return Status(202, received)


def _replaced(request: HttpRequest) -> Package | None:
    text = request.POST.get("package", "")
    if not text:
        return None
    allowed(request, "media.change_package")
    try:
        key = UUID(text)
    except ValueError as error:
        raise ImportRefused.because("package-unknown") from error
    package = Package.objects.filter(uuid=key).first()
    if package is None:
        raise ImportRefused.because("package-unknown")
    return package


@router.get("", response=PackageList, url_name="packages")
def package_list(request: HttpRequest, window: Query[Window]) -> dict[str, object]:
    """List the packages that play, by title."""
    allowed(request)
    found = Package.objects.exclude(current=None).order_by("title", "pk")
    rows = found.select_related("current").defer("current__manifest")
    return {
        "count": found.count(),
        "packages": list(rows[window.offset : window.offset + window.limit]),
    }


@router.get("/imports/{uuid:key}", response=ImportOut, url_name="package_import")
def package_import(request: HttpRequest, key: UUID) -> PackageImport:
    """Say how far an import of the same person is."""
    user = allowed(request)
    mine = PackageImport.objects.visible_to(user).select_related("package", "version")
    return get_object_or_404(mine.defer("version__manifest"), uuid=key)
