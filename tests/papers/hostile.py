"""Files that mean harm or are broken: each with the code that it has to be refused or shown with."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from tests.papers.variants.base import NARRATIVE, form, rows
from tests.papers.wordmaking import document, field, p, tbl, zipped

Hostile = tuple[str, bytes, list[str], list[str]]  # name, data, errors, warnings
HOSTILE: dict[str, Callable[[], Hostile]] = {}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def hostile(recipe: Callable[[], Hostile]) -> Callable[[], Hostile]:
    HOSTILE[recipe.__name__] = recipe
    return recipe


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(**more: Any) -> bytes:
    return document(p("推荐表") + tbl(*rows()), **more)


def external(kind: str, target: str) -> str:
    return (
        f'<Relationship Id="rId77" Type="{_OFFICE}{kind}" Target="{target}" TargetMode="External"/>'
    )


def compound(*names: str) -> bytes:
    """A compound file with nothing but empty streams of some names."""
    sector = 512
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for number, name in enumerate(("Root Entry", *names)):
        raw = name.encode("utf-16-le") + b"\0\0"
        kind = 5 if number == 0 else 2
        entries += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + b"\xff" * 12
        entries += b"\0" * 36 + struct.pack("<II", 0xFFFFFFFE, 0) + b"\0" * 4
    entries = entries.ljust(sector, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack(
        "<HHHHH6xIIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
        0,
    )
    head = head[:76] + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head.ljust(sector, b"\0") + fat + entries


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects; the first is the catalogue."""
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, trailer, start,
    )  # fmt: skip


_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"


@hostile
def empty() -> Hostile:
    return "a.docx", b"", ["empty"], []


@hostile
def truncated() -> Hostile:
    return "a.docx", form()[:900], ["corrupt"], []


@hostile
def a_text_called_docx() -> Hostile:
    return "a.docx", "姓名：张三".encode(), ["wrong_type"], []


@hostile
def a_pdf_called_docx() -> Hostile:
    return "a.docx", pdf(b"<</Type/Catalog/Pages 2 0 R>>", _PAGES, _PAGE), ["wrong_type"], []


@hostile
def a_program() -> Hostile:
    return "a.exe", b"MZ\x90\0" + bytes(200), ["wrong_type"], []


@hostile
def a_plain_archive_called_docx() -> Hostile:
    return "a.docx", zipped({"a.txt": "a"}), ["wrong_type"], []


@hostile
def rich_text() -> Hostile:
    return "a.docx", b"{\\rtf1 a}", ["wrong_type"], []


@hostile
def behind_a_password() -> Hostile:
    return "a.docx", compound("EncryptionInfo", "EncryptedPackage"), ["encrypted"], []


@hostile
def an_old_file_with_macros() -> Hostile:
    return "a.doc", compound("WordDocument", "Macros", "VBA"), ["macro"], []


@hostile
def macros_in_a_docx() -> Hostile:
    return "a.docx", with_parts(parts={"word/vbaProject.bin": b"x"}), ["macro"], []


@hostile
def a_macro_type_in_a_docx() -> Hostile:
    parts = parts_of(form())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
        b"vnd.ms-word.document.macroEnabled.main",
    )
    return "a.docx", zipped(parts), ["macro"], []


@hostile
def a_docm() -> Hostile:
    return "a.docm", form(), ["macro"], []


@hostile
def entities_in_the_document() -> Hostile:
    parts = parts_of(form())
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"?><w:document", b'?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document'
    )
    return "a.docx", zipped(parts), ["xxe"], []


@hostile
def laughs_in_another_part() -> Hostile:
    evil = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    return "a.docx", with_parts(parts={"docProps/custom.xml": evil}), ["xxe"], []


@hostile
def entities_in_sixteen_bits() -> Hostile:
    parts = parts_of(form())
    text = parts["word/document.xml"].decode().replace("UTF-8", "UTF-16")
    text = text.replace("?><w:document", '?><!DOCTYPE w [<!ENTITY x "y">]><w:document')
    parts["word/document.xml"] = text.encode("utf-16")
    return "a.docx", zipped(parts), ["xxe"], []


@hostile
def entities_in_a_sheet() -> Hostile:
    from pathlib import Path

    sample = Path(__file__).parent / "samples" / "tongjibiao-filled.xlsx"
    parts = parts_of(sample.read_bytes())
    sheet = next(name for name in parts if name.startswith("xl/worksheets/"))
    parts[sheet] = b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://example.org/">]>' + parts[sheet]
    return "a.xlsx", zipped(parts), ["xxe"], []


@hostile
def a_bomb() -> Hostile:
    return "a.docx", with_parts(parts={"word/media/a.xml": bytes(60_000_000)}), ["zip_bomb"], []


@hostile
def a_bomb_in_an_archive() -> Hostile:
    return "a.zip", zipped({"a.docx": bytes(60_000_000)}), ["zip_bomb"], []


@hostile
def an_archive_in_an_archive() -> Hostile:
    inner = zipped({"a.docx": form()})
    return "a.zip", zipped({"b.zip": inner}), ["nested_zip_bomb"], []


@hostile
def too_many_members() -> Hostile:
    return "a.zip", zipped({f"{n}.docx": b"x" for n in range(1001)}), ["too_many"], []


@hostile
def too_large() -> Hostile:
    return "a.docx", b"PK\x03\x04" + bytes(20 * 1024 * 1024), ["too_large"], []


@hostile
def two_parts_of_one_name() -> Hostile:
    stream = io.BytesIO(form())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("WORD/document.xml", "<a/>")
    return "a.docx", stream.getvalue(), ["corrupt"], []


@hostile
def nested_beyond_reason() -> Hostile:
    return (
        "a.docx",
        document("<w:tbl><w:tr><w:tc>" * 90 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 90),
        ["corrupt"],
        [],
    )


@hostile
def deep_xml() -> Hostile:
    return "a.docx", document("<w:sdt>" * 5000 + "</w:sdt>" * 5000), ["corrupt"], []


@hostile
def no_body() -> Hostile:
    parts = parts_of(form())
    del parts["word/document.xml"]
    parts["word/other.xml"] = b"<a/>"
    return "a.docx", zipped(parts), ["corrupt"], []


@hostile
def another_document() -> Hostile:
    return (
        "a.docx",
        document(p("关于召开会议的通知") + tbl("<w:tr><w:tc><w:p/></w:tc></w:tr>")),
        ["not_a_form"],
        [],
    )


@hostile
def another_offices_form() -> Hostile:
    made = [
        row
        for row in rows(label_category="推荐类别", category="□助人为乐　☑见义勇为")
        if "案例名称" not in row
    ]
    return "a.docx", document(p("道德模范推荐表") + tbl(*made)), ["not_a_form"], []


@hostile
def only_a_picture() -> Hostile:
    picture = p("<w:r><w:drawing/></w:r>")
    return (
        "a.docx",
        document(picture, parts={"word/media/image1.png": b"\x89PNG\r\n\x1a\n"}),
        ["no_text_layer"],
        [],
    )


@hostile
def a_photo() -> Hostile:
    return "a.jpg", b"\xff\xd8\xff\xe0" + bytes(100), ["no_text_layer"], []


@hostile
def a_scanned_pdf() -> Hostile:
    return "a.pdf", pdf(b"<</Type/Catalog/Pages 2 0 R>>", _PAGES, _PAGE), ["no_text_layer"], []


@hostile
def a_pdf_with_a_script() -> Hostile:
    opened = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"
    return "a.pdf", pdf(opened, _PAGES, _PAGE), ["active_content", "no_text_layer"], []


@hostile
def a_pdf_with_a_script_in_packed_objects() -> Hostile:
    packed = zlib.compress(b"9 0 <</S/JavaScript/JS(app.alert(1))>>")
    stream = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        len(packed),
        packed,
    )
    made = pdf(b"<</Type/Catalog/Pages 2 0 R>>", _PAGES, _PAGE, stream)
    return "a.pdf", made, ["active_content", "no_text_layer"], []


@hostile
def a_pdf_with_a_file() -> Hostile:
    names = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[]>>>>>>"
    return "a.pdf", pdf(names, _PAGES, _PAGE), ["no_text_layer"], ["embedded_object"]


@hostile
def a_pdf_that_swells() -> Hostile:
    packed = zlib.compress(bytes(100_000_000), 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    stream = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    return "a.pdf", pdf(b"<</Type/Catalog/Pages 2 0 R>>", _PAGES, page, stream), ["zip_bomb"], []


@hostile
def a_broken_pdf() -> Hostile:
    return "a.pdf", b"%PDF-1.7\n" + b"\x01garbage" * 40, ["corrupt"], []


@hostile
def a_template_from_outside() -> Hostile:
    data = with_parts(relations=external("attachedTemplate", "http://example.org/evil.dotm"))
    return "a.docx", data, [], ["external_reference"]


@hostile
def a_picture_from_outside() -> Hostile:
    return (
        "a.docx",
        with_parts(relations=external("image", "file://server/a.png")),
        [],
        ["external_reference"],
    )


@hostile
def an_embedded_file() -> Hostile:
    return (
        "a.docx",
        with_parts(parts={"word/embeddings/oleObject1.bin": b"x"}),
        [],
        ["embedded_object"],
    )


@hostile
def a_field_that_runs() -> Hostile:
    running = p(field(r' DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc" ', "已办结3件"))
    body = tbl(*rows(narrative=f"<w:p/>{running}" + p(NARRATIVE.split("\n")[1])))
    return "a.docx", document(body), [], ["active_content"]


@hostile
def a_field_that_fetches() -> Hostile:
    fetching = p(field(' INCLUDEPICTURE "http://example.org/a.png" ', "3"))
    return "a.docx", document(p("推荐表") + fetching + tbl(*rows())), [], ["external_reference"]


@hostile
def a_picture_with_too_many_points() -> Hostile:
    huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 30000, 30000) + bytes(20)
    return "a.docx", with_parts(parts={"word/media/image1.png": huge}), [], ["picture_too_large"]


@hostile
def members_outside() -> Hostile:
    data = zipped(
        {
            "../../evil.docx": form(),
            "好/a.docx": form(),
            "/etc/b.docx": form(),
            "C:\\c.docx": form(),
        }
    )
    return "a.zip", data, [], ["unsafe_name"]


@hostile
def a_name_turned_round() -> Hostile:
    return "推荐表\u202excod.docx", form(), [], ["unsafe_name"]


@hostile
def a_name_with_a_path() -> Hostile:
    return "../../a.docx", form(), [], ["unsafe_name"]


@hostile
def a_name_with_two_endings() -> Hostile:
    return "推荐表.exe.docx", form(), [], ["unsafe_name"]


@hostile
def odd_bytes() -> Hostile:
    return "a.docx", b"PK\x03\x04" + bytes(range(256)) * 20, ["corrupt"], []


@hostile
def an_old_word_file() -> Hostile:
    return "a.doc", compound("WordDocument"), ["wrong_type"], []


@hostile
def another_sheet() -> Hostile:
    return "a.csv", "产品,价格\n茶,3\n".encode(), ["not_a_form"], []


@hostile
def macros_under_another_name() -> Hostile:
    line = (
        '<Relationship Id="rId78" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
        ' Target="notes.bin"/>'
    )
    return "a.docx", with_parts(parts={"word/notes.bin": b"x"}, relations=line), ["macro"], []
