"""Give a program a key to the API."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.api_tokens import issue_api_token
from core.models import User


class Command(BaseCommand):
    help = "Issue a token of the API to a person; it is printed once and cannot be read again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose rights the program has")
        parser.add_argument("name", help="what the token is for")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"No active person has the address {options['email']}.")
        name = options["name"].strip()
        if not 0 < len(name) <= 255:
            raise CommandError("A name has 1 to 255 characters.")
        token, text = issue_api_token(user=user, name=name)
        self.stderr.write(f"Token {token.pk} of {user.email}. Keep this line secret:")
        self.stdout.write(text)
