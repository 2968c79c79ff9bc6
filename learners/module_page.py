"""What a founder's page of one module shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from courses import activities
from courses.activities.display import Part, Play, Shown, parts_of
from courses.activities.workbooks import SPREADSHEETS
from courses.models import Module
from learners.climb import Block, Climb, Step, climb_of, spoken_axes
from learners.models import Answer, Enrolment
from learners.package_page import plays_of
from learners.packages import KIND as PACKAGE
from learners.polls import others_in
from learners.work import file_of, rounds_of


def saved_words(written_at: datetime | None, at: datetime) -> str:
    """Return « Enregistré à 14 h 32 », with the day when it is another one."""
    if written_at is None:
        return ""
    local = timezone.localtime(written_at)
    hour = _("%(hour)d h %(minute)02d") % {"hour": local.hour, "minute": local.minute}
    if local.date() == timezone.localtime(at).date():
        return _("Enregistré à %(hour)s") % {"hour": hour}
    day = format_date(local, "j F Y")
    return _("Enregistré le %(day)s à %(hour)s") % {"day": day, "hour": hour}


def show(
    enrolment: Enrolment,
    module: Module,
    activity: activities.Activity,
    answer: Answer | None,
    at: datetime,
    play: Play | None = None,
) -> Shown:
    """Return the activity with its answer and its links."""
    place = [enrolment.uuid, module.slug, activity.id]
    is_calculator = activity.kind in SPREADSHEETS
    value = answer.value if answer and answer.kind == activity.kind else {}
    return Shown(
        activity,
        answer=value,
        action=reverse("learners:activity_answer", args=place),
        versions_url=reverse("learners:activity_versions", args=place),
        export_url=reverse("learners:activity_spreadsheet", args=place) if is_calculator else "",
        photos=_photos(enrolment, activity, answer) if activity.kind == "survey" else {},
        version=answer.written_at.isoformat() if answer else "",
        saved=saved_words(answer.written_at if answer else None, at),
        is_open=not enrolment.is_stopped,
        others=others_in(enrolment, activity, value),
        file=file_of(enrolment, activity, value),
        sheet_url=reverse("learners:pitch_sheet", args=place) if activity.kind == "pitch" else "",
        reader=enrolment.organization.name if activity.kind == "hand_in" else "",
        rounds=rounds_of(enrolment, activity, value),
        play=play,
    )


def _photos(
    enrolment: Enrolment, activity: activities.Activity, answer: Answer | None
) -> dict[str, str]:
    """Return where to see each photo that is still there."""
    if answer is None or not any(entry["photo"] for entry in answer.value.get("entries", [])):
        return {}
    taken = enrolment.uploads.filter(activity_id=activity.id).values_list("uuid", flat=True)
    return {str(each): reverse("learners:upload", args=[each]) for each in taken}


@dataclass
class ModulePage:
    enrolment: Enrolment
    module: Module
    climb: Climb
    at: datetime
    instead: Mapping[UUID, Shown] = field(default_factory=dict)
    """Activities to show as they were sent: refused, and given back."""

    @classmethod
    def of(
        cls,
        enrolment: Enrolment,
        module: Module,
        at: datetime,
        instead: Mapping[UUID, Shown] | None = None,
    ) -> "ModulePage":
        return cls(enrolment, module, climb_of(enrolment), at, instead or {})

    @property
    def is_new(self) -> bool:
        """Whether she never opened it."""
        return self.climb.steps[self._rank].state == "todo"

    @property
    def is_done(self) -> bool:
        return self.climb.steps[self._rank].state == "done"

    @property
    def axes(self) -> str:
        module = self.module
        axes = (module.timing, module.place, module.guidance, module.grouping)
        return spoken_axes(module.duration, *axes)

    @cached_property
    def block(self) -> Block | None:
        """The flight it belongs to; the first one when there are several."""
        has_it = (
            block
            for block in self.climb.blocks
            if any(step.module_id == self.module.pk for step in block.steps)
        )
        return next(has_it, None)

    @cached_property
    def _rank(self) -> int:
        return [step.module_id for step in self.climb.steps].index(self.module.pk)

    @property
    def previous(self) -> Step | None:
        return self.climb.steps[self._rank - 1] if self._rank else None

    @property
    def following(self) -> Step | None:
        return next(iter(self.climb.steps[self._rank + 1 :]), None)

    @property
    def next_step(self) -> Step | None:
        """The module to propose after this one."""
        return self.climb.next_step(besides=[self.module.pk])

    @property
    def block_to_decide(self) -> Block | None:
        return self.block if self.block and self.block.awaits_decision else None

    @cached_property
    def catch_up(self) -> Step | None:
        """The module that replaces this live one, when it is in the path."""
        steps = self.climb.steps
        return next((step for step in steps if step.module_id == self.module.catch_up_id), None)

    @cached_property
    def records(self) -> bool:
        """Whether a voice may be recorded in it."""
        found = activities.activities_of(self.module).values()
        return any(each.kind == "pitch" and each.block["recorded"] for each in found)

    @cached_property
    def has_packages(self) -> bool:
        found = activities.activities_of(self.module).values()
        return any(each.kind == PACKAGE for each in found)

    def package(self, activity_id: UUID) -> Shown | None:
        """Return one package of the module; None for what is not one."""
        activity = activities.find_activity(self.module, activity_id)
        if activity is None or activity.kind != PACKAGE:
            return None
        answer = self.enrolment.answers.filter(activity_id=activity_id).first()
        play = plays_of(self.enrolment, self.module)[activity_id]
        return show(self.enrolment, self.module, activity, answer, self.at, play)

    @cached_property
    def parts(self) -> list[Part]:
        written = [] if self.is_new else self.enrolment.answers.filter(module=self.module)
        answers = {answer.activity_id: answer for answer in written}
        plays = plays_of(self.enrolment, self.module) if self.has_packages else {}

        def now(key: UUID, activity: activities.Activity) -> Shown:
            found, play = answers.get(key), plays.get(key)
            return show(self.enrolment, self.module, activity, found, self.at, play)

        shown = {
            key: self.instead.get(key) or now(key, activity)
            for key, activity in activities.activities_of(self.module).items()
        }
        return parts_of(self.module, shown)
