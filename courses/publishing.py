"""What a module or a path needs before founders see it. A draft may lack any of it.

What the law asks blocks publication; the rest is advice. The same list is shown beside the editor,
on a page, and when one publishes.

- Duration: Code du travail, art. D. 6313-3-1, 2° (activities at a distance and their average time).
- Objectives: art. L. 6313-2 (a path that reaches an aim); national quality reference, indicator 5.
- Alternative of a live module: the same article, 1° (suitable help), and the rule of the house.
- Texts in place of pictures and sounds: loi 2005-102, art. 47; RGAA 1.1 and 4.1.
- Licence: Code de la propriété intellectuelle, art. L. 122-4.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from courses.activities import KINDS
from courses.models import LearningPath, Module
from courses.outline import Flight, outline
from courses.package_advice import package_remarks
from courses.readability import Reading
from media.models import Audio, MediaImage, Package

Reason = str | Promise
Problems = dict[str, Reason]
"""Field → reason."""

RawBlocks = Iterable[dict[str, Any]]
"""The blocks of a body as they are stored."""


class State(StrEnum):
    DONE = "done"
    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True)
class Point:
    """One line of the list. `anchor` is the field or the block of the editor it is about."""

    label: Reason
    state: State = State.DONE
    reason: Reason = ""
    anchor: str = ""


@dataclass(frozen=True)
class Checklist:
    points: tuple[Point, ...]

    @property
    def blocking(self) -> list[Point]:
        return [point for point in self.points if point.state == State.BLOCKS]

    @property
    def warnings(self) -> list[Point]:
        return [point for point in self.points if point.state == State.WARNS]

    @property
    def done(self) -> list[Point]:
        return [point for point in self.points if point.state == State.DONE]

    @property
    def is_ready(self) -> bool:
        return not self.blocking


# --- A module -----------------------------------------------------------------------------------


def module_problems(
    *,
    timing: str,
    duration: int | None,
    catch_up: Module | None,
    objectives: Sequence[str],
    pk: int | None = None,
) -> Problems:
    problems: Problems = {}
    if not duration:
        problems["duration"] = gettext_lazy("Indiquez la durée moyenne avant de publier.")
    if not objectives:
        problems["objectives"] = gettext_lazy(
            "Écrivez au moins un objectif avant de publier : ce que la personne saura faire."
        )
    if reason := _catch_up_problem(timing, catch_up, pk):
        problems["catch_up"] = reason
    return problems


def _catch_up_problem(timing: str, catch_up: Module | None, pk: int | None) -> Reason:
    if timing != Module.Timing.SYNCHRONOUS:
        return ""
    if catch_up is None:
        return gettext_lazy(
            "Un module en direct a toujours un module de rattrapage : choisissez-le."
        )
    if catch_up.pk == pk:
        return gettext_lazy("Un module ne se rattrape pas par lui-même.")
    if catch_up.is_synchronous:
        return gettext_lazy("Choisissez un module qui se suit quand on veut.")
    return ""


@dataclass(frozen=True)
class Media:
    """What is missing beside the pictures and sounds of a body: (id of the block, reason)."""

    alt: tuple[tuple[str, Reason], ...] = ()
    transcript: tuple[tuple[str, Reason], ...] = ()
    licence: tuple[tuple[str, Reason], ...] = ()

    @property
    def reasons(self) -> list[Reason]:
        return [reason for _id, reason in (*self.alt, *self.transcript, *self.licence)]


@dataclass(frozen=True)
class Shelf:
    """The pictures, sounds and packages that bodies name, by key."""

    images: Mapping[Any, MediaImage]
    sounds: Mapping[Any, Audio]
    packages: Mapping[Any, Package]

    @classmethod
    def of(cls, bodies: Iterable[RawBlocks]) -> "Shelf":
        """Fetch them all in a query a kind, or none."""
        named: dict[str, set[Any]] = {"image": set(), "audio": set(), "package": set()}
        for raw in (raw for body in bodies for raw in body):
            if raw["type"] in named:
                named[raw["type"]].add(raw["value"].get(raw["type"]))
        images, sounds, packages = (found - {None, ""} for found in named.values())
        return cls(
            MediaImage.objects.in_bulk(images) if images else {},
            Audio.objects.in_bulk(sounds) if sounds else {},
            _with_versions().in_bulk(packages) if packages else {},
        )


def _with_versions() -> QuerySet[Package]:
    return Package.objects.select_related("current").defer("current__manifest")


def media_problems(body: RawBlocks, shelf: Shelf | None = None) -> Media:
    blocks = list(body)
    shelf = shelf or Shelf.of([blocks])
    shown = [each for each in blocks if each["type"] == "image"]
    heard = [each for each in blocks if each["type"] == "audio"]
    images = [(each, shelf.images.get(each["value"].get("image"))) for each in shown]
    sounds = [(each, shelf.sounds.get(each["value"].get("audio"))) for each in heard]
    without_alt = [
        (_id(each), _("Image %d : dites ce qu'elle montre.") % rank)
        for rank, each in enumerate(shown, 1)
        if not str(each["value"].get("alt") or "").strip()
    ]
    silent = [
        (_id(each), _("Son « %s » : écrivez ce que l'on entend.") % sound.title)
        for each, sound in sounds
        if sound and not sound.transcript.strip()
    ]
    unlicensed = [
        (_id(each), _("« %s » : indiquez sa licence.") % file.title)
        for each, file in (*images, *sounds)
        if file and not file.licence.strip()
    ]
    return Media(tuple(without_alt), tuple(silent), tuple(unlicensed))


def _id(raw: dict[str, Any]) -> str:
    return f"block-{raw.get('id') or ''}-section"


def module_checklist(
    module: Module, reading: Reading, *, has_competences: bool, shelf: Shelf | None = None
) -> Checklist:
    """Return the list of `module`, saved or not; `reading` is how its texts read."""
    problems = module_problems(
        timing=module.timing,
        duration=module.duration,
        catch_up=module.catch_up,
        objectives=module.objectives,
        pk=module.pk,
    )
    body = list(module.body.raw_data)
    shelf = shelf or Shelf.of([body])
    media = media_problems(body, shelf)
    return Checklist(
        (
            _legal(_("Durée moyenne"), problems.get("duration"), "duration"),
            _legal(_("Objectifs"), problems.get("objectives"), "objectives"),
            _legal(_("Rattrapage d'un module en direct"), problems.get("catch_up"), "catch_up"),
            _legal_of(_("Texte de remplacement des images"), media.alt),
            _legal_of(_("Transcription des sons"), media.transcript),
            _legal_of(_("Licence du module, des images et des sons"), media.licence),
            _content(body),
            *_packages(body, shelf),
            _evidence(module, body),
            _competences(has_competences),
            reading_point(reading),
        )
    )


def _legal(label: Reason, reason: Reason | None, anchor: str) -> Point:
    return Point(label, State.BLOCKS if reason else State.DONE, reason or "", anchor)


def _legal_of(label: Reason, found: Sequence[tuple[str, Reason]]) -> Point:
    if not found:
        return Point(label)
    return Point(label, State.BLOCKS, " ".join(str(reason) for _id, reason in found), found[0][0])


def _advice(label: Reason, anchor: str, reason: Reason) -> Point:
    return Point(label, State.WARNS if reason else State.DONE, reason, anchor)


def _content(body: Sequence[dict[str, Any]]) -> Point:
    reason = "" if body else _("La page est vide : ajoutez un texte ou une activité.")
    return _advice(_("Contenu"), "body", reason)


def _packages(body: Sequence[dict[str, Any]], shelf: Shelf) -> list[Point]:
    """Return a line for those who import activities; nothing for the others."""
    if not any(raw["type"] == "package" for raw in body):
        return []
    found = package_remarks(body, shelf.packages)
    reason = " ".join(words for _block, words in found)
    anchor = f"block-{found[0][0]}-section" if found else ""
    return [_advice(_("Activités importées"), anchor, reason)]


def _evidence(module: Module, body: Sequence[dict[str, Any]]) -> Point:
    works = module.evidence_kind == Module.EvidenceKind.WORK
    lacks = works and not module.is_synchronous and not any(raw["type"] in KINDS for raw in body)
    reason = _("Le module annonce un travail produit, mais ne propose aucune activité.")
    return _advice(_("Ce qui reste de ce module"), "evidence_kind", reason if lacks else "")


def _competences(has_some: bool) -> Point:  # noqa: FBT001 - the one fact it says
    reason = "" if has_some else _("Dites au moins une compétence travaillée.")
    return _advice(_("Compétences"), "competences", reason)


def reading_point(reading: Reading, anchor: str = "") -> Point:
    label = _("Facilité de lecture")
    if not reading.is_hard:
        return Point(label)
    reason = _("Ce texte %(level)s (%(ease)d sur 100) : raccourcissez les phrases.")
    return _advice(
        label, anchor, reason % {"level": reading.level.label, "ease": reading.ease or 0}
    )


# --- A path -------------------------------------------------------------------------------------


def place_problem(module: Module, path_modules: Sequence[Module]) -> Reason:
    """Return why `module` cannot be in a published path of these modules, or ''."""
    if not module.live:
        return gettext_lazy("Ce module n'est pas encore publié : publiez-le d'abord.")
    if module.is_synchronous and module.catch_up_id not in {each.pk for each in path_modules}:
        return gettext_lazy(
            "Son module de rattrapage doit être dans le même parcours : ajoutez-le."
        )
    return ""


def path_checklist(path: LearningPath, reading: Reading) -> Checklist:
    flights = outline(path)
    modules = [module for flight in flights for module in flight.modules]
    return Checklist(
        (
            _blocks(flights),
            _places(_("Modules publiés"), modules, [m for m in modules if not m.live]),
            _places(_("Rattrapages dans le parcours"), modules, _without_catch_up(modules)),
            _legal(_("Chaque module une seule fois"), _twice(modules), "blocks"),
            _advice(
                _("Ce que la personne aura en main"),
                "promise",
                "" if path.promise.strip() else _("Dites ce que l'on tient à la fin du parcours."),
            ),
            _advice(
                _("Pour qui"),
                "audience",
                "" if path.audience.strip() else _("Dites à qui ce parcours s'adresse."),
            ),
            _block_competences(flights),
            reading_point(reading),
        )
    )


def _blocks(flights: Sequence[Flight]) -> Point:
    label = _("Blocs et modules")
    if not flights:
        return _legal(label, _("Ajoutez au moins un bloc avant de publier."), "blocks")
    empty = [flight.block.title for flight in flights if not flight.modules]
    reason = _("Sans module : %s.") % _listed(empty) if empty else ""
    return _legal(label, reason, "blocks")


def _places(label: Reason, modules: Sequence[Module], wrong: Sequence[Module]) -> Point:
    reasons = [f"« {each} » : {place_problem(each, modules)}" for each in wrong]
    return _legal(label, " ".join(reasons), "blocks")


def _without_catch_up(modules: Sequence[Module]) -> list[Module]:
    return [each for each in modules if each.live and place_problem(each, modules)]


def _twice(modules: Sequence[Module]) -> Reason:
    twice = [str(each) for each in dict.fromkeys(modules) if modules.count(each) > 1]
    return _("Deux fois dans le parcours : %s.") % _listed(twice) if twice else ""


def _block_competences(flights: Sequence[Flight]) -> Point:
    without = [flight.block.title for flight in flights if not flight.block.competences.all()]
    reason = _("Sans compétence : %s.") % _listed(without) if without else ""
    return _advice(_("Compétences des blocs"), "blocks", reason)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"« {name} »" for name in names)
