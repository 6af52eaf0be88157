import django.db.models.deletion
import pingxuan.domain.identity
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('showcase', '0001_initial'),
        ('showcase', '0002_stories_of_blocks'),
        ('showcase', '0003_corrections_and_files'),
    ]

    initial = True

    dependencies = [
        ('campaigns', '0001_whole'),
        ('voting', '0001_whole'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('is_pinned', models.BooleanField(default=False)),
                ('publish_at', models.DateTimeField()),
                ('corrected_at', models.DateTimeField(null=True)),
                ('correction', models.CharField(blank=True, max_length=300)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulletins', to='campaigns.campaign')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=300)),
                ('before', models.TextField()),
                ('corrected_at', models.DateTimeField()),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='showcase.bulletin')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['corrected_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('winner', '入选案例'), ('account', '优秀账号')], max_length=8)),
                ('category', models.CharField(blank=True, max_length=40)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('theme', models.CharField(blank=True, max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('by', models.CharField(blank=True, max_length=200)),
                ('lead', models.CharField(blank=True, max_length=300)),
                ('blocks', models.JSONField(default=list)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('publish_at', models.DateTimeField()),
                ('draft', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=0)),
                ('is_withdrawn', models.BooleanField(default=False)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stories', to='campaigns.campaign')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stories', to='voting.entry')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=140)),
                ('media_type', models.CharField(max_length=40)),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(upload_to='stories/')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='showcase.story')),
            ],
        ),
        migrations.CreateModel(
            name='BulletinFile',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(upload_to='bulletins/%Y/')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='showcase.bulletin')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('bulletin', 'sha256'), name='a_file_once_on_a_notice')],
            },
        ),
        migrations.CreateModel(
            name='StoryVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='showcase.story')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('story', 'number'), name='one_story_version')],
            },
        ),
    ]
