"""The `<resources>` of a manifest: what there is to open, and the files that go with it."""

from xml.etree.ElementTree import Element

from media.scorm.launch import Files, Target, resolve
from media.scorm.model import Resource
from media.scorm.problems import Refused, Warnings
from media.scorm.xml import attribute, child, children


class ResourceReader:
    """The resources of one manifest, by identifier."""

    def __init__(self, root: Element, files: Files | None, warnings: Warnings) -> None:
        self._files = files
        self._warnings = warnings
        self._elements: dict[str, Element] = {}
        self._resources: dict[str, Resource] = {}
        self._targets: dict[str, Target | None] = {}
        holder = child(root, "resources")
        found = () if holder is None else children(holder, "resource")
        self._bases = [attribute(root, "base")]
        self._bases += [] if holder is None else [attribute(holder, "base")]
        self._missing = 0
        for element in found:
            self._take(element)
        self._check_dependencies()
        if self._missing:
            detail = f"{self._missing} listed files are not in the package"
            warnings.add("files-missing", detail=detail)

    def all(self) -> tuple[Resource, ...]:
        return tuple(self._resources.values())

    def get(self, identifier: str) -> Resource | None:
        return self._resources.get(identifier)

    def target(self, identifier: str) -> Target | None:
        """Return what a resource opens; raise `Refused` when that is outside of the package."""
        if identifier not in self._targets:
            element = self._elements[identifier]
            self._targets[identifier] = self._resolved(element, attribute(element, "href"))
        return self._targets[identifier]

    def _take(self, element: Element) -> None:
        identifier = attribute(element, "identifier")
        if not identifier:
            self._warnings.add("resource-identifier-missing", attribute(element, "href"))
            identifier = f"resource-{len(self._resources) + 1}"
        if identifier in self._resources:
            self._warnings.add("resource-identifier-duplicate", identifier)
            return
        self._elements[identifier] = element
        self._resources[identifier] = Resource(
            identifier=identifier,
            type=attribute(element, "type"),
            is_sco=self._is_sco(element, identifier),
            href=attribute(element, "href"),
            files=self._listed(element),
            dependencies=tuple(
                attribute(found, "identifierref") for found in children(element, "dependency")
            ),
        )

    def _is_sco(self, element: Element, identifier: str) -> bool:
        kind = attribute(element, "scormType").lower()
        if kind not in {"sco", "asset"} and attribute(element, "href"):
            self._warnings.add("resource-type-missing", identifier)
        return kind != "asset"

    def _listed(self, element: Element) -> tuple[str, ...]:
        """Return the files that a resource lists and that are there."""
        hrefs = [attribute(found, "href") for found in children(element, "file")]
        quiet = Warnings()
        listed: list[str] = []
        for href in filter(None, hrefs):
            try:
                target = self._resolved(element, href, quiet)
            except Refused:
                target = None
            if target is not None:
                listed.append(target.path)
            else:
                self._missing += 1
        return tuple(listed)

    def _resolved(
        self, element: Element, href: str, warnings: Warnings | None = None
    ) -> Target | None:
        if not href:
            return None
        bases = [*self._bases, attribute(element, "base")]
        return resolve([b for b in bases if b], href, self._files, warnings or self._warnings)

    def _check_dependencies(self) -> None:
        for resource in self._resources.values():
            for name in resource.dependencies:
                if name not in self._resources:
                    self._warnings.add("dependency-dangling", name)
