"""A badge as a file to take away."""

from django.http import Http404, HttpResponse

from competences.models import Badge

TYPES = {"png": "image/png", "svg": "image/svg+xml", "jws": "text/plain; charset=utf-8"}


def file_response(badge: Badge, kind: str) -> HttpResponse:
    """Return the file of this kind; raise Http404 for another kind, or before it is made."""
    if kind not in TYPES or not badge.jwt:
        raise Http404
    content = badge.jwt.encode() if kind == "jws" else _picture(badge, kind)
    response = HttpResponse(content, content_type=TYPES[kind])
    # Saved, not shown: an SVG opened in the page of a site could act for it.
    response["Content-Disposition"] = f'attachment; filename="badge.{kind}"'
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _picture(badge: Badge, kind: str) -> bytes:
    file = badge.files.filter(kind=kind).first()
    if file is None:
        raise Http404
    return bytes(file.content)
