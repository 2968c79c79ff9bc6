"""The page that plays an H5P content: one script, one style sheet, and everything else inside."""

import json
import secrets
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from learners.runtime.h5p_words import core_words
from media.h5p_bundles import DONE, ROUTE, are_current, build_bundles, bundle_url
from media.h5p_scripts import lighter
from media.models import H5PLibrary, PackageVersion
from media.origin import LIBRARY_LABEL, content_url

if TYPE_CHECKING:
    from learners.runtime.player import Launch

CONTENT_ID = 1
"""There is one content in a page: its number says nothing of the database."""
SAVE_SECONDS = 30
# What may run is narrower than on other pages of a content host, which allow inline scripts.
POLICY = (
    "script-src 'nonce-{nonce}' {sources}; worker-src 'self' blob: {library}; object-src 'none';"
    " base-uri 'self'"
)
_METADATA = (
    *("title", "license", "licenseVersion", "licenseExtras", "authors", "source"),
    *("yearFrom", "yearTo", "changes", "authorComments", "contentType"),
)


def h5p_page(launch: "Launch") -> HttpResponse:
    if not are_current(launch.version):
        build_bundles(launch.version)
    nonce = secrets.token_urlsafe(16)
    with translation.override(launch.language):
        page = render_to_string("learners/player/h5p.html", context_of(launch, nonce))
    return HttpResponse(page, headers={"Cache-Control": "no-store"})


def context_of(launch: "Launch", nonce: str) -> dict[str, Any]:
    version = launch.version
    return {
        "title": version.title,
        "language": launch.language,
        "nonce": nonce,
        "policy": policy(version, nonce),
        "rules": rules(),
        "player": player(),
        "style": bundle_url(version.style, ".css"),
        "script": bundle_url(version.script, ".js"),
        "content_id": CONTENT_ID,
        "data": launch_data(launch),
    }


def policy(version: PackageVersion, nonce: str) -> str:
    library = content_url(LIBRARY_LABEL, "")
    sources = [library, *settings.CONTENT_MEDIA_HOSTS]
    if version.manifest.get("evaluates"):
        sources.append("'unsafe-eval'")
    return POLICY.format(nonce=nonce, sources=" ".join(sources), library=library)


@cache
def player() -> SafeString:
    """Return our scripts inside the page: at 400 ms, a request weighs more than they do."""
    return mark_safe(lighter("\n".join(map(_ours, ("link.js", "h5p.js")))))  # noqa: S308 - ours


@cache
def rules() -> SafeString:
    return mark_safe(_ours("h5p.css"))  # noqa: S308 - ours


def _ours(name: str) -> str:
    return Path(str(finders.find(f"media/player/{name}"))).read_text()


def launch_data(launch: "Launch") -> dict[str, Any]:
    """Return what `h5p.js` reads."""
    base = f"/r/{quote(launch.token)}/" if launch.writes else "/essai/-/"
    return {
        "link": {
            "attempt": str(launch.attempt.uuid) if launch.attempt and launch.writes else None,
            "token": launch.token if launch.writes else None,
            "app": launch.app_origin,
            "after": launch.sequence,
        },
        "base": base,
        "done": DONE,
        "scripts": launch.version.manifest.get("scripts", []),
        "integration": integration(launch, base),
    }


def integration(launch: "Launch", base: str) -> dict[str, Any]:
    """Return `H5PIntegration`, where the core and its libraries find everything."""
    own = launch.version.libraries.order_by("patch").defer("semantics", "files")
    libraries = list(launch.libraries or own)
    return {
        "url": launch.assets.rstrip("/"),
        "siteUrl": launch.app_origin,
        "urlLibraries": content_url(LIBRARY_LABEL, ROUTE),
        "libraryDirectories": {
            f"{each.machine_name}-{each.major}.{each.minor}": each.sha256 for each in libraries
        },
        "user": {"name": launch.learner_id, "mail": ""},
        "saveFreq": SAVE_SECONDS,
        "postUserStatistics": launch.writes,
        # Books show their "submit" button, which ends them.
        "reportingIsEnabled": True,
        # Never asked: the page answers by itself, and its line to the house sends.
        "ajax": {
            "setFinished": f"{base}finished",
            "contentUserData": f"{base}state/:dataType/:subContentId",
        },
        "l10n": {"H5P": core_words()},
        "core": {"scripts": [], "styles": []},
        "loadedJs": [],
        "loadedCss": [],
        "contents": {f"cid-{CONTENT_ID}": content(launch, libraries)},
    }


def content(launch: "Launch", libraries: Iterable[H5PLibrary]) -> dict[str, Any]:
    version = launch.version
    manifest = version.manifest
    return {
        "library": manifest["main"],
        "jsonContent": json.dumps(manifest["content"], ensure_ascii=False),
        "title": version.title,
        "metadata": metadata(version),
        # The activity of its statements: the package, whichever of its versions is played.
        "url": f"{launch.app_origin}/paquets/{version.package.uuid}",
        "contentUrl": f"{launch.assets}content",
        "contentUserData": launch.states,
        "fullScreen": int(is_fullscreen(version, libraries)),
        # The core shows the button of rights only when there is a licence to tell.
        "displayOptions": {
            "frame": True,
            "copyright": True,
            "export": False,
            "embed": False,
            "icon": False,
            "copy": False,
        },
        "exportUrl": "",
        "embedCode": "",
        "resizeCode": "",
        "scripts": [],
        "styles": [],
    }


def metadata(version: PackageVersion) -> dict[str, Any]:
    said: Mapping[str, Any] = version.manifest["metadata"]
    known = {name: said[name] for name in _METADATA if said.get(name)}
    language = said.get("defaultLanguage") or said.get("language") or version.language
    return {"title": version.title, "license": "U", "defaultLanguage": language} | known


def is_fullscreen(version: PackageVersion, libraries: Iterable[H5PLibrary]) -> bool:
    main = version.manifest["main"].partition(" ")[0]
    return any(
        str(each.data.get("fullscreen", 0)) == "1"
        for each in libraries
        if each.machine_name == main
    )
