"""Reads `imsmanifest.xml`: what can be put up with is a warning, the rest is refused."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from media.scorm.items import ItemReader
from media.scorm.launch import Files
from media.scorm.lom import read_metadata
from media.scorm.model import Item, Manifest, Organization, Resource
from media.scorm.problems import Problem, Refused, Warnings
from media.scorm.resources import ResourceReader
from media.scorm.sequencing_xml import SequencingReader
from media.scorm.version import detect_version
from media.scorm.xml import attribute, child, children, descendants, local, read_xml, text_of


def parse_manifest(data: bytes, paths: Iterable[str] | None = None) -> Manifest:
    """Return the manifest in `data`; `paths` are those of the package, from the manifest's folder.

    Raise `Refused` when it cannot be used. Without `paths`, no file is looked up.
    """
    warnings = Warnings()
    document = read_xml(data, warnings)
    if local(document.root) != "manifest":
        raise Refused.because("manifest-root", local(document.root))
    version, edition = detect_version(document, warnings)
    if any(found is not document.root for found in descendants(document.root, "manifest")):
        warnings.add("submanifest-ignored")
    files = None if paths is None else Files(paths)
    resources = ResourceReader(document.root, files, warnings)
    organizations = _Organizations(document.root, resources, warnings)
    every = organizations.read()
    played = organizations.played(every)
    metadata = read_metadata(document.root)
    identifier = attribute(document.root, "identifier")
    return Manifest(
        version=version,
        edition=edition,
        identifier=identifier,
        title=_title(played, metadata.title, identifier),
        language=metadata.language,
        organizations=every,
        organization=played,
        resources=resources.all(),
        metadata=metadata,
        warnings=warnings.all(),
    )


def _title(played: Organization, described: str, identifier: str) -> str:
    first = next(iter(played.launchable()), None)
    named = played.title or described or (first.title if first else "")
    return named or identifier or "SCORM"


@dataclass
class _Organizations:
    root: Element
    resources: ResourceReader
    warnings: Warnings

    def read(self) -> tuple[Organization, ...]:
        holder = child(self.root, "organizations")
        sequencing = SequencingReader(self.root, self.warnings)
        items = ItemReader(self.resources, sequencing, self.warnings)
        found = () if holder is None else children(holder, "organization")
        organizations = tuple(
            Organization(
                identifier=attribute(element, "identifier") or f"organization-{number}",
                title=text_of(child(element, "title"))[:500],
                items=items.read(element),
                sequencing=sequencing.read(element),
                objectives_global_to_system=attribute(element, "objectivesGlobalToSystem").lower()
                not in {"false", "0"},
                completion_threshold=items.threshold(element),
            )
            for number, element in enumerate(found, 1)
        )
        items.check_prerequisites()
        self._raise_what_leaves(items)
        if any(organization.items for organization in organizations):
            return organizations
        return (self._made_up(organizations),)

    def played(self, every: tuple[Organization, ...]) -> Organization:
        """Return the default organization, else the first, else the first that does something."""
        holder = child(self.root, "organizations")
        wanted = "" if holder is None else attribute(holder, "default")
        default = next((found for found in every if found.identifier == wanted), None)
        if default is None and not every[0].identifier.startswith("resources-of"):
            code = "dangling" if wanted else "missing"
            # One organization needs no default to be the one.
            if wanted or len(every) > 1:
                self.warnings.add(f"organization-default-{code}", wanted)
        chosen = default or every[0]
        if chosen.launchable():
            return chosen
        other = next((found for found in every if found.launchable()), None)
        if other is None:
            raise Refused([*self._missing(), Problem("nothing-to-launch", chosen.identifier)])
        self.warnings.add("organization-default-empty", chosen.identifier)
        return other

    def _made_up(self, organizations: tuple[Organization, ...]) -> Organization:
        """Return what plays the resources in order: nothing else says what to launch."""
        self.warnings.add("organization-missing")
        openable = [resource for resource in self.resources.all() if resource.href]
        launched = [resource for resource in openable if resource.is_sco] or openable[:1]
        title = organizations[0].title if organizations else ""
        items = tuple(self._item(resource) for resource in launched)
        return Organization(identifier="resources-of-package", title=title, items=items)

    def _item(self, resource: Resource) -> Item:
        target = self.resources.target(resource.identifier)
        item = Item(identifier=resource.identifier, title=resource.identifier, resource=resource)
        return replace(item, href=target.url, path=target.path) if target else item

    def _missing(self) -> list[Problem]:
        return [
            Problem("launch-file-missing", problem.where, problem.detail)
            for problem in self.warnings.all()
            if problem.code == "launch-missing"
        ]

    def _raise_what_leaves(self, items: ItemReader) -> None:
        if items.refusals:
            raise Refused(items.refusals)
