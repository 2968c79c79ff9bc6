"""What a founder sees of a package on its step, before any player is loaded."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.activities import find_activity
from learners.models import Attempt
from learners.package_page import wait_words, weight_words
from learners.services.attempt_outcomes import keep_outcome
from learners.services.attempts import open_attempt
from tests.clock import NOON
from tests.learners.acts import founder_on
from tests.learners.factories import EnrolmentFactory, package_activity, package_module
from tests.media.factories import PackageFactory, PackageVersionFactory

OPENED = NOON


class Stage:
    """A founder signed in, on a step with one package or several alike."""

    def __init__(self, client, *packages, **settings):
        self.client = client
        self.packages = packages or (PackageVersionFactory(phone_weight=600_000).package,)
        self.module = package_module(*self.packages, **settings)
        self.enrolment = founder_on(self.module)
        self.client.force_login(self.enrolment.learner)

    @property
    def place(self):
        return [self.enrolment.uuid, self.module.slug]

    def page(self):
        return self.client.get(reverse("learners:module", args=self.place))

    def words(self):
        return " ".join(self.page().content.decode().replace("\u00a0", " ").split())

    def state(self):
        return self.client.get(
            reverse("learners:package_state", args=[*self.place, package_activity(self.module)])
        )

    def open(self):
        return open_attempt(
            enrolment=self.enrolment,
            module=self.module,
            activity=find_activity(self.module, package_activity(self.module)),
            actor=self.enrolment.learner,
            at=OPENED,
        )

    def end(self, **outcome):
        """Let the player say how it went."""
        attempt = self.open()
        for name, value in {"completion": "completed", "ended_at": NOON, **outcome}.items():
            setattr(attempt, name, value)
        attempt.save()
        keep_outcome(attempt=attempt, statement_id=attempt.uuid, at=NOON)


@pytest.fixture
def stage(client, db):
    return lambda *packages, **settings: Stage(client, *packages, **settings)


class TestBeforeTheTap:
    def test_says_what_it_asks_and_what_it_weighs_and_loads_no_player(self, stage):
        step = stage(instructions="Quatre questions.", completion="score", score=70, attempts=2)

        page = step.words()

        assert "Quatre questions." in page
        assert "C'est fait à partir d'un résultat de 70 %." in page
        assert "600 Ko à télécharger, environ 12 secondes quand le réseau est faible." in page
        assert "Il vous reste 2 tentatives." in page
        assert "Commencer" in page
        assert "<iframe" not in page
        assert not Attempt.objects.exists()

    def test_lets_its_windows_talk_to_it(self, stage):
        response = stage().page()

        assert response["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"

    def test_leads_nowhere_as_long_as_the_package_has_no_file(self, stage):
        step = stage(PackageFactory(version=None))

        page = step.words()

        assert "n'est pas encore prête" in page
        assert "Commencer" not in page

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ("completed", "quand l'activité dit que c'est terminé"),
            ("passed", "quand l'activité dit que c'est réussi"),
            ("viewed", "dès que vous l'avez ouverte"),
        ],
    )
    def test_says_the_rule_in_plain_words(self, stage, rule, words):
        assert words in stage(completion=rule).words()

    def test_asks_nothing_more_for_more_packages(self, stage, assert_same_queries):
        packages = [PackageVersionFactory().package for _ in range(3)]
        steps = [Stage(Client(), packages[0]), Stage(Client(), *packages)]
        for step in steps:
            step.page()

        def look():
            steps[0].page()

        assert_same_queries(look, grow=lambda: steps.pop(0))


class TestStanding:
    def test_is_begun_and_taken_up_again(self, stage):
        step = stage()
        step.open()

        page = step.words()

        assert "Commencé" in page
        assert "Reprendre" in page

    def test_is_done_with_its_result_and_the_step_with_it(self, stage):
        step = stage()
        step.end(success="passed", score_scaled=0.8)

        page, state = step.words(), step.state().content.decode()

        assert "Terminé" in page
        assert "Résultat : 80 %" in page
        assert "Refaire" in page
        assert "Relire" in page
        assert 'id="etape-faite"' in state
        assert "C'est fait. Vous pouvez relire" in state

    def test_is_to_be_worked_on_and_never_a_failure(self, stage):
        step = stage(completion="passed", attempts=2)
        step.end(success="failed", score_scaled=0.4)

        page = step.words()

        assert "À retravailler" in page
        assert "Il vous reste une tentative." in page
        assert "échec" not in page.lower()

    def test_leads_to_someone_when_no_attempt_is_left(self, stage):
        step = stage(completion="passed", attempts=1, review=False)
        step.end(success="failed", score_scaled=0.4)

        page = step.words()

        assert "demandez à la personne qui vous accompagne" in page
        assert "Refaire" not in page

    def test_is_read_alone_while_the_path_is_in_pause(self, stage):
        step = stage()
        step.enrolment.stopped_at = NOON
        step.enrolment.save()

        assert "data-package-choices" not in step.page().content.decode()

    @pytest.mark.parametrize("owner", ["hers", "somebody else's"])
    def test_is_told_to_her_alone(self, stage, owner):
        step = stage()
        if owner != "hers":
            step.client.force_login(EnrolmentFactory().learner)

        assert step.state().status_code == (200 if owner == "hers" else 404)


class TestPlayerPage:
    def test_frames_the_player_and_says_what_to_do_without_a_script(self, stage):
        step = stage()
        place = [*step.place, package_activity(step.module)]

        opened = step.client.post(reverse("learners:package_open", args=place), follow=True)

        page = opened.content.decode()
        assert opened.redirect_chain[-1][0] == reverse("learners:package_page", args=place)
        assert "a besoin de JavaScript" in page
        assert page.count("<iframe") == 1
        assert "allow-top-navigation" not in page
        assert opened["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"


class TestWeight:
    @pytest.mark.parametrize(
        ("size", "words"),
        [(0, ""), (300, "1 Ko"), (479_600, "480 Ko"), (1_240_000, "1,2 Mo")],
    )
    def test_is_said_as_phones_say_it(self, size, words):
        assert weight_words(size).replace("\u00a0", " ") == words

    @pytest.mark.parametrize(
        ("size", "words"),
        [(400_000, ""), (1_000_000, "20 secondes"), (6_000_000, "2 minutes")],
    )
    def test_is_said_as_a_wait_when_it_is_long(self, size, words):
        assert wait_words(size) == words
