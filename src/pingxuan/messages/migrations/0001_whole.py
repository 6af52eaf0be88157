import pingxuan.domain.identity
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('letters', '0001_initial'),
        ('letters', '0002_batches'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('sms', '短信'), ('email', '邮件'), ('site', '站内')], max_length=8)),
                ('to_cipher', models.TextField(blank=True)),
                ('subject', models.CharField(blank=True, max_length=120)),
                ('person_id', models.UUIDField(db_index=True, null=True)),
                ('template', models.CharField(max_length=60)),
                ('text', models.TextField()),
                ('about', models.CharField(blank=True, max_length=80)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(db_index=True, null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, max_length=200)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('read_at', models.DateTimeField(null=True)),
                ('batch', models.UUIDField(db_index=True, null=True)),
                ('not_before_at', models.DateTimeField(null=True)),
                ('held_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
