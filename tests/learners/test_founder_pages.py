import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Role
from learners.models import Answer
from learners.services.follow_up import assign_counsellor
from learners.services.live import book_session
from tests.clock import NOON
from tests.competences.factories import CompetenceFactory
from tests.core.factories import UserFactory, staff
from tests.courses.factories import (
    ModuleFactory,
    add_module,
)
from tests.learners.factories import (
    EnrolmentFactory,
    ModuleProgressFactory,
    others_of,
    session_for,
)
from tests.learners.pages import do, finish_block, steps_of, text_of, url

pytestmark = pytest.mark.django_db


class TestHome:
    def test_greets_her_and_proposes_the_first_step(self, founder, enrolment):
        page = text_of(founder.get(url("home")))

        assert "Bonjour Awa" in page
        assert url("module", enrolment.uuid, steps_of(enrolment)[0].slug) in page
        assert "Commencer" in page

    def test_proposes_what_she_began_before_the_next(self, founder, enrolment):
        began = steps_of(enrolment)[2]
        ModuleProgressFactory(enrolment=enrolment, module=began)

        page = text_of(founder.get(url("home")))

        assert "Continuer" in page
        assert url("module", enrolment.uuid, began.slug) in page

    def test_proposes_to_decide_when_a_block_is_done(self, founder, enrolment):
        block = finish_block(enrolment, 0)

        page = text_of(founder.get(url("home")))

        assert "Décider de la suite" in page
        assert url("decision", enrolment.uuid, block.key) in page

    def test_proposes_a_date_for_a_live_step(self, founder, enrolment):
        session = session_for(enrolment)
        do(enrolment, *steps_of(enrolment)[:2])

        page = text_of(founder.get(url("home")))

        assert "Choisir une date" in page
        assert f"{url('agenda')}?module={session.module.slug}" in page

    def test_proposes_to_join_what_is_under_way(self, founder, enrolment):
        now = timezone.now()
        session = session_for(
            enrolment, starts_at=now + timedelta(minutes=5), ends_at=now + timedelta(hours=1)
        )
        book_session(session=session, enrolment=enrolment, at=now)

        assert "Rejoindre la séance" in text_of(founder.get(url("home")))

    def test_shows_her_latest_words_and_her_counsellor(self, founder, enrolment):
        module = steps_of(enrolment)[0]
        Answer.objects.create(
            enrolment=enrolment,
            module=module,
            activity_id=uuid.uuid4(),
            kind="reflection",
            value={"text": "Un atelier <b>vélo</b> 🚲"},
            written_at=NOON,
        )
        counsellor = staff(Role.COUNSELLOR, enrolment.organization, first_name="Nadia")
        assign_counsellor(enrolment=enrolment, counsellor=counsellor, at=NOON)

        page = text_of(founder.get(url("home")))

        assert "Un atelier &lt;b&gt;vélo&lt;/b&gt; 🚲" in page
        assert "Nadia" in page

    def test_speaks_of_a_pause_and_of_resuming(self, founder, enrolment):
        enrolment.stop(NOON)

        page = text_of(founder.get(url("home")))

        assert "Reprendre mon parcours" in page
        assert url("path_resume", enrolment.uuid) in page

    def test_says_what_to_do_without_a_path(self, client):
        client.force_login(UserFactory())

        response = client.get(url("home"))

        assert response.status_code == 200
        assert "pas encore de parcours" in text_of(response)

    def test_asks_which_of_two_paths_and_remembers(self, founder, enrolment):
        other = EnrolmentFactory(learner=enrolment.learner)
        assert "Quel parcours" in text_of(founder.get(url("home")))

        response = founder.post(url("path_choose", other.uuid), {"next": url("steps")})

        assert response.url == url("steps")
        assert founder.get(url("steps")).url == url("path", other.uuid)

    def test_chooses_without_leaving_the_house(self, founder, enrolment):
        target = {"next": "https://ailleurs.exemple/"}

        assert founder.post(url("path_choose", enrolment.uuid), target).url == url("home")

    def test_costs_no_more_queries_for_more_modules(self, founder, enrolment, assert_same_queries):
        block = enrolment.path.blocks.first()

        assert_same_queries(
            lambda: founder.get(url("home")),
            grow=lambda: [
                do(enrolment, add_module(block, ModuleFactory(), rank)) for rank in range(20)
            ],
        )

    def test_costs_few_queries(self, founder, enrolment, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            founder.get(url("home"))


class TestPath:
    def test_shows_every_step_with_its_state_in_words(self, founder, enrolment):
        first, second, *_others = steps_of(enrolment)
        do(enrolment, first)
        ModuleProgressFactory(enrolment=enrolment, module=second)

        page = text_of(founder.get(url("path", enrolment.uuid)))

        assert all(module.title in page for module in steps_of(enrolment))
        assert "C'est fait · 12 min · quand vous voulez · à distance" in page
        assert "Commencé · 12 min" in page
        assert "À faire · 12 min" in page
        assert "%" not in page.split("<main")[1].split("</main")[0]

    def test_hides_a_module_that_is_not_published(self, founder, enrolment):
        draft = add_module(enrolment.path.blocks.first(), ModuleFactory(live=False))

        assert draft.title not in text_of(founder.get(url("path", enrolment.uuid)))

    def test_says_what_she_decided(self, founder, enrolment):
        block = finish_block(enrolment, 0)
        enrolment.decisions.create(block=block, choice="change", decided_at=NOON)
        enrolment.decisions.create(block=block, choice="continue", decided_at=NOON)

        page = text_of(founder.get(url("path", enrolment.uuid)))

        assert "Je continue" in page
        assert "Je change</strong>" not in page

    def test_is_hers_alone(self, client, enrolment):
        counsellor = staff(Role.COUNSELLOR, enrolment.organization)
        for person in (UserFactory(), others_of(enrolment)[0].learner, counsellor):
            client.force_login(person)
            assert client.get(url("path", enrolment.uuid)).status_code == 404

    def test_costs_no_more_queries_for_more_modules(self, founder, enrolment, assert_same_queries):
        block = enrolment.path.blocks.first()

        assert_same_queries(
            lambda: founder.get(url("path", enrolment.uuid)),
            grow=lambda: [
                do(enrolment, add_module(block, ModuleFactory(), rank)) for rank in range(20)
            ],
        )


class TestDecision:
    def test_shows_what_she_can_do_now_and_keeps_what_she_decides(self, founder, enrolment):
        block = finish_block(enrolment, 0)
        block.competences.add(CompetenceFactory(statement="Je dis ce que je sais faire."))
        block.save()
        page = url("decision", enrolment.uuid, block.key)

        shown = text_of(founder.get(page))
        response = founder.post(page, {"choice": "continue", "note": "Ça tient.", "next_step": ""})

        assert "Je dis ce que je sais faire." in shown
        assert "Vous savez faire." in shown
        assert response.url == page
        after = text_of(founder.get(page))
        assert "Ça tient." in after
        assert "Monter la suite" in after

    def test_asks_to_choose_and_loses_nothing(self, founder, enrolment):
        block = finish_block(enrolment, 0)

        response = founder.post(
            url("decision", enrolment.uuid, block.key), {"note": "Mes mots gardés"}
        )

        assert "Choisissez une des trois" in text_of(response)
        assert "Mes mots gardés" in text_of(response)
        assert not enrolment.decisions.exists()

    def test_refuses_to_continue_before_the_last_step(self, founder, enrolment):
        block = enrolment.path.blocks.first()
        page = url("decision", enrolment.uuid, block.key)

        response = founder.post(page, {"choice": "continue"})

        assert response.status_code == 200
        assert not enrolment.decisions.exists()
        assert "Il reste 2 étapes" in text_of(founder.get(page))

    @pytest.mark.parametrize("key", ["bloc-9", "bloc-0"])
    def test_of_a_block_that_is_not_there_is_not_found(self, founder, enrolment, key):
        assert founder.get(url("decision", enrolment.uuid, key)).status_code == 404

    def test_to_stop_is_met_with_a_next_step(self, founder, enrolment):
        block = finish_block(enrolment, 0)
        page = url("decision", enrolment.uuid, block.key)

        founder.post(page, {"choice": "stop", "next_step": "talk", "note": ""})

        after = text_of(founder.get(page))
        assert "une vraie décision" in after
        assert "verra que vous souhaitez en parler" in after
        assert enrolment.organization.name in after
        assert "Reprendre" in after

    def test_to_stop_is_possible_before_the_end_of_a_block(self, founder, enrolment):
        page = url("path_stop", enrolment.uuid)
        assert "pas à vous justifier" in text_of(founder.get(page))

        founder.post(page, {"next_step": "later"})

        enrolment.refresh_from_db()
        assert enrolment.is_stopped
        assert enrolment.decisions.get().block == enrolment.path.blocks.first()

    def test_to_resume_opens_the_path_again(self, founder, enrolment):
        enrolment.stop(NOON)

        founder.post(url("path_resume", enrolment.uuid))
        founder.post(url("path_resume", enrolment.uuid))

        enrolment.refresh_from_db()
        assert not enrolment.is_stopped

    def test_the_last_one_completes_the_path(self, founder, enrolment):
        for number in range(3):
            block = finish_block(enrolment, number)
            founder.post(url("decision", enrolment.uuid, block.key), {"choice": "continue"})

        enrolment.refresh_from_db()
        assert enrolment.completed_at is not None
        assert "haut de l'escalier" in text_of(founder.get(url("home"))).replace("&#x27;", "'")

    @pytest.mark.parametrize("name", ["path_stop", "path_resume", "path_choose"])
    def test_is_hers_alone(self, client, enrolment, name):
        client.force_login(staff(Role.COUNSELLOR, enrolment.organization))

        assert client.post(url(name, enrolment.uuid)).status_code == 404

    def test_a_nul_byte_and_a_long_note_are_refused_kindly(self, founder, enrolment):
        block = finish_block(enrolment, 0)
        page = url("decision", enrolment.uuid, block.key)

        for note in ("a\x00b", "x" * 100_000):
            assert founder.post(page, {"choice": "continue", "note": note}).status_code == 200
        assert not enrolment.decisions.exists()
