"""The activity tree of SCORM 2004 as the settings that the engine of scorm-again takes."""

from typing import Any

from media.scorm.model import CompletionThreshold, DataMap, Item, Organization
from media.scorm.sequencing import (
    Condition,
    Objective,
    ObjectiveMap,
    RollupRule,
    Rule,
    Sequencing,
)


def activity_tree(organization: Organization) -> dict[str, Any]:
    """Return `sequencing.activityTree`: JSON, identifiers being those of the items."""
    tree = _activity(organization.identifier, organization.title, organization.sequencing)
    tree |= _threshold(organization.completion_threshold)
    tree["children"] = [_item(item) for item in organization.items]
    return tree


def _item(item: Item) -> dict[str, Any]:
    activity = _activity(item.identifier, item.title, item.sequencing)
    activity["isVisible"] = item.visible
    activity |= _threshold(item.completion_threshold)
    if item.time_limit_action:
        activity["timeLimitAction"] = item.time_limit_action
    if item.hide_lms_ui:
        activity["hideLmsUi"] = list(item.hide_lms_ui)
    if item.shared_data:
        activity["sharedDataMaps"] = [_data_map(shared) for shared in item.shared_data]
    if item.children:
        activity["children"] = [_item(child) for child in item.children]
    return activity


def _activity(identifier: str, title: str, said: Sequencing) -> dict[str, Any]:
    activity: dict[str, Any] = {"id": identifier, "title": title}
    if not said.declared:
        return activity
    activity |= {
        "sequencingControls": _controls(said),
        "deliveryControls": {
            "tracked": said.delivery.tracked,
            "completionSetByContent": said.delivery.completion_set_by_content,
            "objectiveSetByContent": said.delivery.objective_set_by_content,
        },
        "sequencingRules": {
            "preConditionRules": [_rule(rule) for rule in said.pre_rules],
            "exitConditionRules": [_rule(rule) for rule in said.exit_rules],
            "postConditionRules": [_rule(rule) for rule in said.post_rules],
        },
        "rollupRules": {"rules": [_rollup_rule(rule) for rule in said.rollup.rules]},
        "rollupConsiderations": _considerations(said),
    }
    return activity | _limits(said) | _objectives(identifier, said)


def _controls(said: Sequencing) -> dict[str, Any]:
    control, randomization = said.control, said.randomization
    return {
        "choice": control.choice,
        "choiceExit": control.choice_exit,
        "flow": control.flow,
        "forwardOnly": control.forward_only,
        "useCurrentAttemptObjectiveInfo": control.use_current_attempt_objective_info,
        "useCurrentAttemptProgressInfo": control.use_current_attempt_progress_info,
        "preventActivation": said.choice.prevent_activation,
        "constrainChoice": said.choice.constrain,
        "rollupObjectiveSatisfied": said.rollup.objective_satisfied,
        "rollupProgressCompletion": said.rollup.progress_completion,
        "objectiveMeasureWeight": said.rollup.objective_measure_weight,
        "selectionTiming": randomization.select,
        "selectCount": randomization.select_count,
        "randomizationTiming": randomization.randomize,
        "randomizeChildren": randomization.reorder,
        "reorderChildren": randomization.reorder,
    }


def _considerations(said: Sequencing) -> dict[str, Any]:
    return {
        "requiredForSatisfied": said.considerations.satisfied,
        "requiredForNotSatisfied": said.considerations.not_satisfied,
        "requiredForCompleted": said.considerations.completed,
        "requiredForIncomplete": said.considerations.incomplete,
        "measureSatisfactionIfActive": said.considerations.measure_if_active,
    }


def _limits(said: Sequencing) -> dict[str, Any]:
    limits = {
        "attemptLimit": said.limits.attempt_limit,
        "attemptAbsoluteDurationLimit": said.limits.attempt_duration or None,
        "activityAbsoluteDurationLimit": said.limits.activity_duration or None,
    }
    return {name: value for name, value in limits.items() if value is not None}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "action": rule.action,
        "conditionCombination": rule.combination,
        "conditions": [_condition(condition) for condition in rule.conditions],
    }


def _rollup_rule(rule: RollupRule) -> dict[str, Any]:
    return {
        "action": rule.action,
        "conditionCombination": rule.combination,
        "consideration": rule.child_set,
        "minimumCount": rule.minimum_count,
        "minimumPercent": rule.minimum_percent,
        "conditions": [_condition(condition) for condition in rule.conditions],
    }


def _condition(condition: Condition) -> dict[str, Any]:
    settings: dict[str, Any] = {"condition": condition.condition}
    if condition.negated:
        settings["operator"] = "not"
    if condition.objective:
        settings["referencedObjective"] = condition.objective
    if condition.threshold is not None:
        settings["parameters"] = {"threshold": condition.threshold}
    return settings


def _objectives(identifier: str, said: Sequencing) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if said.primary_objective is not None:
        # The engine leaves out an objective without a name, and with it its passing score.
        name = said.primary_objective.identifier or f"{identifier}.primary"
        settings["primaryObjective"] = _objective(said.primary_objective, name, is_primary=True)
    others = [_objective(found, found.identifier) for found in said.objectives if found.identifier]
    return settings | ({"objectives": others} if others else {})


def _objective(objective: Objective, name: str, *, is_primary: bool = False) -> dict[str, Any]:
    return {
        "objectiveID": name,
        "isPrimary": is_primary,
        "satisfiedByMeasure": objective.satisfied_by_measure,
        "minNormalizedMeasure": objective.min_normalized_measure,
        "mapInfo": [_map(shared) for shared in objective.maps],
    }


def _map(shared: ObjectiveMap) -> dict[str, Any]:
    return {
        "targetObjectiveID": shared.target,
        "readSatisfiedStatus": shared.read_satisfied,
        "readNormalizedMeasure": shared.read_measure,
        "writeSatisfiedStatus": shared.write_satisfied,
        "writeNormalizedMeasure": shared.write_measure,
        "readRawScore": shared.read_raw_score,
        "readMinScore": shared.read_min_score,
        "readMaxScore": shared.read_max_score,
        "readCompletionStatus": shared.read_completion,
        "readProgressMeasure": shared.read_progress,
        "writeRawScore": shared.write_raw_score,
        "writeMinScore": shared.write_min_score,
        "writeMaxScore": shared.write_max_score,
        "writeCompletionStatus": shared.write_completion,
        "writeProgressMeasure": shared.write_progress,
    }


def _threshold(threshold: CompletionThreshold | None) -> dict[str, Any]:
    if threshold is None:
        return {}
    settings = {
        "completedByMeasure": threshold.completed_by_measure,
        "minProgressMeasure": threshold.min_progress_measure,
        "progressWeight": threshold.progress_weight,
    }
    return {"completionThreshold": settings}


def _data_map(shared: DataMap) -> dict[str, Any]:
    return {
        "targetID": shared.target,
        "readSharedData": shared.read,
        "writeSharedData": shared.write,
    }
