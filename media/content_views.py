"""What content hosts give: files of packages, scripts of players."""

from datetime import timedelta
from functools import partial
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _

from media.asset_tokens import TokenRefused, opened
from media.content_paths import folded, readings, with_indexes
from media.content_types import UNKNOWN, content_type, is_document
from media.models import PackageFile
from media.origin import ContentRequest, log_refusal, refused, without_power_alone
from media.parts import answer_with_file
from media.player_scripts import PARTS, script
from media.serving import best_encoding
from media.storage import BucketStorage

SAFE = ["GET", "HEAD"]
YEAR = timedelta(days=365)
SUFFIXES = {"br": ".br", "gzip": ".gz"}
STREAMED = ("audio/", "video/")
# Longer than what a browser is told to keep of the way to the bucket.
LINK_SECONDS = 6 * 3600


def asset(request: ContentRequest, token: str, path: str = "") -> HttpResponseBase:
    """A file of the version that `token` opens."""
    if request.method not in SAFE:
        return _not_allowed(request)
    try:
        version, left = opened(token, at=timezone.now())
    except TokenRefused as error:
        return refused(request, error.reason)
    file, is_index = _found(version, path)
    if file.version.label != request.content_label:
        return refused(request, "label", status=404)
    if is_index and path and not path.endswith("/"):
        return _into_folder(request)
    response = _given(request, file, kept=left)
    without_power_alone(request, response)
    return response


def player_script(request: ContentRequest, digest: str, name: str) -> HttpResponseBase:
    """A player's script. While a version is put in place, a page may ask for the other one's."""
    if request.method not in SAFE:
        return _not_allowed(request)
    if name not in PARTS:
        raise Http404
    found = script(name)
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""), SUFFIXES)
    response = HttpResponse(found.encoded(encoding), content_type="text/javascript; charset=utf-8")
    if encoding:
        response["Content-Encoding"] = encoding
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = _caching(YEAR) if digest == found.digest else "no-store"
    return response


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    return _text(_("Ce contenu n'a pas de fichier à cette adresse."), 404)


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    return _text(
        _("Cette demande n'a pas été comprise. Rouvrez l'étape depuis votre parcours."), 400
    )


def forbidden(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's
    return _text(_("Ceci n'est pas permis ici. Rouvrez l'étape depuis votre parcours."), 403)


def server_error(_request: HttpRequest) -> HttpResponse:
    return _text(_("Quelque chose n'a pas marché. Attendez une minute, puis rouvrez l'étape."), 500)


def _found(version: UUID, asked: str) -> tuple[PackageFile, bool]:
    """Return the file that answers for the path, and whether it is the index of a folder."""
    paths = readings(asked)
    names = {folded(name): path for path in reversed(paths) for name in with_indexes(path)}
    files = {
        file.folded: file
        for file in PackageFile.objects.filter(version__uuid=version, folded__in=names)
        .select_related("version")
        .only("path", "folded", "size", "digest", "stored", "encodings", "version__sha256")
    }
    for path in paths:
        for name in with_indexes(path):
            if found := files.get(folded(name)):
                return found, name != path
    raise Http404


def _into_folder(request: HttpRequest) -> HttpResponse:
    """What the index of a folder names is inside the folder."""
    query = request.META.get("QUERY_STRING", "")
    path = f"{quote(request.path.rpartition('/')[2])}/"
    return HttpResponseRedirect(f"./{path}?{query}" if query else f"./{path}")


def _given(request: HttpRequest, file: PackageFile, *, kept: timedelta) -> HttpResponseBase:
    kind = content_type(file.path)
    response = _redirected(request, file, kind) or _content(request, file, kind)
    if response.status_code in {200, 206, 304}:
        response["Cache-Control"] = _caching(kept)
    if varies := _varies(file, kind):
        patch_vary_headers(response, varies)
    return response


def _varies(file: PackageFile, kind: str) -> list[str]:
    """Return what the answer depends on besides its address."""
    names = ["Accept-Encoding"] if file.encodings else []
    if is_document(kind):
        # Opened alone, it has another policy.
        names.append("Sec-Fetch-Dest")
    elif settings.CONTENT_S3_REDIRECT and kind.startswith(STREAMED):
        names += ["Sec-Fetch-Dest", "Sec-Fetch-Mode"]
    return names


def _content(request: HttpRequest, file: PackageFile, kind: str) -> HttpResponseBase:
    encoding, response = _first_stored(request, file)
    response["Content-Type"] = kind
    if kind == UNKNOWN:
        name = file.path.rpartition("/")[2]
        disposition = content_disposition_header(as_attachment=True, filename=name)
        response["Content-Disposition"] = disposition
    if encoding:
        response["Content-Encoding"] = encoding
    return response


def _first_stored(request: HttpRequest, file: PackageFile) -> tuple[str, HttpResponseBase]:
    """A compressed form is a convenience: when it is lost, the file itself answers for it."""
    for encoding in dict.fromkeys([_encoding(request, file), ""]):
        try:
            return encoding, _stored(request, file, encoding)
        except OSError:
            continue
    raise Http404


def _encoding(request: HttpRequest, file: PackageFile) -> str:
    """Return the compressed form to give; "" for none: a part is one of the file itself."""
    if "Range" in request.headers:
        return ""
    available = [each for each in file.encodings.split(",") if each in SUFFIXES]
    return best_encoding(request.headers.get("Accept-Encoding", ""), available)


def _stored(request: HttpRequest, file: PackageFile, encoding: str) -> HttpResponseBase:
    stored = file.stored + SUFFIXES.get(encoding, "")
    if settings.CONTENT_ACCEL_PREFIX:
        # The proxy reads the file itself, and knows about parts and what did not change.
        return HttpResponse(
            headers={"X-Accel-Redirect": settings.CONTENT_ACCEL_PREFIX + quote(stored)}
        )
    etag = quote_etag(f"{file.digest[:32]}{encoding and f'-{encoding}'}")
    size = default_storage.size(stored) if encoding else file.size
    response = answer_with_file(request, partial(default_storage.open, stored), size, etag)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def _redirected(request: HttpRequest, file: PackageFile, kind: str) -> HttpResponseBase | None:
    """Return the way to the bucket for what a player streams.

    Scripts would lose their origin there, and sounds that a script reads would be refused to it.
    """
    headers = request.headers
    if not settings.CONTENT_S3_REDIRECT or not kind.startswith(STREAMED):
        return None
    is_player = headers.get("Sec-Fetch-Dest") in {"audio", "video"}
    is_plain = headers.get("Sec-Fetch-Mode") == "no-cors"
    if not (is_player and is_plain and isinstance(default_storage, BucketStorage)):
        return None
    response = HttpResponseRedirect(default_storage.signed_url(file.stored, kind, LINK_SECONDS))
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _not_allowed(request: HttpRequest) -> HttpResponse:
    log_refusal(request, "method")
    return HttpResponseNotAllowed(SAFE)


def _text(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)


def _caching(kept: timedelta) -> str:
    return f"public, max-age={int(min(kept, YEAR).total_seconds())}, immutable"
