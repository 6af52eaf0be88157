"""Spreadsheets of any kind into sheets."""

from __future__ import annotations

from pingxuan.papers.limits import Limits
from pingxuan.papers.opendocument.sheets import read_ods
from pingxuan.papers.package import Package
from pingxuan.papers.sheets.old import read_xls
from pingxuan.papers.sheets.separated import read_csv
from pingxuan.papers.sheets.xlsx import read_xlsx
from pingxuan.papers.sniff import Content
from pingxuan.papers.workbook import Workbook


def read_sheets(content: Content, data: bytes, limits: Limits) -> Workbook:
    """Read a spreadsheet whose kind is known.

    Raises:
        Unreadable: the codes of its kind.
    """
    if content is Content.OLD_EXCEL:
        return read_xls(data, limits)
    if content is Content.TEXT:
        return read_csv(data, limits)
    package = Package(data, limits)
    return read_xlsx(package, limits) if content is Content.EXCEL else read_ods(package, limits)
