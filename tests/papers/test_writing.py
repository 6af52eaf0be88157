"""What is written is read back, whatever the content."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingxuan.domain.codelists import ETHNICITIES, POLITICAL_STATUSES
from pingxuan.papers.narrative import without_note
from pingxuan.papers.reading import read_file
from pingxuan.papers.values import one_line
from pingxuan.papers.writing import write_form

IDEOGRAPHS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NASTY = st.sampled_from(
    [
        "姓名",
        "案例名称",
        "主要事迹",
        "（盖章）",
        "2021年11月8日",
        "年月日",
        "☑优秀机构案例",
        "□",
        "<w:p/>",
        "&amp;",
        "]]>",
        "“引”",
        "省、市级网信办意见",
        "https://example.org/a",
        "（注：数据和链接）",
        "XX",
        "13800001234",
        "=",
        "😀",
        "𠮷",
        "\uf0fe",
        "：",
        "a\tb",
    ]
)
PIECES = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"])
    ),
    NASTY,
)
LINE = st.lists(PIECES, max_size=6).map("".join)
ONE_LINE = LINE.map(one_line)
TEXT = st.lists(LINE, max_size=6).map("\n".join)


def tidy(text: str) -> str:
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


OPINION = st.fixed_dictionaries(
    {
        "text": TEXT.map(lambda text: tidy(text).strip()),
        "date": st.none() | st.dates(min_value=date(1000, 1, 1)).map(str),
    }
)
CONTENT = st.fixed_dictionaries(
    {
        "fields": st.fixed_dictionaries(
            {
                "name": st.text(IDEOGRAPHS, min_size=2, max_size=4),
                "ethnicity": st.sampled_from(ETHNICITIES),
                "birth": st.dates(date(1900, 1, 1), date(2099, 1, 1)).map(lambda day: str(day)[:7]),
                "political": st.sampled_from(POLITICAL_STATUSES),
                "gender": st.sampled_from(["男", "女"]),
                "phone": st.from_regex(r"1[0-9]{10}", fullmatch=True),
                "post": ONE_LINE,
                "category": st.sampled_from([None, "institution", "individual", "creative"]),
                "title": ONE_LINE,
                "unit_opinion": OPINION,
                "office_opinion": OPINION,
            }
        ),
        "narrative": TEXT.map(tidy),
    }
)


@settings(max_examples=60, deadline=None)
@given(CONTENT)
def test_reading_a_written_form_gives_its_content(content):
    file = read_file("推荐表.docx", write_form(content))

    assert (file.errors, file.warnings) == ([], [])
    told = file.forms[0].as_json()
    expected = {key: value or None for key, value in content["fields"].items()}
    assert told["fields"] == expected
    assert told["narrative"] == content["narrative"]


def test_the_same_content_gives_the_same_bytes():
    content = {"name": "张三", "narrative": "2021年"}

    assert write_form(content) == write_form({"fields": {"name": "张三"}, "narrative": "2021年"})


def test_what_xml_cannot_hold_is_left_out():
    file = read_file(
        "a.docx", write_form({"title": "案\x00例\ud800\x0b", "narrative": "2021年\x01\r\n完"})
    )

    assert (file.forms[0].values["title"], file.forms[0].narrative) == ("案例", "2021年\n完")


def test_a_note_that_the_author_copied_stays():
    note = "（注：材料请多用数据说明，少用形容性词句，并附相关账号、作品、案例的网上链接。）"

    file = read_file("a.docx", write_form({"title": "案例", "narrative": f"{note}\n2021年"}))

    assert file.forms[0].narrative == f"{note}\n2021年"
    assert without_note(f"{note}\n2021年") == "2021年"


@pytest.mark.parametrize(
    "content",
    [
        {"category": "other"},
        {"birth": "1985"},
        {"name": 3},
        {"narrative": ["a"]},
        {"unit_opinion": {"text": "a", "date": "8.11.2021"}},
        {"fields": []},
    ],
)
def test_content_of_another_kind_is_refused(content):
    with pytest.raises(ValueError, match=r"expected|are texts|is YYYY"):
        write_form(content)
