"""What the page of all components is shown with: invented people, one of each state. Demo and tests only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from pingxuan.domain.rules.text import Text
from pingxuan.domain.vocabulary import Status
from pingxuan.voting.queries.own import PoolToday
from pingxuan.web.charts import bars, columns
from pingxuan.web.entries import Playable
from pingxuan.web.frames import Link, Rail

NOW = datetime(2021, 11, 24, 6, 30, tzinfo=UTC)
OPENS = datetime(2021, 11, 20, 12, 0, tzinfo=UTC)
CLOSES = datetime(2021, 11, 30, 16, 0, tzinfo=UTC)


class NominationForm(forms.Form):
    """A form with a field of each kind."""

    name = forms.CharField(label="姓名（报送人）")
    phone = forms.CharField(label="手机号", help_text="不公开，仅用于联系。")
    gender = forms.ChoiceField(label="性别", choices=[("f", "女"), ("m", "男")])
    post = forms.CharField(label="单位及职务")
    category = forms.ChoiceField(
        label="征集类别",
        choices=[("J", "优秀机构案例"), ("G", "优秀个人案例"), ("C", "优秀创意案例")],
        widget=forms.RadioSelect,
    )
    narrative = forms.CharField(
        label="主要事迹",
        help_text="用数据说话。标点计入字数，空格和换行不计。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    consent = forms.BooleanField(label="本人同意公开以上内容")

    def clean_phone(self) -> str:
        """Ask for eleven digits."""
        raise forms.ValidationError("手机号应为 11 位，现在是 9 位。")


def _step(char: str, state: str, what: str, when: str) -> SimpleNamespace:
    return SimpleNamespace(char=char, state=state, what=what, when=when, note="")


def _stage(name: str, state: str, first: datetime, days: int) -> SimpleNamespace:
    return SimpleNamespace(
        name=name, state=state, share=42, opens_at=first, closes_at=first + timedelta(days=days)
    )


def _request() -> HttpRequest:
    request = HttpRequest()
    request.method, request.path = "GET", "/_components"
    return request


def context(**changes: Any) -> dict[str, Any]:
    """Give the page of components its context, with `changes`."""
    sheet = SimpleNamespace(
        organiser="省级主管部门", host="某某新闻网", tz=ZoneInfo("Asia/Shanghai")
    )
    return {
        "campaign": SimpleNamespace(slug="mass-line-2021", title="走好网上群众路线"),
        "sheet": sheet,
        "person": SimpleNamespace(name="张三"),
        "now": NOW,
        "lang": "zh-hans",
        "theme": "light",
        "pool_samples": [
            PoolToday("institution", 4, 2, Text("优秀机构案例", "Institutions"), "机"),
            PoolToday("individual", 3, 3, Text("优秀个人案例", "Individuals"), "个"),
            PoolToday("creative", 3, 0, Text("优秀创意案例", "Creative works"), "创"),
        ],
        "size": "",
        "demo": True,
        "nav": [Link("/", "首页", False), Link("/vote", "投票", True)],
        "rail": Rail(
            who="云桥市",
            tier="市级推荐单位",
            seal="市",
            items=[Link("/a", "待办", False, 12, True), Link("/b", "收件", True, 44)],
        ),
        "request": _request(),
        "form": NominationForm(),
        "checked_form": NominationForm({"name": "张三", "phone": "138000000"}),
        "remarks": [SimpleNamespace(text="请核对号码。", by="柳溪县", done=False)],
        "steps": [
            _step("报", "outline", "柳溪县融媒体中心填报", "11-09 10:22"),
            _step("县", "done", "柳溪县推荐", "11-12 16:05"),
            _step("单", "void", "盖在第 3 版上，材料已改", "11-11 09:30"),
            _step("市", "wait", "云桥市推荐", "11 月 16 日 18:00 前"),
        ],
        "stages": [
            _stage("征集", "past", OPENS - timedelta(days=30), 30),
            _stage("互动投票", "at", OPENS, 10),
            _stage("评议", "next", CLOSES, 19),
            _stage("公示", "next", CLOSES + timedelta(days=19), 7),
        ],
        "statuses": list(Status),
        "codes": ["J-001", "J-002", "J-003", "G-004", "G-005", "C-006", "C-007", "C-008"],
        "page_obj": Paginator(range(44), 10).page(2),
        "columns": columns(
            [310, 620, 744, 705, 812, 1204, 96],
            [f"11-{20 + n}" for n in range(7)],
            is_open=[False] * 6 + [True],
        ),
        "bars": bars(["云桥市", "临溪市", "柳岸市", "直属单位"], [9, 6, 0, 4]),
        "film": Playable(
            "留言板的一天", "/film.mp4", "video/mp4", 4_200_000, "/captions.vtt", "", ""
        ),
        "years_without_calendar": [2027],
        "opens_at": OPENS,
        "closes_at": CLOSES,
        **changes,
    }
