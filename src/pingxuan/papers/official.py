"""An official paper (公文) as plain data, and the same paper as Word and as PDF.

A4 with the margins of GB/T 9704: title in 小标宋, body in 仿宋 with an indent of two characters,
headings in 黑体, the issuer and the date at the end on the right, pages numbered at the foot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from pingxuan.papers.typesetting import CannotTypeset, typeset, unprintable

TITLE_FACE, HEAD_FACE, BODY_FACE = "方正小标宋简体", "黑体", "仿宋"
TITLE, BODY, TABLE_SIZE, FOOT = Pt(22), Pt(16), Pt(10.5), Pt(14)
LEADING = Pt(28)


@dataclass(frozen=True)
class Text:
    """One paragraph; a heading stands in 黑体, an address line (致…) without an indent."""

    words: str
    is_heading: bool = False
    is_address: bool = False


@dataclass(frozen=True)
class Ruled:
    """A ruled table; `widths` are shares of the line."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True)
class OfficialPaper:
    """A paper: its title, what it says, who issues it and when.

    Attributes:
        number: 发文字号 or another line below the title; empty for none.
        signatures: lines to be signed by hand, as minutes have them.
    """

    title: str
    body: Sequence[Text | Ruled]
    issuer: str
    day: date
    number: str = ""
    signatures: Sequence[str] = field(default_factory=tuple)


def chinese_day(day: date) -> str:
    """Write a day as papers do: 2021 年 12 月 28 日 without spaces."""
    return f"{day.year}年{day.month}月{day.day}日"


def to_pdf(paper: OfficialPaper, *, made_at: datetime) -> bytes:
    """Set a paper; the same input gives the same bytes.

    Raises:
        CannotTypeset: no Chinese font here, or it lacks a character, which would stay blank.
    """
    blank = unprintable(_texts(paper))
    if blank:
        raise CannotTypeset("missing_character", "、".join(sorted(blank)))
    body: list[dict[str, object]] = []
    for one in paper.body:
        if isinstance(one, Text):
            kind = "heading" if one.is_heading else "address" if one.is_address else "text"
            body.append({"kind": kind, "words": one.words})
        else:
            rows = [list(row) for row in one.rows]
            widths = list(one.widths)
            body.append({"kind": "table", "heads": list(one.heads), "rows": rows, "widths": widths})
    data = {
        "title": paper.title,
        "number": paper.number,
        "body": body,
        "issuer": paper.issuer,
        "day": chinese_day(paper.day),
        "signatures": list(paper.signatures),
    }
    return typeset("official", data, made_at=made_at)


def _texts(paper: OfficialPaper) -> Iterator[str]:
    yield from (paper.title, paper.number, paper.issuer, *paper.signatures)
    for one in paper.body:
        if isinstance(one, Text):
            yield one.words
        else:
            yield from one.heads
            for row in one.rows:
                yield from row


def to_docx(paper: OfficialPaper) -> bytes:
    """Write a paper as a Word file."""
    word = Document()
    _page(word)
    _line(word, paper.title, TITLE_FACE, TITLE, WD_ALIGN_PARAGRAPH.CENTER, leading=Pt(34))
    if paper.number:
        _line(word, paper.number, BODY_FACE, BODY, WD_ALIGN_PARAGRAPH.CENTER)
    word.add_paragraph()
    for one in paper.body:
        if isinstance(one, Ruled):
            _table(word, one)
        else:
            face = HEAD_FACE if one.is_heading else BODY_FACE
            indent = 0 if one.is_address else 2
            _line(word, one.words, face, BODY, WD_ALIGN_PARAGRAPH.JUSTIFY, indent=indent)
    word.add_paragraph()
    for words in paper.signatures:
        _line(word, words, BODY_FACE, BODY, WD_ALIGN_PARAGRAPH.LEFT, indent=2)
    for words in (paper.issuer, chinese_day(paper.day)):
        line = _line(word, words, BODY_FACE, BODY, WD_ALIGN_PARAGRAPH.RIGHT)
        line.paragraph_format.right_indent = BODY * 2
    word.core_properties.title = paper.title
    word.core_properties.author = paper.issuer
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(foot, "— ", "宋体", FOOT)
    number = _run(foot, "", "宋体", FOOT)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        number._r.append(element)
    _run(foot, " —", "宋体", FOOT)


def _line(
    word: Word,
    words: str,
    face: str,
    size: Pt,
    align: WD_ALIGN_PARAGRAPH,
    *,
    indent: int = 0,
    leading: Pt = LEADING,
) -> Paragraph:
    line = word.add_paragraph()
    line.alignment = align
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, leading
    form.first_line_indent = size * indent
    _run(line, words, face, size)
    return line


def _run(line: Paragraph, words: str, face: str, size: Pt, *, is_bold: bool = False):  # type: ignore[no-untyped-def]  # docx has no types
    run = line.add_run(words)
    run.font.size, run.font.name, run.bold = size, face, is_bold
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    return run


def _table(word: Word, ruled: Ruled) -> None:
    table = word.add_table(rows=1, cols=len(ruled.heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    whole = Mm(210 - 28 - 26)
    shares = [whole * share // sum(ruled.widths) for share in ruled.widths]
    for row, cells in enumerate([ruled.heads, *ruled.rows]):
        line = table.rows[0] if row == 0 else table.add_row()
        for cell, words, width in zip(line.cells, cells, shares, strict=True):
            cell.width = width
            face = HEAD_FACE if row == 0 else BODY_FACE
            _run(cell.paragraphs[0], words, face, TABLE_SIZE)
    again = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(again)
