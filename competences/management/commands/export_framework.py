"""``manage.py export_framework SLUG``: write a framework as CASE 1.0 JSON or CSV."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from competences.exchange.storage import export_framework
from competences.models import Framework


class Command(BaseCommand):
    help = "Exporte un référentiel : la version publiée la plus récente, ou celle que l'on dit."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Here ``--version`` is that of the framework, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="identifiant du référentiel")
        parser.add_argument("--version", dest="number", help="version (par exemple 2)")
        parser.add_argument("--format", choices=["case", "csv"], default="case", dest="kind")
        parser.add_argument("--to", type=Path, help="fichier (sinon : la sortie)")

    def handle(
        self,
        *_args: Any,
        slug: str,
        number: str | None,
        kind: str,
        to: Path | None,
        **_options: Any,
    ) -> None:
        versions = Framework.objects.filter(slug=slug)
        versions = versions.filter(version=number) if number else versions.published()
        framework = versions.order_by("-published_on", "-pk").first()
        if framework is None:
            raise CommandError(f"Aucun référentiel publié ne s'appelle « {slug} ».")
        data = export_framework(framework=framework, kind=kind)
        if to is None:
            self.stdout.write(data.decode(), ending="")
            return
        to.write_bytes(data)
        self.stdout.write(f"« {framework} » est écrit dans {to}.")
