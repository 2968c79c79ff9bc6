"""The page that plays a SCORM package: a small frame of ours around the pages of its author."""

import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from learners.runtime.player import Launch, LaunchItem
from media.player_scripts import script_url
from media.scorm import (
    CompletionThreshold,
    Item,
    Learner,
    Mode,
    Sequencing,
    State,
    Version,
    flatten,
    initial_cmi,
)
from media.scorm.sequencing import Objective

Said = Mapping[str, Any]
"""An item as `PackageVersion.manifest` holds it."""

# Its own page alone: what the author's pages may do is said where they are served.
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self';"
    " frame-src 'self'; base-uri 'none'; form-action 'none'"
)


def scorm_page(launch: Launch) -> HttpResponse:
    nonce = secrets.token_urlsafe(16)
    with translation.override(launch.language):
        page = render_to_string("learners/player/scorm.html", context_of(launch, nonce))
    return HttpResponse(page, headers={"Cache-Control": "no-store"})


def context_of(launch: Launch, nonce: str) -> dict[str, Any]:
    name = "scorm12" if launch.version.manifest["version"] == "1.2" else "scorm2004"
    return {
        "title": launch.version.title,
        "language": launch.language,
        "nonce": nonce,
        "policy": POLICY.format(nonce=nonce),
        "style": style(nonce),
        "script": script_url(name),
        "data": launch_data(launch),
    }


def style(nonce: str) -> SafeString:
    """Return our few rules inside the page: at 400 ms, a request weighs more than they do."""
    return format_html('<style nonce="{}">{}</style>', nonce, _rules())


@cache
def _rules() -> SafeString:
    found = finders.find("media/player/player.css")
    return mark_safe(Path(str(found)).read_text())  # noqa: S308 - a file of ours


def launch_data(launch: Launch) -> dict[str, Any]:
    """Return what the script of the page starts from; JSON."""
    manifest, attempt = launch.version.manifest, launch.attempt
    return {
        "version": manifest["version"],
        "mode": launch.mode,
        "app": launch.app_origin,
        "attempt": str(attempt.uuid) if attempt and launch.writes else None,
        "token": launch.token if launch.writes else None,
        "sequence": launch.sequence,
        "assets": launch.assets,
        "items": [_item(launch, said) for said in manifest["items"]],
        "current": attempt.current_item if attempt else "",
        "tree": manifest.get("sequencing") or None,
        "state": attempt.sequencing if attempt else {},
        "words": _words(),
    }


def _item(launch: Launch, said: Said) -> dict[str, Any]:
    kept = launch.items.get(said["id"])
    shown = ("id", "title", "href", "parent", "depth", "visible", "kind", "prerequisites")
    return {
        **{name: said[name] for name in shown},
        "hide_ui": said.get("hide_ui", []),
        "completion": kept.completion if kept else "unknown",
        "success": kept.success if kept else "unknown",
        "total": kept.centiseconds if kept else 0,
        "isVisited": kept is not None,
        "cmi": _first_values(launch, said, kept) if said["href"] else {},
    }


def _first_values(launch: Launch, said: Said, kept: LaunchItem | None) -> dict[str, Any]:
    version: Version = launch.version.manifest["version"]
    state = State()
    if kept is not None:
        state = State(kept.values, total=kept.centiseconds, visited=True, finished=kept.finished)
    return flatten(
        initial_cmi(
            version,
            _read_item(said),
            Learner(launch.learner_id, launch.learner_name),
            state,
            mode=_MODES[launch.mode],
        )
    )


# A preview is a first visit like another: the author sees what learners will.
_MODES: Mapping[str, Mode] = {"normal": "normal", "preview": "normal", "review": "review"}


def _read_item(said: Said) -> Item:
    threshold, passing = said.get("completion_threshold"), said.get("scaled_passing_score")
    primary = None
    if passing is not None:
        primary = Objective(satisfied_by_measure=True, min_normalized_measure=passing)
    return Item(
        identifier=said["id"],
        title=said["title"],
        mastery_score=said.get("mastery"),
        max_time_allowed=said.get("max_time") or "",
        time_limit_action=said.get("time_limit_action") or "",
        data_from_lms=said.get("launch_data") or "",
        completion_threshold=None
        if threshold is None
        else CompletionThreshold(completed_by_measure=True, min_progress_measure=threshold),
        sequencing=Sequencing(primary_objective=primary),
    )


def _words() -> dict[str, str]:
    """Return the sentences of the script: a name in braces is filled in by it."""
    return {
        "unknown": _("pas commencé"),
        "incomplete": _("en cours"),
        "completed": _("terminé"),
        "passed": _("réussi"),
        "failed": _("à retravailler"),
        "missing": _("À faire d'abord : {titles}."),
        "earlier": _("une partie qui vient avant"),
        "closed": _("Cette partie n'est pas ouverte pour le moment."),
        "first": _("C'est la première partie."),
        "last": _("Il n'y a pas de partie ouverte après celle-ci."),
        "over": _("Vous êtes au bout. Ce que vous avez fait est gardé."),
        "left": _("Vous avez refermé cette partie. Ce que vous avez fait est gardé."),
        "saving": _("Enregistrement…"),
        "saved": _("Enregistré"),
        "waiting": _("En attente ({count})"),
    }
