from learners.models.attempt import (
    Attempt,
    AttemptItem,
    AttemptState,
    Completion,
    Interaction,
    Outcome,
    Success,
)
from learners.models.cohort import Assignment, Cohort
from learners.models.enrolment import BlockDecision, Enrolment, FounderProfile
from learners.models.evidence import Evidence, EvidenceReview, EvidenceShare
from learners.models.hand_in import Feedback, HandIn
from learners.models.live import Attendance, Booking
from learners.models.passport import Passport, PassportConsent, PassportItem, PassportShare
from learners.models.progress import Answer, ModuleProgress
from learners.models.project import (
    Chapter,
    NotebookPage,
    NotebookPageVersion,
    Project,
    ProjectInvitation,
    ProjectMember,
)
from learners.models.sharing import NotebookShare
from learners.models.statement import Statement, Verb
from learners.models.upload import Upload

__all__ = [
    "Answer",
    "Assignment",
    "Attempt",
    "AttemptItem",
    "AttemptState",
    "Attendance",
    "BlockDecision",
    "Booking",
    "Chapter",
    "Cohort",
    "Completion",
    "Enrolment",
    "Evidence",
    "EvidenceReview",
    "EvidenceShare",
    "Feedback",
    "FounderProfile",
    "HandIn",
    "Interaction",
    "ModuleProgress",
    "NotebookPage",
    "NotebookPageVersion",
    "NotebookShare",
    "Outcome",
    "Passport",
    "PassportConsent",
    "PassportItem",
    "PassportShare",
    "Project",
    "ProjectInvitation",
    "ProjectMember",
    "Statement",
    "Success",
    "Upload",
    "Verb",
]
