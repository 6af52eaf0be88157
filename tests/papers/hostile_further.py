"""More files that mean harm: what swells, repeats itself, lies about its size, or hides in tables."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from tests.papers.hostile import (
    Hostile,
    compound,
    form,
    hostile,
    parts_of,
    pdf,
    with_parts,
)
from tests.papers.test_tables import HEADINGS, LINES, xlsx
from tests.papers.wordmaking import document, p, tbl, zipped

CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def a_page(more: bytes, box: bytes = b"[0 0 595 842]") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<<%s>>>>" % (box, more)


def stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<<%s/Filter/FlateDecode/Length %d>>" % (more, len(packed))
    return head + b"\nstream\n" + packed + b"\nendstream"


def drawn(content: bytes, box: bytes = b"[0 0 595 842]") -> bytes:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return pdf(CATALOGUE, PAGES, a_page(b"/Font<</F 5 0 R>>", box), stream(content), font)


def sheet(rows: str, after: str = "") -> bytes:
    """A table whose heads stand in row 1, and whose other rows are made by hand."""
    heads = "".join(f'<c t="inlineStr"><is><t>{head}</t></is></c>' for head in HEADINGS)
    parts = parts_of(xlsx(HEADINGS, *LINES))
    name = next(one for one in parts if one.startswith("xl/worksheets/"))
    made = f'<worksheet xmlns="{SPREADSHEET}"><sheetData><row r="1">{heads}</row>{rows}</sheetData>{after}</worksheet>'
    return zipped(parts | {name: made.encode()})


@hostile
def a_pdf_that_draws_a_drawing_of_drawings() -> Hostile:
    """Ten times ten times ten …: twenty storeys keep the library at work for years."""
    inner = b"<</XObject<</I %d 0 R>>>>"
    objects = [
        CATALOGUE, PAGES, a_page(b"/XObject<</I 5 0 R>>"),
        stream(b"/I Do"),
    ]  # fmt: skip
    for number in range(20):
        more = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources" + inner % (number + 6)
        objects.append(stream(b"/I Do " * 10, more))
    objects.append(stream(b"0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"))
    return "a.pdf", pdf(*objects), ["corrupt"], []


@hostile
def a_pdf_with_a_page_as_large_as_a_county() -> Hostile:
    text = b"BT /F 12 Tf 9 9 Td (a page of some size) Tj ET"
    return "a.pdf", drawn(text, b"[0 0 1000000000 1000000000]"), ["not_a_form"], []


@hostile
def a_pdf_of_five_thousand_pages() -> Hostile:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 5003))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    made = pdf(CATALOGUE, b"<</Type/Pages/Kids[%s]/Count 5000>>" % kids, *[page] * 5000)
    return "a.pdf", made, ["no_text_layer"], []


@hostile
def a_pdf_whose_pages_are_their_own_chapter() -> Hostile:
    return (
        "a.pdf",
        pdf(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999>>"),
        ["corrupt"],
        [],
    )


@hostile
def a_pdf_with_more_lines_than_a_form() -> Hostile:
    lines = b"".join(b"%d %d 9 1 re f\n" % (n % 590, n % 840) for n in range(100_000))
    return "a.pdf", drawn(lines), ["no_text_layer"], []


@hostile
def a_pdf_with_a_picture_that_swells() -> Hostile:
    picture = b"/Type/XObject/Subtype/Image/Width 99999/Height 99999/BitsPerComponent 8/ColorSpace/DeviceGray"
    page = a_page(b"/XObject<</I 5 0 R>>")
    made = pdf(CATALOGUE, PAGES, page, stream(b"/I Do"), stream(bytes(50_000_000), picture))
    return "a.pdf", made, ["zip_bomb"], []


@hostile
def a_pdf_with_a_script_in_its_second_stream() -> Hostile:
    listed = stream(b"9 0 <</S/JavaScript/JS(app.alert(1))>>", b"/Type/ObjStm/N 1/First 4")
    made = pdf(CATALOGUE, PAGES, a_page(b""), stream(b"q Q"), listed)
    return "a.pdf", made, ["active_content", "no_text_layer"], []


@hostile
def a_docx_of_forty_megabytes() -> Hostile:
    noise = bytes(range(256)) * 160_000
    stored = io.BytesIO(form())
    with zipfile.ZipFile(stored, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/media/image1.png", noise)
    return "a.docx", stored.getvalue(), ["too_large"], []


@hostile
def members_that_share_one_body() -> Hostile:
    """One small body that nine hundred members unpack, three megabytes each."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(bytes(3_000_000)) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(bytes(3_000_000)), len(body), 3_000_000)
    local = struct.pack("<4sHHHHH", b"PK\3\4", 20, 0, 8, 0, 0) + sizes
    local += struct.pack("<HH", 10, 0) + b"00000.docx" + body
    listed = b"".join(
        struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, 0, 8, 0, 0) + sizes
        + struct.pack("<HHHHHII", 10, 0, 0, 0, 0, 0, 0) + b"%05d.docx" % number
        for number in range(900)
    )  # fmt: skip
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 900, 900, len(listed), len(local), 0)
    return "a.zip", local + listed + end, ["too_large"], []


@hostile
def a_member_that_lies_about_its_size() -> Hostile:
    made = bytearray(with_parts(parts={"word/media/a.xml": bytes(30_000_000)}))
    made = made.replace(struct.pack("<I", 30_000_000), struct.pack("<I", 100))
    return "a.docx", bytes(made), ["corrupt"], []


@hostile
def a_million_tags() -> Hostile:
    return "a.docx", document("<w:p/>" * 1_100_000), ["zip_bomb"], []


@hostile
def boxes_in_boxes() -> Hostile:
    box = "<w:r><w:pict><w:txbxContent>" * 300 + "<w:p/>" + "</w:txbxContent></w:pict></w:r>" * 300
    return "a.docx", document(p(box)), ["corrupt"], []


@hostile
def a_row_of_five_thousand_cells() -> Hostile:
    row = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 5_000 + "</w:tr>"
    return "a.docx", document(p("推荐表") + tbl(row)), ["not_a_form"], []


@hostile
def a_table_cut_short() -> Hostile:
    return "统计表.xlsx", xlsx(HEADINGS, *LINES)[:-400], ["corrupt"], []


@hostile
def a_table_with_broken_bytes() -> Hostile:
    made = bytearray(xlsx(HEADINGS, *LINES))
    for place in range(200, len(made) - 2000, 37):
        made[place] ^= 0xFF
    return "统计表.xlsx", bytes(made), ["corrupt"], []


@hostile
def a_table_without_its_sheet() -> Hostile:
    parts = parts_of(xlsx(HEADINGS, *LINES))
    del parts[next(one for one in parts if one.startswith("xl/worksheets/"))]
    return "统计表.xlsx", zipped(parts), ["corrupt"], []


@hostile
def a_table_with_a_row_beyond_the_end() -> Hostile:
    cell = '<c t="inlineStr"><is><t>优秀机构案例</t></is></c>'
    return "统计表.xlsx", sheet(f'<row r="2000000000">{cell}</row>'), ["blank_form"], []


@hostile
def a_table_merged_again_and_again() -> Hostile:
    merges = '<mergeCell ref="A2:XFD1048576"/>' * 3000
    return "统计表.xlsx", sheet("", f"<mergeCells>{merges}</mergeCells>"), ["blank_form"], []


@hostile
def a_sheet_that_repeats_a_row_for_ever() -> Hostile:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    repeated = 'repeated="1000000000"'
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet><table:table>"
        f"<table:table-row table:number-rows-{repeated}><table:table-cell"
        f" table:number-columns-{repeated}><text:p>a</text:p></table:table-cell></table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return "a.ods", zipped({"mimetype": kind, "content.xml": content}), ["too_large"], []


@hostile
def an_old_table_of_nothing() -> Hostile:
    return "a.xls", compound("Workbook"), ["not_a_form"], []


@hostile
def a_csv_without_end() -> Hostile:
    heads = ",".join(HEADINGS).encode()
    return "统计表.csv", heads + b"\n" + b"1,a,b,c,d,1,e,\n" * 30_000, ["too_large"], []


@hostile
def a_csv_of_one_field() -> Hostile:
    return "统计表.csv", b'"' + b"a" * 15_000_000, ["corrupt"], []


@hostile
def a_csv_in_no_encoding() -> Hostile:
    return "统计表.csv", b"\x80\xff\xfe\x81,\x80\n" * 100, ["wrong_type"], []


@hostile
def a_csv_in_big5() -> Hostile:
    text = "類別,案例名稱,報送人/單位,手機號\n優秀機構案例,案例,人,13800000001\n"
    return "统计表.csv", text.encode("big5"), ["not_a_form"], []


@hostile
def a_csv_with_nothing_between_its_letters() -> Hostile:
    return "统计表.csv", ",".join(HEADINGS).replace("", "\0").encode(), ["wrong_type"], []
