"""Invented cases of an invented province: public servants who answer people online."""

from __future__ import annotations

import random
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

PLATFORMS = ("微博", "微信", "头条号", "抖音号", "快手号", "小程序", "手机客户端")
ETHNICITIES = ("汉族", "汉族", "汉族", "汉族", "回族", "满族", "蒙古族")


@dataclass(frozen=True)
class Case:
    """One line of `data/cases.tsv`: who did what, told in three sentences."""

    number: int
    category: str
    unit: str
    title: str
    name: str
    post: str
    problem: str
    method: str
    result: str

    @property
    def phone(self) -> str:
        """An invented number of the block that is nobody's."""
        return f"1380000{2000 + self.number:04d}"


def read_lines(name: str) -> list[list[str]]:
    """Read a table of the demo's data, comments left out."""
    text = (files("pingxuan.demo") / "data" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def all_cases() -> list[Case]:
    """Give the cases in the order of the table."""
    return [Case(number, *fields) for number, fields in enumerate(read_lines("cases.tsv"), 1)]


def narrative(case: Case, chance: random.Random) -> str:
    """Tell a case in five paragraphs of data rather than adjectives. Source: C24."""
    platform, second = chance.sample(PLATFORMS, 2)
    begun = f"2021年{chance.randint(2, 5)}月"
    posts, answers = chance.randint(60, 640), chance.randint(900, 12_000)
    reads, shares = chance.randint(40, 2600), chance.randint(3, 90)
    before = chance.randint(2, 30)
    after = before + chance.randint(5, 60)
    hours = chance.randint(3, 30)
    who = f"{case.name}和同事" if case.category == "individual" else case.unit
    return "\n".join(
        [
            f"{case.result}。此前，{case.problem}。{begun}起，{who}从这件小事做起：{case.method}。",
            f"一、入口放在大家手边。在{platform}和{second}开设专栏，固定时间更新，"
            f"截至2021年10月底共发布{posts}条，阅读（播放）{reads}万次，转发分享{shares / 10}万次。",
            f"二、问了就有回音。评论和私信逐条登记，共答复{answers:,}条，平均{hours}小时内回复，"
            f"需要转办的写明转给谁、什么时候有结果，群众可以自己查到进度。",
            f"三、办得怎么样请群众说。每月公开一次数据，包括没有办好的{chance.randint(3, 40)}件及原因；"
            f"账号关注人数由{before}万人增加到{after}万人。",
            f"做法整理成{chance.randint(6, 18)}页的操作说明，"
            f"已有{chance.randint(3, 21)}个单位照着做。",
            f"账号：https://example.org/{account_slug(case)}；作品：https://example.org/w/{case.number:03d}",
        ]
    )


def account_slug(case: Case) -> str:
    """Name the case's account in addresses of the reserved example domain."""
    return f"{case.category[:3]}-{case.number:03d}"


def form_values(case: Case) -> dict[str, Any]:
    """Fill in the whole nomination form for a case; the same each time."""
    chance = random.Random(case.number)  # noqa: S311 - invented data, not a secret
    followers = chance.randint(2, 80) * 10_000
    return {
        "name": case.name,
        "ethnicity": chance.choice(ETHNICITIES),
        "birth": f"{chance.randint(1968, 1996)}-{chance.randint(1, 12):02d}",
        "political": chance.choice(("中共党员", "中共党员", "群众")),
        "gender": chance.choice(("男", "女")),
        "phone": case.phone,
        "post": f"澄川省 {case.unit} {case.post}",
        "category": case.category,
        "title": case.title,
        "narrative": narrative(case, chance),
        "accounts": [
            {
                "platform": chance.choice(PLATFORMS),
                "name": case.title.split("：")[0].strip("“”？"),
                "link": f"https://example.org/{account_slug(case)}",
                "followers": followers,
            }
        ],
        "works": [
            {
                "platform": chance.choice(PLATFORMS),
                "title": f"{case.title.split('：')[0]}（之{n}）",
                "link": f"https://example.org/w/{case.number:03d}/{n}",
                "reads": chance.randint(2, 300) * 1000,
                "forwards": chance.randint(1, 90) * 100,
                "shares": chance.randint(1, 60) * 100,
                "comments": chance.randint(1, 50) * 100,
                "as_of": "2021-10-31",
            }
            for n in (1, 2)
        ],
        "consent": True,
    }
