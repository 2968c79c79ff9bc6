"""The sequencing of SCORM 2004 as typed data: defaults are those of the specification."""

from dataclasses import dataclass
from typing import Literal

Combination = Literal["all", "any"]


@dataclass(frozen=True)
class ControlMode:
    choice: bool = True
    choice_exit: bool = True
    flow: bool = False
    forward_only: bool = False
    use_current_attempt_objective_info: bool = True
    use_current_attempt_progress_info: bool = True


@dataclass(frozen=True)
class Condition:
    """`negated` is the operator "not"; `threshold` is read by the conditions on a measure."""

    condition: str
    negated: bool = False
    objective: str = ""
    threshold: float | None = None


@dataclass(frozen=True)
class Rule:
    """`action` is the vocabulary of the specification: skip, exitParent, retry…"""

    action: str
    combination: Combination = "all"
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class RollupRule:
    action: str
    combination: Combination = "any"
    child_set: str = "all"
    minimum_count: int = 0
    minimum_percent: float = 0.0
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Rollup:
    rules: tuple[RollupRule, ...] = ()
    objective_satisfied: bool = True
    progress_completion: bool = True
    objective_measure_weight: float = 1.0


@dataclass(frozen=True)
class ObjectiveMap:
    """How an objective of an item is shared under the global name `target`."""

    target: str
    read_satisfied: bool = True
    read_measure: bool = True
    write_satisfied: bool = False
    write_measure: bool = False
    # Those of adlseq: 4th edition.
    read_raw_score: bool = True
    read_min_score: bool = True
    read_max_score: bool = True
    read_completion: bool = True
    read_progress: bool = True
    write_raw_score: bool = False
    write_min_score: bool = False
    write_max_score: bool = False
    write_completion: bool = False
    write_progress: bool = False


@dataclass(frozen=True)
class Objective:
    identifier: str = ""
    satisfied_by_measure: bool = False
    min_normalized_measure: float = 1.0
    maps: tuple[ObjectiveMap, ...] = ()


@dataclass(frozen=True)
class Limits:
    attempt_limit: int | None = None
    attempt_duration: str = ""
    activity_duration: str = ""


@dataclass(frozen=True)
class Randomization:
    randomize: str = "never"
    select: str = "never"
    select_count: int | None = None
    reorder: bool = False


@dataclass(frozen=True)
class Delivery:
    tracked: bool = True
    completion_set_by_content: bool = False
    objective_set_by_content: bool = False


@dataclass(frozen=True)
class Choice:
    """adlseq:constrainedChoiceConsiderations."""

    prevent_activation: bool = False
    constrain: bool = False


@dataclass(frozen=True)
class Considerations:
    """adlseq:rollupConsiderations."""

    satisfied: str = "always"
    not_satisfied: str = "always"
    completed: str = "always"
    incomplete: str = "always"
    measure_if_active: bool = True


@dataclass(frozen=True)
class Sequencing:
    """What an item says of its sequencing, with what it takes from a `sequencingCollection`."""

    declared: bool = False
    control: ControlMode = ControlMode()
    pre_rules: tuple[Rule, ...] = ()
    exit_rules: tuple[Rule, ...] = ()
    post_rules: tuple[Rule, ...] = ()
    limits: Limits = Limits()
    rollup: Rollup = Rollup()
    primary_objective: Objective | None = None
    objectives: tuple[Objective, ...] = ()
    randomization: Randomization = Randomization()
    delivery: Delivery = Delivery()
    choice: Choice = Choice()
    considerations: Considerations = Considerations()
