import pytest

from core.models import Role
from tests.core.factories import CommuneFactory, UserFactory, staff
from tests.learners.pages import text_of, url

pytestmark = pytest.mark.django_db


class TestHelp:
    def test_says_who_helps_and_who_sees_what(self, founder, enrolment):
        page = text_of(founder.get(url("help")))

        assert enrolment.organization.name in page
        assert enrolment.organization.phone in page
        assert "Ce que personne ne voit sans vous" in page

    def test_is_there_without_a_path(self, client):
        client.force_login(UserFactory())

        assert client.get(url("help")).status_code == 200

    @pytest.mark.parametrize("name", ["profile", "address", "address_code"])
    def test_keeps_the_rest_for_founders(self, client, name):
        client.force_login(staff(Role.COUNSELLOR))

        assert client.get(url(name)).status_code == 404


class TestProfile:
    def test_keeps_what_she_says(self, founder, enrolment):
        commune = CommuneFactory()

        response = founder.post(
            url("profile"),
            {
                "first_name": "Awa",
                "phone": "06 12 34 56 78",
                "commune": commune.pk,
                "contact_preference": "sms",
                "project": "Une épicerie ambulante",
                "language": "fr",
            },
        )

        assert response.url == url("help")
        enrolment.learner.refresh_from_db()
        assert enrolment.learner.phone == "+33612345678"
        assert enrolment.learner.founder_profile.commune == commune
        assert "Une épicerie ambulante" in text_of(founder.get(url("home")))
        assert "06 12 34 56 78" in text_of(founder.get(url("profile")))

    def test_asks_again_for_a_number_that_cannot_be_dialled(self, founder, enrolment):
        response = founder.post(
            url("profile"), {"first_name": "Awa", "phone": "0612", "language": "fr"}
        )

        assert "06 12 34 56 78" in text_of(response)
        enrolment.learner.refresh_from_db()
        assert enrolment.learner.phone == ""


class TestAddress:
    def test_is_asked_by_a_message_that_leaves_no_trace(self, founder, enrolment, mailbox):
        founder.post(url("address"), {"email": "Awa@Exemple.fr"})

        assert [message.text for message in mailbox.messages("awa@exemple.fr")] == [""]
        enrolment.learner.refresh_from_db()
        assert enrolment.learner.email is None

    def test_is_hers_once_she_writes_the_code(self, founder, enrolment, monkeypatch):
        monkeypatch.setattr("learners.services.profile.secrets.choice", lambda _digits: "7")
        founder.post(url("address"), {"email": "awa@exemple.fr"})

        response = founder.post(url("address_code"), {"code": "777 777"})

        assert response.url == url("help")
        enrolment.learner.refresh_from_db()
        assert enrolment.learner.email == "awa@exemple.fr"

    def test_is_refused_with_a_wrong_code_and_dies_after_five(
        self, founder, enrolment, monkeypatch
    ):
        monkeypatch.setattr("learners.services.profile.secrets.choice", lambda _digits: "7")
        founder.post(url("address"), {"email": "awa@exemple.fr"})

        for _try in range(5):
            response = founder.post(url("address_code"), {"code": "111111"})
            assert response.status_code == 200
        late = founder.post(url("address_code"), {"code": "777777"})

        assert "ne sert plus" in text_of(late)
        enrolment.learner.refresh_from_db()
        assert enrolment.learner.email is None

    def test_of_someone_else_looks_the_same_and_is_never_taken(
        self, founder, enrolment, monkeypatch
    ):
        monkeypatch.setattr("learners.services.profile.secrets.choice", lambda _digits: "7")
        UserFactory(email="lou@exemple.fr")

        free = founder.post(url("address"), {"email": "libre@exemple.fr"})
        taken = founder.post(url("address"), {"email": "lou@exemple.fr"})
        page = text_of(founder.get(url("address_code")))
        answer = founder.post(url("address_code"), {"code": "777777"})

        assert free.url == taken.url
        assert "Nous venons d'écrire à" in page.replace("&#x27;", "'")
        assert answer.status_code == 200
        enrolment.learner.refresh_from_db()
        assert enrolment.learner.email is None

    def test_is_not_a_way_to_flood_somebody(self, founder):
        for _try in range(5):
            assert founder.post(url("address"), {"email": "lou@exemple.fr"}).status_code == 302

        assert "Plusieurs codes" in text_of(
            founder.post(url("address"), {"email": "lou@exemple.fr"})
        )
