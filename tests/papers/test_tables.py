"""Statistics tables as offices fill them in: headings, merges, numbers, leftovers, formats."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook, load_workbook

from pingxuan.papers.model import Row, TableHeader
from pingxuan.papers.reading import read_file
from pingxuan.papers.table import read_table, write_table_xlsx
from tests.papers.wordmaking import document, p, tbl, tc, tr, zipped

HEADINGS = [
    "序号",
    "类别",
    "案例名称",
    "报送人/单位",
    "单位及职务",
    "手机号",
    "推荐层级/单位",
    "备注",
]
LINES = [
    [
        1,
        "优秀机构案例",
        "“马上就改”台账",
        "张三",
        "东岭省临溪市住建局主任",
        "13800001001",
        "临溪市",
        "",
    ],
    [
        2,
        "优秀个人案例",
        "乡村医生：周三晚八点",
        "李四",
        "东岭省白石市卫健委科员",
        "13800001002",
        "白石市",
        "补报",
    ],
    [
        3,
        "优秀创意案例",
        "用方言讲清楚一件事",
        "王五",
        "东岭省临溪市图书馆馆员",
        "13800001003",
        "临溪市",
        "",
    ],
]
READ = [
    {
        "category": category, "title": line[2], "name": line[3], "post": line[4],
        "phone": line[5], "level": line[6], "note": line[7], "warnings": [],
    }
    for line, category in zip(LINES, ["institution", "individual", "creative"], strict=True)
]  # fmt: skip


def xlsx(*rows, change=None) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def told(file):
    return [row.as_json() for row in file.table.rows]


def changed(index, **fields):
    return [row | (fields if at == index else {}) for at, row in enumerate(READ)]


def test_a_plain_sheet_is_read():
    file = read_file(
        "a.xlsx",
        xlsx(["附件1"], ["填报单位：临溪市", "", "填报时间：2021年11月"], HEADINGS, *LINES),
    )

    assert (file.errors, file.warnings, told(file)) == ([], [], READ)
    assert file.table.header == TableHeader("临溪市", "2021年11月", "")


def test_headings_in_two_storeys_and_merged_categories_and_what_stands_below():
    upper = ["序号", "类别", "案例", None, "报送人信息", None, "推荐层级/单位", "备注"]
    lower = [None, None, "名称", "报送人/单位", "单位及职务", "手机号", None, None]
    lines = [[*line] for line in LINES]
    lines[1][1] = None
    lower[2] = "案例名称"

    def change(book, sheet):
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("C1:D1")
        sheet.merge_cells("B3:B4")
        sheet.merge_cells("A6:H6")

    data = xlsx(
        upper,
        lower,
        *lines,
        ["合计：3个"],
        ["注：本表一式两份。"],
        ["填表人：钱一", "", "电话：13800009999"],
        change=change,
    )
    file = read_file("a.xlsx", data)

    assert told(file) == changed(1, category="institution")


def test_categories_named_once_a_group_without_merging():
    lines = [[*LINES[0]], [*LINES[1]], [*LINES[2]]]
    lines[1][1] = ""
    file = read_file("a.xlsx", xlsx(HEADINGS, *lines))

    assert told(file) == changed(1, category="institution")


def test_categories_as_bands_across_the_table():
    headings = [h for h in HEADINGS if h != "类别"]
    lines = [[line[0], *line[2:]] for line in LINES]
    data = xlsx(
        headings,
        ["一、优秀机构案例"],
        lines[0],
        ["二、优秀个人案例"],
        lines[1],
        ["三、优秀创意案例"],
        lines[2],
    )

    assert told(read_file("a.xlsx", data)) == READ


def test_phones_as_numbers_and_phones_that_lost_their_digits():
    lines = [[*line] for line in LINES]
    lines[0][5] = 13800001001
    lines[1][5] = 13800001002.0
    lines[2][5] = "1.38E+10"

    file = read_file("a.xlsx", xlsx(HEADINGS, *lines))

    assert told(file) == changed(2, phone=None, warnings=["phone_lost_digits"])


def test_formulas_without_a_value_and_texts_like_formulas():
    lines = [[*line] for line in LINES]
    lines[0][2] = "=C99"

    def change(book, sheet):
        sheet["H3"].value = "=cmd|' /C calc'!A0"
        sheet["H3"].data_type = "s"
        sheet["H4"].value = "-"

    file = read_file("a.xlsx", xlsx(HEADINGS, *lines, change=change))

    assert told(file)[0] == READ[0] | {"title": None, "warnings": ["formula_without_value"]}
    assert told(file)[1] == READ[1] | {"note": "=cmd|' /C calc'!A0", "warnings": ["formula_like"]}
    assert told(file)[2] == READ[2] | {"note": "-"}


def test_hidden_rows_are_read_and_hidden_sheets_are_not():
    def change(book, sheet):
        sheet.row_dimensions[3].hidden = True
        other = book.create_sheet("旧")
        other.sheet_state = "hidden"
        other.append(HEADINGS)
        other.append(LINES[0])

    file = read_file("a.xlsx", xlsx(HEADINGS, *LINES, change=change))

    assert told(file) == changed(1, warnings=["hidden"])
    assert sorted(file.warnings) == ["hidden_rows", "hidden_sheet"]


def test_several_sheets_follow_one_another():
    def change(book, sheet):
        second = book.create_sheet("二")
        second.append(HEADINGS)
        second.append(LINES[2])

    file = read_file("a.xlsx", xlsx(HEADINGS, *LINES[:2], change=change))

    assert told(file) == READ


def test_what_is_missing_in_a_line_is_a_warning():
    lines = [[*line] for line in LINES]
    lines[0][3] = ""
    lines[1][1] = ""
    lines[2][1], lines[2][5] = "优秀团队案例", "12345"

    rows = told(read_file("a.xlsx", xlsx(HEADINGS, *lines, LINES[0])))

    assert rows[0]["warnings"] == ["missing:报送人/单位"]
    assert rows[1]["warnings"] == ["missing:类别"]
    assert rows[2]["warnings"] == ["unknown_category", "bad_phone"]
    assert rows[3]["warnings"] == ["duplicate"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_separated_values_in_every_encoding(encoding, separator):
    rows = [["填报单位：临溪市（盖章）"], HEADINGS, *LINES]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)

    file = read_file("表（定稿）.csv", text.encode(encoding))

    assert (told(file), file.table.header.unit) == (READ, "临溪市")


def test_a_table_in_a_word_file():
    body = p("填报单位：临溪市（盖章）") + p("填报联系人及联系方式：钱一　13800001000")
    body += tbl(tr(*HEADINGS), *[tr(*(str(cell) for cell in line)) for line in LINES])
    body += p("注：略")

    file = read_file("a.docx", document(body))

    assert (file.kind, file.errors, told(file)) == ("table", [], READ)
    assert file.table.header == TableHeader("临溪市", "", "钱一　13800001000")


def test_a_table_in_a_word_file_with_merged_categories():
    rows = [tr(*HEADINGS)]
    for at, line in enumerate(LINES[:2]):
        category = tc("优秀机构案例" if at == 0 else "", merge="start" if at == 0 else "on")
        rows.append(tr(tc(str(line[0])), category, *(tc(cell) for cell in line[2:])))

    file = read_file("a.docx", document(tbl(*rows)))

    assert told(file) == changed(1, category="institution")[:2]


def ods(rows: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
        )
    )
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="a">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    )


def test_an_open_document_sheet():
    def cell(value):
        if isinstance(value, int) or str(value).isdigit():
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>1.38E+10</text:p></table:table-cell>'
        return f"<table:table-cell><text:p>{value}</text:p></table:table-cell>"

    made = "".join(
        f'<table:table-row table:visibility="{"collapse" if at == 2 else "visible"}">{"".join(map(cell, row))}</table:table-row>'
        for at, row in enumerate([HEADINGS, *LINES])
    )
    made += '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'

    file = read_file("a.ods", ods(made))

    assert told(file) == changed(1, warnings=["hidden"])


def test_what_is_written_is_read_back():
    header = TableHeader("临溪市", "2021年11月15日", "钱一　13800001000")
    rows = [Row(**{k: v for k, v in row.items() if k != "warnings"}) for row in READ]
    rows.append(Row("creative", "=1+1", "赵六", "+东岭省", "13800001004", "@市", "-备注"))

    file = read_table("a.xlsx", write_table_xlsx(header, rows))

    assert file.table.header == header
    assert [row | {"warnings": []} for row in told(file)] == [row.as_json() for row in rows]
    assert write_table_xlsx(header, rows) == write_table_xlsx(header, rows)


def test_a_text_like_a_formula_is_a_text_in_the_spreadsheet_too():
    made = write_table_xlsx(TableHeader("", "", ""), [Row("creative", "=1+1", "赵六", "@市")])

    cells = load_workbook(io.BytesIO(made)).worksheets[0][7]

    assert [(c.value, c.data_type, c.quotePrefix) for c in cells[2:5]] == [
        ("=1+1", "s", True),
        ("赵六", "s", False),
        ("@市", "s", True),
    ]


def test_another_file_is_no_table():
    file = read_table("a.csv", "品名,价格\n茶,3\n".encode())

    assert (file.table, file.errors) == (None, ["not_a_form"])


def test_who_fills_it_in_may_stand_in_cells_of_its_own_or_below():
    head = ["填报单位（盖章）", "临溪市", None, "填报时间", "2021年11月20日"]
    contact = ["填报联系人及联系方式：赵六 0371-65500000"]

    beside = read_file("a.xlsx", xlsx(["附件1"], head, HEADINGS, *LINES))
    below = read_file("a.xlsx", xlsx(HEADINGS, *LINES, [], head[:2], contact))

    assert (told(beside), told(below)) == (READ, READ)
    assert beside.table.header == TableHeader("临溪市", "2021年11月20日", "")
    assert below.table.header == TableHeader("临溪市", "", "赵六 0371-65500000")
