"""What a manifest says, once read: frozen, typed, without a trace of XML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from media.scorm.problems import Problem
from media.scorm.sequencing import Sequencing

Version = Literal["1.2", "2004"]
Edition = Literal["", "2nd", "3rd", "4th"]


@dataclass(frozen=True)
class Metadata:
    """What is said of a package, by its own metadata (LOM), inline or in the file `location`."""

    schema: str = ""
    schema_version: str = ""
    title: str = ""
    description: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    licence: str = ""
    location: str = ""


@dataclass(frozen=True)
class Resource:
    """`href` is the path in the package; empty when there is nothing to open."""

    identifier: str
    type: str = ""
    is_sco: bool = True
    href: str = ""
    files: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class CompletionThreshold:
    """2004: how much progress completes. The attributes are those of the 4th edition."""

    completed_by_measure: bool = False
    min_progress_measure: float = 1.0
    progress_weight: float = 1.0


@dataclass(frozen=True)
class DataMap:
    """2004 4th: a store that several items share."""

    target: str
    read: bool = True
    write: bool = True


@dataclass(frozen=True)
class Item:
    """A line of the table of contents. `href` is relative to the package, with its parameters.

    An item without `href` cannot be launched: it holds others, or a warning says what is wrong.
    Progress hangs on `identifier`, never on `href`: several items may share one file.
    """

    identifier: str
    title: str
    href: str = ""
    path: str = ""
    """The file of `href`, as the archive names it."""
    visible: bool = True
    parameters: str = ""
    resource: Resource | None = None
    prerequisites: str = ""
    mastery_score: float | None = None
    max_time_allowed: str = ""
    time_limit_action: str = ""
    data_from_lms: str = ""
    completion_threshold: CompletionThreshold | None = None
    shared_data: tuple[DataMap, ...] = ()
    hide_lms_ui: tuple[str, ...] = ()
    sequencing: Sequencing = field(default_factory=Sequencing)
    children: tuple["Item", ...] = ()

    @property
    def is_launchable(self) -> bool:
        return bool(self.href)

    @property
    def is_sco(self) -> bool:
        """Whether it may talk to the API: an asset is done as soon as it was seen."""
        return self.resource is not None and self.resource.is_sco

    @property
    def scaled_passing_score(self) -> float | None:
        """2004: from -1 to 1, by the measure of the primary objective."""
        primary = self.sequencing.primary_objective
        if primary is None or not primary.satisfied_by_measure:
            return None
        return primary.min_normalized_measure

    @property
    def progress_threshold(self) -> float | None:
        threshold = self.completion_threshold
        if threshold is None or not threshold.completed_by_measure:
            return None
        return threshold.min_progress_measure

    def walk(self) -> Iterator["Item"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Organization:
    identifier: str
    title: str
    items: tuple[Item, ...] = ()
    sequencing: Sequencing = field(default_factory=Sequencing)
    objectives_global_to_system: bool = True
    completion_threshold: CompletionThreshold | None = None

    def walk(self) -> Iterator[Item]:
        """Yield every item, in the order of the table of contents."""
        for item in self.items:
            yield from item.walk()

    def launchable(self) -> tuple[Item, ...]:
        return tuple(item for item in self.walk() if item.is_launchable)


@dataclass(frozen=True)
class Manifest:
    version: Version
    edition: Edition
    identifier: str
    title: str
    language: str
    organizations: tuple[Organization, ...]
    organization: Organization
    """The one to play: the default, or the first that launches anything."""
    resources: tuple[Resource, ...]
    metadata: Metadata
    warnings: tuple[Problem, ...] = ()

    def walk(self) -> Iterator[Item]:
        return self.organization.walk()

    def launchable(self) -> tuple[Item, ...]:
        return self.organization.launchable()
