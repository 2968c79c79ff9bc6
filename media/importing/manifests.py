"""`PackageVersion.manifest`: what players need of a package, as JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from media import h5p, scorm
from media.importing.libraries import LibraryPlan


def scorm_manifest(manifest: scorm.Manifest) -> dict[str, Any]:
    played = manifest.organization
    tree = scorm.activity_tree(played) if manifest.version == "2004" else {}
    return {
        "version": manifest.version,
        "edition": manifest.edition,
        "items": list(_items(played.items, parent="", depth=0)),
        "organization": {"id": played.identifier, "title": played.title},
        "sequencing": tree,
    }


def _items(items: Iterable[scorm.Item], *, parent: str, depth: int) -> Iterator[dict[str, Any]]:
    for item in items:
        yield _item(item, parent=parent, depth=depth)
        yield from _items(item.children, parent=item.identifier, depth=depth + 1)


def _item(item: scorm.Item, *, parent: str, depth: int) -> dict[str, Any]:
    rollup, tracked = item.sequencing.rollup, item.sequencing.delivery.tracked
    return {
        "id": item.identifier,
        "title": item.title,
        "href": item.href,
        "parent": parent,
        "depth": depth,
        "visible": item.visible,
        "kind": _kind(item),
        "prerequisites": item.prerequisites,
        "mastery": item.mastery_score,
        "max_time": item.max_time_allowed,
        "time_limit_action": item.time_limit_action,
        "launch_data": item.data_from_lms,
        "completion_threshold": item.progress_threshold,
        "scaled_passing_score": item.scaled_passing_score,
        "hide_ui": list(item.hide_lms_ui),
        "shared_data": [asdict(shared) for shared in item.shared_data],
        # What the item brings to the whole: `media.scorm.rollup.Share`.
        "weight": rollup.objective_measure_weight if tracked else 0.0,
        "counts_for_completion": tracked and rollup.progress_completion,
        "counts_for_success": tracked and rollup.objective_satisfied,
    }


def _kind(item: scorm.Item) -> str:
    if not item.is_launchable:
        return "cluster"
    return "sco" if item.is_sco else "asset"


def h5p_manifest(package: h5p.Package, plan: LibraryPlan) -> dict[str, Any]:
    return {
        "main": str(package.main_library),
        "content": dict(package.content_json),
        "metadata": dict(package.h5p_json),
        "order": [
            [library.machine_name, library.major, library.minor, library.patch]
            for library in plan.order.libraries
        ],
        "embed": package.embed_types[0] if len(package.embed_types) == 1 else "div",
    }
