"""One file of any kind into plain data: forms, a table, or the codes that say why not."""

from __future__ import annotations

from collections.abc import Callable

from pingxuan.papers.archive import archive_members
from pingxuan.papers.conversion import convert_to_word
from pingxuan.papers.document import Document
from pingxuan.papers.duplicates import mark_duplicate_forms
from pingxuan.papers.forms import FoundForms, find_forms
from pingxuan.papers.layout import layout_of
from pingxuan.papers.limits import DEFAULT_LIMITS, Limits
from pingxuan.papers.model import FormFile, Kind, Table, Unreadable
from pingxuan.papers.ole import CompoundFile, refuse_locked_and_macros
from pingxuan.papers.opendocument.text import read_odt
from pingxuan.papers.package import Package
from pingxuan.papers.pdf.reading import read_pdf
from pingxuan.papers.pictures import points_of
from pingxuan.papers.sheets.grids import grid_of, sheets_of_grids
from pingxuan.papers.sheets.reading import read_sheets
from pingxuan.papers.sniff import (
    MACRO_ENDINGS,
    Content,
    content_of,
    ending_of,
    fits,
    is_unsafe_name,
)
from pingxuan.papers.statistics import table_of_sheets
from pingxuan.papers.word.reading import read_word
from pingxuan.papers.workbook import Workbook

_SPREADSHEETS = {Content.EXCEL, Content.OLD_EXCEL, Content.ODS, Content.TEXT}


def read_file(
    name: str, data: bytes, *, limits: Limits = DEFAULT_LIMITS, keep_layout: bool = False
) -> FormFile:
    """Read a recommendation form, several of them, or a statistics table.

    Args:
        name: the file's name as it came; its ending has to fit the content.
        data: the whole file.
        keep_layout: whether to keep what a document shows, to be looked at beside the fields.

    Returns:
        What was read; content that is bad in any way is told in codes and never raised.
    """
    file = FormFile()
    if is_unsafe_name(name):
        file.warn("unsafe_name")
    file.keeps_layout = keep_layout
    try:
        _read(file, name, data, limits)
    except Unreadable as refused:
        file.refuse(refused.code)
    except Exception:
        # What a broken file can upset in a parser is not known beforehand; the others go on.
        file.refuse("corrupt")
    mark_duplicate_forms(file.forms)
    return file


def _read(file: FormFile, name: str, data: bytes, limits: Limits) -> None:
    if not data:
        raise Unreadable("empty")
    if len(data) > limits.packed:
        raise Unreadable("too_large")
    ending = ending_of(name)
    if ending in MACRO_ENDINGS:
        raise Unreadable("macro")
    content = content_of(data)
    if content is Content.LOCKED:
        raise Unreadable("encrypted")
    if not fits(ending, content):
        _refuse_worse(content, data, limits)
        raise Unreadable("wrong_type")
    if content is Content.ZIP:
        _read_archive(file, data, limits)
    elif content is Content.PICTURE:
        if points_of(data) > limits.picture_points:
            file.warn("picture_too_large")
        raise Unreadable("no_text_layer")
    elif content in _SPREADSHEETS:
        _read_workbook(file, read_sheets(content, data, limits), limits)
    elif content in _DOCUMENTS:
        _read_document(file, _DOCUMENTS[content](data, limits), limits)
    else:
        raise Unreadable("wrong_type")


def _refuse_worse(content: Content, data: bytes, limits: Limits) -> None:
    """Say of a file under a wrong name when it is also locked or carries macros.

    Raises:
        Unreadable: `encrypted` or `macro`.
    """
    if content in (Content.OLD_WORD, Content.OLD_EXCEL):
        refuse_locked_and_macros(CompoundFile(data))
    elif content in (Content.WORD, Content.EXCEL):
        names = Package(data, limits).names
        if any(part.rsplit("/", 1)[-1].startswith("vbaproject") for part in names):
            raise Unreadable("macro")


def _read_document(file: FormFile, document: Document, limits: Limits) -> None:
    for code in document.warnings:
        file.warn(code)
    for code in document.errors:
        file.refuse(code)
    if file.keeps_layout:
        file.layouts[""] = layout_of(document)
    found = find_forms(document)
    if found.has_extra_rows and found.forms:
        file.warn("extra_rows")
    table = _listed(file, document, found, limits)
    if found.forms:
        file.kind, file.forms = Kind.FORMS, found.forms
        file.table = table if table and table.rows else None
    elif table is not None and (table.rows or not found.blanks):
        _keep_table(file, table)
    elif found.blanks:
        file.kind = Kind.FORMS
        file.refuse("blank_form")
    elif document.text().strip() or not document.has_pictures:
        file.refuse("not_a_form")
    else:
        file.refuse("no_text_layer")


def _listed(file: FormFile, document: Document, found: FoundForms, limits: Limits) -> Table | None:
    """Read the lists of cases in a document, which may stand beside forms."""
    book = Workbook(sheets_of_grids(document, found.statistics))
    return table_of_sheets(book, file.warn, limits)


def _keep_table(file: FormFile, table: Table) -> None:
    file.kind, file.table = Kind.TABLE, table
    if not table.rows:
        file.refuse("blank_form")


def _read_workbook(file: FormFile, book: Workbook, limits: Limits) -> None:
    for code in book.warnings:
        file.warn(code)
    table = table_of_sheets(book, file.warn, limits)
    if table is not None:
        _keep_table(file, table)
        return
    document = Document([grid_of(sheet) for sheet in book.sheets])
    _read_document(file, document, limits)


def _read_archive(file: FormFile, data: bytes, limits: Limits) -> None:
    """Read all members in order; what one of them cannot give holds back none of the others."""
    unpacked_left = [limits.unpacked]
    for member in archive_members(data, limits, unpacked_left):
        for code in member.warnings:
            file.warn(code, member.name)
        if member.error:
            file.refuse(member.error, member.name)
            continue
        if member.data is None:
            continue
        inner = read_file(member.name, member.data, limits=limits, keep_layout=file.keeps_layout)
        if layout := inner.layouts.get(""):
            file.layouts[member.name] = layout
        for code in inner.warnings:
            file.warn(code, member.name)
        for code in inner.errors:
            file.refuse(code, member.name)
        many = len(inner.forms) > 1
        for form in inner.forms:
            form.part = f"{member.name}#{form.part}" if many else member.name
            form.warnings = [code for code in form.warnings if code != "duplicate"]
        file.forms += inner.forms
        if inner.table is not None and file.table is None:
            file.table = inner.table
    if file.forms:
        file.kind = Kind.FORMS
    elif file.table is not None:
        file.kind = Kind.TABLE
    elif not file.errors:
        file.refuse("not_a_form")


def _word(data: bytes, limits: Limits) -> Document:
    return read_word(Package(data, limits), limits)


def _odt(data: bytes, limits: Limits) -> Document:
    return read_odt(Package(data, limits), limits)


def _old_word(data: bytes, limits: Limits) -> Document:
    if not data.startswith(b"{"):
        refuse_locked_and_macros(CompoundFile(data))
    return _word(convert_to_word(data, limits), limits)


_DOCUMENTS: dict[Content, Callable[[bytes, Limits], Document]] = {
    Content.WORD: _word,
    Content.ODT: _odt,
    Content.PDF: read_pdf,
    Content.OLD_WORD: _old_word,
    Content.RTF: _old_word,
}
