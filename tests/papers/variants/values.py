"""Months, numbers, names and opinions as people write them."""

from __future__ import annotations

from tests.papers.variants.base import VARIANTS, Variant, form, variant

for _written in (
    "1985.03", "1985.3", "1985年3月", "1985年03月", "1985-03", "1985/3", "198503", "19850315", "1985年3月15日",
    "1985. 03", "１９８５．０３", "1985.03.15", "1985年3月生", "一九八五年三月", "1985、3", "1985.03（36岁）", "1985\n年3月",
):  # fmt: skip
    VARIANTS[f"birth_{_written}"] = lambda written=_written: Variant(form(birth=written))
for _written in ("85-3", "85.03", "85年3月"):
    VARIANTS[f"birth_{_written}"] = lambda written=_written: Variant(
        form(birth=written), form_warnings=["birth_year_two_digits"]
    )
for _written in ("1985.13", "1985", "1985年", "三月", "1985.00"):
    VARIANTS[f"birth_{_written}"] = lambda written=_written: Variant(
        form(birth=written), fields={"birth": None}, form_errors=["bad_birth"]
    )
for _written in (
    "138 0000 1234", "138-0000-1234", "+86 13800001234", "+8613800001234", "8613800001234", "（+86）13800001234",
    "１３８００００１２３４", "0371-65500000 13800001234", "13800001234（微信同号）", "13800001234\n0371-65500000",
    "0371-65500000/13800001234", "138\n00001234", "手机：13800001234", "0086-138-0000-1234", "1380000 1234",
):  # fmt: skip
    VARIANTS[f"phone_{_written}"] = lambda written=_written: Variant(form(phone=written))
for _written in ("1380000123", "138000012345", "0371-65500000", "1.38E+10"):
    VARIANTS[f"phone_{_written}"] = lambda written=_written: Variant(
        form(phone=written), fields={"phone": None}, form_errors=["bad_phone"]
    )
for _written in ("张 三", "张　三", "张\n三", " 张三 ", "张  三\n"):
    VARIANTS[f"name_{_written!r}"] = lambda written=_written: Variant(form(name=written))


@variant
def name_with_a_middle_dot() -> Variant:
    return Variant(form(name="阿卜杜拉·买买提"), fields={"name": "阿卜杜拉·买买提"})


@variant
def short_words_of_the_lists() -> Variant:
    return Variant(form(ethnicity="汉", political="党员"))


@variant
def gender_ticked() -> Variant:
    return Variant(form(gender="☑男 □女"))


@variant
def values_with_line_breaks_and_empty_paragraphs() -> Variant:
    return Variant(
        form(
            title="\n一张图看清\n哪里不用排队\n",
            post="东岭省临溪市政务服务中心\n信息科科长",
            birth="\n1985.03\n",
        )
    )


@variant
def hint_left_in_place() -> Variant:
    return Variant(
        form(post="XX省XX市XX单位XXXX职务"),
        fields={"post": None},
        form_errors=["missing:单位及职务"],
    )


@variant
def an_opinion_with_no_such_day() -> Variant:
    return Variant(
        form(unit="情况属实，同意推荐。\n2021年11月31日\n（盖章）"),
        fields={"unit_opinion": {"text": "情况属实，同意推荐。", "date": None}},
        form_warnings=["bad_opinion_date"],
    )


@variant
def an_opinion_with_its_date_on_the_same_line() -> Variant:
    return Variant(form(unit="情况属实，同意推荐。（公章） 2021.11.8"))


@variant
def an_opinion_dated_in_ideographs() -> Variant:
    return Variant(form(unit="情况属实，同意推荐。\n（盖章）\n二〇二一年十一月八日"))


@variant
def an_opinion_from_an_upper_office_too() -> Variant:
    return Variant(
        form(office="同意推荐。\n2021年11月15日\n（盖章）"),
        fields={"office_opinion": {"text": "同意推荐。", "date": "2021-11-15"}},
    )


@variant
def no_opinion_of_the_unit() -> Variant:
    return Variant(
        form(unit="\n    年   月   日\n（征集推荐单位或个人所在单位盖章）"),
        fields={"unit_opinion": {"text": "", "date": None}},
        form_errors=["missing:所在单位意见"],
    )


@variant
def an_opinion_with_printed_words_for_signatures() -> Variant:
    return Variant(
        form(unit="情况属实，同意推荐。\n负责人（签字）：      单位（盖章）\n2021年11月8日")
    )


@variant
def an_opinion_whose_stamp_note_is_broken() -> Variant:
    return Variant(
        form(unit="情况属实，同意推荐。\n2021/11/08\n（征集推荐单位或个人\n所在单位盖章）")
    )
