import django.db.models.deletion
import pingxuan.accounts.fields
import pingxuan.domain.identity
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('jury', '0001_initial'),
        ('jury', '0002_rounds'),
        ('jury', '0003_seats'),
        ('jury', '0004_meetings'),
        ('jury', '0005_scoresheets'),
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
            name='Juror',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('round', models.CharField(max_length=20)),
                ('categories', models.JSONField(default=list)),
                ('is_outside', models.BooleanField(default=False)),
                ('interests', models.TextField(blank=True)),
                ('declared_at', models.DateTimeField(null=True)),
                ('code', models.CharField(max_length=20)),
                ('seated_at', models.DateTimeField()),
                ('pledged_at', models.DateTimeField(null=True)),
                ('pledge_version', models.CharField(blank=True, max_length=64)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('left_reason', models.CharField(blank=True, max_length=200)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jurors', to='campaigns.campaign')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jurors', to=settings.AUTH_USER_MODEL)),
                ('recused_units', models.ManyToManyField(related_name='+', to='units.unit')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('round', models.CharField(max_length=20)),
                ('categories', models.JSONField(default=list)),
                ('name', models.CharField(max_length=60)),
                ('phone', pingxuan.accounts.fields.EncryptedText(blank=True)),
                ('is_outside', models.BooleanField(default=False)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('state', models.CharField(choices=[('open', '待答复'), ('accepted', '已接受'), ('refused', '已谢绝'), ('revoked', '已撤回')], default='open', max_length=10)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jury_invitations', to='campaigns.campaign')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('juror', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitation', to='jury.juror')),
            ],
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('open', '待打分'), ('locked', '已锁定'), ('recused', '回避'), ('released', '已交回')], default='open', max_length=8)),
                ('recusal_reason', models.CharField(blank=True, max_length=200)),
                ('is_skipped', models.BooleanField(default=False)),
                ('comment', models.TextField(blank=True)),
                ('note', models.TextField(blank=True)),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('saved_at', models.DateTimeField(null=True)),
                ('locked_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='voting.entry')),
                ('juror', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='jury.juror')),
            ],
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(max_length=40)),
                ('mark', models.DecimalField(decimal_places=3, max_digits=7)),
                ('saved_at', models.DateTimeField()),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='jury.assignment')),
            ],
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('round', models.CharField(max_length=20)),
                ('agenda', models.JSONField(default=list)),
                ('at', models.PositiveIntegerField(default=0)),
                ('present', models.JSONField(default=list)),
                ('turn', models.PositiveIntegerField(default=0)),
                ('seed', models.CharField(max_length=32)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='campaigns.campaign')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MeetingLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('decision', '决定'), ('note', '记录')], max_length=10)),
                ('text', models.CharField(max_length=500)),
                ('written_at', models.DateTimeField()),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voting.entry')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='jury.meeting')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('round', models.CharField(max_length=20)),
                ('category', models.CharField(max_length=40)),
                ('candidates', models.JSONField(default=list)),
                ('seats', models.PositiveIntegerField()),
                ('at_most', models.PositiveIntegerField()),
                ('quorum', models.PositiveIntegerField(default=0)),
                ('majority', models.CharField(choices=[('most', '得票多的当选'), ('half', '过半数当选'), ('two_thirds', '三分之二当选')], max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('result', models.JSONField(default=dict)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='polls', to='campaigns.campaign')),
                ('first', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='again', to='jury.poll')),
                ('meeting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='polls', to='jury.meeting')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', models.JSONField(default=list)),
                ('salt', models.CharField(max_length=32)),
                ('cast_at', models.DateTimeField()),
                ('juror', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='jury.juror')),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='jury.poll')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('facts', models.JSONField(default=dict)),
                ('text', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('juror', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='jury.juror')),
            ],
        ),
        migrations.CreateModel(
            name='RoundClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.CharField(max_length=20)),
                ('goes_on', models.JSONField(default=list)),
                ('missing', models.JSONField(default=dict)),
                ('result_csv', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='round_closings', to='campaigns.campaign')),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ScoreSheet',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(choices=[('workbook', '电子打分表'), ('paper', '纸质打分表')], max_length=10)),
                ('state', models.CharField(choices=[('waiting', '待确认'), ('taken', '已录入'), ('refused', '已退回')], default='waiting', max_length=10)),
                ('rows', models.JSONField(default=dict)),
                ('file_hash', models.CharField(blank=True, max_length=64)),
                ('has_paper_pledge', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('remark', models.CharField(blank=True, max_length=200)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('juror', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='jury.juror')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='juror',
            constraint=models.UniqueConstraint(fields=('campaign', 'person', 'round'), name='one_juror_a_round'),
        ),
        migrations.AddConstraint(
            model_name='juror',
            constraint=models.UniqueConstraint(fields=('campaign', 'round', 'code'), name='one_juror_code'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('juror', 'entry'), name='one_assignment_a_juror'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('assignment', 'criterion'), name='one_mark_a_criterion'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('campaign',), name='one_open_meeting_a_campaign'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('campaign', 'round', 'category'), name='one_open_poll_a_category'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.UniqueConstraint(fields=('poll', 'juror'), name='one_ballot_a_juror'),
        ),
        migrations.AddConstraint(
            model_name='roundclosing',
            constraint=models.UniqueConstraint(fields=('campaign', 'round'), name='one_closing_a_round'),
        ),
    ]
