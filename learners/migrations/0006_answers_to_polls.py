from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("learners", "0005_evidence")]

    operations = [
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                condition=models.Q(("kind", "poll")), fields=["activity_id"], name="answers_to_polls"
            ),
        ),
    ]
