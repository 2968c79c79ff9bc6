"""A pitch on one page, to print and to take along."""

import json

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from core.printing import render_pdf
from courses.activities.pitch import PitchSheet
from learners.models import Answer


def pitch_pdf(*, sheet: PitchSheet, answer: Answer) -> bytes:
    """Return the sheet as a tagged PDF of one page."""
    learner = answer.enrolment.learner
    day = dateformat.format(timezone.localtime(answer.written_at), "j F Y")
    content = {
        "kicker": _("Le projet de %(name)s") % {"name": learner.get_full_name()},
        "foot": _("Écrit le %(day)s avec Palier") % {"day": day},
        "parts": sheet.parts,
    }
    return render_pdf(
        "learners/typst/pitch.typ",
        title=sheet.name or _("Mon projet"),
        data={"pitch": json.dumps(content, ensure_ascii=False)},
    )
