"""Where an office's mail lies, and whether it is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.letterbox.actions.answering import STANDARD
from pingxuan.letterbox.actions.setting_up import Place
from pingxuan.letterbox.connecting import IMAP_PORTS, SMTP_PORTS, may_lead_to
from pingxuan.letterbox.models import Mailbox

_WAYS = [
    ("tls", gettext_lazy("SSL/TLS（常用）")),
    ("starttls", "STARTTLS"),
    ("plain", gettext_lazy("不加密（仅限站点允许的内部服务器）")),
]


class MailboxForm(forms.Form):
    """The settings of one office's mailbox."""

    host = forms.CharField(
        label=gettext_lazy("IMAP 服务器"),
        max_length=200,
        help_text=gettext_lazy("例如 imap.163.com、imap.qq.com，或单位的邮件服务器。"),
    )
    port = forms.IntegerField(label=gettext_lazy("端口"), min_value=1, max_value=65535, initial=993)
    way = forms.ChoiceField(label=gettext_lazy("加密方式"), choices=_WAYS, initial="tls")
    username = forms.CharField(label=gettext_lazy("邮箱账号"), max_length=200)
    password = forms.CharField(
        label=gettext_lazy("授权码"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "网易、QQ 等邮箱要用在邮箱设置里生成的授权码，不是登录密码。加密保存，不再显示；留空则不改。"
        ),
    )
    folder = forms.CharField(label=gettext_lazy("文件夹"), max_length=200, initial="INBOX")
    is_on = forms.BooleanField(label=gettext_lazy("自动收取"), required=False, initial=True)
    answers = forms.BooleanField(
        label=gettext_lazy("读完后自动回复来信人，说明收到什么、哪里有问题"), required=False
    )
    smtp_host = forms.CharField(
        label=gettext_lazy("SMTP 服务器"), max_length=200, required=False,
        help_text=gettext_lazy("自动回复时才需要，例如 smtp.163.com。"),
    )  # fmt: skip
    smtp_port = forms.IntegerField(
        label=gettext_lazy("SMTP 端口"), min_value=1, max_value=65535, initial=465
    )
    smtp_way = forms.ChoiceField(label=gettext_lazy("SMTP 加密方式"), choices=_WAYS, initial="tls")
    answer_text = forms.CharField(
        label=gettext_lazy("回复的文字"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "zh-CN"}),  # letters are Chinese
        help_text=gettext_lazy(
            "花括号里的词（收到、问题、单位、件数）会换成实际内容。留空则用标准文字。"
        ),
    )

    def __init__(self, data: Any, mailbox: Mailbox | None) -> None:
        initial = {"answer_text": STANDARD}
        if mailbox is not None:
            names = [name for name in self.base_fields if name != "password"]
            initial = {name: getattr(mailbox, name) for name in names}
            initial["answer_text"] = mailbox.answer_text or STANDARD
        super().__init__(data, initial=initial)
        self._is_new = mailbox is None

    def clean(self) -> dict[str, Any]:
        """See that a new mailbox has its password, and that no server inside is meant by mistake."""
        cleaned = super().clean() or {}
        if self._is_new and not cleaned.get("password"):
            self.add_error("password", _("请填授权码。"))
        for name, ports in (("", IMAP_PORTS), ("smtp_", SMTP_PORTS)):
            host, port = cleaned.get(f"{name}host"), cleaned.get(f"{name}port")
            if host and port and not may_lead_to(host, port, ports):
                said = _(
                    "这个地址不能连接：只能用常用端口和外部服务器。内部服务器请管理员先列入允许名单。"
                )
                self.add_error(f"{name}host", said)
        if cleaned.get("answers") and not cleaned.get("smtp_host"):
            self.add_error("smtp_host", _("要自动回复，请填 SMTP 服务器。"))
        return cleaned

    def place(self) -> Place:
        """Give what was typed, once it is valid."""
        typed = dict(self.cleaned_data)
        if typed["answer_text"].replace("\r\n", "\n").strip() == STANDARD.strip():
            typed["answer_text"] = ""
        return Place(**typed)
