from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('audit', '0001_initial'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Head',
            fields=[
                ('chain', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=40)),
                ('number', models.PositiveBigIntegerField()),
                ('act', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.CharField(max_length=64)),
                ('person_id', models.UUIDField(null=True)),
                ('person_name', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('facts', models.JSONField(default=dict)),
                ('before', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['chain', 'number'],
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='audit_recor_subject_76f1de_idx')],
                'constraints': [models.UniqueConstraint(fields=('chain', 'number'), name='audit_one_line_per_number')],
            },
        ),
    ]
