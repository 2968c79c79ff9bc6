"""The list before publishing, for imported activities."""

import pytest

from courses.package_advice import package_remarks
from courses.publishing import State, module_checklist
from courses.readability import Reading
from tests.learners.factories import package_block, package_module
from tests.media.factories import PackageVersionFactory, h5p_manifest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def remarks(version, **rule) -> str:
    block = package_block(version.package, **rule)
    found = package_remarks([block], {version.package.pk: version.package})
    return " ".join(reason for _block, reason in found)


class TestPackageRemarks:
    @pytest.mark.parametrize("rule", ["completed", "passed", "score"])
    def test_warn_of_a_rule_that_waits_for_ever(self, rule):
        version = PackageVersionFactory(reports_completion="no")

        assert "ne signale jamais la fin" in remarks(version, completion=rule, score=50)
        assert remarks(version, completion="viewed") == ""

    @pytest.mark.parametrize(("main", "warns"), [("Questionnaire", True), ("MultiChoice", False)])
    def test_warn_of_a_score_that_never_comes(self, main, warns):
        manifest = h5p_manifest() | {"main": f"H5P.{main} 1.3"}
        version = PackageVersionFactory(kind="h5p", manifest=manifest)

        assert ("ne donne pas de score" in remarks(version, completion="passed")) is warns
        assert remarks(version) == ""

    def test_warn_of_what_is_heavy_for_a_phone(self):
        version = PackageVersionFactory(phone_weight=5_000_000)

        assert "environ 102 secondes" in remarks(version)


class TestModuleChecklist:
    def test_leads_to_the_block_and_stops_nobody(self):
        version = PackageVersionFactory(reports_completion="no")
        module = package_module(version.package, completion="passed")
        [block] = module.body.raw_data

        checklist = module_checklist(module, Reading(), has_competences=True)

        [point] = [
            each for each in checklist.points if each.anchor == f"block-{block['id']}-section"
        ]
        assert point.state == State.WARNS
        assert version.package.title in str(point.reason)
