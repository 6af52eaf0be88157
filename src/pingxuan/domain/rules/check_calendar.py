"""Cross checks of time: windows, their order, the offices' deadlines."""

from __future__ import annotations

from datetime import UTC, datetime

from pingxuan.domain.routes import Level
from pingxuan.domain.rules.findings import Data, in_zone, refuse_twins, rows, zone_of
from pingxuan.domain.rules.positions import Path
from pingxuan.domain.rules.shape import Report
from pingxuan.domain.rules.text import Text
from pingxuan.domain.vocabulary import STAGE_NAMES, Stage

Windows = dict[Stage, tuple[Path, datetime, datetime]]

NEEDED = (Stage.COLLECTION, Stage.REVIEW, Stage.RESULTS)


def check_calendar(data: Data, report: Report) -> None:
    """Report intervals that end before they begin, stages out of order, late deadlines.

    Source:
        A2, C16–C20, C5, D2.
    """
    zone = zone_of(data)
    if data["zone"] and zone is None:
        report(("zone",), Text("没有这个时区", "no such time zone, e.g. Asia/Shanghai"))
    refuse_twins(data, "stages", "stage", report)
    windows = _windows(data, report)
    _stages_needed(data, report)
    _order(windows, report)
    _showcase(data, windows, report)
    _deadlines(data, windows, report)


def _windows(data: Data, report: Report) -> Windows:
    zone = zone_of(data) or UTC
    windows: Windows = {}
    for path, row in rows(data, "stages"):
        if row["opens_at"] is None or row["closes_at"] is None:
            continue
        opens, closes = in_zone(row["opens_at"], zone), in_zone(row["closes_at"], zone)
        if closes <= opens:
            report((*path, "closes_at"), Text("结束不晚于开始", "ends before it begins"))
        elif row["stage"]:
            windows.setdefault(Stage(row["stage"]), (path, opens, closes))
    return windows


def _stages_needed(data: Data, report: Report) -> None:
    named = {row["stage"] for _, row in rows(data, "stages")}
    if None in named or not named:
        return
    for stage in NEEDED:
        if stage not in named:
            name = STAGE_NAMES[stage]
            report(("stages",), Text(f"缺少{name}阶段", f"the stage {stage} is missing"))
    if data["voting"] and Stage.INTERACTION not in named:
        report(
            ("voting",),
            Text("有投票规则，却没有互动阶段", "there is a vote, but no stage interaction"),
        )
    for path, row in rows(data, "stages"):
        if row["stage"] == Stage.INTERACTION and data["voting"] is None:
            report(
                (*path, "stage"),
                Text("有互动阶段，却没有投票规则", "there is a stage interaction, but no vote"),
            )


def _order(windows: Windows, report: Report) -> None:
    """Hold each pair: the later stage must not open before the earlier one opens or closes."""
    opens, closes = False, True
    for later, earlier, after_end in (
        (Stage.SCREENING, Stage.COLLECTION, opens),
        (Stage.INTERACTION, Stage.COLLECTION, opens),
        (Stage.REVIEW, Stage.COLLECTION, opens),
        (Stage.REVIEW, Stage.INTERACTION, opens),
        (Stage.NOTICE, Stage.REVIEW, closes),
        (Stage.NOTICE, Stage.INTERACTION, closes),
        (Stage.RESULTS, Stage.REVIEW, closes),
        (Stage.RESULTS, Stage.NOTICE, closes),
    ):
        if later not in windows or earlier not in windows:
            continue
        path, opens_at, _ = windows[later]
        _, begins, ends = windows[earlier]
        if opens_at < (ends if after_end else begins):
            verb = Text("结束", "ends") if after_end else Text("开始", "begins")
            report(
                (*path, "opens_at"),
                Text(
                    f"{STAGE_NAMES[later]}不能早于{STAGE_NAMES[earlier]}{verb.zh}",
                    f"{later} cannot begin before {earlier} {verb.en}",
                ),
            )


def _showcase(data: Data, windows: Windows, report: Report) -> None:
    refuse_twins(data, "showcase", "code", report)
    zone = zone_of(data)
    for path, row in rows(data, "showcase"):
        if Stage.SHOWCASE not in windows:
            report(path, Text("没有展示阶段", "there is no stage showcase"))
        elif zone and row["opens_at"]:
            _, opens, closes = windows[Stage.SHOWCASE]
            if not opens <= in_zone(row["opens_at"], zone) < closes:
                report(
                    (*path, "opens_at"),
                    Text("不在展示阶段之内", "lies outside the stage showcase"),
                )


def _deadlines(data: Data, windows: Windows, report: Report) -> None:
    zone = zone_of(data)
    levels = [row["level"] for _, row in rows(data["tiers"], "levels") if row["level"]]
    ends: dict[str, datetime] = {}
    for path, row in rows(data["tiers"], "deadlines", ("tiers",)):
        _addressee(row, path, levels, report)
        if zone is None or row["ends_at"] is None:
            continue
        ends_at = in_zone(row["ends_at"], zone)
        if row["level"]:
            ends[row["level"]] = ends_at
        if Stage.COLLECTION in windows and ends_at > windows[Stage.COLLECTION][2]:
            report(
                (*path, "ends_at"),
                Text("晚于征集截止", "is later than the end of the collection"),
            )
    for path, row in rows(data["tiers"], "deadlines", ("tiers",)):
        for above in levels[levels.index(row["level"]) + 1 :] if row["level"] in levels else []:
            if row["level"] in ends and above in ends and ends[row["level"]] > ends[above]:
                report(
                    (*path, "ends_at"),
                    Text("晚于上一级的截止", f"is later than the deadline of {above} above it"),
                )


def _addressee(row: Data, path: Path, levels: list[str], report: Report) -> None:
    if (row["level"] is None) == (row["unit"] is None):
        report(
            (*path, "level"),
            Text("level 和 unit 应写一个、只写一个", "give level or unit, one of the two"),
        )
    if row["level"] and row["level"] not in levels:
        report(
            (*path, "level"),
            Text("tiers.levels 里没有这一级", "there is no such level in tiers.levels"),
        )


def check_tiers(data: Data, report: Report) -> None:
    """Report tiers twice, out of order, or without the topmost.

    Source:
        C4.
    """
    refuse_twins(data["tiers"], "levels", "level", report, ("tiers",))
    refuse_twins(data["tiers"], "deadlines", "unit", report, ("tiers",))
    upwards = [Level.COUNTY, Level.CITY, Level.PROVINCE]
    places = [
        upwards.index(row["level"]) for _, row in rows(data["tiers"], "levels") if row["level"]
    ]
    if places and (places != sorted(places) or places[-1] != len(upwards) - 1):
        report(
            ("tiers", "levels"),
            Text(
                "应从最低一级写到最高一级，最后是 province",
                "should go from the lowest tier up to province, the topmost",
            ),
        )
