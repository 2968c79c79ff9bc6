"""``manage.py import_path FOLDER``: publish the path of a folder, all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.exchange.loading import import_path
from courses.exchange.problems import ExchangeRefused


class Command(BaseCommand):
    help = "Importe un parcours : un dossier, son path.yaml ou un .zip (format palier-path/1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="dossier, path.yaml ou .zip")

    def handle(self, *_args: Any, source: Path, **_options: Any) -> None:
        try:
            done = import_path(source=source)
        except ExchangeRefused as refused:
            count = len(refused.problems)
            message = f"Rien n'est importé. À revoir ({count}) :\n{refused}"
            raise CommandError(message) from None
        created, changed = len(done.created), len(done.changed)
        self.stdout.write(f"« {done.path} » : {created} module(s) de plus, {changed} changé(s).")
        for term in done.redefined:
            self.stdout.write(f"Le mot « {term} » avait une autre explication.")
