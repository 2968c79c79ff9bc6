"""A founder says where she stands, card by card."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from competences.models import Assessment, CompetenceRecording, Positioning
from core.models import Role
from learners.positioning import Offer, offer_for
from tests.competences.factories import CompetenceFactory
from tests.core.factories import staff
from tests.learners.pages import do, steps_of, text_of, url
from tests.learners.skills import competences_of, criterion, give_as, level, skilled_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return skilled_enrolment(2, 1, learner__first_name="Awa")


@pytest.fixture
def founder(client, enrolment):
    client.force_login(enrolment.learner)
    return client


def card_url(enrolment, number, moment="depart"):
    return url("positioning_card", enrolment.uuid, moment, number)


def end_url(enrolment, moment="depart"):
    return url("positioning_end", enrolment.uuid, moment)


def answer(client, enrolment, number, rank, moment="depart"):
    """Tap the answer of `rank`; None is *je ne sais pas dire*."""
    competence = competences_of(enrolment)[number - 1]
    value = "unknown" if rank is None else level(competence, rank).pk
    return client.post(card_url(enrolment, number, moment), {"level": value})


def position(client, enrolment, *ranks, moment="depart"):
    for number, rank in enumerate(ranks, start=1):
        answer(client, enrolment, number, rank, moment)
    return client.post(end_url(enrolment, moment))


class TestIntro:
    def test_says_how_long_it_takes_and_that_nothing_is_marked(self, founder, enrolment):
        text = text_of(founder.get(url("positioning", enrolment.uuid, "depart")))

        assert "3 cartes" in text
        assert "2 minutes au plus" in text
        assert "rien n'est noté" in text

    def test_never_announces_more_than_eight_minutes(self, founder, enrolment):
        block = enrolment.path.blocks.first()
        framework = block.competences.first().framework
        block.competences.add(*CompetenceFactory.create_batch(30, framework=framework))
        block.save()

        page = text_of(founder.get(url("positioning", enrolment.uuid, "depart")))

        assert "8 minutes au plus" in page

    def test_takes_up_at_the_first_card_without_an_answer(self, founder, enrolment):
        answer(founder, enrolment, 1, 2)

        page = text_of(founder.get(url("positioning", enrolment.uuid, "depart")))

        assert "Reprendre à la carte 2" in page

    @pytest.mark.parametrize("moment", ["milieu", "entry"])
    def test_knows_three_moments(self, founder, enrolment, moment):
        assert founder.get(url("positioning", enrolment.uuid, moment)).status_code == 404

    def test_is_not_there_on_a_path_that_works_on_nothing(self, client):
        bare = skilled_enrolment(0)
        client.force_login(bare.learner)

        assert client.get(url("positioning", bare.uuid, "depart")).status_code == 404
        assert "ne nomme pas encore" in text_of(client.get(url("competences")))


class TestCard:
    def test_shows_one_idea_in_her_words(self, founder, enrolment):
        page = text_of(founder.get(card_url(enrolment, 1)))

        assert "Je sais faire la chose 1." in page
        assert "Je sais faire la chose 2." not in page
        assert "Faire la chose 1." not in page.replace("Je sais faire", "")
        assert page.count('name="level"') == 5

    def test_keeps_the_tap_and_goes_on(self, founder, enrolment):
        response = answer(founder, enrolment, 1, 2)

        assert response.url == card_url(enrolment, 2)
        given = Positioning.objects.get().answers.get()
        assert given.level.rank == 2

    def test_keeps_a_double_tap_once(self, founder, enrolment):
        for _time in range(2):
            assert answer(founder, enrolment, 1, 2).url == card_url(enrolment, 2)

        assert Positioning.objects.get().answers.count() == 1

    def test_takes_je_ne_sais_pas_dire_for_an_answer(self, founder, enrolment):
        answer(founder, enrolment, 1, None)

        assert Positioning.objects.get().answers.get().level is None
        assert "votre réponse" in text_of(founder.get(card_url(enrolment, 1)))

    def test_may_be_changed_on_the_way_back(self, founder, enrolment):
        answer(founder, enrolment, 1, 2)
        answer(founder, enrolment, 1, 4)

        assert Positioning.objects.get().answers.get().level.rank == 4

    def test_leads_to_the_end_after_the_last(self, founder, enrolment):
        answer(founder, enrolment, 1, 2)
        answer(founder, enrolment, 2, 2)

        assert answer(founder, enrolment, 3, 2).url == end_url(enrolment)

    def test_leads_back_to_what_was_passed_over(self, founder, enrolment):
        answer(founder, enrolment, 1, 2)

        assert answer(founder, enrolment, 3, 2).url == card_url(enrolment, 2)

    @pytest.mark.parametrize("value", ["", "999999", "\x00", "deux", "9" * 100_000, "🙂"])
    def test_refuses_what_is_not_on_it_and_says_so(self, founder, enrolment, value):
        response = founder.post(card_url(enrolment, 1), {"level": value})

        assert response.status_code == 422
        assert "field__error" in response.content.decode()
        assert not Positioning.objects.exists()

    def test_refuses_a_level_of_another_framework(self, founder, enrolment):
        other = CompetenceFactory()

        response = founder.post(card_url(enrolment, 1), {"level": level(other, 1).pk})

        assert response.status_code == 422

    @pytest.mark.parametrize("number", [0, 4, 99999])
    def test_is_not_there_beyond_the_deck(self, founder, enrolment, number):
        assert founder.get(card_url(enrolment, number)).status_code == 404

    def test_shows_the_observable_criteria_as_examples(self, founder, enrolment):
        competence = competences_of(enrolment)[0]
        criterion(competence, 2, "Donne deux exemples vécus.")

        page = text_of(founder.get(card_url(enrolment, 1)))

        assert "Donne deux exemples vécus." in page
        assert "Donne deux exemples" not in text_of(founder.get(card_url(enrolment, 2)))

    def test_is_said_by_a_recorded_voice_where_there_is_one(self, founder, enrolment):
        voice = ContentFile(b"ID3" + b"x" * 24_000, name="voix.mp3")
        row = CompetenceRecording(competence=competences_of(enrolment)[0], file=voice)
        row.full_clean()
        row.save()

        page = text_of(founder.get(card_url(enrolment, 1)))

        assert f'src="{row.file.url}"' in page
        assert "24 ko" in page
        heard = founder.get(row.file.url)
        assert heard.headers["Content-Type"] == "audio/mpeg"
        assert b"".join(heard).startswith(b"ID3")
        assert "<audio" not in text_of(founder.get(card_url(enrolment, 2)))

    def test_takes_as_many_queries_for_forty_cards(self, founder, enrolment, assert_same_queries):
        def grow():
            block = enrolment.path.blocks.first()
            framework = block.competences.first().framework
            added = CompetenceFactory.create_batch(37, framework=framework)
            for each in added:
                criterion(each, 1, "…")
            block.competences.add(*added)
            block.save()

        answer(founder, enrolment, 1, 2)
        assert_same_queries(lambda: founder.get(card_url(enrolment, 1)), grow)


class TestEnd:
    def test_shows_the_answers_before_they_are_kept(self, founder, enrolment):
        answer(founder, enrolment, 1, 2)

        page = text_of(founder.get(end_url(enrolment)))

        assert "Est-ce bien vous ?" in page
        assert "2 cartes n'ont pas de réponse" in page
        assert card_url(enrolment, 2) in page

    def test_keeps_them_once(self, founder, enrolment):
        for _time in range(2):
            assert position(founder, enrolment, 3, 1, None).url == end_url(enrolment)

        ranks = Assessment.objects.order_by("competence__position").values_list("level__rank")
        assert [rank for [rank] in ranks] == [3, 1]

    def test_tells_what_she_can_do_already_in_her_words(self, founder, enrolment):
        position(founder, enrolment, 3, 1, 2)

        page = text_of(founder.get(end_url(enrolment)))

        assert "Ce que vous savez déjà faire" in page
        assert "Je sais faire la chose 1." in page

    def test_has_a_kind_word_for_who_begins(self, founder, enrolment):
        position(founder, enrolment, 1, 1, 1)

        assert "C'est le meilleur endroit pour partir" in text_of(founder.get(end_url(enrolment)))

    def test_refuses_to_keep_nothing(self, founder, enrolment):
        response = founder.post(end_url(enrolment), follow=True)

        assert "Répondez à une carte au moins" in text_of(response)
        assert not Positioning.objects.finished().exists()

    def test_is_closed_to_later_taps(self, founder, enrolment):
        position(founder, enrolment, 3, 1, 2)

        response = answer(founder, enrolment, 1, 4)

        assert response.url == end_url(enrolment)
        assert Positioning.objects.get().answers.get(level__rank=3)

    def test_sends_who_has_not_begun_to_the_start(self, founder, enrolment):
        assert founder.get(end_url(enrolment)).url == url("positioning", enrolment.uuid, "depart")


class TestAdvice:
    def test_begins_with_what_is_least_mastered_and_says_why(self, founder, enrolment):
        position(founder, enrolment, 3, 3, 1)
        second = list(enrolment.path.blocks.all())[1].path_modules.first().module

        page = text_of(founder.get(end_url(enrolment)))

        assert f"Aller à « {second.title} »" in page
        assert "parce que vous dites : « Je sais faire la chose 3. » je découvre" in page

    def test_names_what_may_be_skipped_and_locks_nothing(self, founder, enrolment):
        position(founder, enrolment, 3, 4, 1)
        first = steps_of(enrolment)[0]

        page = text_of(founder.get(end_url(enrolment)))

        assert "Ce que vous pouvez passer" in page
        assert "parce que vous dites déjà : « Je sais faire la chose 1. » seul·e" in page
        assert founder.get(url("module", enrolment.uuid, first.slug)).status_code == 200

    def test_names_the_reasons_in_the_order_of_the_framework(self, founder, enrolment):
        module = enrolment.path.blocks.first().path_modules.first().module
        links = module.competences.through.objects
        links.all().delete()
        for each in reversed(competences_of(enrolment)[:2]):
            links.create(module=module, competence=each)
        position(founder, enrolment, 3, 4, 1)

        page = text_of(founder.get(end_url(enrolment)))

        assert "parce que vous dites déjà : « Je sais faire la chose 1. » seul·e" in page

    def test_says_nothing_of_what_is_done(self, founder, enrolment):
        position(founder, enrolment, 1, 1, 3)
        do(enrolment, *steps_of(enrolment))

        assert "Par où commencer" not in text_of(founder.get(end_url(enrolment)))

    def test_takes_as_many_queries_for_more_modules(self, founder, enrolment, assert_same_queries):
        def grow():
            for block in enrolment.path.blocks.all():
                for place in block.path_modules.all():
                    place.module.competences.set(competences_of(enrolment))
                    place.module.save()

        position(founder, enrolment, 1, 3, 1)
        assert_same_queries(lambda: founder.get(end_url(enrolment)), grow)


class TestOffer:
    def offered(self, client):
        page = text_of(client.get(reverse("learners:home")))
        words = {
            "depart": "D'où partez-vous ?",
            "en-chemin": "Vous êtes à mi-chemin",
            "arrivee": "Vous avez monté toutes les marches",
        }
        return [moment for moment, said in words.items() if said in page]

    def progress(self, enrolment, count):
        enrolment.done_count = count
        enrolment.save(update_fields=["done_count"])

    def test_follows_her_path(self, founder, enrolment):
        assert self.offered(founder) == ["depart"]
        self.progress(enrolment, 2)
        assert self.offered(founder) == ["en-chemin"]
        self.progress(enrolment, 4)
        assert self.offered(founder) == ["arrivee"]

    def test_is_gone_once_done(self, founder, enrolment):
        position(founder, enrolment, 1, 1, 1)

        assert self.offered(founder) == []

    def test_goes_when_she_says_not_now(self, founder, enrolment):
        founder.post(url("positioning_later", enrolment.uuid, "depart"))

        assert self.offered(founder) == []
        self.progress(enrolment, 2)
        assert self.offered(founder) == ["en-chemin"]

    def test_says_nothing_on_a_path_on_hold(self, founder, enrolment):
        enrolment.stopped_at = enrolment.started_at
        enrolment.save()

        assert self.offered(founder) == []

    def test_speaks_of_what_is_begun(self, founder, enrolment):
        answer(founder, enrolment, 1, 1)

        page = text_of(founder.get(reverse("learners:home")))

        assert "Vous avez commencé à dire où vous en êtes" in page

    def test_takes_one_query(self, enrolment, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert offer_for(enrolment, []) == Offer("depart", is_begun=False)


class TestCompetencesPage:
    def test_draws_and_says_what_she_can_do(self, founder, enrolment):
        position(founder, enrolment, 3, 1, None)

        page = text_of(founder.get(url("competences")))

        assert "staircase--graded" in page
        assert "Bloc 1 – 1 marche pleine sur 2." in page

    def test_leads_to_what_was_said_of_each(self, founder, enrolment):
        page = founder.get(url("competences")).content.decode()

        for each in competences_of(enrolment):
            assert url("competence", enrolment.uuid, each.pk) in page

    def test_leads_to_the_three_moments(self, founder, enrolment):
        page = founder.get(url("competences")).content.decode()

        for moment in ("depart", "en-chemin", "arrivee"):
            assert url("positioning", enrolment.uuid, moment) in page

    def test_takes_as_many_queries_for_more_competences(
        self, founder, enrolment, assert_same_queries
    ):
        def grow():
            block = enrolment.path.blocks.first()
            framework = block.competences.first().framework
            block.competences.add(*CompetenceFactory.create_batch(20, framework=framework))
            block.save()

        assert_same_queries(lambda: founder.get(url("competences")), grow)


class TestSideBySide:
    def test_is_there_once_both_are_given(self, client, founder, enrolment):
        page_url = url("positioning_side_by_side", enrolment.uuid, "depart")
        trainer = staff(Role.TRAINER, enrolment.organization, first_name="Nadège")
        give_as(trainer, enrolment, 3, 2, 1)
        client.force_login(enrolment.learner)

        assert founder.get(page_url).status_code == 404
        assert "Nadège" not in text_of(founder.get(url("competences")))
        position(founder, enrolment, 1, 2, None)

        page = text_of(founder.get(page_url))
        assert "Nadège" in page
        assert "Une chose à discuter" in page
        assert "Le reste" in page
        assert "À regarder ensemble" in page
        assert "Voir les deux regards" in text_of(founder.get(end_url(enrolment)))

    def test_shows_no_draft_of_the_team(self, founder, enrolment):
        trainer = staff(Role.TRAINER, enrolment.organization)
        give_as(trainer, enrolment, 3, 2, 1, finish=False)
        position(founder, enrolment, 1, 2, None)

        page_url = url("positioning_side_by_side", enrolment.uuid, "depart")
        assert founder.get(page_url).status_code == 404
