"""A module in another language, by `wagtail-localize`: string by string, tied to its source.

The translation keeps the address and the activities (their ids) of its source: it is the same
module, read in another language.
"""

from dataclasses import dataclass
from pathlib import Path

import polib
from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from core.models import User
from courses.models import Module


@dataclass(frozen=True)
class Translated:
    module: Module
    strings: int
    translated: int
    unused: int
    """Entries of the file that the module does not say any more."""


@transaction.atomic
def translate_module(
    *, module: Module, language: str, catalogue: Path, by: User | None = None
) -> Translated:
    """Publish `module` in `language` with the strings of a PO file; what it lacks stays as it was.

    The second time, the same file changes nothing.
    """
    locale, _created = Locale.objects.get_or_create(language_code=language)
    source, _created = TranslationSource.update_or_create_from_instance(module)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    unused = translation.import_po(polib.pofile(str(catalogue)), user=by)
    translation.save_target(user=by, publish=True)
    total, done = translation.get_progress()
    return Translated(module.get_translation(locale), total, done, len(unused))


def write_catalogue(*, module: Module, catalogue: Path) -> int:
    """Write the strings of `module` for a translator; return how many there are."""
    source, _created = TranslationSource.update_or_create_from_instance(module)
    source.export_po().save(str(catalogue))
    return int(StringSegment.objects.filter(source=source).count())
