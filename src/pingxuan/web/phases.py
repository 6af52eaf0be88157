"""Where a campaign stands, as its home page draws it: the hero of the phase, the row, the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.rules.sheet import StageWindow
from pingxuan.domain.vocabulary import Stage

# Which open stage the page is about, when several are open.
PRECEDENCE = (
    Stage.INTERACTION,
    Stage.NOTICE,
    Stage.RESULTS,
    Stage.COLLECTION,
    Stage.SCREENING,
    Stage.REVIEW,
    Stage.SHOWCASE,
)
DAY = timedelta(days=1)
LANE_HEIGHT = 30
CALENDAR_WIDTH = 1000


@dataclass(frozen=True)
class Hero:
    """The head of the home page: what is now, until when, and the one thing to do.

    Attributes:
        is_record: the button begins an act that goes on record (red).
        ends_at: until when, or from when with `is_waiting`.
    """

    stage: str
    note: str
    ends_at: datetime | None
    days: int
    hours: int
    minutes: int
    label: str
    url: str
    is_record: bool = False
    is_waiting: bool = False


class Phase(NamedTuple):
    """One stage in the row of phases, as `_phases.html` takes it."""

    name: str
    opens_at: datetime
    closes_at: datetime
    state: str
    share: int | None


class Bar(NamedTuple):
    """One stage in the drawn calendar."""

    phase: Phase
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Calendar:
    """All stages on one line of time."""

    bars: list[Bar]
    today: int | None
    width: int
    height: int


def _targets(campaign: Campaign, stage: Stage) -> tuple[str, str, bool]:
    """Give button, address and whether it goes on record, for the stage that the page is about."""
    slug = [campaign.slug]
    match stage:
        case Stage.INTERACTION:
            return _("去投票"), reverse("vote", args=slug), True
        case Stage.NOTICE:
            return _("看公示名单"), reverse("results", args=slug), False
        case Stage.RESULTS:
            return _("看结果"), reverse("results", args=slug), False
        case Stage.COLLECTION:
            return _("报送案例"), reverse("my_nominations", args=slug), False
        case Stage.SHOWCASE:
            return _("看展示"), reverse("show", args=slug), False
        case _:
            has_board = campaign.sheet.voting is not None
            target = "vote" if has_board else "notices"
            return _("看作品") if has_board else _("看公告"), reverse(target, args=slug), False


def hero_of(campaign: Campaign, moment: datetime) -> Hero:
    """Choose what the head of the page says at `moment` (campaign time)."""
    sheet, language = campaign.sheet, get_language() or ""
    open_stages = sheet.open_stages(moment)
    for stage in PRECEDENCE:
        if stage in open_stages:
            window = sheet.window(stage)
            label, url, is_record = _targets(campaign, stage)
            days = -(-(window.closes_at - window.opens_at) // DAY)
            at = (moment - window.opens_at) // DAY + 1
            note = _("第 %(at)s 天，共 %(days)s 天") % {"at": at, "days": days}
            name = window.title.get(language)
            parts = _parts(window.closes_at - moment)
            return Hero(name, note, window.closes_at, *parts, label, url, is_record)
    following = _next(sheet.stages, moment)
    if following is None:
        label, url, _record = _targets(campaign, Stage.RESULTS)
        if sheet.has_stage(Stage.SHOWCASE):
            label, url, _record = _targets(campaign, Stage.SHOWCASE)
        return Hero(_("活动已经结束"), "", None, 0, 0, 0, label, url)
    parts = _parts(following.opens_at - moment)
    label, url, _record = _targets(campaign, Stage.REVIEW)
    note = following.title.get(language)
    return Hero(note, "", following.opens_at, *parts, label, url, is_waiting=True)


def _parts(span: timedelta) -> tuple[int, int, int]:
    minutes = int(span.total_seconds() // 60)
    return minutes // 1440, minutes // 60 % 24, minutes % 60


def _next(windows: tuple[StageWindow, ...], moment: datetime) -> StageWindow | None:
    coming = [window for window in windows if window.opens_at > moment]
    return min(coming, key=lambda window: window.opens_at, default=None)


def phases_of(campaign: Campaign, moment: datetime) -> list[Phase]:
    """List the stages in the order in which they open, with where each stands at `moment`."""
    language = get_language() or ""
    found = []
    for window in sorted(campaign.sheet.stages, key=lambda each: (each.opens_at, each.closes_at)):
        share = None
        if moment >= window.closes_at:
            state = "past"
        elif moment >= window.opens_at:
            state = "at"
            share = int((moment - window.opens_at) * 100 / (window.closes_at - window.opens_at))
        else:
            state = "next"
        name = window.title.get(language)
        found.append(Phase(name, window.opens_at, window.closes_at, state, share))
    return found


def calendar_of(phases: list[Phase], moment: datetime) -> Calendar:
    """Draw the stages as bars on one line of time, one lane each."""
    if not phases:
        return Calendar([], None, CALENDAR_WIDTH, 0)
    start = min(phase.opens_at for phase in phases)
    span = max(phase.closes_at for phase in phases) - start

    def place(at: datetime) -> int:
        return round((at - start) / span * CALENDAR_WIDTH)

    bars = [
        Bar(
            phase,
            place(phase.opens_at),
            lane * LANE_HEIGHT,
            max(6, place(phase.closes_at) - place(phase.opens_at)),
        )
        for lane, phase in enumerate(phases)
    ]
    is_within = start <= moment <= start + span
    return Calendar(
        bars, place(moment) if is_within else None, CALENDAR_WIDTH, len(phases) * LANE_HEIGHT
    )
