"""From a table that the walk found good to the frozen structures: the contest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.polls import Majority
from pingxuan.domain.judging.toml import to_toml
from pingxuan.domain.rules.contest import (
    Channel,
    CountsShown,
    Criterion,
    Judging,
    Jury,
    Pool,
    Round,
    RoundBy,
    ShowcasePart,
    Voters,
    Voting,
)
from pingxuan.domain.rules.findings import Data, in_zone
from pingxuan.domain.rules.wording import origin, text_of


def judging_of(table: Mapping[str, Any]) -> Judging:
    """Decode the judging part, and keep its table and its text beside it."""
    rules = decode(table)
    return Judging(table=table, rules=rules, toml=to_toml(rules))


def voting_of(row: Data) -> Voting:
    """Build the public vote."""
    pools = tuple(Pool(one["category"], one["per_day"], **origin(one)) for one in row["pools"])
    largest = max((pool.per_day for pool in pools), default=row["per_day"])
    return Voting(
        per_day=row["per_day"],
        min_per_request=row["min_per_request"],
        max_per_request=row["max_per_request"] or largest,
        per_entry=row["per_entry"],
        per_category=row["per_category"],
        per_campaign=row["per_campaign"],
        pools=pools,
        counts_shown=CountsShown(row["counts_shown"]),
        delay_minutes=row["delay_minutes"],
        hidden_hours=row["hidden_hours"],
        who=Voters(row["who"]),
        units=tuple(row["units"]),
        channels=tuple(
            Channel(one["code"], text_of(one, "name"), one["verified_phone"], **origin(one))
            for one in row["channels"]
        ),
        final=row["final"],
        rules=tuple(text_of(one, "text") for one in row["rules"]),
        order=text_of(row, "order"),
        **origin(row),
    )


def jury_of(row: Data, categories: Sequence[str]) -> Jury:
    """Build the jury; a round that names no category judges all of `categories`."""
    return Jury(
        rounds=tuple(
            Round(
                code=one["code"],
                name=text_of(one, "name"),
                categories=tuple(one["categories"] or categories),
                by=RoundBy(one["by"]),
                marks_per_entry=one["marks_per_entry"],
                cut=one["cut"],
                at_most=one["at_most"],
                quorum=one["quorum"],
                majority=Majority(one["majority"]),
                **origin(one),
            )
            for one in row["rounds"]
        ),
        criteria=tuple(
            Criterion(
                code=one["code"],
                name=text_of(one, "name"),
                description=text_of(one, "description"),
                weight=one["weight"],
                **origin(one),
            )
            for one in row["criteria"]
        ),
        min_mark=row["min_mark"],
        max_mark=row["max_mark"],
        mark_step=row["mark_step"],
        comments_released=row["comments_released"],
        names_hidden=row["names_hidden"],
        pledge=text_of(row, "pledge"),
        **origin(row),
    )


def showcase_of(showcase: Sequence[Data], zone: ZoneInfo) -> tuple[ShowcasePart, ...]:
    """Build the parts of the showcase."""
    return tuple(
        ShowcasePart(
            one["code"], text_of(one, "name"), in_zone(one["opens_at"], zone), **origin(one)
        )
        for one in showcase
    )
