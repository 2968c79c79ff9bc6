"""What comes along with an answer: its files, and the buttons that change it."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files import File

from core.http import UserRequest
from courses.activities.hand_in import HandInKind
from courses.activities.pitch import PitchKind
from courses.activities.survey import SurveyKind
from learners.desk import Desk, client_id
from learners.models import Answer, Upload
from learners.services.uploads import store_upload
from learners.uploads import ANY, AUDIO, IMAGE

Value = dict[str, Any]


def with_attachments(request: UserRequest, desk: Desk, value: Value, at: datetime) -> Value:
    """Return the answer with the files that came along, each kept."""
    attach = ATTACHING.get(desk.activity.kind)
    return attach(request, desk, value, at) if attach else value


def _with_sheets(request: UserRequest, desk: Desk, value: Value, at: datetime) -> Value:
    """Each photo on its sheet of an *enquête métier*; then add or remove a sheet."""
    for entry in [each["id"] for each in value["entries"]]:
        may = desk.activity.block["photo"]
        photo = _keep(request, desk, f"file-{entry}", at, {IMAGE}) if may else None
        if photo:
            value = SurveyKind().with_photo(value, entry, str(photo.uuid))
    change, _colon, entry = request.POST.get("do", "").partition(":")
    if change == "add":
        new = uuid.uuid5(client_id(request) or uuid.uuid4(), "sheet")
        value = SurveyKind().add_entry(value, new)
        SurveyKind().check({"fields": []}, value)
    if change == "remove":
        value = SurveyKind().without_entry(value, entry)
    return value


def _with_recording(request: UserRequest, desk: Desk, value: Value, at: datetime) -> Value:
    may = desk.activity.block["recorded"]
    sent = _keep(request, desk, "file-recording", at, {AUDIO}) if may else None
    return PitchKind().with_recording(value, _standing(desk, sent, value, "recording"))


def _with_file(request: UserRequest, desk: Desk, value: Value, at: datetime) -> Value:
    may = desk.activity.block["file"]
    sent = _keep(request, desk, "file-work", at, ANY) if may else None
    value = HandInKind().with_file(value, _standing(desk, sent, value, "file"))
    is_handed_in = request.POST.get("do") == "hand-in"
    return HandInKind().handed_in(value) if is_handed_in else value


ATTACHING: dict[str, Callable[[UserRequest, Desk, Value, datetime], Value]] = {
    SurveyKind.name: _with_sheets,
    PitchKind.name: _with_recording,
    HandInKind.name: _with_file,
}


def _keep(
    request: UserRequest, desk: Desk, name: str, at: datetime, kinds: Collection[str]
) -> Upload | None:
    sent = request.FILES.get(name)
    if not isinstance(sent, File) or desk.enrolment.is_stopped:
        return None
    return store_upload(
        enrolment=desk.enrolment,
        activity_id=desk.activity.id,
        file=sent,
        form_id=client_id(request) or uuid.uuid4(),
        at=at,
        kinds=kinds,
    )


def _standing(desk: Desk, sent: Upload | None, value: Value, name: str) -> str:
    """Return the file that goes with the answer: the one just sent, else the one still there.

    Words written in another tab, or before the file was there, do not take it away: only deleting
    the file does.
    """
    if sent is not None:
        return str(sent.uuid)
    previous = Answer.objects.filter(enrolment=desk.enrolment.pk, activity_id=desk.activity.id)
    kept = previous.values_list("value", flat=True).first() or {}
    for candidate in (value.get(name), kept.get(name)):
        if candidate and desk.enrolment.uploads.filter(uuid=UUID(candidate)).exists():
            return str(candidate)
    return ""
