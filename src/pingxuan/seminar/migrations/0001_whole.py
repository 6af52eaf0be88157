import django.db.models.deletion
import pingxuan.accounts.fields
import pingxuan.domain.identity
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('seminar', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('campaigns', '0001_whole'),
        ('units', '0001_whole'),
        ('voting', '0001_whole'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Seminar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('place', models.CharField(max_length=200)),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('register_until', models.DateTimeField()),
                ('seats', models.PositiveIntegerField()),
                ('places_a_unit', models.PositiveSmallIntegerField()),
                ('about', models.TextField(blank=True)),
                ('recap', models.TextField(blank=True)),
                ('recap_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('campaign', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='seminar', to='campaigns.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('invited_at', models.DateTimeField()),
                ('declined_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voting.entry')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='seminar.seminar')),
            ],
            options={
                'ordering': ['unit__path', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('post', models.CharField(blank=True, max_length=120)),
                ('phone', pingxuan.accounts.fields.EncryptedText(blank=True)),
                ('code', models.CharField(max_length=12, unique=True)),
                ('state', models.CharField(choices=[('registered', 'registered'), ('cancelled', 'cancelled'), ('present', 'present')], default='registered', max_length=12)),
                ('registered_at', models.DateTimeField()),
                ('arrived_at', models.DateTimeField(null=True)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='seminar.invitation')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='seminar.seminar')),
            ],
            options={
                'ordering': ['invitation__unit__path', 'registered_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('title', models.CharField(max_length=120)),
                ('speaker', models.CharField(blank=True, max_length=120)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='seminar.seminar')),
            ],
            options={
                'ordering': ['begins_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(upload_to='seminar/')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='seminar.session')),
            ],
            options={
                'ordering': ['added_at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('seminar', 'entry'), name='one_invitation_an_entry'),
        ),
    ]
