"""The file of a version, as it was sent."""

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.http import UserRequest
from media.models import PackageVersion

TYPE = "application/zip"


@require_safe
def original(request: UserRequest, pk: int) -> FileResponse:
    """Give the file of the version `pk` to those who may see packages."""
    if not request.user.has_perm("media.view_package"):
        raise PermissionDenied
    version = get_object_or_404(PackageVersion.objects.defer("manifest"), pk=pk)
    if not version.archive:
        raise Http404
    try:
        file = default_storage.open(version.archive, "rb")
    except OSError as error:
        raise Http404 from error
    return FileResponse(file, as_attachment=True, filename=version.file_name, content_type=TYPE)
