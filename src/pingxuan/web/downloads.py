"""Tables as files to be kept: the statistics table in the kind that is asked for, and plain CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from pingxuan.papers.model import Row, TableHeader
from pingxuan.papers.printing import table_pdf
from pingxuan.papers.table import write_table_xlsx
from pingxuan.papers.table_word import write_table_docx
from pingxuan.papers.typesetting import HOW_TO_ADD, CannotTypeset

_NO_FONT = 503
# Spreadsheets would run a cell that begins like this; an apostrophe makes it text.
_RUN = ("=", "+", "-", "@", "\t", "\r")
_OFFICE = "application/vnd.openxmlformats-officedocument."


def table_response(
    header: TableHeader, rows: Sequence[Row], name: str, *, kind: str, at: datetime
) -> HttpResponse:
    """Give the table as xlsx, docx or pdf; anything else that is asked for is an xlsx.

    Source:
        C23, N4.
    """
    if kind == "docx":
        made = write_table_docx(header, rows)
        media_type = _OFFICE + "wordprocessingml.document"
    elif kind == "pdf":
        try:
            made, media_type = table_pdf(header, rows, made_at=at), "application/pdf"
        except CannotTypeset:
            return no_pdf()
    else:
        kind, made = "xlsx", write_table_xlsx(header, rows)
        media_type = _OFFICE + "spreadsheetml.sheet"
    response = HttpResponse(made, content_type=media_type)
    named = content_disposition_header(True, f"{name}.{kind}")
    response["Content-Disposition"] = named or "attachment"
    return response


def no_pdf() -> HttpResponse:
    """Say that nothing can be printed here, and what would help."""
    said = HOW_TO_ADD[0] if (get_language() or "").startswith("en") else HOW_TO_ADD[1]
    return HttpResponse(said, status=_NO_FONT, content_type="text/plain; charset=utf-8")


def csv_response(rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """Give rows as CSV that spreadsheets open as it stands: UTF-8 with its mark; None is empty.

    Source:
        RFC 4180; L3: no text becomes a formula.
    """
    out = io.StringIO()
    csv.writer(out).writerows([_cell(one) for one in row] for row in rows)
    response = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    shown_as = content_disposition_header(True, name)
    response["Content-Disposition"] = shown_as or "attachment"
    return response


def _cell(value: object) -> object:
    is_run = isinstance(value, str) and value.startswith(_RUN)
    return f"'{value}" if is_run else value
