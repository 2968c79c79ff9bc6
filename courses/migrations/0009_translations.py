"""Translations of modules: their objectives too, by those who write."""

from importlib import import_module

from django.db import migrations

import courses.models.fields

studio = import_module("courses.migrations.0003_studio_groups")
TRANSLATORS = ["Formateurs", "Auteurs", "Validateurs", "Éditeurs"]


def let_authors_translate(apps, schema_editor):
    submit = studio.permission(apps, "wagtail_localize", "translation", "submit_translation")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=TRANSLATORS):
        group.permissions.add(submit)


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0008_authors_and_validators"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [
        migrations.AlterField(
            model_name="module",
            name="objectives",
            field=courses.models.fields.TextsField(
                blank=True, default=list, verbose_name="objectifs"
            ),
        ),
        migrations.RunPython(let_authors_translate, migrations.RunPython.noop),
    ]
