"""Trainers write frameworks; editors publish them."""

from django.db import migrations

TRAINERS, EDITORS = "Formateurs", "Éditeurs"
WRITE = ["add", "change", "view"]
PERMISSIONS = {
    TRAINERS: {"framework": WRITE, "competence": [*WRITE, "delete"]},
    EDITORS: {
        "framework": [*WRITE, "delete", "publish"],
        "competence": [*WRITE, "delete"],
    },
}


def open_to_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, models in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        for model, actions in models.items():
            kind, _created = ContentType.objects.get_or_create(app_label="competences", model=model)
            for action in actions:
                codename = f"{action}_{model}"
                # Those of models are made after all migrations, too late for us.
                permission, _created = Permission.objects.get_or_create(
                    content_type=kind,
                    codename=codename,
                    defaults={"name": f"Can {codename.replace('_', ' ')}"},
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("competences", "0006_posture_groups"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="framework",
            options={
                "ordering": ["title", "-published_on", "-pk"],
                "permissions": [("publish_framework", "Can publish framework")],
                "verbose_name": "référentiel",
                "verbose_name_plural": "référentiels",
            },
        ),
        migrations.RunPython(open_to_groups, migrations.RunPython.noop),
    ]
