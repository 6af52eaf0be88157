import django.db.models.deletion
import pingxuan.domain.identity
from django.conf import settings
from django.db import migrations, models


def texts_to_blocks(apps, schema_editor):
    for story in apps.get_model("showcase", "Story").objects.all():
        story.blocks = [{"kind": "text", "text": story.body}] if story.body else []
        story.draft = {
            name: getattr(story, name)
            for name in ("title", "by", "lead", "place", "theme", "link", "blocks")
        }
        story.version = 1
        story.save()
        apps.get_model("showcase", "StoryVersion").objects.create(
            story=story,
            number=1,
            content=story.draft,
            made_by=story.written_by,
            made_at=story.publish_at,
        )


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("showcase", "0001_initial"),
    ]

    operations = [
        migrations.AddField("story", "blocks", models.JSONField(default=list)),
        migrations.AddField("story", "draft", models.JSONField(default=dict)),
        migrations.AddField("story", "version", models.PositiveIntegerField(default=0)),
        migrations.AddField("story", "is_withdrawn", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="StoryVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("story", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="showcase.story")),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("story", "number"), name="one_story_version")],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=140)),
                ("media_type", models.CharField(max_length=40)),
                ("sha256", models.CharField(max_length=64)),
                ("file", models.FileField(upload_to="stories/")),
                ("added_at", models.DateTimeField()),
                ("added_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("story", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="showcase.story")),
            ],
        ),
        migrations.RunPython(texts_to_blocks, migrations.RunPython.noop),
        migrations.RemoveField("story", "body"),
    ]
