"""`pingxuan judges`: what to look at in a jury's marks, and who judges what.

Source:
    interfaces-judging 5 and 6; G2, G5.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import click

from pingxuan.cli.judging_files import (
    Complaints,
    ExactNumber,
    refuse_same_file,
    settle_process,
    write_all,
)
from pingxuan.cli.language import say
from pingxuan.domain.judging.assignment import NoAssignment, assign, assignment_csv
from pingxuan.domain.judging.checks import Thresholds, flags_csv
from pingxuan.domain.judging.checks import check as find_flags
from pingxuan.domain.judging.inputs import read_entries, read_judges, read_marks
from pingxuan.domain.judging.problems import Problem, Trouble, in_table

NO_ASSIGNMENT = 3
Row = TypeVar("Row")


@click.group(
    help=say("Check jurors' marks and assign entries to jurors.", "检查评委评分，分配评审任务。")
)
@click.version_option(package_name="pingxuan", prog_name="pingxuan")
def judges() -> None:
    """Hold the two commands together."""


@judges.command(
    help=say(
        "Say what to look at: reversed scales, copied marks, outliers, missed recusals.",
        "提示可疑之处：评分方向颠倒、雷同、偏离、应回避未回避。",
    )
)
@click.argument("marks", metavar="MARKS.csv")
@click.option("--out", required=True, metavar="FLAGS.csv", help=say("the flags", "提示表"))
@click.option("--judges", "judges_file", metavar="JUDGES.csv", help=say("judges", "评委"))
@click.option("--entries", "entries_file", metavar="ENTRIES.csv", help=say("entries", "参评作品"))
@click.option("--reversed-at", type=ExactNumber(), default="-0.5", show_default=True)
@click.option("--copied-at", type=ExactNumber(), default="0.98", show_default=True)
@click.option("--outlier-at", type=ExactNumber(), default="3.5", show_default=True)
@click.option("--min-entries", type=click.IntRange(min=1), default=8, show_default=True)
@click.version_option(package_name="pingxuan", prog_name="pingxuan")
def check(
    marks: str,
    out: str,
    judges_file: str | None,
    entries_file: str | None,
    reversed_at: Fraction,
    copied_at: Fraction,
    outlier_at: Fraction,
    min_entries: int,
) -> None:
    settle_process()
    if bool(judges_file) != bool(entries_file):
        raise click.UsageError(
            say("--judges and --entries go together", "--judges 与 --entries 须同时给出")
        )
    refuse_same_file([out], [marks, judges_file, entries_file])
    complaints = Complaints()
    rows = _read(complaints, marks, read_marks)
    judge_rows = _read(complaints, judges_file, read_judges) if judges_file else []
    entry_rows = _read(complaints, entries_file, read_entries) if entries_file else []
    complaints.stop_if_any()
    thresholds = Thresholds(reversed_at, copied_at, outlier_at, min_entries)
    write_all({out: flags_csv(find_flags(rows, judge_rows, entry_rows, thresholds))})


@judges.command(
    name="assign",
    help=say(
        "Give every entry N judges, none of them recused, with loads as even as possible.",
        "为每件作品分配 N 名无须回避的评委，任务量尽量均衡。",
    ),
)
@click.argument("entries_file", metavar="ENTRIES.csv")
@click.argument("judges_file", metavar="JUDGES.csv")
@click.option("--per-entry", type=click.IntRange(min=1), required=True, metavar="N")
@click.option("--out", required=True, metavar="ASSIGN.csv", help=say("the assignment", "分配表"))
@click.version_option(package_name="pingxuan", prog_name="pingxuan")
def assign_command(entries_file: str, judges_file: str, per_entry: int, out: str) -> None:
    settle_process()
    refuse_same_file([out], [entries_file, judges_file])
    complaints = Complaints()
    entry_rows = _read(complaints, entries_file, read_entries)
    judge_rows = _read(complaints, judges_file, read_judges)
    complaints.stop_if_any()
    try:
        assignment = assign(entry_rows, judge_rows, per_entry)
    except NoAssignment as refused:
        problems = [
            in_table(one.entry.line, "entry", Trouble.NO_JUDGES, free=one.free, wanted=one.wanted)
            for one in refused.shortages
        ]
        complaints.add(entries_file, problems)
        complaints.stop_if_any(NO_ASSIGNMENT)
        raise
    write_all({out: assignment_csv(assignment)})


def _read(
    complaints: Complaints,
    path: str,
    reader: Callable[[bytes], tuple[list[Row], list[Problem]]],
) -> list[Row]:
    """Read one table; its problems go to `complaints`."""
    data = complaints.read(path)
    if data is None:
        return []
    rows, problems = reader(data)
    complaints.add(path, problems)
    return rows
