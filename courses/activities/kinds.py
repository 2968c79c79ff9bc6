"""Every kind of activity, one line each. Its block is in `courses.blocks.ModuleBody`."""

from courses.activities.base import ActivityKind
from courses.activities.beliefs import BeliefsKind
from courses.activities.break_even import BreakEvenKind
from courses.activities.card_sort import CardSortKind
from courses.activities.checklist import ChecklistKind
from courses.activities.hand_in import HandInKind
from courses.activities.matching import MatchingKind
from courses.activities.numeric import NumericKind
from courses.activities.ordering import OrderingKind
from courses.activities.package import PackageKind
from courses.activities.pitch import PitchKind
from courses.activities.poll import PollKind
from courses.activities.profit_and_loss import ProfitAndLossKind
from courses.activities.quiz import QuizKind
from courses.activities.reflection import ReflectionKind
from courses.activities.scale import ScaleKind
from courses.activities.survey import SurveyKind

_KINDS: dict[str, ActivityKind] = {
    kind.name: kind
    for kind in (
        QuizKind(),
        BeliefsKind(),
        MatchingKind(),
        OrderingKind(),
        NumericKind(),
        ReflectionKind(),
        ChecklistKind(),
        ScaleKind(),
        CardSortKind(),
        PollKind(),
        SurveyKind(),
        BreakEvenKind(),
        ProfitAndLossKind(),
        PitchKind(),
        HandInKind(),
        PackageKind(),
    )
}
KINDS = frozenset(_KINDS)


def get(kind: str) -> ActivityKind:
    """Return what knows answers of `kind` (a block type); raise KeyError for another block."""
    return _KINDS[kind]


def has_right_answers(kind: str) -> bool:
    """Return whether answers of `kind` may be right or not."""
    return type(get(kind)).share_right is not ActivityKind.share_right
