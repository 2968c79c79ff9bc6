"""A founder's badges: offered, chosen, taken away, shared, deleted; and taken back by the team."""

import pytest
from django.core import mail
from django.urls import reverse

from competences.models import Achievement, Badge
from competences.services.badges import accept_badge, share_badge, withdraw_badge
from competences.services.verification import verify_file
from core.models import OutboxEvent, Role
from courses.achievements import describe_path, key_of
from learners.models import BlockDecision
from learners.services.badges import offer_block_badge, offer_path_badges
from learners.services.decisions import decide_block
from tests.clock import NOON
from tests.competences.badge_factories import (
    AchievementFactory,
    BadgeFactory,
    issued_badge,
    signing_key,
)
from tests.competences.factories import CompetenceFactory
from tests.core.factories import staff
from tests.courses.factories import LearningPathFactory
from tests.learners.acts import complete
from tests.learners.pages import finish_block, steps_of, text_of, url

pytestmark = pytest.mark.django_db
Status = Badge.Status


@pytest.fixture
def badge(enrolment):
    """An offer to Awa."""
    signing_key()
    return BadgeFactory(learner=enrolment.learner, organization=enrolment.organization)


@pytest.fixture
def issued(enrolment):
    return issued_badge(learner=enrolment.learner, organization=enrolment.organization)


@pytest.fixture
def counsellor(enrolment):
    return staff(Role.COUNSELLOR, enrolment.organization, first_name="Nadège")


@pytest.fixture
def desk(client, counsellor):
    client.force_login(counsellor)
    return client


def post(client, name, badge, *args, **data):
    return client.post(url(name, badge.uuid, *args), data)


class TestOffer:
    def test_comes_with_the_end_of_a_block(self, enrolment, deliver_outbox):
        for module in steps_of(enrolment)[:2]:
            complete(enrolment, module)
        deliver_outbox()

        badge = Badge.objects.get()
        block = enrolment.path.blocks.first()
        assert (badge.learner, badge.status) == (enrolment.learner, Status.OFFERED)
        assert badge.organization == enrolment.organization
        assert badge.achievement.key == f"{enrolment.path.slug}/{block.key}"

    def test_comes_once_however_often_it_is_told(self, enrolment, deliver_outbox):
        for module in steps_of(enrolment)[:2]:
            complete(enrolment, module)
        deliver_outbox()
        OutboxEvent.objects.update(delivered_at=None, handled=[])
        deliver_outbox()

        assert Badge.objects.count() == 1

    def test_comes_for_the_whole_path_too(self, enrolment, deliver_outbox):
        for module in steps_of(enrolment):
            complete(enrolment, module)
        for block in enrolment.path.blocks.all():
            decide_block(
                enrolment=enrolment, block=block, choice=BlockDecision.Choice.CONTINUE, at=NOON
            )
        deliver_outbox()

        flights = Badge.objects.values_list("achievement__flight", flat=True)
        assert sorted(flights) == [0, 1, 2, 3]

    def test_forgets_who_left_meanwhile(self, enrolment):
        block = enrolment.path.blocks.first()
        gone = enrolment.pk
        enrolment.delete()

        assert offer_block_badge(enrolment_id=gone, block_id=block.pk, at=NOON) is None
        assert offer_path_badges(enrolment_id=gone, at=NOON) == []

    def test_forgets_a_block_that_is_gone(self, enrolment):
        assert offer_block_badge(enrolment_id=enrolment.pk, block_id=0, at=NOON) is None

    def test_is_shown_at_home_and_at_the_end_of_the_block(self, founder, enrolment, badge):
        block = finish_block(enrolment, 0)

        for page in (url("home"), url("decision", enrolment.uuid, block.key)):
            assert "Un badge vous attend : « Me connaître »" in text_of(founder.get(page))


class TestAchievement:
    def test_says_what_the_block_works_on(self):
        path = LearningPathFactory(blocks=[1, 1])
        block = path.blocks.first()
        competence = CompetenceFactory(formal="Identifier ses ressources.")
        block.competences.add(competence)
        block.save()

        whole, first, second = describe_path(path=path, at=NOON)

        assert (whole.flight, first.flight, second.flight, whole.flights) == (0, 1, 2, 2)
        assert first.key == f"{path.slug}/bloc-1"
        assert first.skills == [
            {
                "code": competence.code,
                "name": "Identifier ses ressources.",
                "framework": str(competence.framework),
                "statement": "Je dis ce que je sais faire.",
            }
        ]
        assert whole.skills == first.skills
        assert second.skills == []

    def test_is_described_again_when_the_path_is_published(self):
        path = LearningPathFactory(blocks=[1])
        describe_path(path=path, at=NOON)
        path.title = "Un autre titre"

        path.save_revision().publish()

        assert Achievement.objects.get(key=path.slug).name == "Un autre titre"

    def test_has_one_address_per_language(self, db):
        path = LearningPathFactory(blocks=[1])
        path.locale = type(path.locale).objects.create(language_code="en")

        assert key_of(path) == f"{path.slug}.en"


class TestBadgePage:
    def test_explains_and_asks_for_the_name(self, founder, badge):
        badge.learner.last_name = "Diarra"
        badge.learner.save()

        page = text_of(founder.get(url("badge", badge.uuid)))

        assert "Voulez-vous un badge qui le dit ?" in page
        assert page.index("Awa Diarra") < page.index("Aucun nom")

    def test_offers_no_name_that_she_does_not_have(self, founder, badge):
        assert founder.get(url("badge", badge.uuid)).content.count(b'type="radio"') == 2

    def test_takes_her_yes_and_prepares_the_badge(self, founder, badge, deliver_outbox):
        answer = post(founder, "badge", badge, name_shown="first")

        assert answer["Location"] == url("badge", badge.uuid)
        page = founder.get(answer["Location"])
        assert "Votre badge se prépare." in text_of(page)
        deliver_outbox()
        assert "Ce badge est à vous." in text_of(founder.get(answer["Location"]))

    def test_twice_makes_one_badge(self, founder, badge, deliver_outbox):
        for _click in range(2):
            assert post(founder, "badge", badge, name_shown="none").status_code == 302
        deliver_outbox()
        post(founder, "badge", badge, name_shown="first")
        deliver_outbox()

        badge.refresh_from_db()
        assert (badge.display_name, badge.files.count()) == ("", 2)

    @pytest.mark.parametrize("name", ["", "Paul Rivoire", "\x00", "full\n"])
    def test_takes_no_other_name(self, founder, badge, name):
        answer = post(founder, "badge", badge, name_shown=name)

        assert answer.status_code == 422
        badge.refresh_from_db()
        assert badge.status == Status.OFFERED

    def test_takes_her_no_and_her_change_of_mind(self, founder, badge):
        page = founder.post(url("badge_decline", badge.uuid), follow=True)
        assert "Vous n'en avez pas voulu pour l'instant" in text_of(page).replace("&#x27;", "'")
        assert "Un badge vous attend" not in text_of(founder.get(url("home")))

        post(founder, "badge", badge, name_shown="none")

        badge.refresh_from_db()
        assert badge.status == Status.ACCEPTED

    def test_is_hers_alone(self, desk, issued):
        names = ["badge", "badge_delete"]

        assert [desk.get(url(name, issued.uuid)).status_code for name in names] == [404, 404]
        assert desk.get(url("badge_file", issued.uuid, "png")).status_code == 404
        assert post(desk, "badge_share", issued, public="1").status_code == 404

    @pytest.mark.parametrize("kind", ["png", "svg", "jws"])
    def test_hands_the_file_over(self, founder, issued, kind):
        file = founder.get(url("badge_file", issued.uuid, kind))

        assert f'filename="badge.{kind}"' in file["Content-Disposition"]
        assert verify_file(content=file.content).is_valid

    def test_has_no_file_before_it_is_made(self, founder, badge):
        assert founder.get(url("badge_file", badge.uuid, "png")).status_code == 404

    def test_opens_and_closes_a_public_page(self, founder, client, issued):
        public = reverse("competences:badge", args=[issued.uuid])

        post(founder, "badge_share", issued, public="1")
        assert public in text_of(founder.get(url("badge", issued.uuid)))
        assert client.get(public).status_code == 200
        post(founder, "badge_share", issued, public="0")

        assert client.get(public).status_code == 404

    def test_is_deleted_after_a_question(self, founder, issued):
        assert "Supprimer le badge" in text_of(founder.get(url("badge_delete", issued.uuid)))

        answer = founder.post(url("badge_delete", issued.uuid))

        assert answer["Location"] == url("badge_list")
        assert founder.get(url("badge", issued.uuid)).status_code == 404
        assert Badge.objects.get().jwt == ""

    def test_says_why_it_was_withdrawn(self, founder, issued, counsellor):
        withdraw_badge(badge=issued, by=counsellor, reason="Erreur de dossier.", at=NOON)

        page = text_of(founder.get(url("badge", issued.uuid)))

        assert "Erreur de dossier." in page
        assert "En parler avec quelqu" in page


class TestBadgeList:
    def test_says_where_each_stands(self, founder, enrolment, counsellor):
        mine = {"learner": enrolment.learner, "organization": enrolment.organization}
        shared = issued_badge(**mine)
        share_badge(badge=shared, is_public=True, at=NOON)
        withdraw_badge(badge=issued_badge(**mine), by=counsellor, reason="Erreur.", at=NOON)
        accept_badge(badge=BadgeFactory(**mine), name_shown="none", at=NOON)
        BadgeFactory(**mine)

        page = text_of(founder.get(url("badge_list")))

        for words in ("page publique", "Retiré le 10 mars 2026", "En préparation", "Proposé"):
            assert words in page

    def test_says_what_to_do_without_any(self, founder):
        assert "Pas encore de badge." in text_of(founder.get(url("badge_list")))

    @pytest.mark.parametrize("page", ["badge_list", "home"])
    def test_asks_nothing_more_for_more_badges(
        self, founder, enrolment, badge, page, assert_same_queries
    ):
        assert_same_queries(
            lambda: founder.get(url(page)),
            grow=lambda: BadgeFactory.create_batch(
                8, learner=enrolment.learner, organization=enrolment.organization
            ),
        )


class TestWithdraw:
    def link(self, enrolment, badge):
        return url("badge_withdraw", enrolment.uuid, badge.uuid)

    def test_starts_on_the_page_of_the_person(self, desk, enrolment, issued):
        page = desk.get(url("person_detail", enrolment.uuid)).content.decode()

        assert self.link(enrolment, issued) in page

    def test_wants_a_reason(self, desk, enrolment, issued):
        answer = desk.post(self.link(enrolment, issued), {"reason": "  "})

        assert answer.status_code == 422
        issued.refresh_from_db()
        assert issued.is_issued

    def test_tells_her_and_shows_on_the_page(self, desk, enrolment, issued, counsellor, mailbox):
        enrolment.learner.email = "awa@exemple.fr"
        enrolment.learner.save()

        page = desk.post(
            self.link(enrolment, issued), {"reason": "Erreur de dossier."}, follow=True
        )

        assert "Erreur de dossier." in text_of(page)
        message = mailbox.last(to="awa@exemple.fr")
        assert "Erreur de dossier." in message.text
        assert url("badge", issued.uuid) in message.text

    def test_twice_is_once(self, desk, enrolment, issued):
        for reason in ("Erreur.", "Encore."):
            assert desk.post(self.link(enrolment, issued), {"reason": reason}).status_code == 302

        issued.refresh_from_db()
        assert issued.withdrawal_reason == "Erreur."

    def test_is_not_for_an_offer(self, desk, enrolment, badge):
        assert desk.get(self.link(enrolment, badge)).status_code == 404

    def test_is_not_for_the_badge_of_somebody_else(self, desk, enrolment, issued):
        other = issued_badge(organization=enrolment.organization)

        assert desk.get(self.link(enrolment, other)).status_code == 404

    def test_is_not_for_the_founder_nor_for_another_organisation(self, client, enrolment, issued):
        for user in (enrolment.learner, staff(Role.COUNSELLOR), staff(Role.TRAINER)):
            client.force_login(user)
            assert client.post(self.link(enrolment, issued), {"reason": "x"}).status_code == 404

    def test_asks_nothing_more_for_more_badges(self, desk, enrolment, issued, assert_same_queries):
        assert_same_queries(
            lambda: desk.get(url("person_detail", enrolment.uuid)),
            grow=lambda: [
                BadgeFactory(
                    learner=enrolment.learner,
                    organization=enrolment.organization,
                    achievement=AchievementFactory(),
                )
                for _more in range(6)
            ],
        )


class TestMail:
    def test_tells_her_once_that_it_is_ready(self, founder, enrolment, badge, mailbox):
        enrolment.learner.email = "awa@exemple.fr"
        enrolment.learner.save()
        post(founder, "badge", badge, name_shown="none")

        messages = mailbox.messages(to="awa@exemple.fr")

        assert [message.subject for message in messages] == ["Votre badge est prêt"]
        assert mailbox.link(to="awa@exemple.fr") == url("badge", badge.uuid)
        OutboxEvent.objects.update(delivered_at=None, handled=[])
        assert len(mailbox.messages(to="awa@exemple.fr")) == 1

    def test_leaves_who_has_no_address_in_peace(self, founder, badge, deliver_outbox):
        post(founder, "badge", badge, name_shown="none")
        deliver_outbox()

        assert mail.outbox == []
