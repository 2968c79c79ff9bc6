"""Have a new key sign badges from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from competences.badges.keys import KeyLocked
from competences.services.badge_keys import reseal_keys, rotate_key


class Command(BaseCommand):
    help = (
        "Make a new key for badges; the former ones stay public, so that what they signed holds."
        " --reseal only encrypts every private key again, with the first of BADGE_KEY_SECRET."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reseal", action="store_true", help="change the encryption, not keys")

    def handle(self, *_args: Any, reseal: bool, **_options: Any) -> None:
        if not reseal:
            key = rotate_key(at=timezone.now())
            self.stdout.write(f"New badges are signed with {key.kid}")
            return
        try:
            count = reseal_keys()
        except KeyLocked as error:
            raise CommandError(
                "No secret of the settings opens a key: put the former one back into"
                " BADGE_KEY_SECRET, after the new one."
            ) from error
        self.stdout.write(f"{count} keys are encrypted with the first secret.")
