from django.db import migrations
from django.utils import timezone


def carry(apps, schema_editor):
    """Give each founder who said her project in one sentence the project that it is."""
    Profile = apps.get_model("learners", "FounderProfile")
    Project = apps.get_model("learners", "Project")
    Member = apps.get_model("learners", "ProjectMember")
    now = timezone.now()
    said = Profile.objects.exclude(project="").select_related("user").order_by("pk")
    for profile in said.iterator(chunk_size=500):
        since = min(profile.user.date_joined, now)
        project = Project.objects.create(sentence=profile.project, created_at=since)
        Member.objects.create(project=project, founder=profile.user, joined_at=since)


def carry_back(apps, schema_editor):
    Profile = apps.get_model("learners", "FounderProfile")
    Member = apps.get_model("learners", "ProjectMember")
    said = Member.objects.filter(left_at=None).exclude(project__sentence="")
    for member in said.select_related("project").iterator(chunk_size=500):
        Profile.objects.filter(user=member.founder_id).update(project=member.project.sentence)


class Migration(migrations.Migration):
    dependencies = [("learners", "0002_project")]

    operations = [
        migrations.RunPython(carry, carry_back),
        migrations.RemoveField(model_name="founderprofile", name="project"),
    ]
