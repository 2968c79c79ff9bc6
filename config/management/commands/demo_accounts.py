"""Say how to sign in to the demonstration as each role."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo.accounts import accounts


class Command(BaseCommand):
    help = "List how to sign in to the demonstration as each role."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            self.stderr.write("PALIER_DEMO is not set: this is not the demonstration.")
            return
        for account in accounts():
            self.stdout.write(f"  {account.role:<34} {account.how}")
