"""``manage.py export_path SLUG --to FOLDER``: write a published path as a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.exchange import bundle
from courses.exchange.loading import export_files
from courses.exchange.problems import ExchangeRefused
from courses.models import LearningPath


class Command(BaseCommand):
    help = "Exporte un parcours publié dans un dossier (format palier-path/1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="identifiant du parcours")
        parser.add_argument("--to", type=Path, help="dossier (sinon : ./SLUG)")
        parser.add_argument("--language", default="fr", help="langue du parcours (fr)")

    def handle(
        self, *_args: Any, slug: str, to: Path | None, language: str, **_options: Any
    ) -> None:
        path = (
            LearningPath.objects.published()
            .filter(slug=slug, locale__language_code=language)
            .first()
        )
        if path is None:
            raise CommandError(f"Aucun parcours publié ne s'appelle « {slug} ».")
        folder = to or Path(slug)
        try:
            files = export_files(path=path)
            bundle.write(files, folder)
        except ExchangeRefused as refused:
            raise CommandError(f"Rien n'est écrit :\n{refused}") from None
        self.stdout.write(f"{len(files)} fichiers écrits dans {folder}.")
