"""Play the demonstration on: each stage's moment, and what has to have happened before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pingxuan.demo.year import Year
from pingxuan.domain.vocabulary import Stage, Status
from pingxuan.jury.models import Assignment
from pingxuan.nominations.models import Nomination
from pingxuan.results.actions.certifying import certify
from pingxuan.results.models import Announcement, Decision, Notice


def _moment(year: Year, month: int, day: int, hour: int) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=year.campaign.sheet.tz)


def _to_collection(year: Year) -> None:
    year.move_to(_moment(year, 11, 10, 10))


def _to_screening(year: Year) -> None:
    year.move_to(_moment(year, 11, 20, 18))


def _to_interaction(year: Year) -> None:
    if Nomination.objects.filter(campaign=year.campaign, status=Status.ACCEPTED).exists():
        _to_screening(year)
        year.publish()
    year.move_to(_moment(year, 11, 25, 12))


def _to_review(year: Year) -> None:
    year.move_to(_moment(year, 12, 5, 10))
    if not Assignment.objects.filter(juror__campaign=year.campaign).exists():
        year.assign()


def _to_notice(year: Year) -> None:
    if not Decision.objects.filter(campaign=year.campaign).exclude(confirmed_at=None).exists():
        _to_review(year)
        for _ in year.judge():
            pass
        year.decide()
    year.move_to(_moment(year, 12, 20, 9))
    if not Notice.objects.filter(decision__campaign=year.campaign).exists():
        year.put_up_notice()
    year.move_to(_moment(year, 12, 22, 10))


def _to_results(year: Year) -> None:
    if not Announcement.objects.filter(decision__campaign=year.campaign).exists():
        _to_notice(year)
        year.move_to(_moment(year, 12, 28, 10))
        made = year.announce()
        certify(made.decision_id, person=year.staff.manager, now=year.now)
    year.move_to(_moment(year, 12, 28, 11))


def _to_showcase(year: Year) -> None:
    _to_results(year)
    year.move_to(_moment(year, 12, 30, 10))


PLAYS: dict[Stage, Callable[[Year], None]] = {
    Stage.COLLECTION: _to_collection,
    Stage.SCREENING: _to_screening,
    Stage.INTERACTION: _to_interaction,
    Stage.REVIEW: _to_review,
    Stage.NOTICE: _to_notice,
    Stage.RESULTS: _to_results,
    Stage.SHOWCASE: _to_showcase,
}
