"""Spreadsheets that mean harm or are broken: what is sent, and the code it is refused with."""

from __future__ import annotations

import io

import openpyxl

from tests.papers.hostile import compound, parts_of
from tests.papers.wordmaking import zipped

_SHEET = "xl/worksheets/sheet1.xml"
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"


def book(*rows: list[str]) -> bytes:
    """An ordinary workbook."""
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The same workbook with more parts."""
    return zipped(parts_of(data) | parts)


def with_sheet(data: bytes, xml: bytes) -> bytes:
    """The same workbook with another first sheet."""
    return zipped(parts_of(data) | {_SHEET: xml})


def linked(data: bytes) -> bytes:
    """The same workbook with a link to another one elsewhere."""
    target = f'<Relationship Id="r1" Type="{_LINK}" Target="http://example.org/a.xlsx" TargetMode="External"/>'
    relations = f'<Relationships xmlns="{_RELATIONS}">{target}</Relationships>'
    parts = {
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations.encode(),
    }
    return zipped(parts_of(data) | parts)


def bad_sheets(good: bytes) -> dict[str, tuple[str, bytes, str]]:
    """Spoil a good workbook in every way: name of the file, its bytes, the code."""
    shut = b"</sheetData></worksheet>"
    outside = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    laughs = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]>'
    text = '<c t="inlineStr"><is><t>名称</t></is></c>'.encode()
    return {
        "empty": ("a.xlsx", b"", "empty"),
        "forty megabytes": ("a.xlsx", b"PK\x03\x04" + bytes(40 * 1024 * 1024), "too_large"),
        "forty megabytes of text": ("a.csv", b"a,b,c\n" * 7_000_000, "too_large"),
        "cut off": ("a.xlsx", good[: len(good) // 2], "corrupt"),
        "a bomb": ("a.xlsx", with_sheet(good, _HEAD + bytes(300_000_000)), "zip_bomb"),
        "a bomb of words": (
            "a.xlsx",
            with_parts(good, {"xl/media/a.bin": bytes(300_000_000)}),
            "zip_bomb",
        ),
        "a picture": ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(50), "wrong_type"),
        "a program": ("a.xlsx", b"MZ\x90\0" + bytes(400), "wrong_type"),
        "a print": ("a.xlsx", b"%PDF-1.7\n%%EOF", "wrong_type"),
        "macros": ("a.xlsx", with_parts(good, {"xl/vbaProject.bin": b"x"}), "macro"),
        "an ending for macros": ("a.xlsm", good, "macro"),
        "old macros": ("a.xls", compound("Workbook", "_VBA_PROJECT_CUR"), "macro"),
        "a password": ("a.xlsx", compound("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        "entities": ("a.xlsx", with_sheet(good, outside + _HEAD + shut), "xxe"),
        "laughs": ("a.xlsx", with_sheet(good, laughs + _HEAD + shut), "xxe"),
        "a row that is no number": (
            "a.xlsx",
            with_sheet(good, _HEAD + b'<row r="x">' + text + b"</row>" + shut),
            "corrupt",
        ),
        "a word that is not there": (
            "a.xlsx",
            with_sheet(good, _HEAD + b'<row r="1"><c t="s"><v>x</v></c></row>' + shut),
            "corrupt",
        ),
        "no end": ("a.xlsx", with_sheet(good, _HEAD + b"<row>" * 9), "corrupt"),
        "odd bytes": ("a.csv", "名称,上级\n".encode("utf-16")[:-1], "corrupt"),
    }
