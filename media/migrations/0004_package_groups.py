"""Who writes imports packages; who runs the house installs the libraries that they bring."""

from importlib import import_module

from django.db import migrations

studio = import_module("courses.migrations.0003_studio_groups")

WRITE, SHARED = ["add", "change", "view"], ["add", "change", "view", "delete"]
PACKAGES = {
    "Formateurs": WRITE,
    "Auteurs": WRITE,
    "Validateurs": WRITE,
    "Éditeurs": SHARED,
}
INSTALLERS = "Bibliothèques H5P"


def give(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, actions in PACKAGES.items():
        # A house may have renamed or deleted a group: it is not made again.
        for group in Group.objects.filter(name=name):
            group.permissions.add(*packages(apps, actions))
    installers, _created = Group.objects.get_or_create(name=INSTALLERS)
    installers.permissions.add(
        studio.permission(apps, "wagtailadmin", "admin", "access_admin"),
        studio.permission(apps, "media", "h5plibrary", "install_h5plibrary"),
        *packages(apps, SHARED),
    )


def packages(apps, actions):
    return [studio.permission(apps, "media", "package", f"{action}_package") for action in actions]


def take_back(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name=INSTALLERS).delete()
    for group in Group.objects.filter(name__in=PACKAGES):
        group.permissions.remove(*packages(apps, SHARED))


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0003_packages"),
        ("courses", "0008_authors_and_validators"),
    ]

    operations = [migrations.RunPython(give, take_back)]
