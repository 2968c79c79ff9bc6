"""The person a founder may talk to, on every page of hers."""

from dataclasses import dataclass

from learners.models import Assignment, Enrolment
from learners.phone import show_phone


@dataclass(frozen=True)
class Helper:
    """Her counsellor with the organisation's phone, or the organisation itself."""

    name: str
    phone: str
    organization: str = ""
    email: str = ""


def helper_for(enrolment: Enrolment) -> Helper:
    organization = enrolment.organization
    phone = show_phone(organization.phone)
    # A counsellor who left is no longer someone to call.
    assignment = (
        Assignment.objects.current()
        .filter(enrolment=enrolment, counsellor__is_active=True)
        .select_related("counsellor")
        .first()
    )
    if assignment is None:
        return Helper(name=organization.name, phone=phone, email=organization.email)
    return Helper(
        name=assignment.counsellor.get_full_name(),
        phone=show_phone(assignment.counsellor.phone) or phone,
        organization=organization.name,
        email=organization.email,
    )
