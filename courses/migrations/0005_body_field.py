from django.db import migrations

import courses.models.fields


class Migration(migrations.Migration):

    dependencies = [("courses", "0004_wording")]

    operations = [
        migrations.AlterField(
            model_name="module",
            name="body",
            field=courses.models.fields.BodyField(blank=True, verbose_name="contenu"),
        ),
    ]
