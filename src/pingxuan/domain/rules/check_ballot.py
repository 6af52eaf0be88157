"""Ballots (票决) held against the rest of the sheet: what could never come to a result is refused.

Source:
    G6; interfaces-judging 4.2.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from pingxuan.domain.judging.polls import Majority
from pingxuan.domain.judging.rules import BallotInput, JudgeTies, JudgingRules, OnCutTie
from pingxuan.domain.rules.contest import RoundBy
from pingxuan.domain.rules.findings import Data, category_codes, rows
from pingxuan.domain.rules.positions import Path
from pingxuan.domain.rules.shape import Report
from pingxuan.domain.rules.text import Text

JURY: Path = ("judging", "jury")
BALLOT: Path = ("judging", "ballot")
OF_MARKS: Final = ("criteria", "criteria_mode", "min_mark", "max_mark", "min_marks", "places")


def check_rounds_by_ballot(data: Data, report: Report) -> None:
    """Report keys of a round that go with the other way of deciding, and slips that are too short.

    With a majority of half, a slip of n names elects fewer than 2n; with two thirds, at most 1.5n.
    """
    known = category_codes(data)
    seats = {row["code"]: row["seats"] for _, row in rows(data, "categories")}
    for path, row in rows(data["jury"], "rounds", ("jury",)):
        if row["by"] == RoundBy.MARKS and row["at_most"] is not None:
            report((*path, "at_most"), Text("只用于票决", 'is for by = "ballot" only'))
        if row["by"] != RoundBy.BALLOT:
            continue
        if row["marks_per_entry"] is not None:
            report(
                (*path, "marks_per_entry"),
                Text("票决不打分，请删去", "no marks are given by ballot: leave it out"),
            )
        if row["at_most"] is None:
            report(
                (*path, "at_most"),
                Text("票决要写明每张票最多几个", "missing: how many names on a ballot?"),
            )
            continue
        wanted = [row["cut"] or seats.get(code) or 0 for code in row["categories"] or known]
        most = _electable(row["at_most"], row["majority"])
        if wanted and most is not None and max(wanted) > most:
            report(
                (*path, "at_most"),
                Text(
                    f"每张票最多 {row['at_most']} 个名字，按这个多数至多选出 {most} 个，"
                    f"要选 {max(wanted)} 个；请加大或改用 most",
                    f"with {row['at_most']} names on a slip this majority elects {most} at most, "
                    f"{max(wanted)} are wanted: allow more names, or use most",
                ),
            )


def _electable(at_most: int, majority: str | None) -> int | None:
    match majority:
        case Majority.HALF:
            return 2 * at_most - 1
        case Majority.TWO_THIRDS:
            return int(at_most * Fraction(3, 2))
    return None


def is_by_ballot(data: Data) -> bool:
    """Say whether the last round, from which the decision is computed, is by ballot."""
    rounds = [row for _, row in rows(data["jury"], "rounds", ("jury",))]
    return bool(rounds) and bool(rounds[-1]["by"] == RoundBy.BALLOT)


def check_computation(rules: JudgingRules, data: Data, report: Report) -> None:
    """Report a computation that the last round, by ballot or by marks, cannot feed."""
    if is_by_ballot(data):
        _elects(rules, data, report)
    elif rules.ballot is not None:
        _ranks(rules, data, report)


def _elects(rules: JudgingRules, data: Data, report: Report) -> None:
    """The ballot alone decides: nothing is combined with it, and no tie is broken by computing."""
    if rules.ballot is None:
        report(
            ("judging",),
            Text(
                '最后一轮是票决，这里要写 [judging.ballot]，input = "points"',
                'the last round is by ballot: write [judging.ballot] with input = "points"',
            ),
        )
    elif rules.ballot.input is not BallotInput.POINTS:
        report(
            (*BALLOT, "input"),
            Text(
                f'最后一轮是票决，每张票上的名字各记一分，要写 "points"，不是 "{rules.ballot.input}"',
                f'the last round is by ballot, a name is one point: "points", not '
                f'"{rules.ballot.input}"',
            ),
        )
    if rules.combine is not None:
        report(
            ("judging", "combine"),
            Text(
                "最后一轮是票决，由得票定名次，不能再与投票合成；请删去这一段",
                "the last round is by ballot and nothing is combined with it: leave it out",
            ),
        )
    if rules.tie_order:
        report(
            ("judging", "ties", "order"),
            Text(
                "票决并列由第二次票决或会议决定，请写 []",
                "ties of a ballot are voted on again or go to a meeting: write []",
            ),
        )
    if rules.seats.on_cut_tie is not OnCutTie.LEAVE_OPEN:
        report(
            ("judging", "seats", "on_cut_tie"),
            Text(
                '票决并列由第二次票决或会议决定，请写 "leave-open"',
                'ties of a ballot are voted on again or go to a meeting: write "leave-open"',
            ),
        )
    written = data["judging"].get("jury") or {}
    for key in OF_MARKS:
        if key in written:
            report(
                (*JURY, key),
                Text(
                    "最后一轮是票决，不打分，请删去",
                    "no marks in a last round by ballot: leave it out",
                ),
            )


def _ranks(rules: JudgingRules, data: Data, report: Report) -> None:
    """Marks are turned into places: that needs one criterion, and jurors cannot repair a tie."""
    ballot = rules.ballot
    assert ballot
    criteria = sum(1 for _ in rows(data["jury"], "criteria", ("jury",)))
    if ballot.input is not BallotInput.MARK and criteria > 1:
        report(
            (*BALLOT, "input"),
            Text(
                f'"{ballot.input}" 只能有一个评分项，jury.criteria 有 {criteria} 个；'
                '请写 "mark"，或把最后一轮改为 by = "ballot"',
                f'"{ballot.input}" takes one criterion, jury.criteria has {criteria}: write '
                '"mark", or by = "ballot" in the last round',
            ),
        )
    if ballot.input is not BallotInput.POINTS and ballot.judge_ties is JudgeTies.REJECT:
        report(
            (*BALLOT, "judge_ties"),
            Text(
                '锁定的打分不能再改，评委给出同分时会算不出结果；请写 "share"、"best" 或 "worst"',
                "locked marks cannot be changed, so equal ones would leave no result: write "
                '"share", "best" or "worst"',
            ),
        )
