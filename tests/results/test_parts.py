"""A total opens into sums that a pocket calculator repeats; firmness names who would change seats."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from django.core.cache import cache

from pingxuan.results.firmness import Kind, findings_of
from pingxuan.results.models import Decision
from pingxuan.results.parts import parts_of
from tests.jury.builders import Panel, give_votes
from tests.results.ranking import strictly


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    cache.clear()


@pytest.fixture
def judged(panel: Panel) -> Panel:
    """Twelve institutions in a strict order before three jurors, with some votes."""
    panel.publish({"institution": 12})
    panel.seat(*[panel.province.other_city_unit] * 3)
    panel.assign()
    strictly(panel)
    give_votes(panel.campaign, {"J-001": 300, "J-002": 120, "J-012": 7})
    return panel


def worth(words: str) -> Fraction:
    """Work out one side of a sum of figures."""
    exact = re.sub(r"[0-9]+(?:\.[0-9]+)?", r"Fraction('\g<0>')", words.replace("%", " ÷ 100"))
    plain = exact.replace("×", "*").replace("÷", "/")
    return Fraction(eval(plain, {"Fraction": Fraction}))


def test_each_sum_gives_what_stands_behind_it(judged: Panel) -> None:
    decision = judged.propose()
    for number in ("J-001", "J-002", "J-012"):
        parts = parts_of(decision, "institution", number)
        assert parts is not None
        for line in (parts.jury_sum, parts.vote_sum, parts.total_sum):
            left, right = line.split(" = ")
            assert abs(worth(left) - worth(right)) <= Fraction(1, 200)


def test_the_marks_of_every_juror_stand_under_each_quality(judged: Panel) -> None:
    parts = parts_of(judged.propose(), "institution", "J-002")

    assert parts is not None
    assert parts.vote_sum == "120 ÷ 300 × 100 = 40.00"
    assert [one.name for one in parts.criteria] == [
        one.code for one in judged.campaign.sheet.jury.criteria
    ]
    assert [[mark["judge"] for mark in one.marks] for one in parts.criteria] == [
        ["P01", "P02", "P03"]
    ] * 5


def test_a_tie_names_the_others_and_what_separated_them(panel: Panel) -> None:
    panel.publish({"institution": 3})
    panel.seat(panel.province.other_city_unit)
    panel.assign()
    panel.judge(7)
    decision = panel.propose()

    parts = parts_of(decision, "institution", "J-002")

    assert parts is not None
    assert parts.tied == ["J-001", "J-003"]
    assert [step.breaker for step in parts.steps] == ["jury", "votes"]
    assert parts.steps[-1].groups == [["J-001", "J-002", "J-003"]]
    assert parts_of(decision, "institution", "J-099") is None


def test_a_result_far_from_the_cut_stands_firm(judged: Panel) -> None:
    found = findings_of(judged.propose())

    assert [one for one in found if one.kind in (Kind.TRIMMING, Kind.VOTES)] == []


def test_who_would_change_is_named_with_the_reason(panel: Panel) -> None:
    """One juror alone lifts J-011 over J-010; the public's votes decide the rest."""
    panel.publish({"institution": 11})
    panel.seat(*[panel.province.other_city_unit] * 3)
    panel.assign()
    panel.judge({f"J-{n:03d}": 9 if n < 10 else 6 for n in range(1, 12)})
    panel.jurors[0].assignments.get(entry__number="J-011").marks.update(mark=9)
    give_votes(panel.campaign, {"J-010": 40, "J-001": 1000})
    decision = panel.propose()
    statuses = dict(decision.outcomes.values_list("entry__number", "status"))
    assert (statuses["J-010"], statuses["J-011"]) == ("reserve", "winner")

    found = findings_of(decision)

    without = {(one.about, one.entry, one.wins) for one in found if one.kind is Kind.JUROR}
    assert without == {("P01", "J-010", True), ("P01", "J-011", False)}
    assert findings_of(Decision.objects.get(pk=decision.pk)) == found
