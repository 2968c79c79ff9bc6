"""What stands with an answer on a page: its file, and the work that was handed in."""

from uuid import UUID

from django.urls import reverse

from courses.activities import Activity, find_activity
from courses.activities.base import Value
from courses.activities.display import KeptFile, Round
from learners.models import Enrolment, Feedback, HandIn, Upload
from learners.services.session_mail import spoken_time

FILE_FIELDS = {"pitch": "recording", "hand_in": "file"}


def kept_file(upload: Upload | None) -> KeptFile | None:
    if upload is None:
        return None
    url = reverse("learners:upload", args=[upload.uuid])
    return KeptFile(str(upload.uuid), upload.name, upload.kind, url)


def file_of(enrolment: Enrolment, activity: Activity, answer: Value) -> KeptFile | None:
    """Return the file of this answer, as long as it is there and hers."""
    named = answer.get(FILE_FIELDS.get(activity.kind, ""))
    if not named:
        return None
    return kept_file(enrolment.uploads.filter(uuid=UUID(named)).first())


def rounds_of(enrolment: Enrolment, activity: Activity, answer: Value) -> list[Round]:
    """Return what was handed in for this activity and what was answered, the last first."""
    if activity.kind != "hand_in" or not answer:
        return []
    sent = HandIn.objects.filter(enrolment=enrolment.pk, activity_id=activity.id).with_answers()
    return [round_of(each) for each in sent]


def round_of(hand_in: HandIn) -> Round:
    answer = hand_in.answer
    return Round(
        sent=spoken_time(hand_in.sent_at),
        text=hand_in.text,
        file=kept_file(hand_in.upload),
        decision=answer.decision if answer else "",
        comment=answer.comment if answer else "",
        answered=answered_words(answer) if answer else "",
    )


def answered_words(answer: Feedback) -> str:
    return f"{answer.author.get_full_name()}, {spoken_time(answer.given_at)}"


def earlier_than(hand_in: HandIn) -> list[Round]:
    """Return what the founder sent before for the same piece of work, the last first."""
    same = HandIn.objects.filter(
        enrolment=hand_in.enrolment_id, activity_id=hand_in.activity_id, pk__lt=hand_in.pk
    )
    return [round_of(each) for each in same.with_answers()]


def criteria_of(hand_in: HandIn) -> list[str]:
    """Return what is to be looked at, as the module says today."""
    activity = find_activity(hand_in.module, hand_in.activity_id)
    return list(activity.block["criteria"]) if activity and activity.kind == "hand_in" else []
