"""Each seal keeps the name of the unit of its time; those that stand take today's, which is the same."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_names(apps, schema_editor):
    """Copy the names, in one statement."""
    unit = apps.get_model("units", "Unit")
    name = unit.objects.filter(pk=OuterRef("unit_id")).values("name")[:1]
    apps.get_model("nominations", "Endorsement").objects.update(unit_name=Subquery(name))


class Migration(migrations.Migration):
    dependencies = [
        ("nominations", "0007_scan_mark"),
        ("units", "0002_names_of_the_past"),
    ]

    operations = [
        migrations.AddField(
            model_name="endorsement",
            name="unit_name",
            field=models.CharField(default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="endorsement",
            name="unit_place",
            field=models.CharField(blank=True, default="", max_length=600),
            preserve_default=False,
        ),
        migrations.RunPython(take_names, migrations.RunPython.noop),
    ]
