"""The `<item>` elements of a manifest, each with what it launches."""

from xml.etree.ElementTree import Element

from media.scorm.launch import Target, with_parameters
from media.scorm.model import CompletionThreshold, DataMap, Item, Resource
from media.scorm.prerequisites import Unreadable, names_in
from media.scorm.problems import Problem, Refused, Warnings
from media.scorm.resources import ResourceReader
from media.scorm.sequencing_xml import SequencingReader
from media.scorm.values import Reader, number
from media.scorm.xml import attribute, child, children, descendants, has_attribute, text_of

MAX_ITEMS = 5_000
MAX_DEPTH = 32
_TITLE_CHARS = 500
_ACTIONS = ("exit,message", "exit,no message", "continue,message", "continue,no message")


class ItemReader:
    """Reads the items of all the organizations of one manifest."""

    def __init__(
        self, resources: ResourceReader, sequencing: SequencingReader, warnings: Warnings
    ) -> None:
        self.refusals: list[Problem] = []
        self._resources = resources
        self._sequencing = sequencing
        self._warnings = warnings
        self._count = 0
        self._identifiers: set[str] = set()
        self._prerequisites: dict[str, str] = {}

    def read(self, parent: Element, depth: int = 1) -> tuple[Item, ...]:
        """Return the items right under an organization or an item."""
        found = children(parent, "item")
        if found and depth > MAX_DEPTH:
            raise Refused.because("manifest-too-deep", detail=f"over {MAX_DEPTH} levels of items")
        return tuple(self._item(element, depth) for element in found)

    def threshold(self, element: Element) -> CompletionThreshold | None:
        """Return the completion threshold: attributes (4th edition), or a text (3rd)."""
        found = child(element, "completionThreshold")
        if found is None:
            return None
        reader = Reader(found, self._warnings, "item-value-invalid")
        measure = number(text_of(found))
        return CompletionThreshold(
            completed_by_measure=reader.flag("completedByMeasure", default=measure is not None),
            min_progress_measure=_share(
                reader.measure("minProgressMeasure", 1.0 if measure is None else measure, low=0)
            ),
            progress_weight=_share(reader.measure("progressWeight", 1.0, low=0)),
        )

    def check_prerequisites(self) -> None:
        """Warn of what cannot be read, or names an item that is not there."""
        for identifier, script in self._prerequisites.items():
            try:
                names = names_in(script)
            except Unreadable as error:
                self._warnings.add("prerequisites-unreadable", identifier, str(error))
                continue
            for name in sorted(names - self._identifiers):
                self._warnings.add("prerequisites-unknown-item", identifier, name)

    def _item(self, element: Element, depth: int) -> Item:
        self._count += 1
        if self._count > MAX_ITEMS:
            raise Refused.because("manifest-too-many-items", detail=f"over {MAX_ITEMS}")
        identifier = self._identifier(element)
        parameters = attribute(element, "parameters")
        resource, target = self._launched(element, identifier)
        prerequisites = text_of(child(element, "prerequisites"))
        if prerequisites:
            self._prerequisites[identifier] = prerequisites
        return Item(
            identifier=identifier,
            title=self._title(element, identifier),
            href=with_parameters(target.url, parameters) if target else "",
            path=target.path if target else "",
            visible=Reader(element, self._warnings, "item-value-invalid").flag(
                "isvisible", default=True
            ),
            parameters=parameters,
            resource=resource,
            prerequisites=prerequisites,
            mastery_score=self._mastery(element, identifier),
            max_time_allowed=self._max_time(element),
            time_limit_action=self._action(element, identifier),
            data_from_lms=_raw_text(child(element, "dataFromLMS")),
            completion_threshold=self.threshold(element),
            shared_data=_data_maps(element),
            hide_lms_ui=_hidden_controls(element),
            sequencing=self._sequencing.read(element),
            children=self.read(element, depth + 1),
        )

    def _identifier(self, element: Element) -> str:
        identifier = attribute(element, "identifier")
        if not identifier:
            identifier = f"item-{self._count}"
            self._warnings.add("item-identifier-missing", identifier)
        if identifier in self._identifiers:
            self._warnings.add("item-identifier-duplicate", identifier)
            # Progress hangs on it: two items must not share theirs.
            identifier = f"{identifier}~{self._count}"
        self._identifiers.add(identifier)
        return identifier

    def _title(self, element: Element, identifier: str) -> str:
        title = text_of(child(element, "title"))[:_TITLE_CHARS]
        if not title:
            self._warnings.add("item-title-missing", identifier)
        return title or identifier

    def _launched(self, element: Element, identifier: str) -> tuple[Resource | None, Target | None]:
        reference = attribute(element, "identifierref")
        if not reference:
            return None, None
        resource = self._resources.get(reference)
        if resource is None:
            self._warnings.add("resource-dangling", identifier, f"{reference} does not exist")
            return None, None
        if not resource.href:
            self._warnings.add("resource-without-href", identifier)
            return resource, None
        try:
            return resource, self._resources.target(reference)
        except Refused as refused:
            self.refusals.extend(refused.problems)
            return resource, None

    def _mastery(self, element: Element, identifier: str) -> float | None:
        text = text_of(child(element, "masteryScore"))
        value = number(text)
        if text and (value is None or not 0 <= value <= 100):
            self._warnings.add("item-value-invalid", identifier, f"masteryscore {text[:40]!r}")
            return None
        return value

    def _max_time(self, element: Element) -> str:
        """Return the time allowed: an element in 1.2, a limit of the sequencing in 2004."""
        limits = child(element, "sequencing", "limitConditions")
        limit = "" if limits is None else attribute(limits, "attemptAbsoluteDurationLimit")
        return (text_of(child(element, "maxTimeAllowed")) or limit)[:40]

    def _action(self, element: Element, identifier: str) -> str:
        text = ",".join(
            part.strip() for part in text_of(child(element, "timeLimitAction")).split(",")
        )
        if not text or text.lower() in _ACTIONS:
            return text.lower()
        self._warnings.add("item-value-invalid", identifier, f"timelimitaction {text[:40]!r}")
        return ""


def _share(value: float) -> float:
    return min(value, 1.0)


def _raw_text(element: Element | None) -> str:
    """Return a text with its spaces and lines: it means something to the content alone."""
    return "" if element is None else "".join(element.itertext()).strip()


def _data_maps(element: Element) -> tuple[DataMap, ...]:
    holder = child(element, "data")
    found = () if holder is None else children(holder, "map")
    return tuple(
        DataMap(
            target=attribute(data, "targetID"),
            read=attribute(data, "readSharedData").lower() not in {"false", "0"},
            write=attribute(data, "writeSharedData").lower() not in {"false", "0"},
        )
        for data in found
        if has_attribute(data, "targetID")
    )


def _hidden_controls(element: Element) -> tuple[str, ...]:
    """Return the controls that the content asks the player not to show."""
    presentation = child(element, "presentation")
    found = () if presentation is None else descendants(presentation, "hideLMSUI")
    return tuple(dict.fromkeys(filter(None, map(text_of, found))))
