"""The rule sheet: everything that makes one campaign this campaign, as frozen structures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from pingxuan.domain.routes import Level
from pingxuan.domain.rules.contest import (
    Judging,
    Jury,
    Notice,
    Page,
    Paper,
    Results,
    Retention,
    Seminar,
    ShowcasePart,
    Voting,
)
from pingxuan.domain.rules.entry import Category, CodeList, Evidence, Field, Tiers
from pingxuan.domain.rules.text import Rule, Text
from pingxuan.domain.stages import open_at
from pingxuan.domain.vocabulary import Stage

Part = TypeVar("Part")


@dataclass(frozen=True)
class StageWindow(Rule):
    """A stage and its interval: `opens_at` ≤ now < `closes_at`, both aware. Source: C16–C20."""

    stage: Stage
    title: Text
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Body(Rule):
    """The organiser (主办) or the host (承办). Source: C2, C3."""

    name: Text
    about: Text


@dataclass(frozen=True)
class Goal(Rule):
    """How many winners of a category (empty: of each) one place should have at most; only warns."""

    level: Level
    most: int
    category: str = ""


@dataclass(frozen=True)
class Decision(Rule):
    """The formula in plain words, shown publicly before voting opens. Source: C27, C28, H1."""

    formula: Text
    ties: Text
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RuleSheet(Rule):
    """One campaign as data.

    Attributes:
        slug: the campaign's place in addresses: `mass-line-2021`.
        public_title: what the pages of the interaction stage call it (C1); the title if not given.
        zone: the IANA name of the campaign's zone.
        voting: None for an award without a public vote.
        consent: what a nominee agrees to before handing in (N11).
        hash: SHA-256 of the canonical JSON of the decoded file; comments and layout do not change it.
    """

    slug: str
    title: Text
    public_title: Text
    organiser: Body
    host: Body
    zone: str
    stages: tuple[StageWindow, ...]
    categories: tuple[Category, ...]
    fields: tuple[Field, ...]
    lists: tuple[CodeList, ...]
    evidence: Evidence
    tiers: Tiers
    voting: Voting | None
    jury: Jury
    judging: Judging
    decision: Decision
    notice: Notice
    results: Results
    showcase: tuple[ShowcasePart, ...]
    seminar: Seminar | None
    retention: Retention
    papers: tuple[Paper, ...]
    call: Text
    consent: Text
    pages: tuple[Page, ...]
    hash: str

    @property
    def tz(self) -> ZoneInfo:
        """The campaign's zone."""
        return ZoneInfo(self.zone)

    def open_stages(self, moment: datetime) -> frozenset[Stage]:
        """Name the stages that are open at `moment`; intervals are half-open and may overlap.

        A sheet without a screening stage screens from the first day of collection until what was
        accepted has to stand: the opening of the vote, else the end of the jury's stage.
        """
        found = open_at(self.stages, moment)
        if self.has_stage(Stage.SCREENING):
            return found
        begins = self.window(Stage.COLLECTION).opens_at
        ends = (
            self.window(Stage.INTERACTION).opens_at
            if self.has_stage(Stage.INTERACTION)
            else self.window(Stage.REVIEW).closes_at
        )
        return found | {Stage.SCREENING} if begins <= moment < ends else found

    def window(self, stage: Stage) -> StageWindow:
        """Find a stage's window; KeyError when the campaign has no such stage."""
        return _find(self.stages, stage, lambda window: window.stage)

    def has_stage(self, stage: Stage) -> bool:
        """Say whether the campaign has this stage at all."""
        return any(window.stage is stage for window in self.stages)

    def category(self, code: str) -> Category:
        """Find a category by its code; KeyError for an unknown one."""
        return _find(self.categories, code, lambda category: category.code)

    def field(self, key: str) -> Field:
        """Find a field of the form by its key; KeyError for an unknown one."""
        return _find(self.fields, key, lambda field: field.key)

    def public_fields(self) -> tuple[Field, ...]:
        """List the fields that everyone may see once a case is published."""
        return tuple(field for field in self.fields if field.public)

    def personal_fields(self) -> tuple[Field, ...]:
        """List the fields that are kept encrypted."""
        return tuple(field for field in self.fields if field.personal)

    def code_list(self, name: str) -> CodeList:
        """Find one of the sheet's own code lists; KeyError for an unknown one."""
        return _find(self.lists, name, lambda code_list: code_list.name)


def _find(parts: Iterable[Part], wanted: object, key: Callable[[Part], object]) -> Part:
    for part in parts:
        if key(part) == wanted:
            return part
    raise KeyError(wanted)
