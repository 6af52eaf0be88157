"""Closing a round: on the record with what was missing, once, by the chair."""

from __future__ import annotations

import pytest

from pingxuan.audit.models import Record
from pingxuan.domain.errors import AlreadyDone, GateShut, NotYourAct, StageClosed
from pingxuan.domain.vocabulary import Act
from pingxuan.jury.actions.rounds import close_round
from pingxuan.jury.models import Assignment, RoundClosing
from pingxuan.jury.queries import is_complete, missing_in, progress, seat_of
from tests.builders import REVIEWING, VOTING
from tests.jury.builders import Panel


@pytest.fixture
def judged(panel: Panel) -> Panel:
    """Two jurors have locked two entries; one of four is open again."""
    panel.publish({"institution": 2})
    panel.seat(panel.province.city_unit, panel.province.other_city_unit)
    panel.assign()
    panel.judge()
    one = Assignment.objects.get(juror=panel.jurors[1], entry__number="J-002")
    Assignment.objects.filter(pk=one.pk).update(state=Assignment.State.OPEN)
    return panel


def test_the_chair_closes_a_round_with_marks_missing_on_the_record(judged: Panel) -> None:
    assert missing_in(judged.campaign, judged.round) == {"P02": 1}

    closing = close_round(
        judged.campaign, judged.round, person=judged.officers.chair, now=REVIEWING
    )

    assert (closing.missing, closing.goes_on, closing.closed_at) == ({"P02": 1}, [], REVIEWING)
    [line] = Record.objects.filter(act=Act.CLOSE_ROUND)
    assert line.facts == {"round": judged.round, "goes_on": [], "missing": {"P02": 1}}


@pytest.mark.parametrize("who", ["supervisor", "editor", "juror"])
def test_nobody_but_chair_and_manager_closes(judged: Panel, who: str) -> None:
    person = judged.jurors[0].person if who == "juror" else getattr(judged.officers, who)

    with pytest.raises(NotYourAct):
        close_round(judged.campaign, judged.round, person=person, now=REVIEWING)

    assert RoundClosing.objects.count() == 0


def test_a_round_is_closed_once(judged: Panel) -> None:
    close_round(judged.campaign, judged.round, person=judged.officers.chair, now=REVIEWING)

    with pytest.raises(AlreadyDone) as refused:
        close_round(judged.campaign, judged.round, person=judged.officers.manager, now=REVIEWING)

    assert refused.value.done_at == REVIEWING


def test_a_round_that_nobody_judged_stays_open(panel: Panel) -> None:
    panel.publish({"institution": 1})

    with pytest.raises(GateShut) as refused:
        close_round(panel.campaign, panel.round, person=panel.officers.chair, now=REVIEWING)

    assert refused.value.missing == ["终评已锁定的评委 0/1"]
    assert RoundClosing.objects.count() == 0


def test_a_round_is_not_closed_before_it_began(judged: Panel) -> None:
    with pytest.raises(StageClosed):
        close_round(judged.campaign, judged.round, person=judged.officers.chair, now=VOTING)


def test_an_entry_without_jurors_keeps_a_round_incomplete(panel: Panel) -> None:
    panel.publish({"institution": 1, "creative": 1})
    panel.seat(panel.province.city_unit)
    assert not is_complete(panel.campaign, panel.round)
    panel.assign()
    assert not is_complete(panel.campaign, panel.round)
    panel.judge()
    assert is_complete(panel.campaign, panel.round)
    Assignment.objects.filter(entry__number="C-001").delete()

    assert not is_complete(panel.campaign, panel.round)


def test_progress_counts_without_marks(judged: Panel) -> None:
    rows = progress(judged.campaign)[judged.round]

    found = [(row.juror.code, row.locked, row.open, row.recused) for row in rows]
    assert found == [("P01", 2, 0, 0), ("P02", 1, 1, 0)]


def test_whoever_has_no_seat_has_none(judged: Panel) -> None:
    assert seat_of(judged.officers.manager, judged.campaign) is None
    assert seat_of(judged.jurors[0].person, judged.campaign) == judged.jurors[0]
