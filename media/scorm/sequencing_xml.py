"""Reads `imsss:sequencing`, with what its `IDRef` adds from the `sequencingCollection`."""

from collections.abc import Mapping
from typing import Literal, cast
from xml.etree.ElementTree import Element

from media.scorm.problems import Warnings
from media.scorm.sequencing import (
    Choice,
    Combination,
    Condition,
    Considerations,
    ControlMode,
    Delivery,
    Limits,
    Objective,
    ObjectiveMap,
    Randomization,
    Rollup,
    RollupRule,
    Rule,
    Sequencing,
)
from media.scorm.values import Reader
from media.scorm.xml import attribute, child, children, descendants, local

_PRE = ("skip", "disabled", "hiddenFromChoice", "stopForwardTraversal")
_POST = ("exitParent", "exitAll", "retry", "retryAll", "continue", "previous")
_ROLLUP = ("satisfied", "notSatisfied", "completed", "incomplete")
_CONDITIONS = (
    "satisfied",
    "objectiveStatusKnown",
    "objectiveMeasureKnown",
    "objectiveMeasureGreaterThan",
    "objectiveMeasureLessThan",
    "completed",
    "activityProgressKnown",
    "attempted",
    "attemptLimitExceeded",
    "timeLimitExceeded",
    "outsideAvailableTimeRange",
    "always",
)
_CHILD_SETS = ("all", "any", "none", "atLeastCount", "atLeastPercent")
_TIMINGS = ("never", "once", "onEachNewAttempt")
_REQUIRED = ("always", "ifAttempted", "ifNotSkipped", "ifNotSuspended")


class SequencingReader:
    """Knows the collections of one manifest."""

    def __init__(self, root: Element, warnings: Warnings) -> None:
        self._warnings = warnings
        self._collection: dict[str, Element] = {
            attribute(element, "ID"): element
            for collection in descendants(root, "sequencingCollection")
            for element in children(collection, "sequencing")
        }

    def read(self, parent: Element) -> Sequencing:
        """Return the sequencing of an item or of an organization; the default when it has none."""
        element = child(parent, "sequencing")
        if element is None:
            return Sequencing()
        parts = self._parts(element)
        rules = parts.get("sequencingrules")
        primary, others = self._objectives(parts)
        return Sequencing(
            declared=True,
            control=self._control(parts),
            pre_rules=self._rules(rules, "preConditionRule", _PRE),
            exit_rules=self._rules(rules, "exitConditionRule", ("exit",)),
            post_rules=self._rules(rules, "postConditionRule", _POST),
            limits=self._limits(parts),
            rollup=self._rollup(parts),
            primary_objective=primary,
            objectives=others,
            randomization=self._randomization(parts),
            delivery=self._delivery(parts),
            choice=self._choice(parts),
            considerations=self._considerations(parts),
        )

    def _parts(self, element: Element) -> dict[str, Element]:
        """Return the children by name: those of the item win over those of the collection."""
        reference = attribute(element, "IDRef")
        shared = self._collection.get(reference)
        if reference and shared is None:
            self._warnings.add("sequencing-dangling", reference)
        # imsss and adlseq both have "objectives": the first is the one, the other is looked up.
        parts: dict[str, Element] = {}
        for source in (element, shared):
            for part in source if source is not None else ():
                key = "adlobjectives" if _is_adl_objectives(part) else local(part)
                parts.setdefault(key, part)
        return parts

    def _reader(self, element: Element | None) -> Reader:
        return Reader(element, self._warnings, "sequencing-value-invalid")

    def _control(self, parts: Mapping[str, Element]) -> ControlMode:
        reader = self._reader(parts.get("controlmode"))
        return ControlMode(
            choice=reader.flag("choice", default=True),
            choice_exit=reader.flag("choiceExit", default=True),
            flow=reader.flag("flow", default=False),
            forward_only=reader.flag("forwardOnly", default=False),
            use_current_attempt_objective_info=reader.flag(
                "useCurrentAttemptObjectiveInfo", default=True
            ),
            use_current_attempt_progress_info=reader.flag(
                "useCurrentAttemptProgressInfo", default=True
            ),
        )

    def _rules(
        self, parent: Element | None, name: str, actions: tuple[str, ...]
    ) -> tuple[Rule, ...]:
        found = () if parent is None else children(parent, name)
        rules = (self._rule(element, name, actions) for element in found)
        return tuple(rule for rule in rules if rule is not None)

    def _rule(self, element: Element, name: str, actions: tuple[str, ...]) -> Rule | None:
        action_name = "rollupAction" if name == "rollupRule" else "ruleAction"
        action = self._reader(child(element, action_name)).word("action", actions, "")
        conditions = self._conditions(element)
        if not action or not conditions:
            self._warnings.add("sequencing-value-invalid", name, f"{name} without effect")
            return None
        return Rule(action, self._combination(element, name), conditions)

    def _combination(self, element: Element, name: str) -> Combination:
        default: Combination = "any" if name == "rollupRule" else "all"
        conditions = child(element, _conditions_name(element))
        word = self._reader(conditions).word("conditionCombination", ("all", "any"), default)
        return cast("Literal['all', 'any']", word)

    def _conditions(self, element: Element) -> tuple[Condition, ...]:
        holder = child(element, _conditions_name(element))
        found = () if holder is None else tuple(holder)
        conditions = (self._condition(condition) for condition in found)
        return tuple(condition for condition in conditions if condition.condition)

    def _condition(self, element: Element) -> Condition:
        reader = self._reader(element)
        threshold = reader.text("measureThreshold")
        return Condition(
            condition=reader.word("condition", _CONDITIONS, ""),
            negated=reader.text("operator").lower() == "not",
            objective=reader.text("referencedObjective"),
            threshold=reader.measure("measureThreshold", 0.0) if threshold else None,
        )

    def _rollup(self, parts: Mapping[str, Element]) -> Rollup:
        element = parts.get("rolluprules")
        reader = self._reader(element)
        found = () if element is None else children(element, "rollupRule")
        rules = (self._rollup_rule(rule) for rule in found)
        return Rollup(
            rules=tuple(rule for rule in rules if rule is not None),
            objective_satisfied=reader.flag("rollupObjectiveSatisfied", default=True),
            progress_completion=reader.flag("rollupProgressCompletion", default=True),
            objective_measure_weight=reader.measure("objectiveMeasureWeight", 1.0, low=0),
        )

    def _rollup_rule(self, element: Element) -> RollupRule | None:
        rule = self._rule(element, "rollupRule", _ROLLUP)
        if rule is None:
            return None
        reader = self._reader(element)
        return RollupRule(
            action=rule.action,
            combination=rule.combination,
            child_set=reader.word("childActivitySet", _CHILD_SETS, "all"),
            minimum_count=reader.count("minimumCount") or 0,
            minimum_percent=reader.measure("minimumPercent", 0.0, low=0),
            conditions=rule.conditions,
        )

    def _objectives(
        self, parts: Mapping[str, Element]
    ) -> tuple[Objective | None, tuple[Objective, ...]]:
        holder = parts.get("objectives")
        if holder is None:
            return None, ()
        more = {
            attribute(objective, "objectiveID"): objective
            for objective in parts.get("adlobjectives", ())
        }
        primary = child(holder, "primaryObjective")
        return (
            None if primary is None else self._objective(primary, more),
            tuple(self._objective(found, more) for found in children(holder, "objective")),
        )

    def _objective(self, element: Element, more: Mapping[str, Element]) -> Objective:
        reader = self._reader(element)
        measure = child(element, "minNormalizedMeasure")
        identifier = reader.text("objectiveID")
        return Objective(
            identifier=identifier,
            satisfied_by_measure=reader.flag("satisfiedByMeasure", default=False),
            min_normalized_measure=self._normalized(measure),
            maps=self._maps(element, more.get(identifier)),
        )

    def _normalized(self, element: Element | None) -> float:
        if element is None:
            return 1.0
        holder = Element("measure", {"value": (element.text or "").strip()})
        value = self._reader(holder).measure("value", 1.0, low=-1)
        return min(value, 1.0)

    def _maps(self, element: Element, more: Element | None) -> tuple[ObjectiveMap, ...]:
        """Return the maps of an objective; those of adlseq complete those of imsss by target."""
        extra = {attribute(found, "targetObjectiveID"): found for found in _map_infos(more)}
        own = {attribute(found, "targetObjectiveID"): found for found in _map_infos(element)}
        targets = [target for target in {**own, **extra} if target]
        return tuple(self._map(target, own.get(target), extra.get(target)) for target in targets)

    def _map(self, target: str, own: Element | None, more: Element | None) -> ObjectiveMap:
        reader, extra = self._reader(own), self._reader(more)
        return ObjectiveMap(
            target=target,
            read_satisfied=reader.flag("readSatisfiedStatus", default=own is not None),
            read_measure=reader.flag("readNormalizedMeasure", default=own is not None),
            write_satisfied=reader.flag("writeSatisfiedStatus", default=False),
            write_measure=reader.flag("writeNormalizedMeasure", default=False),
            read_raw_score=extra.flag("readRawScore", default=more is not None),
            read_min_score=extra.flag("readMinScore", default=more is not None),
            read_max_score=extra.flag("readMaxScore", default=more is not None),
            read_completion=extra.flag("readCompletionStatus", default=more is not None),
            read_progress=extra.flag("readProgressMeasure", default=more is not None),
            write_raw_score=extra.flag("writeRawScore", default=False),
            write_min_score=extra.flag("writeMinScore", default=False),
            write_max_score=extra.flag("writeMaxScore", default=False),
            write_completion=extra.flag("writeCompletionStatus", default=False),
            write_progress=extra.flag("writeProgressMeasure", default=False),
        )

    def _limits(self, parts: Mapping[str, Element]) -> Limits:
        reader = self._reader(parts.get("limitconditions"))
        return Limits(
            attempt_limit=reader.count("attemptLimit"),
            attempt_duration=reader.text("attemptAbsoluteDurationLimit"),
            activity_duration=reader.text("activityAbsoluteDurationLimit"),
        )

    def _randomization(self, parts: Mapping[str, Element]) -> Randomization:
        reader = self._reader(parts.get("randomizationcontrols"))
        return Randomization(
            randomize=reader.word("randomizationTiming", _TIMINGS, "never"),
            select=reader.word("selectionTiming", _TIMINGS, "never"),
            select_count=reader.count("selectCount"),
            reorder=reader.flag("reorderChildren", default=False),
        )

    def _delivery(self, parts: Mapping[str, Element]) -> Delivery:
        reader = self._reader(parts.get("deliverycontrols"))
        return Delivery(
            tracked=reader.flag("tracked", default=True),
            completion_set_by_content=reader.flag("completionSetByContent", default=False),
            objective_set_by_content=reader.flag("objectiveSetByContent", default=False),
        )

    def _choice(self, parts: Mapping[str, Element]) -> Choice:
        reader = self._reader(parts.get("constrainedchoiceconsiderations"))
        return Choice(
            prevent_activation=reader.flag("preventActivation", default=False),
            constrain=reader.flag("constrainChoice", default=False),
        )

    def _considerations(self, parts: Mapping[str, Element]) -> Considerations:
        reader = self._reader(parts.get("rollupconsiderations"))
        return Considerations(
            satisfied=reader.word("requiredForSatisfied", _REQUIRED, "always"),
            not_satisfied=reader.word("requiredForNotSatisfied", _REQUIRED, "always"),
            completed=reader.word("requiredForCompleted", _REQUIRED, "always"),
            incomplete=reader.word("requiredForIncomplete", _REQUIRED, "always"),
            measure_if_active=reader.flag("measureSatisfactionIfActive", default=True),
        )


def _is_adl_objectives(element: Element) -> bool:
    """Whether these are the `adlseq:objectives`, which only add maps to those of imsss."""
    return local(element) == "objectives" and "adlseq" in element.tag.lower()


def _conditions_name(element: Element) -> str:
    return (
        "rollupConditions" if child(element, "rollupConditions") is not None else "ruleConditions"
    )


def _map_infos(element: Element | None) -> list[Element]:
    return [] if element is None else children(element, "mapInfo")
