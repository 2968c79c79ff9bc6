"""A founder says where she stands, a trainer looks for himself, and they read both side by side."""

from django.core.management import call_command
from django.utils import timezone

from competences.models import Assessment, Positioning, PostureRun
from competences.services.positioning import give_view
from learners.positioning import Moment, deck_of
from tests.journeys.conftest import shown


def answer_all(page, answers):
    """Tap through the cards from the first one; each answer is the words on its button."""
    for words in answers:
        page.get_by_role("button", name=words).click()


def says_most(enrolment):
    """Answer what she left, but for the last two cards."""
    deck = deck_of(enrolment, Moment.ENTRY, enrolment.learner)
    left = [card.competence for card in deck.cards if not card.is_answered]
    give_view(
        learner=enrolment.learner,
        organization=enrolment.organization,
        framework=deck.framework,
        moment=deck.moment,
        author=enrolment.learner,
        answers=[(competence, deck.levels[1], "") for competence in left[:-2]],
        at=timezone.now(),
    )


class TestPositioning:
    def test_is_given_by_each_then_read_together(
        self, stage, phone, new_context, sign_in, look_over, axe
    ):
        awa = stage.founder("Awa", last_name="Diarra")
        sign_in(phone, awa.learner)
        self.positions_herself(phone, awa, look_over)

        desk = new_context().new_page()
        sign_in(desk, stage.trainer)
        self.trainer_gives_his(desk, awa, axe)

        phone.goto("/mes-competences/")
        look_over(phone)
        phone.get_by_role("link", name="Au départ").click()
        phone.get_by_role("link", name="Voir les deux regards").click()
        look_over(phone)
        assert "chose à discuter" in shown(phone) or "choses à discuter" in shown(phone)
        assert stage.trainer.get_full_name() in shown(phone)

    def positions_herself(self, page, awa, look_over):
        page.goto("/mon-projet/")
        page.get_by_role("link", name="Voir les cartes").click()
        look_over(page)
        page.get_by_role("link", name="Commencer").click()
        look_over(page)
        page.get_by_role("button", name="Je découvre").click()
        page.get_by_role("button", name="Seul·e").dblclick()  # a nervous thumb
        page.get_by_role("link", name="Je reprendrai plus tard").click()
        assert "Vous avez commencé à dire où vous en êtes" in shown(page)

        says_most(awa)
        page.get_by_role("link", name="Reprendre").click()
        page.get_by_role("link", name="Reprendre à la carte").click()
        answer_all(page, ["Je ne sais pas dire", "Avec aide"])
        look_over(page)
        page.get_by_role("button", name="C'est bien moi, je garde").click()
        look_over(page)
        assert "Par où commencer" in shown(page)
        assert Positioning.objects.get().is_finished

    def trainer_gives_his(self, page, awa, axe):
        page.goto(f"/personnes/{awa.uuid}/competences/")
        axe(page)
        page.get_by_role("link", name="Côte à côte, au départ").click()
        assert "Donnez d'abord le vôtre" in shown(page)
        axe(page)
        page.get_by_role("link", name="Donner mon regard").click()
        axe(page)
        for group in page.locator("fieldset").all():
            group.get_by_role("radio", name="Je transmets").check()
        page.get_by_role("button", name="Terminer mon regard").click()
        axe(page)
        assert "À discuter" in shown(page)
        assert Assessment.objects.filter(source="staff").exists()

    def test_works_without_javascript(self, stage, page_without_js, sign_in):
        page = page_without_js
        awa = stage.founder("Awa")
        sign_in(page, awa.learner)
        deck = deck_of(awa, Moment.ENTRY, awa.learner)

        page.goto(f"/me-situer/{awa.uuid}/depart/")
        page.get_by_role("link", name="Commencer").click()
        assert not page.get_by_role("button", name="Écouter").is_visible()
        answer_all(page, ["Seul·e"] * len(deck.cards))
        page.get_by_role("link", name=deck.cards[0].competence.statement).click()
        page.get_by_role("button", name="Je découvre").click()
        page.get_by_role("link", name="Voir mes réponses").click()
        page.get_by_role("button", name="C'est bien moi, je garde").click()

        assert "Ce que vous pouvez passer" in shown(page)
        assert Positioning.objects.get().answers.filter(level__rank=1).count() == 1


class TestPosture:
    def test_is_taken_shown_to_one_person_and_deleted(
        self, stage, phone, new_context, sign_in, look_over, axe
    ):
        call_command("load_posture_test", verbosity=0)
        awa = stage.founder("Awa")
        sign_in(phone, awa.learner)

        phone.goto("/mes-competences/")
        phone.get_by_role("link", name="Ma façon de faire").click()
        look_over(phone)
        phone.get_by_role("button", name="Commencer").click()
        look_over(phone)
        for _situation in range(9):
            phone.get_by_role("checkbox").first.check()
            phone.get_by_role("button", name="Continuer").click()
        look_over(phone)
        assert "Explorer" in shown(phone)

        desk = new_context().new_page()
        sign_in(desk, stage.counsellor)
        self.shows_it(phone, stage.counsellor)
        desk.goto(f"/personnes/{awa.uuid}/")
        desk.get_by_role("link", name="vous montre sa façon de faire").click()
        axe(desk)
        assert "Explorer" in shown(desk)

        phone.get_by_role("link", name="Tout effacer").click()
        look_over(phone)
        phone.get_by_role("button", name="Effacer pour de bon").click()
        assert "Il n'en reste rien" in phone.inner_text("body")
        assert not PostureRun.objects.exists()

    def shows_it(self, page, reader):
        page.get_by_label(reader.get_full_name()).check()
        page.get_by_role("button", name="Garder ce choix").click()
        assert "Le lisent aujourd'hui" in shown(page)
