"""Rules of assessment in path files: the round trip, and what is refused with its line."""

import pytest

from courses.exchange import bundle
from courses.exchange.loading import export_files, import_files
from courses.exchange.problems import ExchangeRefused
from courses.exchange.reading import read_document
from courses.models import AssessmentRule, LearningPath, RuleCondition
from tests.courses.bundles import STARTER

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def files():
    return bundle.read(STARTER)


def changed(files, old: str, new: str):
    text = files[bundle.PATH].decode()
    assert text.count(old) >= 1
    return files | {bundle.PATH: text.replace(old, new, 1).encode()}


def refusals(files) -> list[str]:
    with pytest.raises(ExchangeRefused) as refused:
        read_document(files)
    return [str(problem) for problem in refused.value.problems]


class TestRules:
    def test_come_out_byte_for_byte_as_they_went_in(self, files):
        path = import_files(files=files).path

        assert path.rules.count() >= 5
        assert export_files(path=path)[bundle.PATH] == files[bundle.PATH]
        assert not import_files(files=files).path_changed

    def test_keep_their_rows_when_imported_again(self, files):
        import_files(files=files)
        before = list(AssessmentRule.objects.order_by("pk").values_list("pk", "key"))

        again = import_files(files=changed(files, "share: 80", "share: 70"))

        assert again.path_changed
        assert list(AssessmentRule.objects.order_by("pk").values_list("pk", "key")) == before
        assert RuleCondition.objects.filter(share=70).count() == 1

    def test_go_with_the_lines_that_are_gone(self, files):
        import_files(files=files)
        text = files[bundle.PATH].decode()
        import_files(files=files | {bundle.PATH: text[: text.index("rules:")].encode()})

        assert not AssessmentRule.objects.exists()
        assert not RuleCondition.objects.exists()

    def test_are_in_the_published_revision(self, files):
        path = import_files(files=files).path

        written = path.latest_revision.as_object()
        assert {rule.key for rule in written.rules.all()} == {rule.key for rule in path.rules.all()}
        assert LearningPath.objects.get().rules.first().conditions.exists()


class TestRefusedRules:
    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("competence: C7\n  level", "competence: C99\n  level", "C99"),
            ("level: 3", "level: 9", "pas de niveau 9"),
            ("level: 3", "level: trois", "nombre entier"),
            ("share: 80", "share: 0", "nombre entier"),
            ("share: 80", "share: 101", "nombre entier"),
            ("kind: right", "kind: parfait", "parfait"),
            ("1ee251c8-d544-5c04-9ec7-e3b07019a80e", "pas-un-id", "pas l'id"),
            (
                "1ee251c8-d544-5c04-9ec7-e3b07019a80e",
                "00000000-0000-4000-8000-000000000000",
                "n'a pas d'activité",
            ),
            (
                "module: pousser-la-porte\n",
                "module: inconnu\n",
                "pas dans ce parcours",
            ),
            ("key: raconter\n  competence", "key: prix\n  competence", "deux règles"),
            ("    share: 80\n", "    share: 80\n    note: x\n", "note"),
        ],
    )
    def test_are_told_with_their_line_and_their_reason(self, files, old, new, reason):
        told = refusals(changed(files, old, new))

        assert any(reason in each and f"{bundle.PATH}, ligne" in each for each in told), told

    def test_need_a_condition(self, files):
        text = files[bundle.PATH].decode()
        cut = text[: text.rindex("  conditions:")] + "  conditions: []\n"

        assert any(
            "au moins une condition" in each
            for each in refusals(files | {bundle.PATH: cut.encode()})
        )

    def test_do_not_travel_without_the_module_they_look_at(self, files):
        path = import_files(files=files).path
        condition = RuleCondition.objects.filter(kind="module").first()
        path.blocks.get(path_modules__module=condition.module).path_modules.filter(
            module=condition.module
        ).delete()

        with pytest.raises(ExchangeRefused, match="n'est plus dans le parcours"):
            export_files(path=LearningPath.objects.get())
