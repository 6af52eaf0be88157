"""Notice, objections, promotion from the reserve, and the announcement."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pingxuan.audit.models import Record
from pingxuan.domain.errors import (
    AlreadyDone,
    ContentInvalid,
    GateShut,
    NotYourAct,
    SecondPersonNeeded,
    StageClosed,
    WrongStatus,
)
from pingxuan.domain.vocabulary import Act, Role, Stage, Status
from pingxuan.nominations.models import Nomination
from pingxuan.results.actions.objecting import object_to, rule_on
from pingxuan.results.actions.publishing import announce, open_notice
from pingxuan.results.models import Announcement, Decision, Notice, Objection
from pingxuan.voting.models import Entry
from tests.builders import NOTICE, RESULTS, at, make_officer, make_person
from tests.jury.builders import DECIDING, Panel
from tests.results.ranking import strictly

REASON = "文中的三项数据与公开报表不符。"


@pytest.fixture
def decided(panel: Panel) -> Panel:
    """Fourteen institutions: ten win, three are on the reserve list, one is passed over."""
    panel.publish({"institution": 14})
    panel.seat(panel.province.city_unit, panel.province.other_city_unit)
    panel.assign()
    panel.judge(7)
    return panel


@pytest.fixture
def ranked(panel: Panel) -> Panel:
    """Thirteen institutions in a strict order: J-001 to J-010 win, J-011 to J-013 are in reserve."""
    panel.publish({"institution": 13})
    panel.seat(panel.province.city_unit, panel.province.other_city_unit, panel.province.other_city)
    panel.assign()
    strictly(panel)
    panel.decide()
    return panel


def decision() -> Decision:
    return Decision.objects.exclude(confirmed_at=None).get()


def put_up(panel: Panel, now: datetime = NOTICE) -> Notice:
    return open_notice(decision().pk, person=panel.officers.manager, now=now)


def entry(number: str) -> Entry:
    return Entry.objects.get(number=number)


def dispute(panel: Panel, number: str = "J-003") -> Objection:
    return object_to(
        Notice.objects.get(),
        entry(number),
        name="李四",
        text=REASON,
        person=make_person(1),
        now=NOTICE,
    )


def statuses() -> dict[str, str]:
    return dict(decision().outcomes.values_list("entry__number", "status"))


def test_a_notice_runs_to_the_end_of_its_stage(ranked: Panel) -> None:
    window = ranked.campaign.sheet.window(Stage.NOTICE)
    notice = put_up(ranked, now=window.opens_at)

    assert (notice.opens_at, notice.closes_at) == (window.opens_at, window.closes_at)
    with pytest.raises(AlreadyDone):
        put_up(ranked)


def test_a_late_notice_still_runs_its_five_working_days(ranked: Panel) -> None:
    notice = put_up(ranked)

    assert (notice.opens_at, notice.closes_at) == (NOTICE, at("12-29 00:00"))


def test_no_notice_before_its_stage_or_without_a_second_person(ranked: Panel) -> None:
    with pytest.raises(StageClosed) as refused:
        put_up(ranked, now=DECIDING)
    assert refused.value.needs is Stage.NOTICE

    Decision.objects.update(confirmed_at=None)
    waiting = Decision.objects.get()
    with pytest.raises(GateShut) as shut:
        open_notice(waiting.pk, person=ranked.officers.manager, now=NOTICE)

    assert shut.value.missing == ["第二人确认"]
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("who", ["supervisor", "chair", "editor"])
def test_only_the_manager_puts_up_and_announces(ranked: Panel, who: str) -> None:
    person = getattr(ranked.officers, who)

    with pytest.raises(NotYourAct):
        open_notice(decision().pk, person=person, now=NOTICE)
    with pytest.raises(NotYourAct):
        announce(decision().pk, person=person, now=RESULTS)

    assert (Notice.objects.count(), Announcement.objects.count()) == (0, 0)


def test_anybody_signed_in_disputes_under_a_name(ranked: Panel) -> None:
    put_up(ranked)

    made = dispute(ranked)

    assert (made.state, made.entry.number, made.name, made.text) == (
        "received",
        "J-003",
        "李四",
        REASON,
    )
    [line] = Record.objects.filter(act=Act.OBJECT)
    assert line.facts == {"entry": "J-003"}


@pytest.mark.parametrize(
    ("number", "name", "text", "problems"),
    [
        ("J-001", " ", REASON, {"name": ["missing"]}),
        ("J-001", "李四", "不对", {"text": ["too_short"]}),
        ("J-011", "李四", REASON, {"entry": ["unknown_entry"]}),
    ],
)
def test_an_objection_needs_an_entry_of_the_list_a_name_and_reasons(
    ranked: Panel, number: str, name: str, text: str, problems: dict[str, list[str]]
) -> None:
    notice = put_up(ranked)

    with pytest.raises(ContentInvalid) as refused:
        object_to(notice, entry(number), name=name, text=text, person=make_person(1), now=NOTICE)

    assert refused.value.problems == problems
    assert Objection.objects.count() == 0


@pytest.mark.parametrize("minutes", [-1, 0])
def test_the_notice_is_half_open(ranked: Panel, minutes: int) -> None:
    notice = put_up(ranked)
    moment = notice.closes_at + timedelta(minutes=minutes)

    def late() -> Objection:
        return object_to(
            notice, entry("J-001"), name="李四", text=REASON, person=make_person(1), now=moment
        )

    if minutes < 0:
        assert late().made_at == moment
        return
    with pytest.raises(StageClosed) as refused:
        late()
    assert (refused.value.opens_at, refused.value.closes_at) == (notice.opens_at, notice.closes_at)
    assert Objection.objects.count() == 0


def test_a_hand_over_from_a_host_app_only_votes(ranked: Panel) -> None:
    notice, person = put_up(ranked), make_person(1)
    person.may_only_vote = True

    with pytest.raises(NotYourAct):
        object_to(notice, entry("J-001"), name="李四", text=REASON, person=person, now=NOTICE)


def test_a_tied_reserve_does_not_move_up_by_itself(decided: Panel) -> None:
    """All fourteen are tied: nobody wins, and nobody is promoted."""
    found = dict(decided.decide().outcomes.values_list("entry__number", "status"))

    assert set(found.values()) == {"tied-at-cut"}


def test_a_dismissed_objection_moves_nobody(ranked: Panel) -> None:
    put_up(ranked)
    before = statuses()

    made = rule_on(
        dispute(ranked).pk,
        Objection.State.DISMISSED,
        answer="数据出处已核对，一致。",
        person=ranked.officers.supervisor,
        now=NOTICE,
    )

    assert (made.state, made.ruled_by) == ("dismissed", ranked.officers.supervisor)
    assert statuses() == before
    with pytest.raises(WrongStatus):
        rule_on(
            made.pk,
            Objection.State.CORRECTED,
            answer="x",
            person=ranked.officers.supervisor,
            now=NOTICE,
        )


def test_an_objection_is_answered_by_somebody_without_a_part_in_it(ranked: Panel) -> None:
    notice = put_up(ranked)
    supervisor = ranked.officers.supervisor
    own = object_to(
        notice, entry("J-001"), name="监督员", text=REASON, person=supervisor, now=NOTICE
    )

    with pytest.raises(SecondPersonNeeded):
        rule_on(own.pk, Objection.State.DISMISSED, answer="x", person=supervisor, now=NOTICE)
    with pytest.raises(NotYourAct):
        rule_on(
            own.pk,
            Objection.State.DISMISSED,
            answer="x",
            person=ranked.officers.manager,
            now=NOTICE,
        )
    other = make_officer(5, Role.SUPERVISOR, ranked.campaign, None)
    with pytest.raises(ContentInvalid) as refused:
        rule_on(own.pk, Objection.State.DISMISSED, answer=" ", person=other, now=NOTICE)
    assert refused.value.problems == {"answer": ["missing"]}
    own.refresh_from_db()
    assert own.state == "received"


def test_results_come_out_after_notice_and_answers(ranked: Panel) -> None:
    with pytest.raises(StageClosed):
        announce(decision().pk, person=ranked.officers.manager, now=NOTICE)
    with pytest.raises(GateShut) as refused:
        announce(decision().pk, person=ranked.officers.manager, now=RESULTS)
    assert refused.value.missing == ["公示"]
    put_up(ranked)
    objection = dispute(ranked)
    with pytest.raises(GateShut) as refused:
        announce(decision().pk, person=ranked.officers.manager, now=RESULTS)
    assert refused.value.missing == ["还有异议没有答复"]
    rule_on(
        objection.pk,
        Objection.State.DISMISSED,
        answer="已核对。",
        person=ranked.officers.supervisor,
        now=NOTICE,
    )

    made = announce(decision().pk, person=ranked.officers.manager, now=RESULTS)

    assert made.announced_at == RESULTS
    awarded = Nomination.objects.filter(status=Status.AWARDED).values_list(
        "public_number", flat=True
    )
    assert sorted(awarded) == [f"J-{number:03d}" for number in range(1, 11)]
    with pytest.raises(AlreadyDone) as again:
        announce(decision().pk, person=ranked.officers.manager, now=RESULTS)
    assert again.value.done_at == RESULTS
