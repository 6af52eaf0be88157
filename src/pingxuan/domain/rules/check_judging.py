"""The judging part: read by its own reader, then held against the rest of the sheet."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pingxuan.domain.judging.decoding import inspect
from pingxuan.domain.judging.rules import (
    BallotInput,
    CombineMode,
    CriteriaMode,
    JudgingRules,
    VoteScale,
)
from pingxuan.domain.judging.wording import sentences
from pingxuan.domain.rules.check_ballot import check_computation, is_by_ballot
from pingxuan.domain.rules.findings import Data, category_codes, refuse_unknown, rows
from pingxuan.domain.rules.positions import Path
from pingxuan.domain.rules.shape import Report
from pingxuan.domain.rules.text import Text

FULL_SCORE = 100
CATEGORY = Text("类别", "category")


def check_judging(data: Data, report: Report) -> None:
    """Report what its reader finds; when that is nothing, what disagrees with jury, seats and vote.

    Source:
        C27, C28, H1; interfaces-judging 3.
    """
    if data["judging"] is None:
        return
    rules, problems = inspect(data["judging"])
    for problem in problems:
        english, chinese = sentences(problem)
        report(_path(problem.place, data), Text(chinese, english))
    if problems:
        return
    check_computation(rules, data, report)
    if is_by_ballot(data):
        _seats(rules, data, report)
        return
    _criteria(rules, data, report)
    _marks(rules, data, report)
    _seats(rules, data, report)
    _votes(rules, data, report)


def _criteria(rules: JudgingRules, data: Data, report: Report) -> None:
    """The jury's criteria and the judging's are the same, with the same weights."""
    computed = rules.jury.criteria
    path: Path = ("judging", "jury", "criteria")
    if data["jury"] is None or (computed is None and rules.ballot):
        return
    if computed is None:
        report(path, Text("缺少这个键", "missing"))
        return
    known: dict[str, Decimal | None] = {}
    for row_path, row in rows(data["jury"], "criteria", ("jury",)):
        known[row["code"]] = row["weight"]
        if row["code"] and row["code"] not in computed:
            report(
                (*row_path, "code"),
                Text("judging.jury.criteria 里没有", "is not in judging.jury.criteria"),
            )
    for code, weight in computed.items():
        if code not in known:
            refuse_unknown(
                code,
                [code for code in known if code],
                (*path, code),
                Text("评分项", "criterion in jury.criteria"),
                report,
            )
        elif known[code] not in (None, weight):
            report(
                (*path, code),
                Text(f"与评分项的权重 {known[code]} 不一致", f"jury.criteria says {known[code]}"),
            )


def _marks(rules: JudgingRules, data: Data, report: Report) -> None:
    jury = data["jury"]
    ranks = rules.ballot is not None and rules.ballot.input is BallotInput.RANK
    if jury is None or ranks:
        return
    for key, computed in (("min_mark", rules.jury.min_mark), ("max_mark", rules.jury.max_mark)):
        if jury[key] not in (None, computed):
            report(
                ("judging", "jury", key),
                Text(
                    f"是 {computed}，与 jury.{key} 的 {jury[key]} 不一致",
                    f"is {computed}, jury.{key} says {jury[key]}",
                ),
            )
    for path, row in rows(jury, "rounds", ("jury",)):
        if row["marks_per_entry"] and row["marks_per_entry"] < rules.jury.min_marks:
            report(
                (*path, "marks_per_entry"),
                Text(
                    f"少于 judging.jury.min_marks 的 {rules.jury.min_marks}",
                    f"is below judging.jury.min_marks, {rules.jury.min_marks}",
                ),
            )


def _seats(rules: JudgingRules, data: Data, report: Report) -> None:
    known = category_codes(data)
    named: list[tuple[Path, Iterable[str]]] = [
        (("judging", "seats", "category"), rules.seats.category),
        (("judging", "seats", "reserves"), rules.seats.reserves),
        (("judging", "withdrawn"), rules.withdrawn),
    ]
    for path, codes in named:
        for code in codes:
            refuse_unknown(code, known, (*path, code), CATEGORY, report)
    for place, row in rows(data, "categories"):
        if row["code"] and row["seats"] not in (None, rules.seats.of(row["code"])):
            computed = rules.seats.of(row["code"])
            report(
                (*place, "seats"),
                Text(
                    f"是 {row['seats']}，judging.seats 是 {computed}",
                    f"is {row['seats']}, judging.seats says {computed}",
                ),
            )


def _votes(rules: JudgingRules, data: Data, report: Report) -> None:
    combine = rules.combine
    if data["voting"] is None:
        if combine is not None and combine.vote > 0:
            report(
                ("judging", "combine", "vote"),
                Text("没有投票规则，却要计票", "counts a vote, but there is none"),
            )
        if "votes" in rules.tie_order:
            report(
                ("judging", "ties", "order"),
                Text("没有投票规则，却以票数分先后", "breaks ties by votes, but there is no vote"),
            )
    if combine is None or combine.mode is not CombineMode.PERCENT or rules.ballot is not None:
        return
    top = _highest(rules)
    if combine.vote_scale is not VoteScale.RAW and top is not None and top != FULL_SCORE:
        report(
            ("judging", "jury"),
            Text(
                f"评议满分是 {top}，投票满分是 100，两者不能按百分比合成",
                f"the jury's highest score is {top}, the vote's is 100: percentages need the same",
            ),
        )


def _highest(rules: JudgingRules) -> Decimal | None:
    """Compute the highest possible jury score; None when it depends on the criteria that occur."""
    if rules.jury.criteria_mode is CriteriaMode.MEAN:
        return rules.jury.max_mark
    if rules.jury.criteria is None:
        return None
    return rules.jury.max_mark * sum(rules.jury.criteria.values(), Decimal(0))


def _path(place: str, data: Data) -> Path:
    """Turn the reader's dotted key into a path of the sheet."""
    path: Path = ("judging",)
    table = data["judging"]
    rest = place
    while isinstance(table, dict) and rest:
        step = next((key for key in table if rest == key or rest.startswith(f"{key}.")), None)
        if step is None:
            break
        path, table, rest = (*path, step), table[step], rest[len(step) + 1 :]
    return (*path, *filter(None, rest.split(".")))
