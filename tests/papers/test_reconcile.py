"""Forms beside a table: who is missing, and what differs."""

import pytest

from pingxuan.papers.model import Field, Form, Row, Table
from pingxuan.papers.reconcile import reconcile


def a_form(
    title="甲案例", name="张三", phone="13800000001", category="institution", post="东岭省某局科长"
):
    values = {
        Field.TITLE: title,
        Field.NAME: name,
        Field.PHONE: phone,
        Field.CATEGORY: category,
        Field.POST: post,
    }
    return Form("1", values)


def a_row(
    title="甲案例", name="张三", phone="13800000001", category="institution", post="东岭省某局科长"
):
    return Row(category, title, name, post, phone)


def codes(forms, rows):
    return [(d.code, d.name) for d in reconcile(forms, Table(rows=rows))]


def test_the_same_is_no_difference():
    forms = [a_form(title="“甲”：案例  一"), a_form(title="乙", name="李四", phone="13800000002")]
    rows = [a_row(title="乙", name="李 四", phone="13800000002"), a_row(title="「甲」:案例一")]

    assert codes(forms, rows) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": "另一个说法"}, "title_differs"),
        ({"category": "creative"}, "category_differs"),
        ({"phone": "13900000009"}, "phone_differs"),
        ({"post": "东岭省另一局"}, "unit_differs"),
    ],
)
def test_a_difference_is_named_with_both_sayings(changed, code):
    (found,) = reconcile([a_form()], Table(rows=[a_row(**changed)]))

    assert (found.code, found.name, found.title) == (code, "张三", "甲案例")
    assert found.in_form != found.in_table


def test_what_one_side_lacks():
    forms = [a_form(), a_form(title="乙", name="李四", phone="13800000002")]
    rows = [a_row(), a_row(title="丙", name="王五", phone="13800000003")]

    assert codes(forms, rows) == [("not_in_table", "李四"), ("not_in_forms", "王五")]


def test_what_is_not_said_is_no_difference():
    assert codes([a_form(phone=None)], [a_row(category=None)]) == []
    assert codes([a_form()], [a_row(phone=None, post="")]) == []


def test_two_cases_of_one_contact_are_told_apart():
    forms = [a_form(title="甲"), a_form(title="乙", name="李四")]
    rows = [a_row(title="乙", name="李四"), a_row(title="甲")]

    assert codes(forms, rows) == []


def test_one_title_of_two_persons_is_two_cases():
    forms = [a_form(title="网格员的一天")]
    rows = [a_row(title="网格员的一天", name="李四", phone="13800000002")]

    assert codes(forms, rows) == [("not_in_table", "张三"), ("not_in_forms", "李四")]
