"""The tree brought to a list: paths, names of the past, cases under way, seals of their time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import ContentInvalid, NotYourAct, StaleRevision
from pingxuan.domain.trees import Wanted
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.actions.reorganising import plan_code, planned, reorganise
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.queries.history import history
from pingxuan.units.models import PastName, Unit
from pingxuan.units.queries import names_then
from tests.builders import COLLECTING, Province
from tests.nominations.offices import TODAY, Offices, staff
from tests.nominations.writing import written

LATER = COLLECTING + timedelta(hours=1)


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    return staff(campaign, province)


def done(campaign: Campaign, offices: Offices, *wanted: Wanted, is_whole: bool = False) -> None:
    seen = plan_code(planned(campaign, wanted, is_whole=is_whole))
    reorganise(campaign, wanted, is_whole=is_whole, seen=seen, person=offices.manager, now=LATER)


def test_a_branch_that_moves_takes_all_below_it_along_and_keeps_where_it_was(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    done(campaign, offices, Wanted(2, "青杨县", parent="云泽市"))

    unit = Unit.objects.get(pk=province.county_unit.pk)
    city = Unit.objects.get(pk=province.other_city.pk)
    assert unit.path == f"{city.path}{province.county.pk.hex}/{unit.pk.hex}/"
    assert unit.is_within(city)
    places = set(PastName.objects.values_list("place", flat=True))
    assert places == {
        "东岭省级主管部门/临溪市/青杨县",
        "东岭省级主管部门/临溪市/青杨县/青杨县卫生健康委员会",
    }


def test_two_units_can_swap_their_names(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    done(
        campaign,
        offices,
        Wanted(2, "云泽市", former="临溪市", parent="东岭省级主管部门"),
        Wanted(3, "临溪市", former="云泽市", parent="东岭省级主管部门"),
    )

    names = {unit.pk: unit.name for unit in Unit.objects.filter(level="city")}
    assert names == {province.city.pk: "云泽市", province.other_city.pk: "临溪市"}


def test_new_branches_are_planted_parents_first_in_one_act_with_one_line(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    done(
        campaign,
        offices,
        Wanted(2, "竹山县文化馆", parent="竹山县", code="77"),
        Wanted(3, "竹山县", parent="云泽市", level="county"),
    )

    made = Unit.objects.get(code="77")
    assert made.parent is not None
    assert made.parent.parent_id == province.other_city.pk
    (line,) = Record.objects.filter(act=Act.REORGANISE)
    assert (line.facts["count"], line.person_id) == (2, offices.manager.pk)


def test_a_merged_unit_hands_on_what_it_has_and_its_seal_keeps_its_name(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    filer, unit = offices.filler, province.county_unit
    sealed = file_nomination(written(campaign, unit, filer).pk, person=filer, now=COLLECTING)
    assert sealed.revision is not None
    endorse(
        sealed.pk,
        opinion="同意推荐。",
        opinion_on=TODAY,
        revision=sealed.revision.hash,
        person=offices.unit,
        now=COLLECTING,
    )
    waiting = file_nomination(
        written(campaign, unit, filer, title="另一件").pk, person=filer, now=COLLECTING
    )

    done(campaign, offices, Wanted(2, unit.name, into="临溪市住房和城乡建设局"))

    gone = Unit.objects.get(pk=unit.pk)
    sealed.refresh_from_db()
    waiting.refresh_from_db()
    assert (gone.is_active, gone.merged_into_id) == (False, province.city_unit.pk)
    assert (waiting.unit_id, waiting.office_id) == (province.city_unit.pk,) * 2
    assert sealed.unit_id == unit.pk  # at the county already: what was sealed stays as it was
    assert sealed.endorsements.get().unit_place.endswith("青杨县/青杨县卫生健康委员会")
    told = [
        (one.act, one.unit and one.unit.name, one.to and one.to.name) for one in history(waiting)
    ]
    assert told[0] == (Act.REORGANISE, unit.name, "临溪市住房和城乡建设局")


def test_a_trail_tells_the_names_of_its_time(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    filer = offices.filler
    case = file_nomination(
        written(campaign, province.county_unit, filer).pk, person=filer, now=COLLECTING
    )
    assert case.revision is not None
    seal = {"opinion": "同意推荐。", "opinion_on": TODAY, "revision": case.revision.hash}
    endorse(case.pk, **seal, person=offices.unit, now=COLLECTING)  # type: ignore[arg-type]

    done(campaign, offices, Wanted(2, "青杨县卫健局", former="青杨县卫生健康委员会"))

    case.refresh_from_db()
    (event,) = [one for one in history(case) if one.act is Act.ENDORSE]
    assert event.unit is not None
    assert event.unit.name == "青杨县卫生健康委员会"
    assert case.endorsements.get().unit_name == "青杨县卫生健康委员会"
    assert Unit.objects.get(pk=province.county_unit.pk).name == "青杨县卫健局"
    pk = province.county_unit.pk
    assert names_then({pk: [COLLECTING, LATER]}) == {(pk, COLLECTING): "青杨县卫生健康委员会"}


def test_only_a_manager_and_only_the_plan_that_was_read(
    campaign: Campaign, province: Province, offices: Offices
) -> None:
    wanted = [Wanted(2, "青杨县卫健局", former="青杨县卫生健康委员会")]
    seen = plan_code(planned(campaign, wanted, is_whole=False))

    with pytest.raises(NotYourAct):
        reorganise(campaign, wanted, is_whole=False, seen=seen, person=offices.province, now=LATER)
    with pytest.raises(StaleRevision):
        reorganise(
            campaign, wanted, is_whole=False, seen="0" * 64, person=offices.manager, now=LATER
        )
    with pytest.raises(ContentInvalid):
        reorganise(
            campaign,
            [Wanted(2, "新", parent="没有")],
            is_whole=False,
            seen=seen,
            person=offices.manager,
            now=LATER,
        )

    assert not Record.objects.filter(act=Act.REORGANISE).exists()
    assert Unit.objects.get(pk=province.county_unit.pk).name == "青杨县卫生健康委员会"
