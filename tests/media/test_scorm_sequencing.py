"""The sequencing of SCORM 2004: read into types, and given to the engine of scorm-again."""

import json

import pytest

from media.scorm import activity_tree, parse_manifest
from media.scorm.sequencing import (
    Choice,
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
from tests.media.manifests import item, manifest

EVERYTHING = """
<imsss:sequencing>
  <imsss:controlMode choice="false" choiceExit="false" flow="true" forwardOnly="true"
    useCurrentAttemptObjectiveInfo="false" useCurrentAttemptProgressInfo="false"/>
  <imsss:sequencingRules>
    <imsss:preConditionRule>
      <imsss:ruleConditions conditionCombination="any">
        <imsss:ruleCondition condition="satisfied" referencedObjective="P"/>
        <imsss:ruleCondition condition="objectiveMeasureLessThan" operator="not"
          measureThreshold="0.5"/>
      </imsss:ruleConditions>
      <imsss:ruleAction action="skip"/>
    </imsss:preConditionRule>
    <imsss:exitConditionRule>
      <imsss:ruleConditions><imsss:ruleCondition condition="completed"/></imsss:ruleConditions>
      <imsss:ruleAction action="exit"/>
    </imsss:exitConditionRule>
    <imsss:postConditionRule>
      <imsss:ruleConditions><imsss:ruleCondition condition="always"/></imsss:ruleConditions>
      <imsss:ruleAction action="retryAll"/>
    </imsss:postConditionRule>
  </imsss:sequencingRules>
  <imsss:limitConditions attemptLimit="3" attemptAbsoluteDurationLimit="PT1H"
    activityAbsoluteDurationLimit="PT9H"/>
  <imsss:rollupRules rollupObjectiveSatisfied="false" rollupProgressCompletion="false"
    objectiveMeasureWeight="0.25">
    <imsss:rollupRule childActivitySet="atLeastPercent" minimumPercent="0.8">
      <imsss:rollupConditions>
        <imsss:rollupCondition condition="attempted" operator="not"/>
      </imsss:rollupConditions>
      <imsss:rollupAction action="completed"/>
    </imsss:rollupRule>
  </imsss:rollupRules>
  <imsss:objectives>
    <imsss:primaryObjective objectiveID="P" satisfiedByMeasure="true">
      <imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>
      <imsss:mapInfo targetObjectiveID="G1" readSatisfiedStatus="false" readNormalizedMeasure="true"
        writeSatisfiedStatus="true" writeNormalizedMeasure="true"/>
    </imsss:primaryObjective>
    <imsss:objective objectiveID="O2"/>
  </imsss:objectives>
  <imsss:randomizationControls randomizationTiming="once" selectCount="2" reorderChildren="true"
    selectionTiming="onEachNewAttempt"/>
  <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>
  <adlseq:constrainedChoiceConsiderations preventActivation="true" constrainChoice="true"/>
  <adlseq:rollupConsiderations requiredForSatisfied="ifAttempted" requiredForNotSatisfied="never"
    requiredForCompleted="ifNotSkipped" requiredForIncomplete="ifNotSuspended"
    measureSatisfactionIfActive="false"/>
  <adlseq:objectives>
    <adlseq:objective objectiveID="P">
      <adlseq:mapInfo targetObjectiveID="G1" readRawScore="false" writeCompletionStatus="true"/>
      <adlseq:mapInfo targetObjectiveID="G2" writeProgressMeasure="true"/>
    </adlseq:objective>
  </adlseq:objectives>
</imsss:sequencing>
"""
COLLECTION = (
    '<imsss:sequencingCollection><imsss:sequencing ID="shared">'
    '<imsss:controlMode choice="false" flow="true"/><imsss:limitConditions attemptLimit="2"/>'
    "</imsss:sequencing></imsss:sequencingCollection>"
)


def read(inside: str, after: str = ""):
    text = manifest(version="2004", items=item("I1", "R1", inside), after=after)
    return parse_manifest(text.encode(), ["index.html"])


def sequencing(inside: str, after: str = "") -> Sequencing:
    return read(inside, after).launchable()[0].sequencing


class TestSequencing:
    def test_is_read_whole(self):
        objective_map = ObjectiveMap(
            "G1",
            read_satisfied=False,
            write_satisfied=True,
            write_measure=True,
            read_raw_score=False,
            write_completion=True,
        )
        only_in_adlseq = ObjectiveMap(
            "G2", read_satisfied=False, read_measure=False, write_progress=True
        )

        assert sequencing(EVERYTHING) == Sequencing(
            declared=True,
            control=ControlMode(
                choice=False,
                choice_exit=False,
                flow=True,
                forward_only=True,
                use_current_attempt_objective_info=False,
                use_current_attempt_progress_info=False,
            ),
            pre_rules=(
                Rule(
                    "skip",
                    "any",
                    (
                        Condition("satisfied", objective="P"),
                        Condition("objectiveMeasureLessThan", negated=True, threshold=0.5),
                    ),
                ),
            ),
            exit_rules=(Rule("exit", "all", (Condition("completed"),)),),
            post_rules=(Rule("retryAll", "all", (Condition("always"),)),),
            limits=Limits(3, "PT1H", "PT9H"),
            rollup=Rollup(
                rules=(
                    RollupRule(
                        "completed",
                        "any",
                        "atLeastPercent",
                        minimum_percent=0.8,
                        conditions=(Condition("attempted", negated=True),),
                    ),
                ),
                objective_satisfied=False,
                progress_completion=False,
                objective_measure_weight=0.25,
            ),
            primary_objective=Objective(
                "P",
                satisfied_by_measure=True,
                min_normalized_measure=0.8,
                maps=(objective_map, only_in_adlseq),
            ),
            objectives=(Objective("O2"),),
            randomization=Randomization("once", "onEachNewAttempt", 2, reorder=True),
            delivery=Delivery(completion_set_by_content=True, objective_set_by_content=True),
            choice=Choice(prevent_activation=True, constrain=True),
            considerations=Considerations(
                "ifAttempted", "always", "ifNotSkipped", "ifNotSuspended", measure_if_active=False
            ),
        )

    def test_is_the_default_when_nothing_is_said(self):
        assert sequencing("") == Sequencing()
        assert sequencing("<imsss:sequencing/>") == Sequencing(declared=True)

    def test_gives_its_passing_score_when_a_measure_satisfies(self):
        said = EVERYTHING.replace('satisfiedByMeasure="true"', "")

        assert read(EVERYTHING).launchable()[0].scaled_passing_score == 0.8
        assert read(said).launchable()[0].scaled_passing_score is None

    def test_takes_from_the_collection_what_it_does_not_say(self):
        said = sequencing(
            '<imsss:sequencing IDRef="shared"><imsss:controlMode forwardOnly="true"/>'
            "</imsss:sequencing>",
            COLLECTION,
        )

        # The control mode of the item replaces that of the collection, attribute by none.
        assert said.control == ControlMode(forward_only=True)
        assert said.limits.attempt_limit == 2

    @pytest.mark.parametrize(
        ("inside", "code"),
        [
            ('<imsss:sequencing IDRef="zz"/>', "sequencing-dangling"),
            ('<imsss:sequencing><imsss:controlMode flow="maybe"/></imsss:sequencing>',
             "sequencing-value-invalid"),
            ('<imsss:sequencing><imsss:limitConditions attemptLimit="-1"/></imsss:sequencing>',
             "sequencing-value-invalid"),
            ("<imsss:sequencing><imsss:sequencingRules><imsss:preConditionRule>"
             '<imsss:ruleAction action="skip"/></imsss:preConditionRule></imsss:sequencingRules>'
             "</imsss:sequencing>", "sequencing-value-invalid"),
            ("<imsss:sequencing><imsss:objectives><imsss:primaryObjective>"
             "<imsss:minNormalizedMeasure>beaucoup</imsss:minNormalizedMeasure>"
             "</imsss:primaryObjective></imsss:objectives></imsss:sequencing>",
             "sequencing-value-invalid"),
        ],
        ids=["reference", "flag", "count", "rule", "measure"],
    )  # fmt: skip
    def test_is_the_default_where_it_means_nothing(self, inside, code):
        found = read(inside)

        assert {warning.code for warning in found.warnings} == {code}
        said = found.launchable()[0].sequencing
        assert said.control == ControlMode()
        assert (said.limits, said.pre_rules) == (Limits(), ())


class TestActivityTree:
    def test_is_the_settings_of_the_engine(self):
        tree = activity_tree(read(EVERYTHING).organization)

        (activity,) = tree["children"]
        assert (tree["id"], activity["id"]) == ("O1", "I1")
        assert activity["sequencingControls"]["forwardOnly"] is True
        assert activity["attemptLimit"] == 3
        assert activity["primaryObjective"]["minNormalizedMeasure"] == 0.8
        assert activity["sequencingRules"]["preConditionRules"] == [
            {
                "action": "skip",
                "conditionCombination": "any",
                "conditions": [
                    {"condition": "satisfied", "referencedObjective": "P"},
                    {
                        "condition": "objectiveMeasureLessThan",
                        "operator": "not",
                        "parameters": {"threshold": 0.5},
                    },
                ],
            }
        ]
        assert json.loads(json.dumps(tree)) == tree

    def test_names_the_objective_that_has_no_name(self):
        tree = activity_tree(read(EVERYTHING.replace(' objectiveID="P"', "")).organization)

        assert tree["children"][0]["primaryObjective"]["objectiveID"] == "I1.primary"

    def test_says_nothing_of_what_is_not_sequenced(self):
        tree = activity_tree(read("").organization)

        assert tree["children"] == [{"id": "I1", "title": "I1", "isVisible": True}]
