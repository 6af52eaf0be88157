"""The conditions of a category, one by one: found, lacking, or asked; nothing passes by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import NotYourAct, StaleRevision
from pingxuan.domain.rules.entry import Condition, Finds
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.domain.rules.text import Text
from pingxuan.nominations.actions.comparing import compare_left
from pingxuan.nominations.actions.drafting import save_draft
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.content.conditions import Standing, judge
from pingxuan.nominations.models import Likeness
from pingxuan.nominations.queries.marks import marks_of
from pingxuan.offices.actions.organising import confirm_conditions
from pingxuan.offices.queries.desk import Seat, confirmed_on
from tests.builders import COLLECTING, Province
from tests.nominations.offices import Filer, Offices
from tests.nominations.writing import written

ACCOUNT = {"platform": "weibo", "name": "青杨", "link": "https://example.org/w", "followers": 12000}
WORK = {"platform": "weibo", "title": "椅", "link": "https://example.org/w", "reads": 0, "posts": 3}


def asking(sheet: RuleSheet, *rules: tuple[tuple[str, ...], Finds | None, int, bool]) -> RuleSheet:
    """Put these conditions in the place of the first category's."""
    first, *others = sheet.categories
    conditions = tuple(
        Condition(Text(f"第 {n} 条"), fields, finds, least, confirm)
        for n, (fields, finds, least, confirm) in enumerate(rules)
    )
    return replace(sheet, categories=(replace(first, conditions=conditions), *others))


@pytest.mark.parametrize(
    ("rule", "found", "standing"),
    [
        ((("accounts",), Finds.FILLED, 1, False), 1, Standing.MET),
        ((("accounts",), Finds.FILLED, 2, False), 1, Standing.LACKING),
        ((("accounts", "works"), Finds.FILLED, 2, True), 2, Standing.ASKED),
        ((("title", "name"), Finds.FILLED, 1, False), 1, Standing.MET),
        # Reads of nought are no count; followers and posts are two.
        ((("works", "accounts"), Finds.COUNTED, 2, False), 2, Standing.MET),
        ((("works", "accounts"), Finds.COUNTED, 3, False), 2, Standing.LACKING),
        # One address in both tables is one link; that in the narrative is another.
        ((("works", "accounts"), Finds.LINKED, 2, False), 1, Standing.LACKING),
        ((("works", "narrative"), Finds.LINKED, 2, False), 2, Standing.MET),
        ((("narrative",), Finds.FIGURES, 1, False), 1, Standing.MET),
        ((("narrative",), None, 1, True), 0, Standing.ASKED),
        ((("narrative",), None, 1, False), 0, Standing.ASKED),
        (((), None, 1, True), 0, Standing.ASKED),
    ],
)
def test_a_condition_is_lacking_asked_or_met(
    rule: Any, found: int, standing: Standing, campaign: Campaign
) -> None:
    sheet = asking(campaign.sheet, rule)
    values = {
        "title": "椅子",
        "name": "",
        "narrative": "答复留言1200条。见 https://example.org/a 。",
        "accounts": [ACCOUNT],
        "works": [WORK],
    }

    (judged,) = judge(sheet, "institution", values)

    assert (judged.found, judged.standing) == (found, standing)


def test_nothing_is_judged_without_a_category(campaign: Campaign) -> None:
    assert judge(campaign.sheet, "", {}) == ()


def test_the_built_in_sheet_lets_no_machine_pass_anything(campaign: Campaign) -> None:
    full = {
        "narrative": "答复留言1200条。",
        "accounts": [ACCOUNT],
        "works": [WORK | {"reads": 5, "comments": 2}],
    }

    for category in campaign.sheet.categories:
        empty = [one.standing for one in judge(campaign.sheet, category.code, {})]
        filled = [one.standing for one in judge(campaign.sheet, category.code, full)]

        assert set(empty) == {Standing.LACKING, Standing.ASKED}
        assert set(filled) == {Standing.ASKED}


def test_how_conditions_stood_at_filing_is_a_column_of_lists(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    rules = campaign.sheet.category("institution").conditions
    case = written(campaign, province.county_unit, offices.filler, accounts=[])
    file_nomination(case.pk, person=offices.filler, now=COLLECTING)

    marks = marks_of(campaign, [case.pk])[case.pk]

    # No account at all; and of the works, reads and comments are two counts of three.
    assert marks.lacking == (rules[0].key, rules[3].key)
    assert marks.asked == (rules[1].key, rules[2].key)


def test_texts_filed_before_there_were_conditions_are_judged_later(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    case = written(campaign, province.county_unit, offices.filler)
    file_nomination(case.pk, person=offices.filler, now=COLLECTING)
    Likeness.objects.update(conditions=None)

    taken = compare_left(COLLECTING), compare_left(COLLECTING)

    assert taken == (1, 0)
    assert len(Likeness.objects.get().conditions) == 4


def test_a_writers_ticks_are_kept_beside_the_text(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    key = campaign.sheet.category("institution").conditions[1].key
    case = written(campaign, province.county_unit, offices.filler)

    # From an older page: ticks quarrel with nobody, and what is no condition is none.
    saved = save_draft(
        case.pk, {}, seen_version=0, person=offices.filler, now=COLLECTING, confirmed=[key, "x"]
    )
    again = save_draft(case.pk, {}, seen_version=0, person=offices.filler, now=COLLECTING)

    assert saved.confirmed == again.confirmed == [key]
    assert again.draft_version == case.draft_version


def test_an_office_ticks_for_itself_and_for_the_text_it_read(
    campaign: Campaign, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    assert case.revision is not None
    first, second, *_ = (one.key for one in campaign.sheet.category(case.category).conditions)
    county, city = Seat(campaign, province.county), Seat(campaign, province.city)

    def tick(*keys: str, person: Any = offices.county, seen: str = case.revision.hash) -> None:
        confirm_conditions(county, case, keys, seen=seen, person=person, now=COLLECTING)

    tick(first, second, "unknown")
    tick(second)

    assert confirmed_on(county, [case.pk]) == {case.pk: {second}}
    assert confirmed_on(city, [case.pk]) == {}
    with pytest.raises(StaleRevision):
        tick(first, seen="0" * 64)
    with pytest.raises(NotYourAct):
        tick(first, person=offices.city)
    case.revision = case.revisions.create(
        number=2, hash="f" * 64, content={}, made_by=offices.filler, made_at=COLLECTING
    )
    case.save()
    assert confirmed_on(county, [case.pk]) == {}
