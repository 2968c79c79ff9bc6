"""The portfolio: what a founder attached to each competence, and what she could attach."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from competences.models import Competence
from courses import activities
from courses.activities.lookup import read_activities
from courses.models import Module
from learners.models import (
    Answer,
    Attendance,
    Enrolment,
    Evidence,
    EvidenceReview,
    EvidenceShare,
    ModuleProgress,
    Upload,
)
from learners.services.evidence import Held, competences_of

Line = tuple[str, str]
PREFIX = {Answer: "answer", Upload: "upload", Attendance: "attendance", ModuleProgress: "module"}


@dataclass(frozen=True)
class Candidate:
    """One thing of hers that may show something."""

    held: Held
    title: str
    detail: str

    @property
    def key(self) -> str:
        return f"{PREFIX[type(self.held)]}-{self.held.pk}"


@dataclass(frozen=True)
class Shelf:
    """One competence, and what shows it."""

    competence: Competence
    pieces: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True)
class Content:
    """What a piece of evidence holds, to be read."""

    lines: list[Line]
    upload: Upload | None = None


def shelves_of(enrolment: Enrolment) -> list[Shelf]:
    """Return the competences of her path, each with its pieces, in the order of the path."""
    shelves = {each.pk: Shelf(each) for each in competences_of(enrolment)}
    for piece in enrolment.evidence.kept().with_facts():
        if piece.competence_id not in shelves:  # the path changed since: nothing of hers is hidden
            shelves[piece.competence_id] = Shelf(piece.competence)
        shelves[piece.competence_id].pieces.append(piece)
    return list(shelves.values())


class Candidates:
    """What she made or lived on her path. Five queries, whatever the number."""

    def __init__(self, enrolment: Enrolment, competence: Competence) -> None:
        self.enrolment, self.competence = enrolment, competence

    @cached_property
    def all(self) -> list[Candidate]:
        """First what comes from the modules that work on the competence, then the rest."""
        attached = self._attached()
        found = [each for each in self._found() if each.key not in attached]
        near = set(self.competence.modules.values_list("pk", flat=True))
        return sorted(found, key=lambda each: _module_of(each.held) not in near)

    def find(self, key: str) -> Held | None:
        """Return what `key`, chosen in a form, stands for."""
        return next((each.held for each in self.all if each.key == key), None)

    def _attached(self) -> set[str]:
        rows = self.enrolment.evidence.kept().filter(competence=self.competence)
        facts = rows.values_list("answer", "upload", "attendance", "progress")
        return {
            f"{prefix}-{pk}"
            for row in facts
            for prefix, pk in zip(PREFIX.values(), row, strict=True)
        }

    def _found(self) -> Iterable[Candidate]:
        modules = Module.objects.in_bulk(
            list(self.enrolment.answers.values_list("module", flat=True).distinct())
        )
        for answer in self.enrolment.answers.order_by("-written_at", "-pk"):
            lines = lines_of(answer, modules[answer.module_id])
            if lines:
                yield Candidate(answer, lines[0][0], _shortened(lines[0][1]))
        for upload in self.enrolment.uploads.order_by("-uploaded_at", "-pk"):
            yield Candidate(upload, upload.name, str(upload.get_kind_display()))
        present = self.enrolment.attendances.filter(status=Attendance.Status.PRESENT)
        for attendance in present.select_related("session__module").defer("session__module__body"):
            title = attendance.session.module.title
            yield Candidate(attendance, title, str(Evidence.Kind.ATTENDANCE.label))
        done = self.enrolment.module_progress.exclude(completed_at=None)
        # To have read something shows nothing: only what was worked on.
        done = done.exclude(completed_by=ModuleProgress.CompletedBy.CONSULTATION)
        for progress in done.select_related("module").defer("module__body"):
            yield Candidate(progress, progress.module.title, str(Evidence.Kind.MODULE.label))


def _module_of(held: Held) -> int | None:
    if isinstance(held, Answer | ModuleProgress):
        return held.module_id
    return held.session.module_id if isinstance(held, Attendance) else None


def _shortened(words: str) -> str:
    return words if len(words) <= 160 else f"{words[:157].rstrip()}…"


def lines_of(answer: Answer, module: Module) -> list[Line]:
    """Return the words of an answer; nothing when its activity is gone or says nothing."""
    activity = read_activities(module).get(answer.activity_id)
    if activity is None or activity.kind != answer.kind:
        return []
    kind = activities.get(activity.kind)
    if not kind.is_answered(answer.value):
        return []
    return [
        (str(label), str(words)) for label, words in kind.as_lines(activity.block, answer.value)
    ]


def content_of(piece: Evidence) -> Content:
    """Return what `piece` holds, in words; a file is shown by the page."""
    if piece.answer:
        return Content(lines_of(piece.answer, piece.answer.module))
    if piece.upload:
        return Content([], piece.upload)
    if piece.attendance:
        session = piece.attendance.session
        return Content([(str(_("Séance suivie")), session.module.title)])
    if piece.progress:
        return Content([(str(_("Étape faite")), piece.progress.module.title)])
    return Content([])


def standing_verdict(piece: Evidence) -> EvidenceReview | None:
    """Return the last review, given on what is there now. `piece` comes from `with_facts`."""
    reviews: list[EvidenceReview] = piece.all_reviews  # type: ignore[attr-defined]  # prefetched
    last = reviews[-1] if reviews else None
    return last if last and last.reviewed_at >= piece.changed_at else None


def shown_to(piece: Evidence) -> list[EvidenceShare]:
    """Return the open shares. `piece` comes from `with_facts`."""
    shares: list[EvidenceShare] = piece.open_shares  # type: ignore[attr-defined]  # prefetched
    return shares
