"""Forms that LibreOffice wrote."""

import pytest

from pingxuan.papers.reading import read_file
from tests.papers.variants.base import CASE, NARRATIVE, NOTE, OFFICE, TICKED, UNIT
from tests.papers.wordmaking import zipped

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("draw", "drawing"), ("script", "script"), ("form", "form"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'  # fmt: skip


def text(value: str) -> str:
    return (
        value
        if value.startswith("<")
        else "".join(f"<text:p>{line}</text:p>" for line in value.split("\n"))
    )


def cell(value: str, span: int = 1) -> str:
    covered = "<table:covered-table-cell/>" * (span - 1)
    return f'<table:table-cell table:number-columns-spanned="{span}">{text(value)}</table:table-cell>{covered}'


def table(**changed: str) -> str:
    first = [("姓名\n(报送人)", "张三"), ("民族", "汉族"), ("出生年月", "1985.03")]
    second = [("政治面貌", "中共党员"), ("性别", "男"), ("手机号", "13800001234")]
    values = {
        "单位及职务": "东岭省临溪市政务服务中心信息科科长",
        "征集类别": TICKED,
        "案例名称": "一张图看清哪里不用排队",
        "主要事迹\n(1000字以内)": f"{NOTE}\n{NARRATIVE}",
        "所在单位意见": UNIT,
        "省、市级\n网信办意见": OFFICE,
    } | {key.replace("_", "\n"): value for key, value in changed.items()}
    rows = ["".join(cell(a) + cell(b) for a, b in pairs) for pairs in (first, second)]
    rows += [cell(label) + cell(value, 5) for label, value in values.items()]
    made = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table>{made}</table:table>"


def odt(body: str, styles: str = "", **parts: bytes) -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **parts}
    )


def told(file):
    form = file.forms[0].as_json()
    return form["fields"], form["narrative"], form["links"]


def test_a_form_is_read_right_to_the_field():
    file = read_file("a.odt", odt("<text:p>推荐表</text:p>" + table()))

    assert (file.errors, file.warnings) == ([], [])
    assert told(file) == (CASE["fields"], NARRATIVE, CASE["links"])


def test_changes_comments_hidden_text_and_links():
    first, second = NARRATIVE.split("\n")
    narrative = (
        f"<text:p>{NOTE}</text:p><text:p>{first[:5]}<office:annotation><text:p>批注</text:p></office:annotation>"
        f'{first[5:]}<text:span text:style-name="T1">看不见</text:span></text:p>'
        f'<text:p>{second}<text:line-break/><text:a xlink:href="https://example.org/only">这里</text:a></text:p>'
    )
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去的</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    hiding = (
        '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    )

    file = read_file("a.odt", odt(changes + table(**{"主要事迹_(1000字以内)": narrative}), hiding))

    assert sorted(file.warnings) == ["comments", "hidden_text", "tracked_changes"]
    assert told(file)[1:] == (f"{NARRATIVE}\n这里", [*CASE["links"], "https://example.org/only"])


def test_a_check_box_control():
    boxes = "".join(
        f'<form:checkbox form:id="c{at}" form:current-state="{"checked" if at == 1 else "unchecked"}"/>'
        for at in range(3)
    )
    options = "".join(
        f'<draw:control draw:control="c{at}"/>{name} '
        for at, name in enumerate(("优秀机构案例", "优秀个人案例", "优秀创意案例"))
    )
    body = f"<office:forms>{boxes}</office:forms>" + table(征集类别=f"<text:p>{options}</text:p>")

    assert told(read_file("a.odt", odt(body)))[0] == CASE["fields"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"META-INF/manifest.xml": b"<a><encryption-data/></a>"}, "encrypted"),
        ({"Basic/Standard/Module1.xml": b"<a/>"}, "macro"),
        ({"Scripts/python/a.py": b""}, "macro"),
        ({"styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}, "xxe"),
    ],
)
def test_what_is_refused(parts, code):
    assert read_file("a.odt", odt(table(), **parts)).errors == [code]
