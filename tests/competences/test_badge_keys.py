"""The keys that sign badges: made once, kept encrypted, replaced without breaking anything."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction

from competences.badges import keys, signing, status
from competences.models import Badge, BadgeKey, StatusList
from competences.services.badge_keys import current_key, open_key, public_keys, rotate_key
from competences.services.badges import accept_badge, issue_badge, withdraw_badge
from core.models import Role
from tests.clock import NOON
from tests.competences.badge_factories import BadgeFactory, issued_badge, signing_key
from tests.core.factories import staff

pytestmark = pytest.mark.django_db
NameShown = Badge.NameShown


@pytest.fixture
def counsellor():
    return staff(Role.COUNSELLOR)


def read(badge):
    return signing.read(badge.jwt, public_keys())


class TestKeys:
    def test_are_made_when_the_first_badge_is(self):
        badge = BadgeFactory()
        accept_badge(badge=badge, name_shown=NameShown.FULL, at=NOON)
        assert not BadgeKey.objects.exists()

        issue_badge(badge_id=badge.pk, at=NOON)

        assert BadgeKey.objects.current().get().retired_at is None

    def test_lie_encrypted(self):
        key = signing_key()

        assert "PRIVATE" not in key.sealed
        assert "d" not in key.public_jwk
        assert keys.public_jwk(open_key(key), kid=key.kid) == key.public_jwk

    def test_rotate_without_breaking_old_badges(self, counsellor, deliver_outbox):
        old = issued_badge()
        call_command("rotate_badge_key", verbosity=0)
        new = issued_badge(organization=old.organization)

        assert read(old)["id"] != read(new)["id"]
        assert len(public_keys()) == 2
        assert BadgeKey.objects.current().get() == new.entry.status_list.key
        withdraw_badge(badge=old, by=counsellor, reason="Une erreur.", at=NOON)
        deliver_outbox()
        listed = StatusList.objects.get(pk=old.entry.status_list_id)
        bits = signing.read(listed.document, public_keys())["credentialSubject"]["encodedList"]
        assert status.is_set(bits, old.entry.index)

    def test_cannot_be_two_at_once(self):
        key = signing_key()

        with pytest.raises(IntegrityError), transaction.atomic():
            BadgeKey.objects.create(
                kid="https://x.example/", name="x", public_jwk={}, sealed="x", created_at=NOON
            )
        assert current_key(at=NOON) == key

    def test_change_their_secret_by_command(self, settings, capsys):
        settings.BADGE_KEY_SECRETS = ["ancien"]
        badge = issued_badge()
        settings.BADGE_KEY_SECRETS = ["nouveau", "ancien"]

        call_command("rotate_badge_key", "--reseal")

        settings.BADGE_KEY_SECRETS = ["nouveau"]
        assert "1 keys" in capsys.readouterr().out
        assert open_key(BadgeKey.objects.get())
        assert read(badge)

    def test_say_what_to_do_when_no_secret_opens_them(self, settings):
        settings.BADGE_KEY_SECRETS = ["ancien"]
        signing_key()
        settings.BADGE_KEY_SECRETS = ["nouveau"]

        with pytest.raises(CommandError, match="put the former one back"):
            call_command("rotate_badge_key", "--reseal")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no row locks")
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def run(self, *acts):
        errors = []

        def act(each):
            try:
                each()
            except Exception as error:  # noqa: BLE001 - told to the test
                errors.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=act, args=[each]) for each in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []

    def test_two_workers_make_one_badge(self):
        badge = BadgeFactory()
        accept_badge(badge=badge, name_shown=NameShown.FULL, at=NOON)
        signing_key()
        both = threading.Barrier(2, timeout=5)

        self.run(*[lambda: (both.wait(), issue_badge(badge_id=badge.pk, at=NOON))] * 2)

        badge.refresh_from_db()
        assert badge.is_issued
        assert badge.files.count() == 2

    def test_two_rotations_leave_one_key(self):
        signing_key()
        both = threading.Barrier(2, timeout=5)

        self.run(*[lambda: (both.wait(), rotate_key(at=NOON))] * 2)

        assert BadgeKey.objects.current().count() == 1
