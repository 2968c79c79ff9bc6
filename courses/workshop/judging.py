"""A module or a path with its list before publishing and its reading."""

from dataclasses import dataclass

from courses.models import LearningPath, Module
from courses.outline import drafts_of, modules_of
from courses.passages import module_passages, path_passages
from courses.publishing import Checklist, Shelf, module_checklist, path_checklist
from courses.readability import Reading, read
from courses.reading import vocabulary


@dataclass(frozen=True)
class Judgement:
    subject: Module | LearningPath
    checklist: Checklist
    reading: Reading
    """Of the subject alone: a path's own words, not those of its modules."""


def judge(subject: Module | LearningPath) -> Judgement:
    """Return what is to be said of `subject` as it is in memory; found once for each instance."""
    known: Judgement | None = getattr(subject, "_judgement", None)
    if known is None:
        known = _of_path(subject) if isinstance(subject, LearningPath) else _of_module(subject)
        subject._judgement = known  # noqa: SLF001 - ours
    return known


def _of_module(module: Module) -> Judgement:
    reading = read(module_passages(module), vocabulary())
    chosen = bool(module.competences.all())
    return Judgement(module, module_checklist(module, reading, has_competences=chosen), reading)


def _of_path(path: LearningPath) -> Judgement:
    reading = read(path_passages(path), vocabulary())
    return Judgement(path, path_checklist(path, reading), reading)


def judge_modules(path: LearningPath) -> list[Judgement]:
    """Return the judgement on each module of `path`, as it is written; queries do not grow."""
    drafts = drafts_of(modules_of(path))
    shelf = Shelf.of([list(draft.module.body.raw_data) for draft in drafts])
    known = vocabulary()
    found = []
    for draft in drafts:
        reading = read(module_passages(draft.module), known)
        has_competences = bool(draft.competences)
        points = module_checklist(
            draft.module, reading, has_competences=has_competences, shelf=shelf
        )
        found.append(Judgement(draft.module, points, reading))
    return found
