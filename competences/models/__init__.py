from competences.models.assessment import (
    Assessment,
    AssessmentDraft,
    AssessmentReading,
    AssessmentRequest,
    CompetenceProgress,
    Source,
)
from competences.models.badge import Achievement, Badge, BakedFile
from competences.models.badge_keys import BadgeKey, StatusEntry, StatusList
from competences.models.framework import (
    Alignment,
    Competence,
    CompetenceBlock,
    Framework,
    Level,
    LevelCriterion,
)
from competences.models.frozen import FrameworkFrozen
from competences.models.positioning import Positioning, PositioningAnswer
from competences.models.posture import PostureProfile, PostureRun, PostureShare, PostureTest
from competences.models.recording import CompetenceRecording

__all__ = [
    "Achievement",
    "Alignment",
    "Assessment",
    "AssessmentDraft",
    "AssessmentReading",
    "AssessmentRequest",
    "Badge",
    "BadgeKey",
    "BakedFile",
    "Competence",
    "CompetenceBlock",
    "CompetenceProgress",
    "CompetenceRecording",
    "Framework",
    "FrameworkFrozen",
    "Level",
    "LevelCriterion",
    "Positioning",
    "PositioningAnswer",
    "PostureProfile",
    "PostureRun",
    "PostureShare",
    "PostureTest",
    "Source",
    "StatusEntry",
    "StatusList",
]
