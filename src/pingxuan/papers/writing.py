"""The recommendation form as the office circulates it, blank or filled in."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from importlib.resources import files
from typing import Any

from lxml import etree

from pingxuan.papers.model import CATEGORY_NAMES, Field
from pingxuan.papers.package import Element, parse_xml
from pingxuan.papers.printed import PRINTED_ROWS
from pingxuan.papers.values import one_line
from pingxuan.papers.word.names import W

_BODY = "word/document.xml"
_DAY = (2021, 1, 1, 0, 0, 0)
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FILLED_HEIGHT = "3000"


def write_form(content: dict[str, Any] | None) -> bytes:
    """Write the recommendation form; reading it back gives the same content.

    Args:
        content: None for the blank, else an object as `pingxuan forms read` gives for a form:
            `fields` and `narrative`. The fields may also stand beside the narrative.

    Raises:
        ValueError: a member of `content` is not of the kind that its place takes.

    Source:
        C24; the blank is the office's own file.
    """
    blank = files("pingxuan.papers").joinpath("blanks/tuijianbiao.docx").read_bytes()
    if content is None:
        return blank
    fields = checked_content(content)
    with zipfile.ZipFile(io.BytesIO(blank)) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    root = parse_xml(parts[_BODY])
    _Filling(root).fill(fields)
    parts[_BODY] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, part)
    return stream.getvalue()


def checked_content(content: dict[str, Any]) -> dict[str, Any]:
    """Bring the object into one level and see that each member is what its place takes."""
    fields = content.get("fields", content)
    if not isinstance(fields, dict):
        raise ValueError("fields: an object is expected")
    fields = {**fields, "narrative": content.get("narrative", fields.get("narrative"))}
    checked: dict[str, Any] = {}
    for name in Field:
        value = fields.get(name.value)
        if name in (Field.UNIT_OPINION, Field.OFFICE_OPINION):
            checked[name] = _checked_opinion(name, value)
        elif value is None or isinstance(value, str):
            checked[name] = value or ""
        else:
            raise ValueError(f"{name.value}: a text is expected")
    category = checked[Field.CATEGORY]
    if category and category not in CATEGORY_NAMES:
        raise ValueError(f"category: one of {', '.join(CATEGORY_NAMES)} is expected")
    birth = checked[Field.BIRTH]
    if birth and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", birth):
        raise ValueError("birth: YYYY-MM is expected")
    return checked


def _checked_opinion(name: Field, value: Any) -> tuple[str, str]:
    """Give an opinion's text and its date as it is printed."""
    if value is None:
        return "", ""
    if isinstance(value, str):
        return value, ""
    if not isinstance(value, dict):
        raise ValueError(f"{name.value}: an object with text and date is expected")
    text, day = value.get("text") or "", value.get("date") or ""
    if not isinstance(text, str) or not isinstance(day, str):
        raise ValueError(f"{name.value}: text and date are texts")
    if not day:
        return text, ""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", day)
    if not match:
        raise ValueError(f"{name.value}: the date is YYYY-MM-DD")
    return text, f"{match.group(1)}年{int(match.group(2))}月{int(match.group(3))}日"


class _Filling:
    """Fills the cells of the printed table."""

    def __init__(self, root: Element) -> None:
        self._cells: dict[Field, Element] = {}
        rows = root.find(f"{W}body/{W}tbl").findall(W + "tr")
        for row, fields in zip(rows, PRINTED_ROWS, strict=True):
            for field, cell in zip(fields, row.findall(W + "tc")[1::2], strict=True):
                self._cells[field] = cell
        self._narrative_row = rows[len(PRINTED_ROWS) - 3]
        self._run = copy.deepcopy(self._cells[Field.POST].find(f".//{W}r"))

    def fill(self, fields: dict[str, Any]) -> None:
        """Put each value into its cell."""
        for name in (
            Field.NAME,
            Field.ETHNICITY,
            Field.POLITICAL,
            Field.GENDER,
            Field.PHONE,
            Field.POST,
            Field.TITLE,
        ):
            self._put_line(name, one_line(_NOT_XML.sub("", fields[name])))
        self._put_line(Field.BIRTH, fields[Field.BIRTH].replace("-", "."))
        self._tick(fields[Field.CATEGORY])
        self._put_narrative(fields[Field.NARRATIVE])
        for name in (Field.UNIT_OPINION, Field.OFFICE_OPINION):
            self._put_opinion(name, *fields[name])

    def _put_line(self, name: Field, text: str) -> None:
        paragraph = self._cells[name].find(W + "p")
        if name is Field.POST and not text:
            return
        for run in paragraph.findall(W + "r"):
            paragraph.remove(run)
        if text:
            self._write(paragraph, text)

    def _tick(self, category: str) -> None:
        for text in self._cells[Field.CATEGORY].iter(W + "t"):
            if category and (text.text or "").endswith(CATEGORY_NAMES[category]):
                text.text = f"☑{CATEGORY_NAMES[category]}"

    def _put_narrative(self, text: str) -> None:
        lines = lines_of(text)
        if not lines:
            return
        cell = self._cells[Field.NARRATIVE]
        for empty in cell.findall(W + "p")[1:]:
            cell.remove(empty)
        for line in lines:
            cell.append(self._paragraph(line, line_height="420"))
        self._narrative_row.find(f"{W}trPr/{W}trHeight").set(W + "val", _FILLED_HEIGHT)

    def _put_opinion(self, name: Field, text: str, day: str) -> None:
        cell = self._cells[name]
        paragraphs = cell.findall(W + "p")
        lines = lines_of(text)
        if lines:
            lines[0] = lines[0].lstrip()
            lines[-1] = lines[-1].rstrip()
            position = list(cell).index(paragraphs[0])
            cell.remove(paragraphs[0])
            for offset, line in enumerate(lines):
                cell.insert(position + offset, self._paragraph(line, line_height="340"))
        if day:
            for written in paragraphs[-2].iter(W + "t"):
                written.text = f"{day}        "

    def _paragraph(self, text: str, *, line_height: str) -> Element:
        paragraph = etree.Element(W + "p")
        properties = etree.SubElement(paragraph, W + "pPr")
        etree.SubElement(properties, W + "snapToGrid").set(W + "val", "0")
        spacing = etree.SubElement(properties, W + "spacing")
        spacing.set(W + "line", line_height)
        spacing.set(W + "lineRule", "exact")
        indent = etree.SubElement(properties, W + "ind")
        indent.set(W + "firstLineChars", "200")
        indent.set(W + "firstLine", "480")
        if text:
            self._write(paragraph, text)
        return paragraph

    def _write(self, paragraph: Element, text: str) -> None:
        """Add a run in the values' typeface; tabs become Word's own."""
        run = copy.deepcopy(self._run)
        for old in run.findall(W + "t"):
            run.remove(old)
        for number, piece in enumerate(text.split("\t")):
            if number:
                etree.SubElement(run, W + "tab")
            if piece:
                element = etree.SubElement(run, W + "t")
                element.set(_XML_SPACE, "preserve")
                element.text = piece
        paragraph.append(run)


def lines_of(text: str) -> list[str]:
    """Part a text into its lines, without blank ones around it and what XML cannot hold."""
    plain = _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = plain.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines
