"""Who writes and who publishes: the groups of the workshop, and the workflow between them."""

from django.db import migrations

TRAINERS, EDITORS = "Formateurs", "Éditeurs"

WRITE = ["add", "change", "view"]
PUBLISH = [*WRITE, "delete", "publish", "lock", "unlock"]
SHARED = [*WRITE, "delete"]
PERMISSIONS = {
    TRAINERS: {
        ("courses", "module"): WRITE,
        ("courses", "learningpath"): WRITE,
        ("courses", "glossaryterm"): WRITE,
        ("media", "audio"): WRITE,
        ("competences", "framework"): ["view"],
        ("competences", "competence"): ["view"],
    },
    EDITORS: {
        ("courses", "module"): PUBLISH,
        ("courses", "learningpath"): PUBLISH,
        ("courses", "glossaryterm"): SHARED,
        ("media", "audio"): SHARED,
        ("competences", "framework"): SHARED,
        ("competences", "competence"): SHARED,
    },
}
IMAGES = {TRAINERS: ["add", "choose"], EDITORS: ["add", "change", "choose"]}
PAGES = ["add", "change", "publish"]
WORKFLOW = "Relecture avant publication"


def create_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)

    for name, models in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(permission(apps, "wagtailadmin", "admin", "access_admin"))
        for (app, model), actions in models.items():
            group.permissions.add(
                *[permission(apps, app, model, f"{action}_{model}") for action in actions]
            )
        for action in IMAGES[name]:
            GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=collection,
                # Wagtail asks for the permission of its own model, whichever model is used.
                permission=permission(apps, "wagtailimages", "image", f"{action}_image"),
            )
    for action in PAGES:
        GroupPagePermission.objects.get_or_create(
            group=Group.objects.get(name=EDITORS),
            page=root,
            permission=permission(apps, "wagtailcore", "page", f"{action}_page"),
        )
    workflow = create_workflow(apps, Group.objects.get(name=EDITORS))
    replace_english_groups(apps, workflow, root)


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


def create_workflow(apps, editors):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowContentType = apps.get_model("wagtailcore", "WorkflowContentType")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")

    kind, _created = ContentType.objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    task = GroupApprovalTask.objects.create(
        name="Relecture par les éditeurs", content_type=kind, active=True
    )
    task.groups.add(editors)
    workflow = Workflow.objects.create(name=WORKFLOW, active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for model in "module", "learningpath":
        content_type, _created = ContentType.objects.get_or_create(
            app_label="courses", model=model
        )
        WorkflowContentType.objects.get_or_create(
            content_type=content_type, defaults={"workflow": workflow}
        )
    return workflow


def replace_english_groups(apps, workflow, root):
    """Take away the groups and the workflow that Wagtail brings, unless someone is in them."""
    Group = apps.get_model("auth", "Group")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    Group.objects.filter(name__in=["Editors", "Moderators"], user__isnull=True).delete()
    if not Group.objects.filter(name="Moderators").exists():
        apps.get_model("wagtailcore", "Workflow").objects.filter(name="Moderators approval").delete()
        apps.get_model("wagtailcore", "Task").objects.filter(name="Moderators approval").delete()
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=PERMISSIONS).delete()
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0002_path_glossary"),
        ("competences", "0001_initial"),
        ("media", "0002_audio_size"),
        ("core", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(create_groups, remove_groups)]
