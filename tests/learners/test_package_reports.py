import pytest

from core.models import Role
from learners.models import Attempt
from learners.package_report import summary_of
from tests.clock import NOON
from tests.core.factories import OrganizationFactory, staff
from tests.learners.factories import (
    AttemptFactory,
    CohortFactory,
    EnrolmentFactory,
    package_activity,
    package_module,
)
from tests.learners.package_reports import ReportStage, say
from tests.learners.pages import text_of, url
from tests.media.factories import item, scorm_manifest

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return ReportStage()


@pytest.fixture
def trainer(client, stage):
    client.force_login(stage.trainer)
    return client


class TestSummary:
    def test_counts_people_and_what_counts_for_them(self, stage):
        awa, bilal = stage.person("Awa"), stage.person("Bilal", stopped_at=NOON)
        stage.attempt(awa, centiseconds=1_000, score_scaled=0.2)
        second = stage.attempt(awa, number=2, centiseconds=3_000, score_scaled=0.9)
        stage.counts(second, met=True, success="passed", score=0.9)
        stage.counts(stage.attempt(bilal, centiseconds=4_000), success="failed")
        stage.attempt(stage.person("Chloé"))

        summary = summary_of(stage.report)

        assert (summary.people, summary.attempts) == (3, 4)
        assert (summary.done, summary.passed, summary.to_rework) == (1, 1, 1)
        assert (summary.centiseconds, summary.percent) == (3_000, 55)

    def test_leaves_out_other_organisations(self, stage):
        stage.attempt()
        stage.attempt(EnrolmentFactory())

        assert summary_of(stage.report).people == 1


class TestQuestion:
    def test_is_judged_by_the_first_try_of_each(self, stage):
        awa, bilal, chloe = (stage.person(name) for name in ("Awa", "Bilal", "Chloé"))
        say(stage.attempt(awa), "12 €", "wrong", centiseconds=500)
        say(stage.attempt(awa, number=2), centiseconds=300)
        say(stage.attempt(bilal), first_result="wrong", tries=2, centiseconds=200)
        say(stage.attempt(chloe), centiseconds=900)

        [question] = stage.questions

        assert (question.people, question.judged, question.right_at_once) == (3, 3, 1)
        assert question.is_hard
        assert question.centiseconds == 400
        given = [(each.text, each.result, each.count) for each in question.given]
        assert given == [("36 €", "correct", 3), ("12 €", "wrong", 1)]

    def test_without_right_or_wrong_is_not_judged(self, stage):
        say(stage.attempt(), "Ma buvette.", "neutral")

        [question] = stage.questions

        assert (question.people, question.judged, question.is_hard) == (1, 0, False)

    def test_lists_what_is_given_most_and_counts_the_rest(self, stage):
        for n in range(7):
            say(stage.attempt(), f"Réponse {n}", "neutral")

        [question] = stage.questions

        assert [each.text for each in question.given] == [f"Réponse {n}" for n in range(5)]
        assert question.others == 2

    def test_comes_in_the_order_of_the_parts(self):
        # Neither the names of the parts nor the order of answers says which comes first.
        stage = ReportStage(manifest=scorm_manifest(item("z", title="Un"), item("a", title="Deux")))
        attempt = stage.attempt()
        for key, position in (("a#q", 0), ("z#2", 1), ("z#1", 0)):
            say(attempt, key=key, position=position, label="")

        assert [(each.label, each.part) for each in stage.questions] == [
            ("1", "Un"),
            ("2", "Un"),
            ("q", "Deux"),
        ]

    def test_reads_the_marks_of_scorm(self, stage):
        attempt = stage.attempt()
        say(attempt, "tva[,]siret", key="#1", expected="{case_matters=false}a[.]b")
        say(attempt, "t", key="#2", expected="false", kind="true-false")

        assert [(each.given[0].text, each.expected) for each in stage.questions] == [
            ("tva ; siret", "a → b"),
            ("vrai", "faux"),
        ]


class TestPages:
    def test_lead_from_the_list_to_one_attempt(self, stage, trainer):
        awa = stage.person("Awa")
        attempt = stage.attempt(awa, completion="completed", success="failed", score_scaled=0.4)
        say(attempt, "12 <b>€</b>", "wrong", expected="36 €", tries=2, centiseconds=8_000)
        stage.counts(attempt, met=True, success="failed", score=0.4)

        listed = text_of(trainer.get(url("package_reports")))
        questions = text_of(trainer.get(url("package_report", *stage.place)))
        people = text_of(trainer.get(url("package_report", *stage.place), {"vue": "personnes"}))
        hers = text_of(trainer.get(url("person_packages", awa.uuid)))
        told = text_of(trainer.get(url("person_package", awa.uuid, *stage.place)))

        assert "Mon premier devis" in listed
        assert url("package_report", *stage.place) in listed
        assert "réussie par aucune personne sur 1" in questions
        assert "12 &lt;b&gt;€&lt;/b&gt;" in questions
        assert url("person_package", awa.uuid, *stage.place) in people
        assert "à retravailler" in people
        assert url("person_package", awa.uuid, *stage.place) in hers
        assert "mardi 10 mars 2026 à 12 h" in told
        assert "terminé, à retravailler, 40 %" in told
        for words in ("Combien ?", "12 &lt;b&gt;€&lt;/b&gt;", "36 €", "1 min 20 s"):
            assert words in told

    def test_name_people_by_the_alphabet(self, stage, trainer):
        for name, score in (("Chloé", 0.9), ("Awa", 0.1), ("Bilal", 0.5)):
            stage.counts(stage.attempt(stage.person(name)), score=score)

        page = text_of(trainer.get(url("package_report", *stage.place), {"vue": "personnes"}))

        assert page.index(">Awa<") < page.index(">Bilal<") < page.index(">Chloé<")

    def test_tell_of_an_activity_that_its_author_took_away(self, stage, trainer):
        awa = stage.person()
        stage.attempt(awa)
        stage.module.body = []
        stage.module.save()

        title = stage.version.title
        assert title in text_of(trainer.get(url("package_reports")))
        assert title in text_of(trainer.get(url("package_report", *stage.place)))
        assert title in text_of(trainer.get(url("person_package", awa.uuid, *stage.place)))

    def test_say_what_to_expect_where_there_is_nothing(self, stage, trainer):
        assert "dès que quelqu'un" in text_of(trainer.get(url("package_reports")))
        assert trainer.get(url("package_report", *stage.place)).status_code == 404

        stage.attempt()
        assert "Aucune réponse détaillée" in text_of(
            trainer.get(url("package_report", *stage.place))
        )

    def test_are_led_to_from_the_pages_of_a_coordinator(self, stage, client):
        client.force_login(staff(Role.COORDINATOR, stage.cohort.organization))
        awa = stage.person()
        assert url("person_packages", awa.uuid) not in text_of(
            client.get(url("person_detail", awa.uuid))
        )

        stage.attempt(awa)

        assert url("person_packages", awa.uuid) in text_of(
            client.get(url("person_detail", awa.uuid))
        )
        assert f"{url('package_reports')}?cohorte=printemps" in text_of(
            client.get(url("cohort_detail", "printemps"))
        )
        assert url("package_reports") in text_of(client.get(url("hand_in_list")))


class TestAccess:
    @pytest.fixture(params=["founder", "counsellor", "elsewhere"])
    def reader(self, request, stage):
        awa = stage.person()
        stage.attempt(awa)
        return {
            "founder": lambda: awa.learner,
            "counsellor": lambda: staff(Role.COUNSELLOR, stage.cohort.organization),
            "elsewhere": lambda: staff(Role.TRAINER, OrganizationFactory()),
        }[request.param]()

    def test_is_refused_to_who_may_not_see_her_attempts(self, stage, client, reader):
        client.force_login(reader)
        enrolment = Attempt.objects.get().enrolment

        for name in (
            "package_report",
            "package_report_questions",
            "package_report_answers",
            "package_report_xlsx",
        ):
            assert client.get(url(name, *stage.place)).status_code == 404
        assert client.get(url("person_packages", enrolment.uuid)).status_code == 404
        assert client.get(url("person_package", enrolment.uuid, *stage.place)).status_code == 404
        listed = client.get(url("package_reports"))
        assert listed.status_code == 404 or "Mon premier devis" not in text_of(listed)

    def test_does_not_show_a_trainer_her_own_attempts(self, stage, client):
        mine = EnrolmentFactory(learner=stage.trainer)
        stage.attempt(mine)
        client.force_login(stage.trainer)

        assert client.get(url("person_packages", mine.uuid)).status_code == 404
        assert client.get(url("package_report", *stage.place)).status_code == 404


class TestFilter:
    @pytest.fixture
    def tell(self, stage, trainer):
        """Ask for the people, with some filter."""
        autumn = CohortFactory(organization=stage.cohort.organization, slug="automne")
        stage.attempt(stage.person("Awa"))
        # Past midnight in Paris, still the day before in London.
        late = NOON.replace(hour=23, minute=30)
        stage.attempt(stage.person("Bilal", cohort=autumn), started_at=late)
        CohortFactory(slug="ailleurs")
        asked = {"vue": "personnes"}
        page = url("package_report", *stage.place)
        return lambda **query: text_of(trainer.get(page, asked | query))

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ({}, ["Awa", "Bilal"]),
            ({"cohorte": "automne"}, ["Bilal"]),
            ({"au": "2026-03-10"}, ["Awa"]),
            ({"du": "2026-03-11", "au": "9999-12-31"}, ["Bilal"]),
            ({"du": "2026-03-12"}, []),
        ],
        ids=["none", "cohort", "until", "since", "later"],
    )
    def test_narrows(self, tell, query, shown):
        page = tell(**query)

        assert [name for name in ("Awa", "Bilal") if f">{name}<" in page] == shown
        assert ("Aucune tentative ne correspond" in page) is (not shown)

    def test_says_what_is_wrong(self, tell):
        wrong = tell(cohorte="ailleurs", parcours="9" * 30, version="x", du="hier")
        for words in (
            "Choisissez une cohorte de la liste.",
            "Choisissez un parcours de la liste.",
            "Choisissez un fichier de la liste.",
            "Écrivez la date comme 24/11/2026.",
        ):
            assert words in wrong

        upside_down = tell(du="2026-03-11", au="2026-03-10", cohorte="a\x00")
        assert "Choisissez un jour qui ne vient pas avant le premier." in upside_down

    def test_of_the_list_leads_to_the_same_people(self, stage, tell, trainer):
        page = trainer.get(url("package_reports"), {"cohorte": "automne"})

        assert f"{url('package_report', *stage.place)}?cohorte=automne" in text_of(page)
        nobody = text_of(trainer.get(url("package_reports"), {"du": "2027-01-01"}))
        assert "Aucune activité ne correspond" in nobody


class TestQueries:
    """One person, question, attempt or activity more is not a query more."""

    @pytest.fixture
    def grow(self, stage):
        awa = stage.person()
        say(stage.attempt(awa))

        def more():
            for number in range(2, 5):
                attempt = stage.attempt(awa, number=number)
                for rank in range(5):
                    say(attempt, key=f"sco-1#q{rank}", position=rank)
            for _ in range(5):
                stage.counts(stage.attempt(), met=True)
            for _ in range(3):
                other = package_module(stage.version.package)
                AttemptFactory(
                    enrolment=awa,
                    module=other,
                    activity_id=package_activity(other),
                    version=stage.version,
                )

        return more

    @pytest.mark.parametrize("page", ["list", "questions", "people", "person", "attempts"])
    def test_stay_the_same(self, stage, trainer, grow, page, assert_same_queries):
        awa = Attempt.objects.get().enrolment
        address = {
            "list": url("package_reports"),
            "questions": url("package_report", *stage.place),
            "people": url("package_report", *stage.place) + "?vue=personnes",
            "person": url("person_packages", awa.uuid),
            "attempts": url("person_package", awa.uuid, *stage.place),
        }[page]

        assert_same_queries(lambda: trainer.get(address), grow)

    @pytest.mark.parametrize("name", ["questions", "answers", "xlsx"])
    def test_of_exports_stay_the_same(self, stage, trainer, grow, name, assert_same_queries):
        address = url(f"package_report_{name}", *stage.place)

        assert_same_queries(lambda: b"".join(trainer.get(address)), grow)
