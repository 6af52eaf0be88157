"""Rule sheets read whole: the built-in one, a very different one, and what their hash holds."""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pingxuan.campaigns.sheets as built_in
from pingxuan.domain.judging.decoding import decode as decode_judging
from pingxuan.domain.judging.toml import read_toml
from pingxuan.domain.routes import Level
from pingxuan.domain.rules.contest import CountsShown, RoundBy
from pingxuan.domain.rules.entry import Choice, FieldKind, Nominator, OfficeDeadline
from pingxuan.domain.rules.problems import Problem, SheetInvalid
from pingxuan.domain.rules.reading import LARGEST, decode
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.rules.text import Text
from pingxuan.domain.vocabulary import Stage

SHEETS = Path(next(iter(built_in.__path__)))
MASS_LINE = (SHEETS / "mass-line-2021.toml").read_text("utf-8")
BLANK = (SHEETS / "blank.toml").read_text("utf-8")
AWARD = (Path(__file__).parents[1] / "campaigns" / "sheets" / "innovation-award.toml").read_text(
    "utf-8"
)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@cache
def sheet_of_mass_line() -> RuleSheet:
    return decode(MASS_LINE, "mass-line-2021.toml")


@pytest.fixture(scope="module")
def mass_line() -> RuleSheet:
    return sheet_of_mass_line()


@pytest.fixture(scope="module")
def award() -> RuleSheet:
    return decode(AWARD, "innovation-award.toml")


def test_the_built_in_sheet_cites_every_clause() -> None:
    cited = set(re.findall(r"\bC(\d+)", " ".join(re.findall(r'source = "(.*?)"', MASS_LINE))))

    assert cited == {str(number) for number in range(1, 32)}


def test_its_seats_and_who_may_nominate(mass_line: RuleSheet) -> None:
    unit, person = Nominator.UNIT, Nominator.PERSON

    assert [
        (c.code, c.letter, c.seal, c.seats, c.reserve, c.minimum, c.nominators, len(c.conditions))
        for c in mass_line.categories
    ] == [
        ("institution", "J", "机", 10, 3, 2, {unit}, 4),
        ("individual", "G", "个", 15, 3, 2, {unit, person}, 4),
        ("creative", "C", "创", 15, 3, 2, {unit}, 3),
    ]


def test_a_category_may_ask_for_fewer_than_is_usual() -> None:
    text = MASS_LINE.replace("seats = 10\n", "seats = 10\nminimum = 0\n", 1)

    assert [c.minimum for c in decode(text, "sheet").categories] == [0, 2, 2]


def test_its_numbers(mass_line: RuleSheet) -> None:
    voting, jury, evidence = mass_line.voting, mass_line.jury, mass_line.evidence

    assert voting is not None
    assert (voting.per_day, voting.max_per_request, voting.per_entry) == (10, 10, None)
    assert (voting.counts_shown, voting.delay_minutes) == (CountsShown.DELAYED, 10)
    assert [(c.code, c.verified_phone) for c in voting.channels] == [("web", True), ("app", True)]
    assert [(c.code, c.weight) for c in jury.criteria] == [
        (code, Decimal(2))
        for code in ("typical", "innovative", "exemplary", "precise", "replicable")
    ]
    assert (jury.min_mark, jury.max_mark) == (1, 10)
    assert (len(evidence.platforms), len(evidence.counts)) == (9, 6)
    assert evidence.before_date == date(2021, 1, 1)
    assert mass_line.tiers.deadlines == (
        OfficeDeadline(
            Level.COUNTY,
            "",
            datetime(2021, 11, 16, 18, tzinfo=SHANGHAI),
            source="C5, C17",
            decided="platform",
        ),
        OfficeDeadline(
            Level.CITY, "", datetime(2021, 11, 20, 17, 30, tzinfo=SHANGHAI), source="C16, C16a"
        ),
    )


def test_its_form_keeps_apart_what_is_public_and_what_is_encrypted(mass_line: RuleSheet) -> None:
    assert [f.key for f in mass_line.public_fields()] == [
        *["name", "post", "category", "title", "narrative", "accounts", "works", "attachments"]
    ]
    assert [f.key for f in mass_line.personal_fields()] == [
        *["ethnicity", "birth", "political", "phone"]
    ]
    narrative = mass_line.field("narrative")
    assert (narrative.kind, narrative.limit) == (FieldKind.LONG_TEXT, 1000)
    assert narrative.required_in == {"institution", "individual", "creative"}
    assert "省、市级主管部门意见" in mass_line.field("office_opinion").aliases


@pytest.mark.parametrize("text", [MASS_LINE, BLANK, AWARD], ids=["mass-line", "blank", "award"])
def test_english_stands_beside_every_label_and_text(text: str) -> None:
    def lacking(table: object, path: str) -> list[str]:
        if isinstance(table, list):
            return [
                one for place, row in enumerate(table) for one in lacking(row, f"{path}/{place}")
            ]
        if not isinstance(table, dict):
            return []
        worded = {"title", "name", "label", "text", "about", "description", "hint", "consent"}
        worded |= {"body", "call", "formula", "ties", "order", "pledge", "posted_in"}
        missing = [
            f"{path}/{key}"
            for key in worded & set(table)
            if re.search("[一-鿿]", str(table[key])) and f"{key}_en" not in table
        ]
        return missing + [
            one for key, row in table.items() for one in lacking(row, f"{path}/{key}")
        ]

    assert lacking(tomllib.loads(text), "") == []


@pytest.mark.parametrize(
    ("moment", "open_stages"),
    [
        ("2021-10-19T23:59:59", set()),
        ("2021-10-20T00:00:00", {Stage.COLLECTION, Stage.SCREENING}),
        ("2021-11-20T17:29:59", {Stage.COLLECTION, Stage.SCREENING}),
        ("2021-11-20T17:30:00", {Stage.SCREENING}),
        ("2021-11-20T20:00:00", {Stage.INTERACTION}),
        ("2021-11-30T00:00:00", {Stage.INTERACTION, Stage.SHOWCASE}),
        ("2021-12-01T00:00:00", {Stage.REVIEW, Stage.SHOWCASE}),
        ("2021-12-20T00:00:00", {Stage.NOTICE, Stage.SHOWCASE}),
        ("2021-12-27T12:00:00", {Stage.SHOWCASE}),
        ("2021-12-28T10:00:00", {Stage.RESULTS, Stage.SHOWCASE}),
        ("2022-01-01T00:00:00", set()),
    ],
)
def test_what_is_open_follows_from_the_clock(
    mass_line: RuleSheet, moment: str, open_stages: set[Stage]
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)

    assert mass_line.open_stages(at) == open_stages
    assert mass_line.open_stages(at.astimezone(UTC)) == open_stages


@settings(deadline=None)
@given(st.integers(0, 120 * 24 * 60))
def test_a_stage_is_open_from_its_first_moment_until_before_its_last(minutes: int) -> None:
    sheet = sheet_of_mass_line()
    moment = datetime(2021, 10, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    for window in sheet.stages:
        is_open = timedelta(0) <= moment - window.opens_at < window.closes_at - window.opens_at
        assert (window.stage in sheet.open_stages(moment)) is is_open


def test_another_award_needs_nothing_of_the_first_one(award: RuleSheet) -> None:
    assert award.voting is None
    assert not award.has_stage(Stage.INTERACTION)
    assert [level.level for level in award.tiers.levels] == [Level.PROVINCE]
    assert [(r.code, r.by, r.marks_per_entry, r.cut) for r in award.jury.rounds] == [
        ("first", RoundBy.MARKS, 3, 12),
        ("second", RoundBy.MARKS, None, None),
    ]
    assert award.jury.rounds[0].categories == ("process", "product")
    assert award.jury.mark_step == Decimal("0.5")
    assert award.field("cost_saved").required_in == {"process"}
    assert award.field("title").required_in == {"process", "product"}
    assert award.code_list("department").choices[0] == Choice(
        "workshop", Text("车间", "Workshop"), ("生产车间",)
    )
    assert [(c.seats, c.reserve, c.minimum) for c in award.categories] == [(5, 1, 1), (5, 1, 0)]
    assert award.host == award.organiser
    assert award.public_title == award.title


def test_a_moment_with_an_offset_is_the_same_moment_in_the_campaigns_zone(
    award: RuleSheet,
) -> None:
    opens = award.window(Stage.RESULTS).opens_at

    assert opens.isoformat() == "2026-04-10T08:00:00+06:00"
    assert award.window(Stage.REVIEW).opens_at.isoformat() == "2026-02-16T08:00:00+06:00"


@pytest.mark.parametrize("text", [MASS_LINE, BLANK, AWARD], ids=["mass-line", "blank", "award"])
def test_the_judging_part_stands_alone_as_a_rules_file(text: str) -> None:
    judging = decode(text, "sheet").judging

    assert decode_judging(read_toml(judging.toml.encode())) == judging.rules
    assert decode_judging(judging.table) == judging.rules


def test_an_unknown_name_is_a_key_error(mass_line: RuleSheet, award: RuleSheet) -> None:
    for ask in (
        lambda: mass_line.field("cost_saved"),
        lambda: mass_line.category("x"),
        lambda: award.window(Stage.INTERACTION),
        lambda: mass_line.code_list("department"),
        lambda: mass_line.jury.criterion("x"),
    ):
        with pytest.raises(KeyError):
            ask()


def test_wording_falls_back_to_chinese() -> None:
    assert [Text("甲", "A").get(lang) for lang in ("zh-hans", "en", "en-gb")] == ["甲", "A", "A"]
    assert Text("甲").get("en") == "甲"


def test_the_hash_is_the_content_and_not_its_layout() -> None:
    bare = "\n".join(
        line.split(" #")[0].strip() for line in BLANK.splitlines() if not line.startswith("#")
    )
    moved = bare.replace('slug = "blank"\n', "").replace(
        "version = 1\n", 'slug = "blank"\nversion = 1\n', 1
    )
    spread = moved.replace("[[stages]]", "\n\n[[ stages ]]\t# 时间")

    hashes = {decode(text, "sheet").hash for text in (BLANK, bare, moved, spread, "\ufeff" + BLANK)}

    assert spread != BLANK
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("limit = 1000", "limit = 1001"),
        ("2030-04-01T00:00:00", "2030-04-01T00:00:01"),
        ('title_en = "A new award"', 'title_en = "A newer award"'),
    ],
)
def test_any_change_of_content_changes_the_hash(old: str, new: str) -> None:
    changed = BLANK.replace(old, new, 1)

    assert decode(changed, "sheet").hash != decode(BLANK, "sheet").hash


def test_a_date_and_the_same_words_in_quotes_are_told_apart() -> None:
    quoted = MASS_LINE.replace("before_date = 2021-01-01", 'before_date = "2021-01-01"')

    with pytest.raises(SheetInvalid) as refused:
        decode(quoted, "sheet")

    assert [problem.key for problem in refused.value.problems] == ["evidence.before_date"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("version = 1\nslug = \n", 2, "Invalid value"),
        ("a = " + "[" * 5000, 1, "RecursionError"),
        ("a = " + "9" * 5000, 1, "ValueError"),
        ("#" * (LARGEST + 1), 1, "more than"),
    ],
    ids=["syntax", "nested", "digits", "large"],
)
def test_hostile_text_is_a_problem_and_no_crash(
    text: str, line: int, said: str, request: pytest.FixtureRequest
) -> None:
    # Other libraries lift Python's own limit for the whole process; this test is about the limit.
    request.addfinalizer(partial(sys.set_int_max_str_digits, sys.get_int_max_str_digits()))
    sys.set_int_max_str_digits(4300)

    with pytest.raises(SheetInvalid) as refused:
        decode(text, "sheet.toml")

    (problem,) = refused.value.problems
    assert (problem.line, said in problem.text.en) == (line, True)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(SheetInvalid) as refused:
        decode(text, "sheet.toml")

    assert all(isinstance(problem, Problem) for problem in refused.value.problems)


LINES = MASS_LINE.splitlines()


@settings(deadline=None)
@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1), st.booleans())
def test_a_sheet_with_a_line_lost_or_moved_never_crashes(
    place: int, other: int, moves: bool
) -> None:
    lines = LINES.copy()
    line = lines.pop(place)
    if moves:
        lines.insert(other, line)

    problems = problems_of("\n".join(lines))

    assert all(1 <= problem.line <= len(lines) + 1 for problem in problems)


def problems_of(text: str) -> list[Problem]:
    try:
        decode(text, "sheet.toml")
    except SheetInvalid as invalid:
        return list(invalid.problems)
    return []
