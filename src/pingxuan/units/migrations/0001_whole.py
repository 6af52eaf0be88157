import django.db.models.deletion
import pingxuan.domain.identity
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('units', '0001_initial'),
        ('units', '0002_names_of_the_past'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('short_name', models.CharField(blank=True, max_length=40)),
                ('level', models.CharField(choices=[('province', '省级'), ('city', '市级'), ('county', '县级'), ('unit', '单位')], max_length=10)),
                ('path', models.CharField(db_index=True, editable=False, max_length=400)),
                ('is_active', models.BooleanField(default=True)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('ended_at', models.DateTimeField(null=True)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='units.unit')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='units.unit')),
            ],
            options={
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='PastName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('place', models.CharField(max_length=600)),
                ('until_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past_names', to='units.unit')),
            ],
            options={
                'ordering': ['until_at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(fields=('parent', 'name'), name='units_one_name_per_parent'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='units_one_code'),
        ),
    ]
