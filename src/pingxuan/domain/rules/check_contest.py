"""Cross checks of the contest: the numbers of the vote, and the rounds of the jury."""

from __future__ import annotations

from collections.abc import Callable

from pingxuan.domain.rules.check_ballot import check_rounds_by_ballot
from pingxuan.domain.rules.contest import Voters
from pingxuan.domain.rules.findings import (
    Data,
    category_codes,
    refuse_twins,
    refuse_unknown,
    rows,
)
from pingxuan.domain.rules.positions import Path
from pingxuan.domain.rules.shape import Report
from pingxuan.domain.rules.text import Text

CATEGORY = Text("类别", "category")
Say = Callable[[str, str, str], None]


def check_voting(data: Data, report: Report) -> None:
    """Report numbers of the vote that cannot hold together.

    Source:
        C25, E1, E4, E9.
    """
    voting = data["voting"]
    if voting is None:
        return

    def say(key: str, chinese: str, english: str) -> None:
        report(("voting", key), Text(chinese, english))

    refuse_twins(voting, "channels", "code", report, ("voting",))
    _vote_numbers(voting, say)
    if voting["pools"]:
        _pools(data, report, say)
    if voting["final"] is False:
        say("final", "投出的票不能收回，只能是 true", "a vote cannot be taken back: only true")
    if voting["who"] == Voters.UNITS and not voting["units"]:
        say("units", 'who = "units" 时要列出单位', 'who = "units" needs units')
    if voting["who"] != Voters.UNITS and voting["units"]:
        say("units", '只用于 who = "units"', 'is for who = "units" only')


def _vote_numbers(voting: Data, say: Say) -> None:
    per_day, least = voting["per_day"], voting["min_per_request"]
    pools = [row["per_day"] for _, row in rows(voting, "pools") if row["per_day"]]
    largest = max(pools, default=per_day)
    most = voting["max_per_request"] or largest
    if per_day and most and most > per_day:
        say("max_per_request", "超过每天票数", "is above per_day")
    elif most and largest and most > largest:
        say("max_per_request", "超过最大的一份票数", "is above the largest pool")
    if least and most and least > most:
        say("min_per_request", "超过单次上限", "is above max_per_request")
    for key in ("per_entry", "per_category"):
        if voting[key] and per_day and voting[key] > per_day:
            say(key, "超过每天票数，不起作用", "is above per_day and caps nothing")
    if voting["per_campaign"] and per_day and voting["per_campaign"] < per_day:
        say("per_campaign", "少于每天票数", "is below per_day")
    for key in ("per_entry", "per_category", "per_campaign"):
        if voting[key] and least and voting[key] < least:
            say(key, "少于单次下限，投不了票", "is below min_per_request: nobody could vote")


def _pools(data: Data, report: Report, say: Say) -> None:
    """Hold the pools to the categories, each of which has one, and to the day's votes. Source: E1."""
    voting, known = data["voting"], category_codes(data)
    refuse_twins(voting, "pools", "category", report, ("voting",))
    pools = list(rows(voting, "pools", ("voting",)))
    for path, row in pools:
        if row["category"]:
            refuse_unknown(row["category"], known, (*path, "category"), CATEGORY, report)
        if row["per_day"] and row["per_day"] < (voting["min_per_request"] or 0):
            text = Text("少于单次下限，投不了票", "is below min_per_request: nobody could vote")
            report((*path, "per_day"), text)
    lacking = [code for code in known if code not in {row["category"] for _, row in pools}]
    if lacking:
        say("pools", f"还少 {'、'.join(lacking)}", f"lacks {', '.join(lacking)}")
    sizes = [row["per_day"] for _, row in pools]
    if voting["per_day"] and all(sizes) and sum(sizes) != voting["per_day"]:
        say(
            "pools",
            f"合计 {sum(sizes)} 票，与每天票数不符",
            f"add up to {sum(sizes)}, which is not per_day",
        )
    if voting["per_category"]:
        say("per_category", "与 pools 重复", "says again what pools say")


def check_jury(data: Data, report: Report) -> None:
    """Report marks, weights and rounds that cannot work.

    Source:
        C14, C27, G2, G6.
    """
    jury = data["jury"]
    if jury is None:
        return
    refuse_twins(jury, "criteria", "code", report, ("jury",))
    refuse_twins(jury, "rounds", "code", report, ("jury",))
    low, high, step = jury["min_mark"], jury["max_mark"], jury["mark_step"]
    if low is not None and high is not None and low >= high:
        report(("jury", "max_mark"), Text("不大于 min_mark", "is not above min_mark"))
    elif None not in (low, high, step) and (step == 0 or (high - low) % step):
        report(
            ("jury", "mark_step"),
            Text("不能从最低分走到最高分", "does not lead from min_mark to max_mark"),
        )
    weights = [row["weight"] for _, row in rows(jury, "criteria")]
    if weights and None not in weights and sum(weights) == 0:
        report(("jury", "criteria"), Text("权重之和为 0", "the weights add up to 0"))
    _rounds(data, report)


def check_goals(data: Data, report: Report) -> None:
    """Report goals for categories that are not there."""
    known = category_codes(data)
    for path, row in rows(data["decision"], "goals", ("decision",)):
        if row["category"]:
            refuse_unknown(row["category"], known, (*path, "category"), CATEGORY, report)


def _rounds(data: Data, report: Report) -> None:
    known = category_codes(data)
    ways: dict[str, list[tuple[Path, Data]]] = {code: [] for code in known}
    last: Path = ()
    for path, row in rows(data["jury"], "rounds", ("jury",)):
        last = path
        for place, code in enumerate(row["categories"] or []):
            if code:
                refuse_unknown(code, known, (*path, "categories", place), CATEGORY, report)
        for code in row["categories"] or known:
            ways.setdefault(code, []).append((path, row))
    check_rounds_by_ballot(data, report)
    seats = {row["code"]: row["seats"] for _, row in rows(data, "categories")}
    for code, way in ways.items():
        if way:
            _way(way, seats.get(code) or 0, report)
            if way[-1][0] != last:
                report(
                    (*last, "categories"),
                    Text(
                        f"名次由最后一轮算出，这一轮要评所有类别，还少 {code}",
                        f"ranks are computed from the last round, so {code} must be in it",
                    ),
                )
        else:
            report(("jury", "rounds"), Text(f"没有评 {code} 的一轮", f"no round judges {code}"))


def _way(way: list[tuple[Path, Data]], seats: int, report: Report) -> None:
    """Hold a category's rounds: each but the last says how many go on, and those fill the seats."""
    *earlier, (last_path, last) = way
    for path, row in earlier:
        if row["cut"] is None:
            report(
                (*path, "cut"),
                Text(
                    "后面还有一轮，应写明入围数",
                    "missing: another round follows, so how many go on?",
                ),
            )
        elif row["cut"] < seats:
            report((*path, "cut"), Text("入围数少于名额", "fewer go on than there are seats"))
    if last["cut"] is not None:
        report((*last_path, "cut"), Text("后面没有下一轮", "no round follows"))
