"""*Fiche de liaison*: what a founder may let a structure know, and what she lets it know."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.models import User
from courses import activities
from learners.helper import helper_for
from learners.models import Answer, Enrolment, FounderProfile
from learners.notebook import project_of
from learners.phone import show_phone

# The words of the consent page: change this when they change.
TEXT_VERSION = "2026-11"

EXTRACT = "carnet-"
# Not the enquêtes métier: they name people who were met.
SHARED_KINDS = ("reflection", "pitch", "break_even", "profit_and_loss")
WAYS_TO_REACH = frozenset({"phone", "email", "counsellor"})
ORDER = ("first_name", "last_name", "phone", "email", "counsellor", "commune", "project", "message")


@dataclass(frozen=True)
class SheetField:
    """One line of the sheet, as it would leave."""

    key: str
    label: str
    value: str


def label_of(key: str) -> str:
    labels = {
        "first_name": _("Prénom"),
        "last_name": _("Nom"),
        "phone": _("Téléphone"),
        "email": _("Adresse e-mail"),
        "counsellor": _("Joindre par"),
        "commune": _("Commune"),
        "project": _("Le projet en une phrase"),
        "message": _("Son message"),
    }
    return labels.get(key, _("Extrait du carnet de projet"))


def rows(shared: dict[str, str]) -> list[SheetField]:
    """Return a sheet that left, or is about to, line by line."""
    keys = [key for key in ORDER if key in shared] + [key for key in shared if key not in ORDER]
    return [SheetField(key, label_of(key), shared[key]) for key in keys]


def offered(enrolment: Enrolment) -> list[SheetField]:
    """Return all that she could let the structure know, without what is empty."""
    profile = FounderProfile.objects.filter(user=enrolment.learner_id)
    found = profile.select_related("commune").first()
    learner = enrolment.learner
    values = {
        "first_name": learner.first_name,
        "last_name": learner.last_name,
        "phone": show_phone(learner.phone),
        "email": learner.email or "",
        "counsellor": _way_through_counsellor(enrolment),
        "commune": str(found.commune) if found and found.commune else "",
        "project": project_of(enrolment),
    }
    return rows({key: value for key, value in values.items() if value} | _extracts(enrolment))


def compose(enrolment: Enrolment, keys: Collection[str], message: str) -> dict[str, str]:
    """Return the sheet with the first name, the lines of `keys` and her own words."""
    kept = {
        field.key: field.value
        for field in offered(enrolment)
        if field.key in keys or field.key == "first_name"
    }
    return kept | ({"message": message} if message else {})


def fingerprint(shared: dict[str, str]) -> str:
    """Return what tells whether the sheet that leaves is the one that was shown."""
    text = json.dumps(shared, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def current_counsellor(enrolment: Enrolment) -> User | None:
    current = enrolment.assignments.current().filter(counsellor__is_active=True)
    assignment = current.select_related("counsellor").first()
    return assignment.counsellor if assignment else None


def _way_through_counsellor(enrolment: Enrolment) -> str:
    helper = helper_for(enrolment)
    return ", ".join(filter(None, [helper.name, helper.organization, helper.phone]))


def _extracts(enrolment: Enrolment) -> dict[str, str]:
    answers = Answer.objects.filter(enrolment=enrolment, kind__in=SHARED_KINDS)
    found = {}
    for answer in answers.select_related("module").order_by("written_at", "pk"):
        activity = activities.find_activity(answer.module, answer.activity_id)
        # An activity taken out of the module since no longer has a question to show.
        if activity is not None and activity.kind == answer.kind:
            lines = activities.get(answer.kind).as_lines(activity.block, answer.value)
            if lines:
                text = "\n".join(f"{label}\u00a0: {words}" for label, words in lines)
                found[f"{EXTRACT}{answer.pk}"] = text
    return found
