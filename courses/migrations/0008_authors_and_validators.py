"""Whoever writes, whoever validates: two groups that coordinators give, trainers or not."""

from importlib import import_module

from django.db import migrations

studio = import_module("courses.migrations.0003_studio_groups")

AUTHORS, VALIDATORS = "Auteurs", "Validateurs"
VALIDATE = {
    ("courses", "module"): [*studio.WRITE, "publish", "lock", "unlock"],
    ("courses", "learningpath"): [*studio.WRITE, "publish", "lock", "unlock"],
    ("courses", "glossaryterm"): studio.WRITE,
    ("media", "audio"): studio.WRITE,
    ("competences", "framework"): ["view"],
    ("competences", "competence"): ["view"],
}
PERMISSIONS = {AUTHORS: studio.PERMISSIONS[studio.TRAINERS], VALIDATORS: VALIDATE}
TASK, TASK_BEFORE = "Relecture par un validateur", "Relecture par les éditeurs"


def create_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for name, models in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(studio.permission(apps, "wagtailadmin", "admin", "access_admin"))
        for (app, model), actions in models.items():
            group.permissions.add(
                *[studio.permission(apps, app, model, f"{action}_{model}") for action in actions]
            )
        for action in "add", "choose":
            GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=Collection.objects.get(depth=1),
                permission=studio.permission(apps, "wagtailimages", "image", f"{action}_image"),
            )
    let_validators_decide(apps, Group.objects.get(name=VALIDATORS))


def let_validators_decide(apps, validators):
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    # Whoever renamed or replaced the workflow in the workshop keeps what she made.
    for task in GroupApprovalTask.objects.filter(name=TASK_BEFORE):
        task.groups.add(validators)
        task.name = TASK
        task.save()


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=PERMISSIONS).delete()
    apps.get_model("wagtailcore", "Task").objects.filter(name=TASK).update(name=TASK_BEFORE)


class Migration(migrations.Migration):

    dependencies = [("courses", "0007_assessment_rules")]

    operations = [migrations.RunPython(create_groups, remove_groups)]
