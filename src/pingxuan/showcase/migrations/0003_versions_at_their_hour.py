"""A version may wait for its hour; those of before became public when they were made."""

from django.db import migrations, models
from django.db.models import F


def were_public(apps, schema_editor):
    apps.get_model("showcase", "StoryVersion").objects.update(public_from=F("made_at"))


class Migration(migrations.Migration):
    dependencies = [("showcase", "0002_film")]

    operations = [
        migrations.AddField(
            model_name="storyversion",
            name="public_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(were_public, migrations.RunPython.noop),
    ]
