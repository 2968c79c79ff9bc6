"""What an answer is, kind by kind. No model, no HTTP: a block's value and an answer's value.

``get(kind)`` knows how to read an answer (``parse``), whether it says something (``is_answered``),
how to say it in a notebook (``as_lines``) and how far it is right (``share_right``).
"""

from courses.activities.base import ActivityKind, AnswerError
from courses.activities.kinds import KINDS, get
from courses.activities.lookup import Activity, activities_of, find_activity

__all__ = [
    "KINDS",
    "Activity",
    "ActivityKind",
    "AnswerError",
    "activities_of",
    "find_activity",
    "get",
]
