import django.db.models.deletion
import pingxuan.accounts.fields
import pingxuan.domain.identity
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('letterbox', '0001_mailbox'),
    ]

    initial = True

    dependencies = [
        ('campaigns', '0001_whole'),
        ('nominations', '0001_whole'),
        ('units', '0001_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('host', models.CharField(max_length=200)),
                ('port', models.PositiveIntegerField(default=993)),
                ('way', models.CharField(choices=[('tls', 'SSL/TLS'), ('starttls', 'STARTTLS'), ('plain', '不加密')], default='tls', max_length=8)),
                ('username', models.CharField(max_length=200)),
                ('password', pingxuan.accounts.fields.EncryptedText()),
                ('folder', models.CharField(default='INBOX', max_length=200)),
                ('is_on', models.BooleanField(default=True)),
                ('answers', models.BooleanField(default=False)),
                ('answer_text', models.TextField(blank=True)),
                ('smtp_host', models.CharField(blank=True, max_length=200)),
                ('smtp_port', models.PositiveIntegerField(default=465)),
                ('smtp_way', models.CharField(choices=[('tls', 'SSL/TLS'), ('starttls', 'STARTTLS'), ('plain', '不加密')], default='tls', max_length=8)),
                ('uid_validity', models.BigIntegerField(null=True)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_index=True, null=True)),
                ('looked_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, choices=[('connect', '连不上服务器'), ('tls', '服务器的证书不能验证'), ('login', '用户名或授权码不对，或邮箱没有开通 IMAP'), ('folder', '没有这个文件夹，或邮箱拒绝打开'), ('broken', '收取中断'), ('forbidden', '这个地址不允许连接')], max_length=10)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('answers_since', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailboxes', to='campaigns.campaign')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.UUIDField(default=pingxuan.domain.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('identity', models.CharField(max_length=64)),
                ('message_id', models.CharField(blank=True, max_length=500)),
                ('sender', pingxuan.accounts.fields.EncryptedText(blank=True)),
                ('subject', pingxuan.accounts.fields.EncryptedText(blank=True)),
                ('is_too_large', models.BooleanField(default=False)),
                ('has_cloud_files', models.BooleanField(default=False)),
                ('taken_at', models.DateTimeField()),
                ('answer', models.CharField(choices=[('none', '不回复'), ('due', '待回复'), ('begun', '正在回复'), ('sent', '已回复'), ('failed', '回复没有发出')], default='none', max_length=6)),
                ('answered_at', models.DateTimeField(null=True)),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='letterbox.mailbox')),
            ],
            options={
                'ordering': ['-taken_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Enclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('was_known', models.BooleanField(default=False)),
                ('incoming', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='nominations.incomingform')),
                ('mail', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enclosures', to='letterbox.mail')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('mail', 'sha256'), name='each_enclosure_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='mailbox',
            constraint=models.UniqueConstraint(fields=('campaign', 'unit'), name='one_mailbox_per_office'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.UniqueConstraint(fields=('mailbox', 'identity'), name='each_mail_once'),
        ),
    ]
