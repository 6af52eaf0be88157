import django.db.models.deletion
import pingxuan.domain.identity
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('voting', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('campaigns', '0001_whole'),
        ('nominations', '0001_whole'),
        ('units', '0001_whole'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UsedNonce',
            fields=[
                ('nonce', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('used_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('campaign', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='board', to='campaigns.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(blank=True, max_length=20)),
                ('reason', models.CharField(max_length=200)),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='campaigns.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='ChannelKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=20)),
                ('key_id', models.CharField(max_length=40)),
                ('algorithm', models.CharField(default='EdDSA', max_length=10)),
                ('public_key', models.TextField()),
                ('added_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channel_keys', to='campaigns.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key_id',), name='one_channel_key_id')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=12)),
                ('category', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('by', models.CharField(max_length=200)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('fact', models.CharField(blank=True, max_length=120)),
                ('search', models.TextField()),
                ('published_at', models.DateTimeField()),
                ('paused_at', models.DateTimeField(null=True)),
                ('pause_reason', models.CharField(blank=True, max_length=200)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='campaigns.campaign')),
                ('nomination', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='nominations.nomination')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nominations.revision')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'category', 'number'], name='voting_entr_campaig_d61d9e_idx')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='one_entry_per_number')],
            },
        ),
        migrations.CreateModel(
            name='ListedVoter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('voter', models.CharField(max_length=32)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'voter'), name='one_line_per_listed_voter')],
            },
        ),
    ]
