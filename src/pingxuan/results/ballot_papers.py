"""What the papers of a decision say of its ballots (票决): counts, never slips. Source: G6, H4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pingxuan.domain.judging.polls import Majority
from pingxuan.papers.official import Ruled, Text
from pingxuan.results.elections import Held, lines_of
from pingxuan.results.models import Outcome

MAJORITIES: Final = {
    Majority.MOST: "得票多的当选",
    Majority.HALF: "过半数当选",
    Majority.TWO_THIRDS: "三分之二当选",
}
OUTCOMES: Final = {"elected": "当选", "tied": "并列", "passed": "—"}


def name_of(held: Held) -> str:
    """Name a ballot by its place: 票决, 第二次票决."""
    return {1: "票决", 2: "第二次票决"}.get(held.place, f"第 {held.place} 次票决")


def told(held: Held) -> str:
    """Say by what a ballot was held, and how many took part."""
    quorum = f"法定 {held.quorum} 人，" if held.quorum else ""
    recusals = f"，回避 {held.recusals} 件次" if held.recusals else ""
    return (
        f"{name_of(held)}：选 {held.seats} 件，{quorum}每票最多 {held.at_most} 件，"
        f"{MAJORITIES[held.majority]}；收回 {held.slips} 张票，当选要 {held.needed} 票{recusals}。"
    )


def votes_table(
    ballots: Sequence[Held], outcomes: Sequence[Outcome], standings: Mapping[str, str]
) -> list[Text | Ruled]:
    """Give a category's ballots: by what each was held, and what every entry was given."""
    rows = []
    for one in outcomes:
        lines = lines_of(ballots, one.entry.number)
        given = "；".join(
            f"{name_of(line.held)} {line.votes} 票 {OUTCOMES[line.outcome]}" for line in lines
        )
        title = f"{one.entry.title}（{one.entry.unit.name}）"
        rows.append((one.entry.number, title, given, standings.get(one.status, "—")))
    heads = ("编号", "作品", "得票", "结论")
    return [*(Text(told(one)) for one in ballots), Ruled(heads, rows, (5, 14, 12, 6))]


def taking_part(ballots: Sequence[Held]) -> str:
    """Say for the minutes how many took part in a category's ballots."""
    return "".join(told(one) for one in ballots)
