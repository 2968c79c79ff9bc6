"""Who keeps the directory of structures: a group of the workshop, for coordinators."""

from django.db import migrations

GROUP = "Annuaire des structures"
PERMISSIONS = [("wagtailadmin", "admin", "access_admin")] + [
    ("accompaniment", model, f"{action}_{model}")
    for model in ("structure", "service")
    for action in ("add", "change", "view")
]


def create_group(apps, schema_editor):
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    group.permissions.add(*[permission(apps, *named) for named in PERMISSIONS])


def permission(apps, app, model, codename):
    """Return the permission; those of models are made after all migrations, too late for us."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _created = ContentType.objects.get_or_create(app_label=app, model=model)
    found, _created = Permission.objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return found


def remove_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("accompaniment", "0004_referral_answered_by"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0006_formstate"),
    ]

    operations = [migrations.RunPython(create_group, remove_group)]
