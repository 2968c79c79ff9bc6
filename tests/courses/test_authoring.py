"""The workshop: who enters, who writes, who publishes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import TaskState

from core.memberships import EDITORS, TRAINERS, end_membership, start_membership
from core.models import Membership, Role, User
from courses.models import GlossaryTerm, Module
from tests.core.factories import OrganizationFactory, UserFactory
from tests.courses.factories import ModuleFactory
from tests.courses.workshop import ADD, PUBLISH, SUBMIT, errors, form, signed_in
from tests.media.factories import MP3

pytestmark = pytest.mark.django_db


class TestDoor:
    @pytest.mark.parametrize("name", ["wagtailadmin_home", "wagtailadmin_login"])
    def test_leads_visitors_to_the_one_way_in(self, client, name):
        response = client.get(reverse(name))

        assert response.status_code in {301, 302}
        assert response.url.startswith(reverse("account_login"))

    @pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.PRESCRIBER, Role.COORDINATOR])
    def test_does_not_exist_for_those_who_do_not_write(self, role):
        user = UserFactory(reachable=True)
        start_membership(
            user=user, organization=OrganizationFactory(), role=role, on=date(2026, 1, 5)
        )

        assert signed_in(user).get(reverse("wagtailadmin_home")).status_code == 404
        assert signed_in(user).get(ADD).status_code == 404

    def test_opens_to_a_trainer(self, as_trainer):
        assert as_trainer.get(reverse("wagtailadmin_home")).status_code == 200
        assert as_trainer.get(ADD).status_code == 200

    def test_loosens_the_policy_in_the_workshop_alone(self, as_trainer):
        inside = as_trainer.get(reverse("wagtailadmin_home"))["Content-Security-Policy"]
        outside = as_trainer.get(reverse("core:access"))["Content-Security-Policy"]

        assert "script-src 'self' 'unsafe-inline'" in inside
        assert "default-src 'self'" in inside
        assert "unsafe-inline" not in outside

    @pytest.mark.parametrize(
        "name",
        [
            "membership:index",
            "organization:index",
            "choose-person:choose",
            "wagtailusers_users:index",
        ],
    )
    def test_keeps_people_for_administrators(self, as_trainer, as_editor, name):
        admin = UserFactory(reachable=True, is_superuser=True)

        assert as_trainer.get(reverse(name)).status_code in {302, 403}
        assert as_editor.get(reverse(name)).status_code in {302, 403}
        assert signed_in(admin).get(reverse(name)).status_code == 200


class TestMembership:
    def test_of_a_trainer_opens_the_workshop_until_it_ends(self, trainer):
        assert trainer.groups.filter(name=TRAINERS).exists()

        ended = end_membership(membership=trainer.memberships.get(), on=date(2026, 3, 1))

        assert ended
        assert not trainer.groups.filter(name=TRAINERS).exists()
        assert not end_membership(membership=trainer.memberships.get(), on=date(2026, 4, 1))
        assert trainer.memberships.get().ended_on == date(2026, 3, 1)

    def test_elsewhere_keeps_it_open(self, trainer):
        first = trainer.memberships.get()
        start_membership(
            user=trainer, organization=OrganizationFactory(), role=Role.TRAINER, on=date(2026, 1, 5)
        )

        end_membership(membership=first, on=date(2026, 3, 1))

        assert trainer.groups.filter(name=TRAINERS).exists()

    def test_is_started_once(self, trainer):
        first = trainer.memberships.get()

        again = start_membership(
            user=trainer, organization=first.organization, role=Role.TRAINER, on=date(2026, 2, 2)
        )

        assert again == first

    def test_leaves_other_groups_alone(self, editor):
        start_membership(
            user=editor, organization=OrganizationFactory(), role=Role.TRAINER, on=date(2026, 1, 5)
        )
        end_membership(membership=editor.memberships.get(), on=date(2026, 3, 1))

        assert [group.name for group in editor.groups.all()] == [EDITORS]

    def test_is_kept_by_administrators(self, trainer):
        admin = signed_in(UserFactory(reachable=True, is_superuser=True))
        member = trainer.memberships.get()
        sent = {
            "user": trainer.pk,
            "organization": member.organization_id,
            "role": Role.TRAINER,
            "started_on": "2026-01-05",
            "ended_on": "2026-02-05",
        }

        admin.post(reverse("membership:edit", args=[member.pk]), sent)
        assert not trainer.groups.filter(name=TRAINERS).exists()
        admin.post(reverse("membership:add"), sent | {"started_on": "2026-02-06", "ended_on": ""})

        assert Membership.objects.active().get(user=trainer).role == Role.TRAINER
        assert trainer.groups.filter(name=TRAINERS).exists()


class TestPeople:
    def test_need_no_email(self):
        admin = signed_in(UserFactory(reachable=True, is_superuser=True))
        UserFactory(email=None)
        sent = {"first_name": "Awa", "last_name": "", "email": "", "phone": "06", "language": "fr"}

        response = admin.post(
            reverse("wagtailusers_users:add"), sent | {"password1": "", "password2": ""}
        )

        assert response.status_code == 302
        found = User.objects.get(first_name="Awa", phone="06")
        assert (found.email, found.has_usable_password()) == (None, False)


class TestWorkflow:
    def test_goes_from_a_trainer_to_an_editor(self, as_trainer, as_editor):
        as_trainer.post(ADD, form() | SUBMIT)
        module = Module.objects.get()
        assert module.live is False
        state = TaskState.objects.get()

        response = as_editor.post(
            reverse(
                "wagtailsnippets_courses_module:workflow_action",
                args=[module.pk, "approve", state.pk],
            ),
            {"comment": ""},
        )

        assert response.status_code == 302
        module.refresh_from_db()
        assert module.live

    def test_takes_nothing_incomplete(self, as_trainer):
        response = as_trainer.post(ADD, form(duration="") | SUBMIT)

        assert "durée moyenne" in errors(response)
        assert not TaskState.objects.exists()

    def test_does_not_let_a_trainer_publish(self, as_trainer):
        as_trainer.post(ADD, form() | PUBLISH)

        assert not Module.objects.filter(live=True).exists()

    def test_holds_a_locked_module(self, as_editor, as_trainer):
        module = ModuleFactory()
        as_editor.post(reverse("wagtailsnippets_courses_module:lock", args=[module.pk]))

        as_trainer.post(
            reverse("wagtailsnippets_courses_module:edit", args=[module.pk]), form(title="Autre")
        )

        module.refresh_from_db()
        assert module.locked
        assert not module.has_unpublished_changes


class TestShared:
    def test_a_word_has_its_forms_one_a_line(self, as_trainer):
        sent = {"term": "Devis", "variants": "devis\nestimation", "definition": "Un prix écrit."}

        as_trainer.post(reverse("wagtailsnippets_courses_glossaryterm:add"), sent)

        assert GlossaryTerm.objects.get().variants == ["devis", "estimation"]

    @pytest.mark.parametrize(
        ("data", "transcript", "status"),
        [(MP3, "Bonjour.", 302), (MP3, "", 200), (b"RIFF", "a", 200)],
    )
    def test_a_sound_has_its_words_and_is_one(
        self, as_trainer, settings, tmp_path, data, transcript, status
    ):
        settings.MEDIA_ROOT = str(tmp_path)
        sent = {
            "title": "Awa",
            "file": SimpleUploadedFile("awa.mp3", data),
            "transcript": transcript,
            "licence": "CC-BY-SA-4.0",
        }

        response = as_trainer.post(reverse("wagtailsnippets_media_audio:add"), sent)

        assert response.status_code == status
