"""The statistics table as the office circulates it in Word."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterable
from importlib.resources import files

from lxml import etree

from pingxuan.papers.model import Row, TableHeader
from pingxuan.papers.package import Element, parse_xml
from pingxuan.papers.table import head_lines, texts_of
from pingxuan.papers.word.names import W

_BODY = "word/document.xml"
_DAY = (2021, 1, 1, 0, 0, 0)
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST_HEAD_LINE = 2
_VALUE_FACE = "仿宋_GB2312"


def write_table_docx(header: TableHeader, rows: Iterable[Row]) -> bytes:
    """Write the statistics table on the office's blank, a row for each case.

    Source:
        C23.
    """
    blank = files("pingxuan.papers").joinpath("blanks/tongjibiao.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(blank)) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    root = parse_xml(parts[_BODY])
    paragraphs = root.findall(f"{W}body/{W}p")
    for paragraph, line in zip(paragraphs[_FIRST_HEAD_LINE:], head_lines(header), strict=False):
        _say(paragraph.find(W + "r"), line)
    table = root.find(f"{W}body/{W}tbl")
    heading, *empty = table.findall(W + "tr")
    run = copy.deepcopy(heading.find(f".//{W}r"))
    run.find(f"{W}rPr/{W}rFonts").set(W + "eastAsia", _VALUE_FACE)
    filled = [
        _row(empty[0], run, (str(at), *texts_of(row))) for at, row in enumerate(rows, start=1)
    ]
    for row in empty[: len(filled)] if filled else ():
        table.remove(row)
    at = list(table).index(heading)
    for offset, row in enumerate(filled, start=1):
        table.insert(at + offset, row)
    parts[_BODY] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, part)
    return stream.getvalue()


def _row(empty: Element, run: Element, texts: tuple[str, ...]) -> Element:
    row = copy.deepcopy(empty)
    for cell, text in zip(row.findall(W + "tc"), texts, strict=True):
        if text:
            said = copy.deepcopy(run)
            _say(said, text)
            cell.find(W + "p").append(said)
    return row


def _say(run: Element, text: str) -> None:
    element = run.find(W + "t")
    element.set(_XML_SPACE, "preserve")
    element.text = _NOT_XML.sub("", text).replace("\n", " ")
