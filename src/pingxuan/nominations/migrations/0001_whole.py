import django.db.models.deletion
import pingxuan.accounts.fields
import pingxuan.domain.identity
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('nominations', '0001_initial'),
        ('nominations', '0002_draft_saved_by'),
        ('nominations', '0003_attachments'),
        ('nominations', '0004_read_in_the_background'),
        ('nominations', '0005_links_and_likeness'),
        ('nominations', '0006_late'),
        ('nominations', '0007_scan_mark'),
        ('nominations', '0008_sealed_name'),
    ]

    initial = True

    dependencies = [
        ('campaigns', '0001_whole'),
        ('units', '0001_whole'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Nomination',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_self_nominated', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('draft', '草稿'), ('at_unit', '待单位意见'), ('at_office', '待审核'), ('returned', '退回待改'), ('declined', '未予推荐'), ('withdrawn', '已撤回'), ('accepted', '已受理'), ('published', '已公布'), ('in_review', '评议中'), ('selected', '拟入选'), ('reserve', '递补候选'), ('not_selected', '未入选'), ('awarded', '已入选'), ('disqualified', '已取消资格'), ('merged', '已并入')], max_length=16)),
                ('is_provisional', models.BooleanField(default=False)),
                ('draft', models.JSONField(default=dict)),
                ('draft_personal', pingxuan.accounts.fields.EncryptedJSON(blank=True, default=dict)),
                ('draft_version', models.PositiveIntegerField(default=0)),
                ('draft_saved_at', models.DateTimeField(null=True)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('category', models.CharField(blank=True, max_length=40)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('file_number', models.CharField(blank=True, max_length=20)),
                ('public_number', models.CharField(blank=True, max_length=12)),
                ('created_at', models.DateTimeField()),
                ('filed_at', models.DateTimeField(null=True)),
                ('moved_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='campaigns.campaign')),
                ('draft_saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='nominations.nomination')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='units.unit')),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('unit_name', models.CharField(max_length=120)),
                ('unit_place', models.CharField(blank=True, max_length=600)),
                ('tier', models.CharField(max_length=10)),
                ('opinion', models.CharField(max_length=500)),
                ('opinion_on', models.DateField()),
                ('sealed_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('voided_at', models.DateTimeField(null=True)),
                ('scan_mark', models.CharField(blank=True, max_length=8)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endorsements', to='nominations.nomination')),
            ],
            options={
                'ordering': ['sealed_at'],
            },
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('nomination', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='likeness', serialize=False, to='nominations.nomination')),
                ('title', models.CharField(max_length=200)),
                ('phone', models.CharField(blank=True, max_length=64)),
                ('sketch', models.BinaryField(default=bytes)),
                ('links', models.JSONField(default=list)),
                ('advice', models.JSONField(default=list)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('form', '推荐表'), ('scan', '盖章扫描件'), ('seal', '电子印章'), ('proof', '佐证'), ('picture', '图片'), ('pdf', 'PDF'), ('audio', '音频'), ('video_link', '视频链接')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('link', models.CharField(blank=True, max_length=500)),
                ('file', models.FileField(blank=True, upload_to='nominations/%Y/')),
                ('preview', models.FileField(blank=True, upload_to='previews/%Y/')),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('endorsement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='nominations.endorsement')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='nominations.nomination')),
            ],
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('content', models.JSONField()),
                ('personal', pingxuan.accounts.fields.EncryptedJSON(blank=True, default=dict)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='nominations.nomination')),
            ],
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(blank=True, max_length=40)),
                ('text', models.CharField(max_length=500)),
                ('made_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='nominations.nomination')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nominations.revision')),
            ],
        ),
        migrations.AddField(
            model_name='nomination',
            name='revision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nominations.revision'),
        ),
        migrations.AddField(
            model_name='endorsement',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='nominations.revision'),
        ),
        migrations.CreateModel(
            name='LikenessKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.campaign')),
                ('likeness', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='nominations.likeness')),
            ],
        ),
        migrations.AddField(
            model_name='likeness',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='nominations.revision'),
        ),
        migrations.CreateModel(
            name='LateAdmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('proposed_at', models.DateTimeField(null=True)),
                ('until_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('is_admitted', models.BooleanField(default=False)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='late_admissions', to='nominations.nomination')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('nomination',), name='one_late_question_at_a_time'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('proposed_by')), _negated=True), name='late_takes_two_people')],
            },
        ),
        migrations.CreateModel(
            name='IncomingForm',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('part', models.CharField(blank=True, max_length=120)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('file', models.FileField(upload_to='incoming/%Y/')),
                ('reading', pingxuan.accounts.fields.EncryptedJSON(blank=True, default=dict)),
                ('errors', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('received', '读取中'), ('waiting', '待确认'), ('held', '有问题待处理'), ('confirmed', '已转为草稿'), ('refused', '不收')], max_length=10)),
                ('arrived_at', models.DateTimeField()),
                ('claimed_by', models.CharField(blank=True, max_length=100)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='incoming_forms', to='campaigns.campaign')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nomination', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='incoming_forms', to='nominations.nomination')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'arrived_at'], name='incoming_to_read')],
            },
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=2000)),
                ('key', models.CharField(max_length=64)),
                ('same', models.CharField(db_index=True, max_length=64)),
                ('state', models.CharField(choices=[('unchecked', '还没有查'), ('opened', '打得开'), ('moved', '转到了别处'), ('dead', '打不开')], default='unchecked', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('landed', models.CharField(blank=True, max_length=500)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_index=True, null=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='link_checks', to='nominations.nomination')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('nomination', 'key'), name='one_check_per_link')],
            },
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('nomination', 'number'), name='one_revision_per_number'),
        ),
        migrations.AddIndex(
            model_name='nomination',
            index=models.Index(fields=['campaign', 'office', 'status'], name='nominations_campaig_5c7d47_idx'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.UniqueConstraint(condition=models.Q(('file_number', ''), _negated=True), fields=('campaign', 'file_number'), name='one_file_number'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.UniqueConstraint(condition=models.Q(('public_number', ''), _negated=True), fields=('campaign', 'public_number'), name='one_public_number'),
        ),
        migrations.AddConstraint(
            model_name='endorsement',
            constraint=models.UniqueConstraint(fields=('revision', 'unit'), name='one_seal_per_revision'),
        ),
        migrations.AddIndex(
            model_name='likenesskey',
            index=models.Index(fields=['campaign', 'key'], name='nominations_campaig_f94a12_idx'),
        ),
        migrations.AddIndex(
            model_name='likeness',
            index=models.Index(fields=['campaign', 'phone'], name='nominations_campaig_54f931_idx'),
        ),
        migrations.AddIndex(
            model_name='likeness',
            index=models.Index(fields=['campaign', 'title'], name='nominations_campaig_49f663_idx'),
        ),
    ]
