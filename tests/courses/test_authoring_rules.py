"""Writing in the workshop what a path takes as showing a competence."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.forms.rules import activity_choices
from courses.models import AssessmentRule
from tests.competences.factories import CompetenceFactory, level
from tests.courses.factories import ModuleFactory, body
from tests.courses.workshop import ADD_PATH, PUBLISH, formset, path_form, rule_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def module():
    return ModuleFactory(
        title="Trouver mon prix",
        body=body("quiz", "reflection"),
        last_published_at=timezone.now(),
    )


@pytest.fixture
def competence():
    return CompetenceFactory()


def quiz_of(module):
    return next(block.id for block in module.body if block.block_type == "quiz")


def send(client, module, *rules):
    sent = path_form([("bloc", [module])], rules=formset(list(rules)), **PUBLISH)
    return client.post(ADD_PATH, sent)


class TestRulesPanel:
    def test_names_activities_in_words(self, admin_client, module):
        page = admin_client.get(ADD_PATH).content.decode()

        assert "Trouver mon prix" in page
        assert "Que couvre le prix ?" in page

    def test_marks_those_that_have_right_answers(self, module):
        named = dict(activity_choices())["Trouver mon prix"]

        assert ["réponses justes" in words for _key, words in named] == [True, False]

    def test_publishes_a_rule_with_its_conditions(self, admin_client, module, competence):
        conditions = [
            {"kind": "right", "module": module.pk, "activity_id": quiz_of(module), "share": 80},
            {"kind": "module", "module": module.pk},
        ]

        answer = send(
            admin_client, module, rule_form("prix", competence, level(competence, 3), *conditions)
        )

        assert answer.status_code == 302
        rule = AssessmentRule.objects.get()
        assert (rule.path.slug, rule.level.rank) == ("mon-parcours", 3)
        assert [each.kind for each in rule.conditions.all()] == ["right", "module"]

    @pytest.mark.parametrize(
        ("condition", "reason"),
        [
            ({"kind": "right"}, "part de réponses justes"),
            ({"kind": "done"}, "Choisissez une activité de ce module"),
        ],
    )
    def test_says_what_a_condition_lacks(self, admin_client, module, competence, condition, reason):
        rule = rule_form(
            "prix", competence, level(competence, 3), condition | {"module": module.pk}
        )

        answer = send(admin_client, module, rule)

        assert answer.status_code == 200
        assert reason in answer.content.decode()
        assert not AssessmentRule.objects.exists()

    def test_refuses_a_level_of_another_framework(self, admin_client, module, competence):
        other = level(CompetenceFactory(), 3)
        rule = rule_form("prix", competence, other, {"kind": "module", "module": module.pk})

        answer = send(admin_client, module, rule)

        assert "niveau du référentiel" in answer.content.decode()
        assert not AssessmentRule.objects.exists()

    def test_is_there_for_a_path_that_has_rules(self, admin_client, module, competence):
        send(
            admin_client,
            module,
            rule_form(
                "prix", competence, level(competence, 3), {"kind": "module", "module": module.pk}
            ),
        )
        path = AssessmentRule.objects.get().path

        url = reverse("wagtailsnippets_courses_learningpath:edit", args=[path.pk])
        assert 'value="prix"' in admin_client.get(url).content.decode()

    def test_reads_the_modules_once_for_all_conditions(self, module):
        assert activity_choices() is activity_choices()
