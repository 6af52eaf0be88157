"""A juror's pack to judge offline: the dossier as PDF, the score sheet as workbook. Source: G4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingxuan.campaigns.models import Campaign
from pingxuan.jury.models import Assignment, Juror
from pingxuan.papers.scoresheet import Column, Line, ScaleOf, Words, write_score_sheet
from pingxuan.papers.typesetting import typeset, unprintable
from pingxuan.web.entries import EvidenceTable
from pingxuan.web.jury_desk import Dossier, dossier_of


def columns_of(campaign: Campaign) -> list[Column]:
    """Give the qualities as columns; their headings are in the campaign's own words."""
    return [Column(one.code, str(one.name), one.weight) for one in campaign.sheet.jury.criteria]


def words_of(campaign: Campaign, juror: Juror, round_name: str) -> Words:
    """Give the words of the score sheet; headings stay the same in every language."""
    jury = campaign.sheet.jury
    scale = {"least": f"{jury.min_mark:f}", "most": f"{jury.max_mark:f}"}
    return Words(
        title=f"{campaign.title} {round_name} {juror.code}",
        lead=_("每项 %(least)s 到 %(most)s 分。只能填分数和评语；填好后在“离线评审”页上传。")
        % scale,
        number="编号",
        entry="作品",
        total="合计",
        comment="评语",
        check="检查",
        none=_("未打"),
        lacks=_("缺项"),
        outside=_("超出范围"),
        good=_("好"),
        refused=_("请填 %(least)s 到 %(most)s 的分数。") % scale,
    )


def score_sheet(
    campaign: Campaign, juror: Juror, round_name: str, desk: Sequence[Assignment]
) -> bytes:
    """Write the juror's score sheet with the drafts so far; recused and locked entries are left out."""
    jury = campaign.sheet.jury
    codes = [one.code for one in jury.criteria]
    lines = []
    for one in sorted(_open(desk), key=lambda each: each.entry.number):
        given = {mark.criterion: mark.mark for mark in one.marks.all()}
        marks = [given.get(code) for code in codes]
        lines.append(Line(one.entry.number, one.entry.title, marks, one.comment))
    scale = ScaleOf(jury.min_mark, jury.max_mark, jury.mark_step)
    return write_score_sheet(
        words_of(campaign, juror, round_name), columns_of(campaign), scale, lines
    )


def _open(desk: Sequence[Assignment]) -> list[Assignment]:
    return [one for one in desk if one.state == Assignment.State.OPEN]


def dossier_pdf(
    campaign: Campaign,
    juror: Juror,
    round_name: str,
    desk: Sequence[Assignment],
    *,
    made_at: datetime,
) -> bytes:
    """Set all that a juror judges as one PDF with contents; no vote, no seal, no hidden name.

    Raises:
        CannotTypeset: no Chinese font on this machine.
    """
    jury, language = campaign.sheet.jury, get_language() or ""
    judged = [one for one in desk if one.state != Assignment.State.RECUSED]
    judged.sort(key=lambda one: one.entry.number)
    data: dict[str, Any] = {
        "title": campaign.title,
        "lead": f"{round_name}　{juror.code}",
        "lines": [
            _("共 %(n)s 件。请妥善保管，不要转给他人；评审结束后交回或销毁。") % {"n": len(judged)},
            _("制作时间：%(at)s") % {"at": f"{made_at:%Y-%m-%d %H:%M}"},
        ],
        "missing": "",
        "words": {
            "contents": _("目录"),
            "criteria": _("打分"),
            "conditions": _("对照条件"),
            "heads": [_("项目"), _("看什么"), _("分值"), _("得分")],
        },
        "criteria": [
            {
                "name": one.name.get(language),
                "hint": one.description.get(language),
                "scale": f"{jury.min_mark:f} – {jury.max_mark:f}",
            }
            for one in jury.criteria
        ],
        "entries": [_entry(campaign, one, language) for one in judged],
    }
    blank = unprintable(_texts(data))
    if blank:
        told = {"characters": " ".join(f"U+{ord(one):04X}" for one in sorted(blank))}
        data["missing"] = _("字库里没有这些字，本件中是空白：%(characters)s") % told
    return typeset("dossier", data, made_at=made_at)


def _entry(campaign: Campaign, one: Assignment, language: str) -> dict[str, Any]:
    dossier: Dossier = dossier_of(campaign, one.entry)
    category = campaign.sheet.category(one.entry.category)
    tables = [(_("相关作品"), dossier.works), (_("相关账号"), dossier.accounts)]
    return {
        "number": one.entry.number,
        "title": one.entry.title,
        "by": dossier.by,
        "sections": [
            {"label": section.label, "paragraphs": section.paragraphs}
            for section in dossier.sections
        ],
        "lines": [{"label": line.label, "value": line.value} for line in dossier.lines],
        "tables": [_table(title, table) for title, table in tables if table and table.rows],
        "conditions": [condition.text.get(language) for condition in category.conditions],
    }


def _table(title: str, table: EvidenceTable) -> dict[str, Any]:
    rows = [
        [row.platform, row.name, *("" if n is None else f"{n:,}" for n in row.counts)]
        for row in table.rows
    ]
    return {"title": title, "columns": [_("平台"), _("名称"), *table.columns], "rows": rows}


def _texts(value: Any) -> Iterator[str]:
    """Give every text in the data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
