"""The ragged tree: routes, branches, places."""

from __future__ import annotations

from pingxuan.units.queries import branch, place_of, route_of, upwards
from tests.builders import Province


def test_routes_follow_from_the_tree(province: Province) -> None:
    assert [unit.name for unit in route_of(province.county_unit)] == [
        "青杨县",
        "临溪市",
        "东岭省级主管部门",
    ]
    assert [unit.name for unit in route_of(province.city_unit)] == ["临溪市", "东岭省级主管部门"]
    assert [unit.name for unit in route_of(province.provincial_unit)] == ["东岭省级主管部门"]


def test_an_office_that_files_starts_with_itself(province: Province) -> None:
    assert route_of(province.county)[0] == province.county


def test_a_branch_is_a_unit_and_all_below_it(province: Province) -> None:
    names = {unit.name for unit in branch(province.city)}

    assert names == {"临溪市", "青杨县", "柳溪县", "青杨县卫生健康委员会", "临溪市住房和城乡建设局"}


def test_going_up_takes_one_query(province: Province, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        way = upwards(province.county_unit)

    assert way == [province.county_unit, province.county, province.city, province.root]


def test_a_place_names_city_and_county(province: Province) -> None:
    assert place_of(province.county_unit) == "临溪市 青杨县"
    assert place_of(province.provincial_unit) == ""
