from courses.models.glossary import GlossaryTerm
from courses.models.module import Module
from courses.models.path import LearningPath, PathBlock, PathModule
from courses.models.rule import AssessmentRule, RuleCondition
from courses.models.session import LiveSession

__all__ = [
    "AssessmentRule",
    "GlossaryTerm",
    "LearningPath",
    "LiveSession",
    "Module",
    "PathBlock",
    "PathModule",
    "RuleCondition",
]
