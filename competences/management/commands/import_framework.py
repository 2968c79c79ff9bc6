"""``manage.py import_framework FILE``: CASE 1.0 JSON or CSV, all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from competences.exchange.problems import FrameworkRefused
from competences.exchange.storage import import_framework


class Command(BaseCommand):
    help = "Importe un référentiel : CASE 1.0 (JSON) ou CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="fichier .json ou .csv")
        parser.add_argument(
            "--slug", default="", help="identifiant, s'il n'est pas dans le fichier"
        )
        parser.add_argument("--draft", action="store_true", help="en brouillon, quoi qu'il dise")

    def handle(self, *_args: Any, source: Path, slug: str, draft: bool, **_options: Any) -> None:
        try:
            data = source.read_bytes()
        except OSError:
            raise CommandError(f"Le fichier « {source} » n'est pas lisible.") from None
        try:
            done = import_framework(
                data=data, name=source.name, at=timezone.now(), slug=slug, as_draft=draft
            )
        except FrameworkRefused as refused:
            count = len(refused.problems)
            message = f"Rien n'est importé. À revoir ({count}) :\n{refused}"
            raise CommandError(message) from None
        state = done.framework.get_state_display()
        words = f"{state}." if done.changed else "déjà là, rien n'a changé."
        self.stdout.write(f"« {done.framework} » : {words}")
        for remark in done.remarks:
            self.stdout.write(f"Pas encore publié : {remark}")
