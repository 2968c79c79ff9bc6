"""What a module is made of. Blocks hold content, never data; they render without a query.

The id that Wagtail gives each block is the activity's id: answers hang on it, so that texts may be
reworded and activities moved without losing anything.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.content import (
    RICH_TEXT_FEATURES,
    AudioBlock,
    CalloutBlock,
    IllustrationBlock,
    TextBlock,
)
from courses.blocks.field_work import BreakEvenBlock, SurveyBlock, SurveyFieldBlock
from courses.blocks.hand_in import HandInBlock
from courses.blocks.own_words import ChecklistBlock, ReflectionBlock, ScaleBlock
from courses.blocks.package import PackageBlock
from courses.blocks.pitch import PitchBlock
from courses.blocks.profit_and_loss import ProfitAndLossBlock
from courses.blocks.questions import BeliefsBlock, NumericBlock, PollBlock
from courses.blocks.quiz import QuizAnswerBlock, QuizBlock
from courses.blocks.sorting import CardSortBlock, MatchingBlock, OrderingBlock

__all__ = [
    "RICH_TEXT_FEATURES",
    "AudioBlock",
    "BeliefsBlock",
    "BreakEvenBlock",
    "CalloutBlock",
    "CardSortBlock",
    "ChecklistBlock",
    "HandInBlock",
    "IllustrationBlock",
    "MatchingBlock",
    "ModuleBody",
    "NumericBlock",
    "OrderingBlock",
    "PackageBlock",
    "PitchBlock",
    "PollBlock",
    "ProfitAndLossBlock",
    "QuizAnswerBlock",
    "QuizBlock",
    "ReflectionBlock",
    "ScaleBlock",
    "SurveyBlock",
    "SurveyFieldBlock",
    "TextBlock",
]

CONTENT = _("À lire, à voir, à écouter")
QUESTIONS = _("Apprendre par une réponse")
OWN_WORDS = _("Parler de soi")
FIELD_WORK = _("Aller voir et calculer")


class ModuleBody(blocks.StreamBlock):
    """One line a kind, in the order of the menu of authors."""

    text = TextBlock(features=RICH_TEXT_FEATURES, group=CONTENT)
    image = IllustrationBlock(group=CONTENT)
    audio = AudioBlock(group=CONTENT)
    callout = CalloutBlock(group=CONTENT)
    package = PackageBlock(group=CONTENT)
    quiz = QuizBlock(group=QUESTIONS)
    beliefs = BeliefsBlock(group=QUESTIONS)
    matching = MatchingBlock(group=QUESTIONS)
    ordering = OrderingBlock(group=QUESTIONS)
    numeric = NumericBlock(group=QUESTIONS)
    reflection = ReflectionBlock(group=OWN_WORDS)
    checklist = ChecklistBlock(group=OWN_WORDS)
    scale = ScaleBlock(group=OWN_WORDS)
    card_sort = CardSortBlock(group=OWN_WORDS)
    poll = PollBlock(group=OWN_WORDS)
    survey = SurveyBlock(group=FIELD_WORK)
    break_even = BreakEvenBlock(group=FIELD_WORK)
    profit_and_loss = ProfitAndLossBlock(group=FIELD_WORK)
    pitch = PitchBlock(group=FIELD_WORK)
    hand_in = HandInBlock(group=FIELD_WORK)

    class Meta:
        block_counts: dict[str, dict[str, int]] = {}
