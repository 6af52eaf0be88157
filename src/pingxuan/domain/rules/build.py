"""From a table that the walk found good to the frozen structures: the entry side of the sheet."""

from __future__ import annotations

from typing import TypedDict
from zoneinfo import ZoneInfo

from pingxuan.domain.judging.rules import SeatRules
from pingxuan.domain.routes import Level
from pingxuan.domain.rules.build_contest import judging_of, jury_of, showcase_of, voting_of
from pingxuan.domain.rules.contest import (
    Notice,
    Page,
    Paper,
    Results,
    Retention,
    Seminar,
    ShowcasePart,
)
from pingxuan.domain.rules.entry import (
    Category,
    Choice,
    CodeList,
    Condition,
    Evidence,
    Field,
    FieldKind,
    FileKind,
    Finds,
    Named,
    Nominator,
    OfficeDeadline,
    TierLevel,
    Tiers,
)
from pingxuan.domain.rules.findings import Data, in_zone
from pingxuan.domain.rules.sheet import Body, Decision, Goal, RuleSheet, StageWindow
from pingxuan.domain.rules.wording import origin, text_of
from pingxuan.domain.vocabulary import STAGE_NAMES, Stage
from pingxuan.domain.workdays import calendar_of


def build(data: Data, fingerprint: str) -> RuleSheet:
    """Make the sheet of a table in which no problem was found."""
    zone = ZoneInfo(data["zone"])
    judging = judging_of(data["judging"])
    title = text_of(data, "title")
    organiser = _body(data["organiser"])
    return RuleSheet(
        slug=data["slug"],
        title=title,
        public_title=text_of(data, "public_title") or title,
        organiser=organiser,
        host=_body(data["host"]) if data["host"] else organiser,
        zone=data["zone"],
        stages=_stages(data, zone),
        categories=_categories(data, judging.rules.seats),
        fields=_fields(data),
        lists=_lists(data),
        evidence=_evidence(data["evidence"]),
        tiers=_tiers(data["tiers"], zone),
        voting=voting_of(data["voting"]) if data["voting"] else None,
        jury=jury_of(data["jury"], [row["code"] for row in data["categories"]]),
        judging=judging,
        call=text_of(data, "call"),
        consent=text_of(data, "consent"),
        hash=fingerprint,
        **_afterwards(data, zone),
        **origin(data),
    )


class Afterwards(TypedDict):
    """The parts of a sheet that follow the contest."""

    decision: Decision
    notice: Notice
    results: Results
    showcase: tuple[ShowcasePart, ...]
    seminar: Seminar | None
    retention: Retention
    papers: tuple[Paper, ...]
    pages: tuple[Page, ...]


def _afterwards(data: Data, zone: ZoneInfo) -> Afterwards:
    """Build what follows the decision, and the papers and pages beside it."""
    decision, notice, kept = data["decision"], data["notice"], data["retention"]
    found = data["results"]
    return {
        "decision": Decision(
            text_of(decision, "formula"),
            text_of(decision, "ties"),
            tuple(
                Goal(Level(row["level"]), row["most"], row["category"] or "", **origin(row))
                for row in decision["goals"]
            ),
            **origin(decision),
        ),
        "notice": Notice(
            notice["working_days"],
            notice["reply_days"],
            calendar_of(notice["rest_days"], notice["work_days"]),
            **origin(notice),
        ),
        "results": Results(text_of(found, "posted_in"), tuple(found["lookup_by"]), **origin(found)),
        "showcase": showcase_of(data["showcase"], zone),
        "seminar": _seminar(data["seminar"]),
        "retention": Retention(
            kept["personal_days"], kept["network_days"], kept["draft_days"], **origin(kept)
        ),
        "papers": tuple(
            Paper(row["code"], text_of(row, "title"), **origin(row)) for row in data["papers"]
        ),
        "pages": tuple(
            Page(row["code"], text_of(row, "title"), text_of(row, "body"), **origin(row))
            for row in data["pages"]
        ),
    }


def _seminar(row: Data | None) -> Seminar | None:
    if row is None:
        return None
    return Seminar(text_of(row, "name"), text_of(row, "about"), **origin(row))


def _body(row: Data) -> Body:
    return Body(text_of(row, "name"), text_of(row, "about"), **origin(row))


def _stages(data: Data, zone: ZoneInfo) -> tuple[StageWindow, ...]:
    return tuple(
        StageWindow(
            stage=Stage(row["stage"]),
            title=text_of(row, "title", STAGE_NAMES[Stage(row["stage"])]),
            opens_at=in_zone(row["opens_at"], zone),
            closes_at=in_zone(row["closes_at"], zone),
            **origin(row),
        )
        for row in data["stages"]
    )


def _categories(data: Data, seats: SeatRules) -> tuple[Category, ...]:
    usual = data["tiers"]["minimum_per_unit"]
    return tuple(
        Category(
            code=row["code"],
            letter=row["letter"],
            seal=row["seal"],
            name=text_of(row, "name"),
            description=text_of(row, "description"),
            nominators=frozenset(Nominator(word) for word in row["nominators"]),
            conditions=tuple(
                Condition(
                    text_of(one, "text"),
                    tuple(one["fields"]),
                    Finds(one["finds"]) if one["finds"] else None,
                    one["least"],
                    one["confirm"],
                    **origin(one),
                )
                for one in row["conditions"]
            ),
            seats=row["seats"],
            reserve=seats.reserve_of(row["code"]),
            minimum=usual if row["minimum"] is None else row["minimum"],
            **origin(row),
        )
        for row in data["categories"]
    )


def _fields(data: Data) -> tuple[Field, ...]:
    everywhere = [row["code"] for row in data["categories"]]
    return tuple(
        Field(
            key=row["key"],
            label=text_of(row, "label"),
            aliases=tuple(row["aliases"]),
            kind=FieldKind(row["kind"]),
            required=row["required"],
            required_in=frozenset(everywhere if row["required"] else row["required_in"] or ()),
            min_length=row["min_length"],
            limit=row["limit"],
            choices=row["choices"] or "",
            public=row["public"],
            personal=row["personal"],
            hint=text_of(row, "hint"),
            **origin(row),
        )
        for row in data["fields"]
    )


def _lists(data: Data) -> tuple[CodeList, ...]:
    return tuple(
        CodeList(
            row["name"],
            tuple(
                Choice(one["code"] or one["label"], text_of(one, "label"), tuple(one["aliases"]))
                for one in row["choices"]
            ),
            **origin(row),
        )
        for row in data["lists"]
    )


def _evidence(row: Data) -> Evidence:
    return Evidence(
        platforms=tuple(Named(one["code"], text_of(one, "name")) for one in row["platforms"]),
        counts=tuple(Named(one["code"], text_of(one, "name")) for one in row["counts"]),
        before_date=row["before_date"],
        files=frozenset(FileKind(kind) for kind in row["files"]),
        most_files=row["most_files"],
        most_megabytes=row["most_megabytes"],
        **origin(row),
    )


def _tiers(row: Data, zone: ZoneInfo) -> Tiers:
    return Tiers(
        levels=tuple(TierLevel(Level(one["level"]), text_of(one, "name")) for one in row["levels"]),
        own_unit_opinion_first=row["own_unit_opinion_first"],
        minimum_per_unit=row["minimum_per_unit"],
        by_mail=row["by_mail"],
        deadlines=tuple(
            OfficeDeadline(
                level=Level(one["level"]) if one["level"] else None,
                unit=one["unit"] or "",
                ends_at=in_zone(one["ends_at"], zone),
                **origin(one),
            )
            for one in row["deadlines"]
        ),
        **origin(row),
    )
