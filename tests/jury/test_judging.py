"""What a juror does at the desk: each act, its refusals with their facts, and what is not written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Post
from pingxuan.domain.errors import (
    ContentInvalid,
    GateShut,
    NotYourAct,
    StageClosed,
    WrongStatus,
)
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Act, Stage
from pingxuan.jury.actions.judging import lock, lock_all, pledge, recuse, save_marks, skip
from pingxuan.jury.actions.rounds import close_round
from pingxuan.jury.models import Assignment, Juror, Mark
from pingxuan.jury.queries import desk, has_pledged, mark_rows
from tests.builders import NOTICE, REVIEWING, VOTING, sheet_text
from tests.jury.builders import Panel, mark_all

FIVE = ("typical", "innovative", "exemplary", "precise", "replicable")
JurorAct = Callable[[Assignment, Person, datetime], object]


@pytest.fixture
def seated(panel: Panel) -> Panel:
    """Two jurors before two entries; both have pledged."""
    panel.publish({"institution": 2})
    for juror in panel.seat(panel.province.city_unit, panel.province.other_city_unit):
        pledge(juror.pk, person=juror.person, now=REVIEWING)
    panel.assign()
    return panel


def first_of(juror: Juror) -> Assignment:
    return Assignment.objects.select_related("juror__campaign", "juror__person", "entry").get(
        juror=juror, entry__number="J-001"
    )


def state() -> tuple[object, ...]:
    """All that the acts of this file could write."""
    return (
        list(Mark.objects.order_by("pk").values_list("criterion", "mark")),
        list(Assignment.objects.order_by("pk").values_list("state", "comment", "is_skipped")),
        Record.objects.count(),
    )


ACTS: dict[str, JurorAct] = {
    "mark": lambda one, person, now: save_marks(one.pk, {"typical": "7"}, person=person, now=now),
    "skip": lambda one, person, now: skip(one.pk, person=person, now=now),
    "recuse": lambda one, person, now: recuse(one.pk, reason="亲属", person=person, now=now),
    "lock": lambda one, person, now: lock(one.pk, person=person, now=now),
}


@pytest.mark.parametrize("act", ACTS)
def test_before_the_pledge_nothing_can_be_done(panel: Panel, act: str) -> None:
    panel.publish({"institution": 1})
    [juror] = panel.seat(panel.province.city_unit)
    panel.assign()
    before = state()

    with pytest.raises(GateShut) as refused:
        ACTS[act](first_of(juror), juror.person, REVIEWING)

    assert refused.value.missing == ["保密承诺"]
    assert state() == before


@pytest.mark.parametrize("moment", [VOTING, NOTICE])
@pytest.mark.parametrize("act", ACTS)
def test_outside_the_jurys_stage_nothing_can_be_done(
    seated: Panel, act: str, moment: datetime
) -> None:
    before = state()

    with pytest.raises(StageClosed) as refused:
        ACTS[act](first_of(seated.jurors[0]), seated.jurors[0].person, moment)

    window = seated.campaign.sheet.window(Stage.REVIEW)
    facts = (refused.value.needs, refused.value.opens_at, refused.value.closes_at)
    assert facts == (Stage.REVIEW, window.opens_at, window.closes_at)
    assert state() == before


@pytest.mark.parametrize("who", ["other juror", "manager", "supervisor", "chair"])
@pytest.mark.parametrize("act", ACTS)
def test_nobody_else_does_a_jurors_acts(seated: Panel, act: str, who: str) -> None:
    others = {
        "other juror": seated.jurors[1].person,
        "manager": seated.officers.manager,
        "supervisor": seated.officers.supervisor,
        "chair": seated.officers.chair,
    }
    before = state()

    with pytest.raises(NotYourAct) as refused:
        ACTS[act](first_of(seated.jurors[0]), others[who], REVIEWING)

    assert refused.value.permission == "jury.mark"
    assert state() == before


def test_a_juror_whose_post_has_ended_may_no_longer_mark(seated: Panel) -> None:
    juror = seated.jurors[0]
    Post.objects.filter(person=juror.person).update(until_at=REVIEWING)

    with pytest.raises(NotYourAct):
        mark_all(first_of(juror), "7")


@pytest.mark.parametrize("end", ["locked", "recused", "closed"])
@pytest.mark.parametrize("act", ACTS)
def test_after_the_end_nothing_changes_any_more(seated: Panel, act: str, end: str) -> None:
    juror = seated.jurors[0]
    one = first_of(juror)
    if end == "recused":
        recuse(one.pk, reason="亲属", person=juror.person, now=REVIEWING)
    else:
        mark_all(one, "7")
    if end == "locked":
        lock(one.pk, person=juror.person, now=REVIEWING)
    elif end == "closed":
        seated.judge()
        Assignment.objects.filter(pk=one.pk).update(state="open")
        close_round(seated.campaign, seated.round, person=seated.officers.chair, now=REVIEWING)
    before = state()

    with pytest.raises(WrongStatus) as refused:
        ACTS[act](first_of(juror), juror.person, REVIEWING)

    names = {"locked": "已锁定", "recused": "回避", "closed": "本轮已结束"}
    assert refused.value.status == names[end]
    assert state() == before


def test_the_pledge_is_taken_once_with_the_version_of_its_text(panel: Panel) -> None:
    [juror] = panel.seat(panel.province.city_unit)

    pledge(juror.pk, person=juror.person, now=REVIEWING)
    pledge(juror.pk, person=juror.person, now=NOTICE)

    juror.refresh_from_db()
    version = fingerprint(str(panel.campaign.sheet.jury.pledge))
    assert (juror.pledged_at, juror.pledge_version) == (REVIEWING, version)
    [line] = Record.objects.filter(act=Act.PLEDGE)
    assert line.facts == {"text": version}


def test_a_new_text_asks_for_a_new_pledge(seated: Panel) -> None:
    load_sheet(
        sheet_text().replace("我将独立、公正评议", "我将独立、公正、按时评议"), now=REVIEWING
    )
    juror = Juror.objects.get(pk=seated.jurors[0].pk)

    assert not has_pledged(juror)
    with pytest.raises(GateShut):
        mark_all(first_of(juror), "7")
    assert has_pledged(pledge(juror.pk, person=juror.person, now=REVIEWING))


def test_nobody_pledges_for_another(seated: Panel) -> None:
    with pytest.raises(NotYourAct):
        pledge(seated.jurors[0].pk, person=seated.jurors[1].person, now=REVIEWING)


def test_marks_are_saved_changed_and_taken_back(seated: Panel) -> None:
    juror = seated.jurors[0]
    one = first_of(juror)

    save_marks(
        one.pk,
        {"typical": "7", "precise": "10"},
        person=juror.person,
        now=REVIEWING,
        comment="数据扎实",
        note="再看一遍",
    )
    save_marks(one.pk, {"typical": "8", "precise": ""}, person=juror.person, now=REVIEWING)

    assert list(one.marks.values_list("criterion", "mark")) == [("typical", Decimal(8))]
    one.refresh_from_db()
    assert (one.comment, one.note, one.saved_at) == ("数据扎实", "再看一遍", REVIEWING)
    assert not Record.objects.filter(act=Act.MARK).exists()


@pytest.mark.parametrize(
    ("marks", "problems"),
    [
        ({"typical": "0"}, {"typical": ["out_of_range"]}),
        ({"typical": "11"}, {"typical": ["out_of_range"]}),
        ({"typical": "7.5"}, {"typical": ["out_of_range"]}),
        ({"typical": "-3"}, {"typical": ["out_of_range"]}),
        ({"typical": "5.00000000000000000000000000000001"}, {"typical": ["out_of_range"]}),
        ({"typical": "seven"}, {"typical": ["not_a_number"]}),
        ({"typical": "NaN"}, {"typical": ["not_a_number"]}),
        ({"typical": "1e1"}, {"typical": ["not_a_number"]}),
        ({"typical": "７"}, {"typical": ["not_a_number"]}),
        ({"beauty": "7"}, {"beauty": ["unknown_criterion"]}),
        (
            {"typical": "7", "precise": "x", "exemplary": "99"},
            {"precise": ["not_a_number"], "exemplary": ["out_of_range"]},
        ),
    ],
)
def test_a_mark_outside_the_rules_is_refused_whole(
    seated: Panel, marks: dict[str, str], problems: dict[str, list[str]]
) -> None:
    before = state()

    with pytest.raises(ContentInvalid) as refused:
        save_marks(
            first_of(seated.jurors[0]).pk,
            marks,
            person=seated.jurors[0].person,
            now=REVIEWING,
            comment="x",
        )

    assert refused.value.problems == problems
    assert state() == before


def test_a_lock_needs_a_mark_on_every_criterion(seated: Panel) -> None:
    juror = seated.jurors[0]
    save_marks(
        first_of(juror).pk, {"typical": "7", "precise": "7"}, person=juror.person, now=REVIEWING
    )
    before = state()

    with pytest.raises(ContentInvalid) as refused:
        lock(first_of(juror).pk, person=juror.person, now=REVIEWING)

    assert refused.value.problems == {
        "innovative": ["missing"],
        "exemplary": ["missing"],
        "replicable": ["missing"],
    }
    assert state() == before


def test_a_lock_puts_a_salted_hash_of_the_marks_into_the_book(seated: Panel) -> None:
    juror = seated.jurors[0]
    mark_all(first_of(juror), "7")

    one = lock(first_of(juror).pk, person=juror.person, now=REVIEWING)

    one.refresh_from_db()
    [line] = Record.objects.filter(act=Act.LOCK)
    marks = dict.fromkeys(FIVE, "7.000")
    assert (one.state, one.locked_at, len(one.salt)) == ("locked", REVIEWING, 32)
    assert line.facts == {
        "entry": "J-001",
        "marks": fingerprint({"marks": marks, "salt": one.salt}),
    }


def test_locking_all_names_what_is_left(seated: Panel) -> None:
    juror = seated.jurors[0]
    mark_all(first_of(juror), "7")

    left = lock_all(juror.pk, person=juror.person, now=REVIEWING)

    assert left == ["J-002"]
    states = Assignment.objects.filter(juror=juror).order_by("entry__number")
    assert [one.state for one in states] == ["locked", "open"]


def test_an_interest_takes_the_marks_away_and_says_why(seated: Panel) -> None:
    juror = seated.jurors[0]
    mark_all(first_of(juror), "9")

    one = recuse(first_of(juror).pk, reason=" 曾共事 ", person=juror.person, now=REVIEWING)

    assert (one.state, one.recusal_reason, one.marks.count()) == ("recused", "曾共事", 0)
    [line] = Record.objects.filter(act=Act.RECUSE)
    assert line.facts == {"entry": "J-001"}


def test_an_interest_needs_a_reason(seated: Panel) -> None:
    before = state()

    with pytest.raises(ContentInvalid) as refused:
        recuse(
            first_of(seated.jurors[0]).pk,
            reason="  ",
            person=seated.jurors[0].person,
            now=REVIEWING,
        )

    assert refused.value.problems == {"reason": ["missing"]}
    assert state() == before


def test_a_skipped_entry_comes_back_after_the_others(seated: Panel) -> None:
    juror = seated.jurors[0]

    skip(first_of(juror).pk, person=juror.person, now=REVIEWING)

    assert [one.entry.number for one in desk(juror)] == ["J-002", "J-001"]
    mark_all(first_of(juror), "7")
    assert [one.entry.number for one in desk(juror)] == ["J-001", "J-002"]


def test_only_locked_marks_and_recusals_leave_the_jury(seated: Panel) -> None:
    one, two = seated.jurors
    mark_all(first_of(one), "7")
    lock(first_of(one).pk, person=one.person, now=REVIEWING)
    recuse(first_of(two).pk, reason="亲属", person=two.person, now=REVIEWING)
    second = Assignment.objects.get(juror=two, entry__number="J-002")
    save_marks(second.pk, {"typical": "3"}, person=two.person, now=REVIEWING)

    rows = mark_rows(seated.campaign, seated.round)

    marked = [("P01", criterion, "7") for criterion in sorted(FIVE)]
    found = [(r.judge, r.criterion, None if r.mark is None else str(r.mark)) for r in rows]
    assert found == [*marked, ("P02", "typical", None)]
    assert {(r.category, r.entry) for r in rows} == {("institution", "J-001")}


def test_saving_costs_the_same_for_one_mark_and_for_five(seated: Panel) -> None:
    juror = seated.jurors[0]
    costs = []
    for criteria in (FIVE[:1], FIVE):
        with CaptureQueriesContext(connection) as queries:
            save_marks(
                first_of(juror).pk,
                dict.fromkeys(criteria, "6"),
                person=juror.person,
                now=REVIEWING,
            )
        costs.append(len(queries))

    assert costs[0] == costs[1]
