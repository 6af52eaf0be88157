"""Archives of forms: names in any code page, order kept, one bad member holds back none."""

import io
import zipfile

from pingxuan.papers.reading import read_file
from tests.papers.test_tables import HEADINGS, LINES, xlsx
from tests.papers.variants.base import form, rows
from tests.papers.wordmaking import document, p, tbl, zipped


def gbk_zip(members: dict[str, bytes]) -> bytes:
    """An archive as Windows makes it: names in GBK without a mark for it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, data in enumerate(members.values()):
            archive.writestr(f"n{number:03}" + "x" * 40, data)
    packed = stream.getvalue()
    for number, name in enumerate(members):
        placeholder = f"n{number:03}".encode() + b"x" * 40
        raw = name.encode("gb18030")
        packed = packed.replace(placeholder, raw + b"/" * 0 + b" " * (len(placeholder) - len(raw)))
    return packed


def test_names_in_gbk_are_read_as_they_were_meant():
    data = gbk_zip(
        {
            "县局/张三推荐表.docx": form(),
            "县局/李四推荐表.docx": form(name="李四", title="另一个案例", narrative="2021年"),
        }
    )

    file = read_file("各县.zip", data)

    assert [form.part.strip() for form in file.forms] == [
        "县局/张三推荐表.docx",
        "县局/李四推荐表.docx",
    ]
    assert [form.values["name"] for form in file.forms] == ["张三", "李四"]


def test_one_bad_member_holds_back_none_of_the_others():
    data = zipped(
        {
            "a.docx": form(),
            "__MACOSX/._a.docx": b"junk",
            "~$a.docx": b"junk",
            "照片.jpg": b"\xff\xd8\xff\xe0" + bytes(50),
            "b.docx": b"PK\x03\x04broken",
            "c.docx": b"",
            "表.xlsx": xlsx(HEADINGS, *LINES),
        }
    )

    file = read_file("a.zip", data)

    assert [form.part for form in file.forms] == ["a.docx"]
    assert (file.kind, file.errors, len(file.table.rows)) == ("forms", ["corrupt", "empty"], 3)
    assert [(r.about, r.code) for r in file.remarks] == [("b.docx", "corrupt"), ("c.docx", "empty")]


def test_two_forms_in_one_member_keep_their_places():
    two = document(
        p("推荐表")
        + tbl(*rows())
        + p("")
        + tbl(*rows(name="李四", title="另一个", narrative="2021年"))
    )

    file = read_file("a.zip", zipped({"a.docx": two}))

    assert [form.part for form in file.forms] == ["a.docx#1", "a.docx#2"]


def test_two_forms_in_one_file_and_in_one_table():
    other = {"name": "李四", "title": "另一个", "phone": "13800004321", "narrative": "2021年"}
    one_file = document(p("推荐表") + tbl(*rows()) + p("推荐表") + tbl(*rows(**other)))
    one_table = document(p("推荐表") + tbl(*rows(), *rows(**other)))

    for data in (one_file, one_table):
        file = read_file("a.docx", data)

        assert [(f.part, f.values["name"], f.values["phone"]) for f in file.forms] == [
            ("1", "张三", "13800001234"),
            ("2", "李四", "13800004321"),
        ]


def test_the_same_case_again_is_told():
    file = read_file(
        "a.zip", zipped({"a.docx": form(), "b.docx": form(title="“一张图看清”：哪里不用排队")})
    )

    assert [form.warnings for form in file.forms] == [[], ["duplicate"]]


def test_members_that_lead_outside_or_share_a_name_are_told():
    members = {"../../etc/a.docx": form(), "b.docx": form(name="李四")}
    same = zipped({"b.docx": form(), "B.docx": form(name="李四")})

    outside, twice = read_file("各县.zip", zipped(members)), read_file("各县.zip", same)

    assert (outside.errors, outside.warnings) == ([], ["unsafe_name"])
    assert [one.part for one in outside.forms] == ["b.docx"]
    assert (twice.errors, [one.part for one in twice.forms]) == (["corrupt"], ["b.docx"])
