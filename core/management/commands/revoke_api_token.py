"""Take a program's key to the API back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import APIToken


class Command(BaseCommand):
    help = "Revoke a token of the API, by its number; without one, list them all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token", nargs="?", type=int, help="told when it was issued")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["token"] is None:
            self._list()
            return
        token = APIToken.objects.filter(pk=options["token"]).first()
        if token is None:
            raise CommandError(f"There is no token {options['token']}.")
        if token.revoked_at is None:
            token.revoke()
        self.stdout.write(f"Token {token.pk} ({token.name}) is revoked.")

    def _list(self) -> None:
        for token in APIToken.objects.select_related("user").order_by("pk"):
            used = f"{token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never"
            state = "revoked" if token.revoked_at else f"last used: {used}"
            self.stdout.write(f"{token.pk} {token.user.email} {token}: {state}")
