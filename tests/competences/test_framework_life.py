"""The life of a framework, and the passage from one version to the next."""

import pytest

from competences.models import Alignment, Competence, Framework, FrameworkFrozen, LevelCriterion
from competences.services.frameworks import (
    FrameworkInUse,
    FrameworkRule,
    default_levels,
    delete_competences,
    delete_draft,
    delete_level,
    new_version,
    publish_framework,
    readiness,
    retire_framework,
)
from competences.services.uses import uses_of
from competences.services.versions import Change, carried, matching_levels, passages
from tests.clock import NOON
from tests.competences.factories import (
    AlignmentFactory,
    CompetenceBlockFactory,
    CompetenceFactory,
    CriterionFactory,
    FrameworkFactory,
    assess,
)
from tests.courses.factories import LearningPathFactory


@pytest.fixture
def draft():
    framework = FrameworkFactory(draft=True)
    block = CompetenceBlockFactory(framework=framework)
    competence = CompetenceFactory(framework=framework, block=block)
    for level in framework.levels.all():
        CriterionFactory(competence=competence, level=level)
    return framework


@pytest.mark.django_db
class TestPublish:
    def test_dates_the_version(self, draft):
        assert publish_framework(framework=draft, at=NOON)

        draft.refresh_from_db()
        assert (draft.state, draft.published_on) == ("published", NOON.date())

    def test_asked_twice_changes_nothing(self, draft):
        publish_framework(framework=draft, at=NOON)

        assert not publish_framework(framework=draft, at=NOON)

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"statement": "Dire ce que je sais."}, "avec « je… »"),
            ({"statement": ""}, "avec « je… »"),
            ({"formal": " "}, "formulation professionnelle"),
        ],
    )
    def test_asks_for_both_wordings(self, draft, change, reason):
        Competence.objects.update(**change)

        with pytest.raises(FrameworkRule, match=reason):
            publish_framework(framework=draft, at=NOON)

    @pytest.mark.parametrize("words", ["J'écoute.", "J’écoute.", "je dis.", "Je\u00a0dis."])
    def test_takes_every_way_to_say_i(self, draft, words):
        Competence.objects.update(statement=words)

        assert readiness(draft).problems == []

    def test_in_another_language_does_not_ask_for_je(self, draft):
        Framework.objects.update(language="en")
        Competence.objects.update(statement="I can say what I know.")
        draft.refresh_from_db()

        assert readiness(draft).problems == []

    def test_asks_for_levels_and_competences(self):
        empty = FrameworkFactory(draft=True, levels=[])

        with pytest.raises(FrameworkRule, match=r"un niveau\. Ajoutez au moins une compétence"):
            publish_framework(framework=empty, at=NOON)

    def test_only_warns_of_levels_without_criteria(self, draft):
        LevelCriterion.objects.filter(level__rank=2).delete()
        CompetenceFactory(framework=draft, code="SEULE")

        found = readiness(draft)

        assert found.problems == []
        assert "SEULE" in found.warnings[0]
        assert "aucun bloc\xa0: SEULE" in found.warnings[1]


@pytest.mark.django_db
class TestRetire:
    def test_dates_it_once(self):
        framework = FrameworkFactory()

        assert retire_framework(framework=framework, at=NOON)
        assert not retire_framework(framework=framework, at=NOON)
        assert not Framework.objects.published().exists()

    def test_of_a_draft_is_refused(self, draft):
        with pytest.raises(FrameworkRule, match="brouillon"):
            retire_framework(framework=draft, at=NOON)


@pytest.mark.django_db
class TestDelete:
    def test_of_a_draft_takes_all_of_it(self, draft):
        delete_draft(framework=draft)

        assert not Framework.objects.exists()
        assert not LevelCriterion.objects.exists()

    def test_of_a_published_version_is_refused(self):
        with pytest.raises(FrameworkFrozen):
            delete_draft(framework=FrameworkFactory())

    def test_of_a_draft_that_a_path_works_on_is_refused_with_what_uses_it(self, draft):
        block = LearningPathFactory(blocks=[1]).blocks.get()
        block.competences = [draft.competences.get()]
        block.save()

        with pytest.raises(FrameworkInUse, match="blocs : 1") as refused:
            delete_draft(framework=draft)

        assert "rien n'est effacé" in str(refused.value)
        assert draft.competences.exists()

    def test_of_a_whole_leaves_its_parts(self, draft):
        whole = draft.competences.get()
        part = CompetenceFactory(framework=draft, parent=whole)

        delete_competences(Competence.objects.filter(pk=whole.pk))

        part.refresh_from_db()
        assert part.parent is None

    def test_of_a_level_with_criteria_is_refused(self, draft):
        level = draft.levels.first()

        with pytest.raises(FrameworkRule, match="des critères dans 1 compétences"):
            delete_level(level=level)
        level.criteria.all().delete()
        delete_level(level=level)

        assert draft.levels.count() == 3

    def test_of_a_level_that_says_something_of_a_person_is_refused(self):
        competence = CompetenceFactory()
        assess(competence, 2)
        level = competence.framework.levels.get(rank=2)

        with pytest.raises(FrameworkInUse, match=r"\(1 personnes\)"):
            delete_level(level=level)


@pytest.mark.django_db
class TestUses:
    def test_counts_founders_once(self):
        competence = CompetenceFactory()
        first = assess(competence, 2)
        assess(competence, 3, learner=first.learner)

        found = {use.label: use for use in uses_of(Competence.objects.all())}

        regards = found["regards sur une compétence"]
        assert (regards.count, regards.people) == (2, 1)

    def test_takes_as_many_queries_for_many_as_for_one(self, assert_same_queries):
        competence = CompetenceFactory()
        assess(competence, 2)

        assert_same_queries(
            lambda: uses_of(Competence.objects.all()),
            grow=lambda: [assess(CompetenceFactory(), 1) for _ in range(19)],
        )


@pytest.mark.django_db
class TestNewVersion:
    def test_copies_everything_under_other_identifiers(self):
        old = FrameworkFactory(creator="Palier")
        block = CompetenceBlockFactory(framework=old)
        whole = CompetenceFactory(framework=old, block=block, code="C1")
        CompetenceFactory(framework=old, block=block, parent=whole, code="C2")
        CriterionFactory(competence=whole)
        AlignmentFactory(competence=whole, kind=Alignment.Kind.EXACT)

        new = new_version(of=old, version="2", at=NOON)

        assert (new.state, new.replaces, new.creator) == ("draft", old, "Palier")
        assert [level.label for level in new.levels.all()] == [e.label for e in old.levels.all()]
        copy = new.competences.get(code="C1")
        assert copy.uuid != whole.uuid
        assert copy.block.framework == new
        assert list(copy.replaces.all()) == [whole]
        assert new.competences.get(code="C2").parent == copy
        assert copy.criteria.get().level.framework == new
        assert copy.alignments.get().kind == "exactMatchOf"
        assert old.competences.count() == 2

    def test_that_exists_is_refused(self):
        old = FrameworkFactory()
        new_version(of=old, version="2", at=NOON)

        with pytest.raises(FrameworkRule, match="existe déjà"):
            new_version(of=old, version="2", at=NOON)

    def test_takes_as_many_queries_for_many_as_for_one(self, assert_same_queries):
        old = FrameworkFactory()
        CriterionFactory(competence=CompetenceFactory(framework=old))
        versions = iter("23456")

        assert_same_queries(
            lambda: new_version(of=old, version=next(versions), at=NOON),
            grow=lambda: [
                CriterionFactory(competence=CompetenceFactory(framework=old)) for _ in range(19)
            ],
        )


@pytest.fixture
def versions():
    """Version 1 and its draft, where each competence became something else."""
    old = FrameworkFactory(slug="cadre")
    for place, code in enumerate(["SAME", "WORDS", "SPLIT", "MERGE1", "MERGE2", "GONE"]):
        CompetenceFactory(framework=old, code=code, position=place)
    new = new_version(of=old, version="2", at=NOON)
    now = {each.code: each for each in new.competences.all()}
    before = {each.code: each for each in old.competences.all()}
    Competence.objects.filter(pk=now["WORDS"].pk).update(statement="Je le dis autrement.")
    half = CompetenceFactory(framework=new, code="SPLIT2", position=3)
    half.replaces.set([before["SPLIT"]])
    now["MERGE1"].replaces.add(before["MERGE2"])
    now["MERGE2"].delete()
    now["GONE"].delete()
    CompetenceFactory(framework=new, code="NEW", position=9)
    return old, new


@pytest.mark.django_db
class TestPassages:
    def test_say_what_became_of_each(self, versions):
        old, new = versions

        rows = passages(old=old, new=new)

        assert [
            (row.change, [e.code for e in row.before], [e.code for e in row.after]) for row in rows
        ] == [
            (Change.SAME, ["SAME"], ["SAME"]),
            (Change.REWORDED, ["WORDS"], ["WORDS"]),
            (Change.SPLIT, ["SPLIT"], ["SPLIT", "SPLIT2"]),
            (Change.MERGED, ["MERGE1", "MERGE2"], ["MERGE1"]),
            (Change.NEW, [], ["NEW"]),
            (Change.GONE, ["GONE"], []),
        ]

    def test_reach_over_a_version_in_between(self, versions):
        old, second = versions
        third = new_version(of=second, version="3", at=NOON)

        rows = passages(old=old, new=third)

        assert [row.change for row in rows].count(Change.SAME) == 1
        assert [e.code for e in rows[2].after] == ["SPLIT", "SPLIT2"]

    def test_take_as_many_queries_for_many_as_for_one(self, versions, assert_same_queries):
        old, new = versions

        assert_same_queries(
            lambda: passages(old=old, new=new),
            grow=lambda: [CompetenceFactory(framework=new) for _ in range(19)],
        )


@pytest.mark.django_db
class TestCarried:
    def test_gives_earlier_competences_nearest_first(self, versions):
        third = new_version(of=versions[1], version="3", at=NOON)
        last = third.competences.get(code="MERGE1")

        found = carried([last.pk])

        names = [Competence.objects.get(pk=pk) for pk in found[last.pk]]
        assert [(each.framework.version, each.code) for each in names] == [
            ("2", "MERGE1"),
            ("1", "MERGE1"),
            ("1", "MERGE2"),
        ]

    def test_gives_nothing_for_what_is_new(self, versions):
        _old, new = versions
        fresh = new.competences.get(code="NEW")

        assert carried([fresh.pk]) == {fresh.pk: []}
        assert carried([]) == {}

    def test_of_two_that_replace_each_other_ends(self):
        one, two = CompetenceFactory(), CompetenceFactory()
        one.replaces.add(two)
        two.replaces.add(one)

        assert carried([one.pk]) == {one.pk: [two.pk]}


@pytest.mark.django_db
class TestMatchingLevels:
    def test_follow_words_then_steps(self):
        old = FrameworkFactory()
        new = FrameworkFactory(levels=["Je découvre", "Avec un appui", "Je transmets", "Seul·e"])
        levels = list(old.levels.all())

        found = matching_levels(old=old, new=new)

        assert [found[level.pk].label for level in levels] == [
            "Je découvre",
            "Avec un appui",
            "Seul·e",
            "Je transmets",
        ]

    def test_guess_nothing_between_ladders_of_other_heights(self):
        found = matching_levels(
            old=FrameworkFactory(), new=FrameworkFactory(levels=["Oui", "Avec aide"])
        )

        assert [level.label for level in found.values()] == ["Avec aide"]


class TestDefaultLevels:
    def test_are_four(self):
        assert [level.rank for level in default_levels()] == [1, 2, 3, 4]
        assert default_levels()[0].label == "Je découvre"
