"""Seating jurors and giving them entries: who is recused, and what blocks."""

from __future__ import annotations

from collections import Counter

import pytest

from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import load_sheet
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, GateShut, NotYourAct, StageClosed
from pingxuan.domain.vocabulary import Act, Role, Stage, Status
from pingxuan.jury.actions.assigning import assign_round
from pingxuan.jury.actions.judging import pledge, recuse, save_marks
from pingxuan.jury.actions.rounds import close_round
from pingxuan.jury.actions.seating import release_juror, seat_juror
from pingxuan.jury.models import Assignment, Juror
from pingxuan.jury.queries import entries_of
from pingxuan.jury.recusals import OWN_UNIT, is_recused
from tests.builders import REVIEWING, VOTING, make_person, sheet_text
from tests.jury.builders import Panel


def pairs(state: Assignment.State) -> list[tuple[str, str]]:
    found = Assignment.objects.filter(state=state).values_list("entry__number", "juror__code")
    return sorted(found)


def three_marks_an_entry(panel: Panel) -> None:
    text = sheet_text().replace("[[jury.rounds]]", "[[jury.rounds]]\nmarks_per_entry = 3", 1)
    panel.campaign = load_sheet(text, now=REVIEWING)


@pytest.mark.parametrize(
    ("works_at", "sent_by", "expected"),
    [
        ("county_unit", "county_unit", True),
        ("county", "county_unit", True),
        ("city", "county_unit", True),
        ("root", "county_unit", True),
        ("county_unit", "city_unit", False),
        ("county_unit", "county", False),
        ("other_city", "county_unit", False),
        ("other_county", "county_unit", False),
    ],
)
def test_a_juror_is_recused_from_the_own_unit_and_all_below_it(
    panel: Panel, works_at: str, sent_by: str, expected: bool
) -> None:
    [juror] = panel.seat(getattr(panel.province, works_at))

    assert is_recused(juror, getattr(panel.province, sent_by)) is expected


def test_a_juror_is_recused_from_declared_units_too(panel: Panel) -> None:
    [juror] = panel.seat(panel.province.provincial_unit)
    juror.recused_units.set([panel.province.city])

    assert is_recused(juror, panel.province.county_unit)
    assert not is_recused(juror, panel.province.other_city_unit)


def test_a_seat_is_a_post_with_a_code_and_a_line_in_the_book(panel: Panel) -> None:
    one, two = panel.seat(panel.province.city_unit, panel.province.other_city_unit)

    assert (one.code, two.code) == ("P01", "P02")
    assert one.person.posts.get().role == Role.JUROR
    line = Record.objects.filter(act=Act.SEAT_JUROR).first()
    assert line is not None
    assert line.facts == {
        "round": panel.round,
        "code": "P01",
        "unit": str(panel.province.city_unit.pk),
        "recused_units": [],
    }


def test_seating_again_corrects_the_seat(panel: Panel) -> None:
    [juror] = panel.seat(None)

    seat_juror(
        panel.campaign,
        juror.person,
        round_code=panel.round,
        categories=["creative"],
        unit=panel.province.city_unit,
        person=panel.officers.manager,
        now=REVIEWING,
        recused_units=[panel.province.other_city],
    )

    juror.refresh_from_db()
    assert Juror.objects.count() == 1
    assert (juror.categories, juror.unit) == (["creative"], panel.province.city_unit)
    assert list(juror.recused_units.all()) == [panel.province.other_city]


@pytest.mark.parametrize("who", ["supervisor", "chair", "editor"])
def test_only_the_manager_seats_and_assigns(panel: Panel, who: str) -> None:
    panel.publish({"institution": 1})
    panel.seat(panel.province.city_unit)
    holder, person = make_person(1), getattr(panel.officers, who)
    lines = Record.objects.count()

    with pytest.raises(NotYourAct):
        seat_juror(
            panel.campaign,
            holder,
            round_code=panel.round,
            categories=[],
            unit=None,
            person=person,
            now=REVIEWING,
        )
    with pytest.raises(NotYourAct):
        assign_round(panel.campaign, panel.round, [], person=person, now=REVIEWING)

    assert (Juror.objects.count(), Assignment.objects.count()) == (1, 0)
    assert Record.objects.count() == lines


@pytest.mark.parametrize(
    ("round_code", "categories", "problem"),
    [
        ("third", [], {"round": ["unknown_round"]}),
        ("final", ["poetry"], {"categories": ["unknown_category"]}),
    ],
)
def test_a_seat_needs_a_round_and_categories_of_the_sheet(
    panel: Panel, round_code: str, categories: list[str], problem: dict[str, list[str]]
) -> None:
    with pytest.raises(ContentInvalid) as refused:
        seat_juror(
            panel.campaign,
            make_person(1),
            round_code=round_code,
            categories=categories,
            unit=None,
            person=panel.officers.manager,
            now=REVIEWING,
        )

    assert refused.value.problems == problem
    assert Juror.objects.count() == 0


def test_every_free_juror_gets_every_entry_and_recusals_are_written_down(panel: Panel) -> None:
    panel.publish({"institution": 2, "creative": 1})
    panel.seat(panel.province.county, panel.province.city_unit, panel.province.other_city_unit)

    made = panel.assign()

    assert made == 9
    assert pairs(Assignment.State.RECUSED) == [("C-001", "P01"), ("J-001", "P01"), ("J-002", "P01")]
    assert pairs(Assignment.State.OPEN) == [
        (number, code) for number in ("C-001", "J-001", "J-002") for code in ("P02", "P03")
    ]
    reasons = Assignment.objects.exclude(recusal_reason="").values_list("recusal_reason")
    assert set(reasons) == {(OWN_UNIT,)}
    statuses = {e.nomination.status for e in entries_of(panel.campaign, panel.round)}
    assert statuses == {Status.IN_REVIEW}


def test_assigning_again_fills_only_what_is_missing(panel: Panel) -> None:
    panel.publish({"institution": 2})
    panel.seat(panel.province.city_unit)
    assert panel.assign() == 2

    assert panel.assign() == 0
    panel.seat(panel.province.other_city_unit)
    assert panel.assign() == 2

    assert len(pairs(Assignment.State.OPEN)) == 4


def test_a_juror_without_a_known_unit_blocks_instead_of_passing(panel: Panel) -> None:
    panel.publish({"institution": 1})
    panel.seat(panel.province.city_unit, None)
    lines = Record.objects.count()

    with pytest.raises(GateShut) as refused:
        panel.assign()

    assert refused.value.facts() == {"act": Act.ASSIGN, "missing": ["评委 P02 的单位"]}
    assert (Assignment.objects.count(), Record.objects.count()) == (0, lines)


def test_a_category_without_a_juror_blocks(panel: Panel) -> None:
    panel.publish({"institution": 1, "creative": 1})
    panel.seat(panel.province.city_unit, categories=["institution"])

    with pytest.raises(GateShut) as refused:
        panel.assign()

    assert refused.value.missing == ["优秀创意案例的评委"]


def test_an_entry_that_nobody_may_judge_blocks(panel: Panel) -> None:
    panel.publish({"institution": 1})
    panel.seat(panel.province.county)

    with pytest.raises(GateShut) as refused:
        panel.assign()

    assert refused.value.missing == ["J-001 的评委 0/1"]
    assert Assignment.objects.count() == 0


def test_assignment_waits_for_the_jurys_stage(panel: Panel) -> None:
    panel.publish({"institution": 1})
    panel.seat(panel.province.city_unit)

    with pytest.raises(StageClosed) as refused:
        panel.assign(now=VOTING)

    assert refused.value.needs is Stage.REVIEW
    assert refused.value.opens_at == panel.campaign.sheet.window(Stage.REVIEW).opens_at
    assert Assignment.objects.count() == 0


def test_each_entry_gets_k_jurors_with_even_loads(panel: Panel) -> None:
    three_marks_an_entry(panel)
    panel.publish({"institution": 10})
    panel.seat(*[panel.province.city_unit] * 4, panel.province.county)

    panel.assign()

    given = pairs(Assignment.State.OPEN)
    assert set(Counter(number for number, _ in given).values()) == {3}
    loads = Counter(code for _, code in given)
    assert (max(loads.values()) - min(loads.values()), "P05" in loads) == (1, False)


def test_a_declared_interest_is_replaced_and_not_given_again(panel: Panel) -> None:
    three_marks_an_entry(panel)
    panel.publish({"institution": 4})
    panel.seat(*[panel.province.city_unit] * 4)
    panel.assign()
    one = Assignment.objects.filter(juror__code="P01").select_related("juror__person").first()
    assert one is not None
    pledge(one.juror_id, person=one.juror.person, now=REVIEWING)
    recuse(one.pk, reason="与报送人是亲属", person=one.juror.person, now=REVIEWING)

    assert panel.assign() == 2, "one is new, and one more was moved to keep the loads even"

    open_now = pairs(Assignment.State.OPEN)
    assert Counter(number for number, _ in open_now) == dict.fromkeys(
        ["J-001", "J-002", "J-003", "J-004"], 3
    )
    assert set(Counter(code for _, code in open_now).values()) == {3}
    assert pairs(Assignment.State.RECUSED) == [(one.entry.number, "P01")]


def test_a_unit_corrected_later_recuses_what_was_given(panel: Panel) -> None:
    panel.publish({"institution": 1})
    first, _ = panel.seat(panel.province.city_unit, panel.province.other_city_unit)
    panel.assign()

    seat_juror(
        panel.campaign,
        first.person,
        round_code=panel.round,
        categories=[],
        unit=panel.province.county_unit,
        person=panel.officers.manager,
        now=REVIEWING,
    )
    panel.assign()

    assert pairs(Assignment.State.RECUSED) == [("J-001", "P01")]
    assert pairs(Assignment.State.OPEN) == [("J-001", "P02")]


def test_a_closed_round_takes_no_more_jurors_or_entries(panel: Panel) -> None:
    panel.publish({"institution": 1})
    panel.seat(panel.province.city_unit)
    panel.assign()
    panel.judge()
    close_round(panel.campaign, panel.round, person=panel.officers.chair, now=REVIEWING)

    with pytest.raises(AlreadyDone):
        panel.seat(panel.province.other_city_unit)
    with pytest.raises(AlreadyDone):
        panel.assign()


def loads(panel: Panel) -> list[int]:
    given = Counter(code for _, code in pairs(Assignment.State.OPEN))
    seated = Juror.objects.filter(left_at=None).order_by("code")
    return [given[juror.code] for juror in seated]


def test_a_juror_who_joins_takes_what_nobody_has_touched(panel: Panel) -> None:
    three_marks_an_entry(panel)
    panel.publish({"institution": 8})
    first = panel.seat(*[panel.province.city_unit] * 3)[0]
    panel.assign()
    pledge(first.pk, person=first.person, now=REVIEWING)
    for one in Assignment.objects.filter(juror=first).select_related("juror__campaign"):
        save_marks(one.pk, {"typical": "5"}, person=first.person, now=REVIEWING)

    panel.seat(panel.province.other_city_unit)
    panel.assign()

    assert loads(panel)[0] == 8, "what was begun stays"
    assert sorted(loads(panel)[1:]) == [5, 5, 6]
    assert Assignment.objects.filter(juror=first).count() == 8


def test_a_juror_who_leaves_is_replaced_and_locked_marks_count(panel: Panel) -> None:
    three_marks_an_entry(panel)
    panel.publish({"institution": 4})
    first = panel.seat(*[panel.province.city_unit] * 4)[0]
    panel.assign()
    kept = Assignment.objects.filter(juror=first).order_by("entry__number").first()
    assert kept is not None
    Assignment.objects.filter(pk=kept.pk).update(state=Assignment.State.LOCKED)

    release_juror(first.pk, reason="出差", person=panel.officers.manager, now=REVIEWING)
    panel.assign()

    everyone = Counter(
        number
        for state in (Assignment.State.OPEN, Assignment.State.LOCKED)
        for number, _ in pairs(state)
    )
    assert set(everyone.values()) == {3}
    assert max(loads(panel)) - min(loads(panel)) <= 1
    assert pairs(Assignment.State.LOCKED) == [(kept.entry.number, "P01")]


def test_the_same_jury_gets_the_same_entries_again(panel: Panel) -> None:
    three_marks_an_entry(panel)
    panel.publish({"institution": 6})
    panel.seat(*[panel.province.city_unit] * 5)
    panel.assign()
    first = pairs(Assignment.State.OPEN)
    Assignment.objects.all().delete()

    panel.assign()

    assert pairs(Assignment.State.OPEN) == first
    seeds = {line.facts["seed"] for line in Record.objects.filter(act=Act.ASSIGN)}
    assert seeds == {f"{panel.campaign.slug}:{panel.round}"}


def test_an_expert_outside_the_tree_can_be_seated_when_that_is_said(panel: Panel) -> None:
    panel.publish({"institution": 1})
    [juror] = panel.seat(None)
    with pytest.raises(GateShut) as refused:
        panel.assign()
    assert refused.value.missing == ["评委 P01 的单位"]

    Juror.objects.filter(pk=juror.pk).update(is_outside=True)

    assert panel.assign() == 1
