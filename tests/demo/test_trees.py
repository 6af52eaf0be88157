"""单位及职务 taken apart, and the tree that a folder of forms needs."""

from __future__ import annotations

import pytest

from pingxuan.demo.trees import Whereabouts, plant_for, read_post


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "东岭省临溪市住房和城乡建设局办公室主任",
            Whereabouts("东岭省", "临溪市", "", "住房和城乡建设局", "办公室主任"),
        ),
        (
            "东岭省云泽市公共交通集团有限公司党委宣传部部长",
            Whereabouts("东岭省", "云泽市", "", "公共交通集团有限公司", "党委宣传部部长"),
        ),
        (
            "东岭省白石市青杨县卫生健康委员会基层卫生股科员",
            Whereabouts("东岭省", "白石市", "青杨县", "卫生健康委员会", "基层卫生股科员"),
        ),
        ("东岭省 气象服务中心 主任", Whereabouts("东岭省", "", "", "气象服务中心", "主任")),
        ("", Whereabouts("", "", "", "", "")),
    ],
)
def test_a_post_is_taken_apart_by_its_pattern(text: str, expected: Whereabouts) -> None:
    assert read_post(text) == expected


@pytest.mark.django_db
def test_the_tree_has_an_office_for_every_tier_that_a_form_names() -> None:
    root, [county_unit, city_unit, nowhere] = plant_for(
        [
            ("东岭省白石市青杨县卫生健康委员会科员", "白石市"),
            ("东岭省临溪市图书馆馆员", "临溪市"),
            ("某某协会秘书", "云泽市"),
        ],
        province="本省",
    )

    assert root.short_name == "东岭省"
    assert county_unit.parent is not None
    assert [county_unit.parent.short_name, county_unit.parent.parent.short_name] == [
        "青杨县",
        "白石市",
    ]
    assert city_unit.parent is not None
    assert city_unit.parent.short_name == "临溪市"
    assert nowhere.parent is not None
    assert nowhere.parent.short_name == "云泽市"
