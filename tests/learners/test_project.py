from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from learners.models import NotebookShare, Project, ProjectMember
from learners.services.notebook import add_page, save_page
from learners.services.project import (
    INVITATION_LASTS,
    MOST_FOUNDERS,
    MOST_INVITATIONS,
    AlreadyWithOthers,
    InvitationClosed,
    LastFounder,
    TooManyFounders,
    TooManyInvitations,
    accept_invitation,
    describe_project,
    ensure_project,
    invite_founder,
    leave_project,
    say_project,
)
from tests.clock import NOON
from tests.core.factories import UserFactory
from tests.learners.projects import page_of, together

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def awa():
    return UserFactory(first_name="Awa")


@pytest.fixture
def karim():
    return UserFactory(first_name="Karim")


def carried_by(founder):
    return Project.objects.carried_by(founder.pk).get()


class TestProject:
    def test_begins_with_the_first_word_and_once(self, awa):
        first = ensure_project(founder=awa, at=NOON)

        assert ensure_project(founder=awa, at=LATER) == first
        assert list(Project.objects.visible_to(awa)) == [first]

    def test_is_seen_by_nobody_else(self, awa, karim):
        ensure_project(founder=awa, at=NOON)

        assert not Project.objects.visible_to(karim).exists()

    def test_is_not_begun_for_an_empty_sentence(self, awa):
        say_project(founder=awa, sentence="", at=NOON)

        assert not Project.objects.exists()

    def test_keeps_its_name_and_stage_when_only_its_sentence_changes(self, awa):
        describe_project(founder=awa, title="Fil d'or", sentence="Coudre.", stage="idea", at=NOON)

        say_project(founder=awa, sentence="Retoucher.", at=LATER)

        project = carried_by(awa)
        said = (project.title, project.sentence, project.stage)
        assert said == ("Fil d'or", "Retoucher.", "idea")

    def test_is_one_at_a_time(self, awa):
        ensure_project(founder=awa, at=NOON)
        other = Project.objects.create(created_at=NOON)

        with pytest.raises(IntegrityError):
            ProjectMember.objects.create(project=other, founder=awa, joined_at=NOON)

    def test_says_in_french_that_it_is_one_at_a_time(self, awa):
        ensure_project(founder=awa, at=NOON)
        other = Project.objects.create(created_at=NOON)
        second = ProjectMember(project=other, founder=awa, joined_at=NOON)

        with pytest.raises(ValidationError, match="porte déjà un projet"):
            second.full_clean()


class TestMigration:
    def test_makes_a_project_of_what_a_profile_said(self, awa, karim):
        """The profiles as they were: two of them, one of which says a project."""
        migration = import_module("learners.migrations.0003_project_of_profile")

        class Profiles:
            class objects:  # noqa: N801 - as a manager is called
                @staticmethod
                def exclude(**_said):
                    return Profiles

            @staticmethod
            def select_related(*_names):
                return Profiles

            @staticmethod
            def order_by(*_names):
                return Profiles

            @staticmethod
            def iterator(**_options):
                return iter([type("Profile", (), {"project": "Coudre.", "user": awa})()])

        class History:
            @staticmethod
            def get_model(app, name):
                return Profiles if name == "FounderProfile" else apps.get_model(app, name)

        migration.carry(History, connection.schema_editor)

        assert carried_by(awa).sentence == "Coudre."
        assert not Project.objects.visible_to(karim).exists()


class TestInvitation:
    def test_is_accepted_once(self, awa, karim):
        invitation = invite_founder(by=awa, at=NOON)

        accept_invitation(invitation=invitation, founder=karim, brings_pages=False, at=LATER)

        assert carried_by(karim) == carried_by(awa)
        with pytest.raises(InvitationClosed):
            accept_invitation(
                invitation=invitation, founder=UserFactory(), brings_pages=False, at=LATER
            )

    def test_accepted_twice_by_the_same_person_changes_nothing(self, awa, karim):
        invitation = invite_founder(by=awa, at=NOON)

        for _click in range(2):
            accept_invitation(invitation=invitation, founder=karim, brings_pages=False, at=LATER)

        assert carried_by(awa).members.count() == 2

    def test_of_her_own_project_changes_nothing(self, awa):
        invitation = invite_founder(by=awa, at=NOON)

        accept_invitation(invitation=invitation, founder=awa, brings_pages=False, at=LATER)

        invitation.refresh_from_db()
        assert invitation.accepted_at is None
        assert carried_by(awa).members.count() == 1

    @pytest.mark.parametrize("closed", ["late", "revoked"])
    def test_no_longer_serves(self, awa, karim, closed):
        invitation = invite_founder(by=awa, at=NOON)
        at = NOON + INVITATION_LASTS if closed == "late" else LATER
        if closed == "revoked":
            invitation.revoke(NOON)

        with pytest.raises(InvitationClosed):
            accept_invitation(invitation=invitation, founder=karim, brings_pages=False, at=at)

        assert not Project.objects.visible_to(karim).exists()

    def test_is_refused_to_someone_who_already_works_with_others(self, awa, karim):
        together(awa, UserFactory(), at=NOON)
        invitation = invite_founder(by=karim, at=NOON)

        with pytest.raises(AlreadyWithOthers):
            accept_invitation(invitation=invitation, founder=awa, brings_pages=False, at=LATER)

        assert carried_by(awa) != carried_by(karim)

    def test_has_no_room_for_a_crowd(self, awa, karim):
        together(awa, *UserFactory.create_batch(MOST_FOUNDERS - 1), at=NOON)
        invitation = invite_founder(by=awa, at=NOON)

        with pytest.raises(TooManyFounders):
            accept_invitation(invitation=invitation, founder=karim, brings_pages=False, at=LATER)

    def test_is_not_written_by_dozens(self, awa):
        for _time in range(MOST_INVITATIONS):
            invite_founder(by=awa, at=NOON)

        with pytest.raises(TooManyInvitations):
            invite_founder(by=awa, at=NOON)
        assert invite_founder(by=awa, at=NOON + INVITATION_LASTS)

    @pytest.mark.parametrize("typed", ["{0}", "{0}\n", " {1} ", "{2}"])
    def test_is_found_however_it_is_typed(self, awa, typed):
        invitation = invite_founder(by=awa, at=NOON)
        code = typed.format(
            invitation.shown_code, invitation.code.lower(), invitation.code.replace("A", "a")
        )

        assert awa.project_memberships.get().project.invitations.matching(code).get() == invitation

    @pytest.mark.parametrize("typed", ["", "\x00", "AAAA", "A" * 5000, "😀" * 12])
    def test_is_not_found_by_nonsense(self, awa, typed):
        project = invite_founder(by=awa, at=NOON).project

        assert not project.invitations.matching(typed).exists()


class TestJoining:
    def test_puts_her_own_project_aside_with_its_pages(self, awa, karim):
        page_of(karim, "Mon atelier", at=NOON)
        own = carried_by(karim)

        together(awa, karim, at=LATER)

        assert list(own.pages.values_list("title", flat=True)) == ["Mon atelier"]
        assert not own.members.current().exists()
        assert not carried_by(awa).pages.exists()

    def test_brings_her_pages_when_she_says_so(self, awa, karim):
        page_of(awa, "Nos horaires", at=NOON)
        page_of(karim, "Mon atelier", at=NOON)
        invitation = invite_founder(by=awa, at=NOON)

        accept_invitation(invitation=invitation, founder=karim, brings_pages=True, at=LATER)

        titles = carried_by(awa).pages.values_list("title", flat=True)
        assert list(titles) == ["Nos horaires", "Mon atelier"]

    def test_ends_what_she_shared_of_her_own(self, awa, karim):
        share = NotebookShare.objects.create(
            project=ensure_project(founder=karim, at=NOON),
            shared_by=karim,
            reader_name="Ma tante",
            shared_at=NOON,
            expires_at=NOON + timedelta(days=30),
        )

        together(awa, karim, at=LATER)

        share.refresh_from_db()
        assert share.revoked_at == LATER


class TestLeaving:
    def test_is_not_for_the_last_one(self, awa):
        ensure_project(founder=awa, at=NOON)

        with pytest.raises(LastFounder):
            leave_project(founder=awa, at=LATER)

        assert carried_by(awa)

    def test_takes_a_copy_of_the_common_pages_along(self, awa, karim):
        together(awa, karim, at=NOON)
        page = page_of(awa, "Nos horaires", at=NOON)

        mine = leave_project(founder=karim, at=LATER)
        save_page(
            page=page, act=None, version=1, title="Nos horaires", words="Changés.", by=awa, at=LATER
        )

        copy = mine.pages.get()
        assert (copy.title, copy.words, copy.written_by) == ("Nos horaires", "Des mots.", awa)
        assert carried_by(awa).pages.get().words == "Changés."
        assert copy.versions.count() == 1

    def test_gives_her_earlier_project_back(self, awa, karim):
        page_of(karim, "Mon atelier", at=NOON)
        own = carried_by(karim)
        together(awa, karim, at=LATER)

        assert leave_project(founder=karim, at=LATER) == own
        assert carried_by(karim) == own

    def test_does_not_give_back_what_others_carry(self, awa, karim):
        other = UserFactory()
        together(awa, karim, other, at=NOON)
        first = carried_by(awa)
        leave_project(founder=karim, at=LATER)
        together(awa, karim, at=LATER)

        mine = leave_project(founder=karim, at=LATER)

        assert mine != first

    def test_of_all_but_one_leaves_one(self, awa, karim):
        together(awa, karim, at=NOON)
        leave_project(founder=awa, at=LATER)

        with pytest.raises(LastFounder):
            leave_project(founder=karim, at=LATER)

    def test_ends_the_invitations_that_she_wrote(self, awa, karim):
        together(awa, karim, at=NOON)
        hers, kept = invite_founder(by=karim, at=NOON), invite_founder(by=awa, at=NOON)

        leave_project(founder=karim, at=LATER)

        with pytest.raises(InvitationClosed):
            accept_invitation(invitation=hers, founder=karim, brings_pages=False, at=LATER)
        assert kept in carried_by(awa).invitations.open(LATER)

    def test_hides_the_common_pages_from_her(self, awa, karim):
        together(awa, karim, at=NOON)
        page = add_page(founder=awa, act=None, at=NOON)

        leave_project(founder=karim, at=LATER)

        assert not type(page).objects.visible_to(karim).filter(pk=page.pk).exists()
