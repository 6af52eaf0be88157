"""The papers of a decision in the office's usual layout, as Word and as PDF. Source: H4.

Result tables, minutes, decision paper, notice, and the letter to the winners.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum

from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.inputs import read_marks
from pingxuan.domain.rules.entry import Category
from pingxuan.papers import official
from pingxuan.papers.official import OfficialPaper, Ruled, Text, chinese_day
from pingxuan.results import noticing
from pingxuan.results.ballot_papers import taking_part, votes_table
from pingxuan.results.elections import ballots_of, is_elected
from pingxuan.results.models import Announcement, Decision, Outcome

STANDINGS = {
    Standing.WINNER: "入选",
    Standing.RESERVE: "递补",
    Standing.NOT_SELECTED: "未入选",
    Standing.TIED_AT_CUT: "待会议决定",
    Standing.WITHDRAWN: "退出",
    "disqualified": "取消资格",
}
REASONS = {
    "total": "总分",
    "jury": "同分比评议分",
    "votes": "同分比票数",
    "none": "同分",
    "too-few-marks": "打分不足",
    "promoted": "递补",
    "meeting": "会议决定",
}


class Kind(StrEnum):
    """The papers of a decision, as addresses name them."""

    TABLES = "tables"
    MINUTES = "minutes"
    DECISION = "decision"
    NOTICE = "notice"
    LETTER = "letter"

    @property
    def label(self) -> str:
        """Its name in Chinese."""
        return _LABELS[self]


_LABELS = {
    Kind.TABLES: "结果表",
    Kind.MINUTES: "评审纪要",
    Kind.DECISION: "定案决定",
    Kind.NOTICE: "公示",
    Kind.LETTER: "入选通知",
}


def paper_of(decision: Decision, kind: Kind) -> OfficialPaper | None:
    """Write one paper of a decision; None while there is nothing for it to say."""
    return _WRITERS[kind](decision)


def docx_of(paper: OfficialPaper) -> bytes:
    """Write a paper as Word."""
    return official.to_docx(paper)


def pdf_of(paper: OfficialPaper, decision: Decision) -> bytes:
    """Set a paper as PDF, dated as the decision; the same decision gives the same bytes.

    Raises:
        CannotTypeset: no Chinese font here.
    """
    return official.to_pdf(paper, made_at=decision.confirmed_at or decision.proposed_at)


def _tables(decision: Decision) -> OfficialPaper:
    title = _title(decision)
    body: list[Text | Ruled] = [Text(str(decision.campaign.sheet.decision.formula))]
    for category, outcomes in _by_category(decision):
        body.append(Text(f"{category.name}（{category.seats} 席）", is_heading=True))
        if is_elected(decision):
            body += votes_table(ballots_of(decision, category.code), outcomes, STANDINGS)
            continue
        rows = [_row(one) for one in outcomes]
        heads = ("名次", "编号", "作品", "评议分", "投票分", "总分", "结论", "依据")
        body.append(Ruled(heads, rows, (4, 6, 16, 6, 6, 6, 6, 7)))
    body += _rulings(decision)
    body.append(Text("计算所用文件的 SHA-256：", is_heading=True))
    files = sorted(decision.inputs.items())
    body.append(Ruled(("文件", "SHA-256"), files, (1, 6)))
    return _paper(decision, f"{title}结果表", body, _decided_on(decision))


def _taking_part(decision: Decision) -> list[Text | Ruled]:
    """Say who gave what the result is made of: marks, or slips."""
    if is_elected(decision):
        return [
            Text(f"{category.name}：{taking_part(ballots_of(decision, category.code))}")
            for category, _ in _by_category(decision)
        ]
    rows, _ = read_marks(decision.marks_csv.encode())
    judges = sorted({row.judge for row in rows if row.mark is not None})
    recused = sorted({(row.judge, row.entry) for row in rows if row.mark is None})
    marked = sum(row.mark is not None for row in rows)
    body: list[Text | Ruled] = [
        Text(
            f"评审组 {len(judges)} 位评委（{'、'.join(judges)}）按公布的规则打分，"
            f"计入 {marked} 个分数；回避 {len(recused)} 件次。"
        ),
    ]
    if recused:
        body.append(Ruled(("评委", "回避的作品"), recused, (1, 3)))
    return body


def _minutes(decision: Decision) -> OfficialPaper:
    body: list[Text | Ruled] = [
        Text("一、评审情况", is_heading=True),
        *_taking_part(decision),
        Text("二、计算办法", is_heading=True),
        Text(str(decision.campaign.sheet.decision.formula)),
        Text(str(decision.campaign.sheet.decision.ties)),
        Text("三、结果", is_heading=True),
    ]
    for category, outcomes in _by_category(decision):
        counts = {to: sum(one.status == to for one in outcomes) for to in STANDINGS}
        said = "，".join(f"{STANDINGS[to]} {n} 件" for to, n in counts.items() if n)
        body.append(Text(f"{category.name}：共 {len(outcomes)} 件，{said}。"))
    body += _rulings(decision)
    signatures = ("评审组长（签字）：", "监督员（签字）：", "记录人（签字）：")
    return _paper(
        decision, f"{_title(decision)}评审纪要", body, _decided_on(decision), signatures=signatures
    )


def _decision_paper(decision: Decision) -> OfficialPaper | None:
    if decision.confirmed_at is None or decision.confirmed_by is None:
        return None
    sheet = decision.campaign.sheet
    title = _title(decision)
    body: list[Text | Ruled] = [
        Text(f"按照公布的规则，经推荐、评议和计算，现就{title}的结果作出如下决定：")
    ]
    for category, outcomes in _by_category(decision):
        chosen = [one for one in outcomes if one.status == Standing.WINNER]
        reserve = [one for one in outcomes if one.status == Standing.RESERVE]
        body.append(Text(f"{category.name}（{len(chosen)} 件）", is_heading=True))
        body.append(_list(chosen))
        if reserve:
            named = "、".join(f"{one.entry.number}《{one.entry.title}》" for one in reserve)
            body.append(Text(f"递补依次为：{named}。"))
    body += _rulings(decision)
    proposed = decision.proposed_at + timedelta(seconds=decision.campaign.shift_seconds)
    confirmed = decision.confirmed_at + timedelta(seconds=decision.campaign.shift_seconds)
    body.append(
        Text(
            f"本决定由{decision.proposed_by.name}于{_moment(proposed, sheet.tz)}提出，"
            f"{decision.confirmed_by.name}于{_moment(confirmed, sheet.tz)}确认。"
        )
    )
    return _paper(decision, f"关于{title}结果的决定", body, _decided_on(decision))


def _notice(decision: Decision) -> OfficialPaper | None:
    notice = noticing.of_list(decision)
    if notice is None:
        return None
    zone = decision.campaign.sheet.tz
    opens = notice.opens_at.astimezone(zone).date()
    last = (notice.closes_at.astimezone(zone) - timedelta(microseconds=1)).date()
    days = decision.campaign.sheet.notice.calendar.days_between(
        notice.opens_at.astimezone(zone), notice.closes_at.astimezone(zone)
    )
    body: list[Text | Ruled] = [
        Text(
            "按照公布的规则，经推荐、评议和定案，现将拟入选名单（随机排列，不代表名次）公示如下："
        ),
    ]
    for category, outcomes in _by_category(decision):
        chosen = [one for one in outcomes if one.status == Standing.WINNER]
        body.append(Text(f"{category.name}（{len(chosen)} 件）", is_heading=True))
        body.append(_list(sorted(chosen, key=lambda one: one.entry.number)))
    body.append(
        Text(
            f"公示期为{chinese_day(opens)}至{chinese_day(last)}（{days} 个工作日）。"
            "公示期内，任何单位和个人可以实名提出异议，写明事实和依据；"
            "我们在规定的期限内答复，公众只看得到异议的数量和结论。"
        )
    )
    return _paper(decision, f"关于{_title(decision)}拟入选名单的公示", body, opens)


def _letter(decision: Decision) -> OfficialPaper | None:
    announcement = Announcement.objects.filter(decision=decision).first()
    if announcement is None:
        return None
    day = announcement.announced_at.astimezone(decision.campaign.sheet.tz).date()
    body: list[Text | Ruled] = [
        Text("各入选单位、入选人：", is_address=True),
        Text(f"{_title(decision)}经评议、公示，结果已经公布。你们报送的作品入选，特此通知。"),
    ]
    for category, outcomes in _by_category(decision):
        chosen = [one for one in outcomes if one.status == Standing.WINNER]
        if chosen:
            body.append(Text(f"{category.name}（{len(chosen)} 件）", is_heading=True))
            body.append(_list(chosen))
    body.append(Text("证书可在结果页用报送时的手机号和验证码下载，扫描证书上的二维码可核对真伪。"))
    return _paper(decision, f"{_title(decision)}入选通知", body, day)


_WRITERS: dict[Kind, Callable[[Decision], OfficialPaper | None]] = {
    Kind.TABLES: _tables,
    Kind.MINUTES: _minutes,
    Kind.DECISION: _decision_paper,
    Kind.NOTICE: _notice,
    Kind.LETTER: _letter,
}


def _title(decision: Decision) -> str:
    return str(decision.campaign.sheet.title)


def _paper(
    decision: Decision,
    title: str,
    body: list[Text | Ruled],
    day: date,
    *,
    signatures: tuple[str, ...] = (),
) -> OfficialPaper:
    issuer = str(decision.campaign.sheet.organiser.name)
    return OfficialPaper(title, body, issuer, day, signatures=signatures)


def _decided_on(decision: Decision) -> date:
    moment = decision.confirmed_at or decision.proposed_at
    return decision.campaign.at(moment).astimezone(decision.campaign.sheet.tz).date()


def _moment(moment: datetime, zone: object) -> str:
    local = moment.astimezone(zone)  # type: ignore[arg-type]  # a ZoneInfo of the sheet
    return f"{chinese_day(local.date())}{local:%H:%M}"


def _by_category(decision: Decision) -> list[tuple[Category, list[Outcome]]]:
    outcomes = list(decision.outcomes.select_related("entry__unit"))
    outcomes.sort(key=lambda one: (one.rank is None, one.rank or 0, one.entry.number))
    groups = (
        (category, [one for one in outcomes if one.category == category.code])
        for category in decision.campaign.sheet.categories
    )
    return [(category, found) for category, found in groups if found]


def _row(one: Outcome) -> tuple[str, ...]:
    rank = "—" if one.rank is None else str(one.rank)
    scores = (one.jury or "—", one.vote or "—", one.total or "—")
    reason = REASONS.get(one.decided_by, "按规则")
    title = f"{one.entry.title}（{one.entry.unit.name}）"
    return (rank, one.entry.number, title, *scores, STANDINGS.get(one.status, "—"), reason)


def _list(outcomes: list[Outcome]) -> Ruled:
    rows = [(one.entry.number, one.entry.title, one.entry.by) for one in outcomes]
    return Ruled(("编号", "作品", "报送人、单位"), rows, (1, 4, 3))


def _rulings(decision: Decision) -> list[Text | Ruled]:
    body: list[Text | Ruled] = []
    for one in decision.tie_rulings.exclude(confirmed_at=None).order_by("confirmed_at"):
        name = decision.campaign.sheet.category(one.category).name
        body.append(Text(f"{name}线上并列的会议决定", is_heading=True))
        effects = "、".join(f"{number}{STANDINGS.get(to, to)}" for number, to in one.effects)
        body.append(Text(f"{chinese_day(one.held_on)}会议：{one.reason}据此：{effects}。"))
    return body
