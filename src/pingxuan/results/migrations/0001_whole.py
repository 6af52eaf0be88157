import django.db.models.deletion
import pingxuan.accounts.fields
import pingxuan.domain.identity
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('results', '0001_initial'),
        ('results', '0002_two_people'),
        ('results', '0003_notices_and_objections'),
        ('results', '0004_certificates_and_packages'),
        ('results', '0005_raw_votes'),
    ]

    initial = True

    dependencies = [
        ('campaigns', '0001_whole'),
        ('voting', '0001_whole'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('round', models.CharField(blank=True, max_length=20)),
                ('inputs', models.JSONField(default=dict)),
                ('rules_toml', models.TextField()),
                ('marks_csv', models.TextField()),
                ('votes_csv', models.TextField(blank=True)),
                ('raw_votes_csv', models.TextField(blank=True)),
                ('result_csv', models.TextField()),
                ('explanation', models.JSONField(default=dict)),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='campaigns.campaign')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('announced_at', models.DateTimeField()),
                ('announced_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='announcement', to='results.decision')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='results.decision')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voting.entry')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(blank=True, max_length=12)),
                ('name', pingxuan.accounts.fields.EncryptedText()),
                ('unit', pingxuan.accounts.fields.EncryptedText(blank=True)),
                ('text', pingxuan.accounts.fields.EncryptedText()),
                ('made_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('received', '已收到'), ('dismissed', '不成立'), ('corrected', '已更正'), ('disqualified', '取消资格')], default='received', max_length=14)),
                ('answer', models.TextField(blank=True)),
                ('ruled_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='voting.entry')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='results.notice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to=settings.AUTH_USER_MODEL)),
                ('ruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ObjectionFile',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(upload_to='objections/%Y/')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='results.objection')),
            ],
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=40)),
                ('rank', models.PositiveIntegerField(null=True)),
                ('jury', models.CharField(blank=True, max_length=40)),
                ('vote', models.CharField(blank=True, max_length=40)),
                ('total', models.CharField(blank=True, max_length=40)),
                ('status', models.CharField(max_length=16)),
                ('decided_by', models.CharField(max_length=60)),
                ('phone_lookup', models.CharField(blank=True, db_index=True, max_length=64)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='results.decision')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='voting.entry')),
            ],
            options={
                'ordering': ['category', 'rank', 'entry__number'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('serial', models.CharField(max_length=40)),
                ('code', models.CharField(max_length=40, unique=True)),
                ('wording', models.JSONField()),
                ('issued_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_reason', models.CharField(blank=True, max_length=200)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificates', to='campaigns.campaign')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='results.outcome')),
            ],
            options={
                'ordering': ['serial'],
            },
        ),
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('certificates', '全部证书'), ('entry', '一件的全部材料'), ('campaign', '活动的全部材料')], max_length=16)),
                ('base_url', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('waiting', '等待'), ('making', '正在做'), ('done', '已做好'), ('failed', '没有做成')], default='waiting', max_length=8)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('file', models.FileField(blank=True, upload_to='packages/%Y/')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='packages', to='campaigns.campaign')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voting.entry')),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.TextField()),
                ('effects', models.JSONField(default=list)),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('refusal', models.TextField(blank=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='removals', to='results.decision')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='removals', to='voting.entry')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='removals', to='results.objection')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='TieRuling',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.TextField()),
                ('effects', models.JSONField(default=list)),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('refusal', models.TextField(blank=True)),
                ('category', models.CharField(max_length=40)),
                ('order', models.JSONField(default=list)),
                ('held_on', models.DateField()),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tie_rulings', to='results.decision')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('decision', 'entry'), name='one_notice_of_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('entry', None)), fields=('decision',), name='one_notice_of_the_list'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.UniqueConstraint(fields=('decision', 'entry'), name='one_outcome_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('campaign', 'serial'), name='one_certificate_a_serial'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('outcome',), name='one_valid_certificate_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='removal',
            constraint=models.UniqueConstraint(condition=models.Q(('refused_at', None)), fields=('entry',), name='one_removal_of_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='tieruling',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at', None), ('refused_at', None)), fields=('decision', 'category'), name='one_waiting_ruling_of_a_category'),
        ),
    ]
