"""CSV as in RFC 4180, read strictly and with the line on which each record begins.

The standard library's reader counts physical lines, takes a lone carriage return for a line end and
forgives quotes anywhere; a message about a juror's mark has to name the right line.

Source:
    interfaces-judging 1, Files; RFC 4180.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from pingxuan.domain.judging.problems import Problem, Trouble, in_table, one_line

BLANK: Final = " \t"
_QUOTED: Final = re.compile(r'[ \t]*"([^"]*(?:""[^"]*)*)("?)[ \t]*')
_PLAIN: Final = re.compile(r'[^,"\n]*')
_END: Final = re.compile(r"\r?\n|\Z")
_NEEDS_QUOTES: Final = re.compile(r'[,"\r\n]')


@dataclass(slots=True)
class Record:
    """The fields of one record, or the trouble met in the field after the last of them."""

    line: int
    fields: list[str]
    trouble: Trouble | None = None


@dataclass(slots=True)
class Table:
    """The wanted columns of a file, in the wanted order, and whatever is wrong with its form."""

    records: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_table(data: bytes, wanted: Sequence[str]) -> Table:
    """Read the columns named in `wanted`; the records with a problem are left out."""
    text, is_utf8 = _decode(data.removeprefix(b"\xef\xbb\xbf"))
    records = _records(text)
    header = next(records, Record(1, []))
    table = Table(problems=_header_problems(header, wanted))
    if table.problems:
        return table

    pick = itemgetter(*[header.fields.index(name) for name in wanted])
    width = len(header.fields)
    for record in records:
        if is_utf8 and record.trouble is None and len(record.fields) == width:
            table.records.append((record.line, pick(record.fields)))
            continue
        problem = _record_problem(record, header.fields)
        if problem:
            table.problems.append(problem)
        else:
            table.records.append((record.line, pick(record.fields)))
    return table


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write records with LF line ends, quoting only the fields that need it."""
    lines = (",".join(map(_quoted, row)) for row in (header, *rows))
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if _NEEDS_QUOTES.search(value) else value


def _decode(data: bytes) -> tuple[str, bool]:
    """Decode UTF-8; bytes that are none become lone surrogates, so that their record is found."""
    try:
        return data.decode("utf-8"), True
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape"), False


def _header_problems(header: Record, wanted: Sequence[str]) -> list[Problem]:
    if header.trouble:
        return [in_table(header.line, str(len(header.fields) + 1), header.trouble)]
    broken = [name for name in header.fields if _is_broken(name)]
    if broken:
        return [in_table(header.line, one_line(name), Trouble.NOT_UTF8) for name in broken]
    counts = [(name, header.fields.count(name)) for name in wanted]
    return [
        in_table(1, name, Trouble.REPEATED_COLUMN if count else Trouble.MISSING_COLUMN)
        for name, count in counts
        if count != 1
    ]


def _record_problem(record: Record, columns: list[str]) -> Problem | None:
    """Name the first thing wrong with a record's form, at the column where it shows."""
    if record.trouble:
        column = columns[min(len(record.fields), len(columns) - 1)]
        return in_table(record.line, column, record.trouble)
    if len(record.fields) != len(columns):
        column = columns[min(len(record.fields), len(columns) - 1)]
        facts = {"found": len(record.fields), "wanted": len(columns)}
        return in_table(record.line, column, Trouble.FIELD_COUNT, **facts)
    for column, value in zip(columns, record.fields, strict=True):
        if _is_broken(value):
            return in_table(record.line, column, Trouble.NOT_UTF8)
    return None


def _is_broken(value: str) -> bool:
    """Say whether a field held bytes that are no UTF-8."""
    return any("\udc80" <= char <= "\udcff" for char in value)


def _records(text: str) -> Iterator[Record]:
    """Walk through the records that are not blank; a line without quotes is split at once."""
    position, line = 0, 1
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        content = text[position:end]
        if '"' in content:
            record, next_position = _quoted_record(text, position, line)
            yield record
            line += text.count("\n", position, next_position)
            position = next_position
            continue
        if end < len(text) and content.endswith("\r"):
            content = content[:-1]
        if content.strip(BLANK):
            yield _plain_record(content, line)
        position, line = end + 1, line + 1


def _plain_record(content: str, line: int) -> Record:
    fields = content.split(",")
    if " " in content or "\t" in content:
        fields = [value.strip(BLANK) for value in fields]
    if "\r" in content:
        before = next(place for place, value in enumerate(fields) if "\r" in value)
        return Record(line, fields[:before], Trouble.STRAY_RETURN)
    return Record(line, fields)


def _quoted_record(text: str, position: int, line: int) -> tuple[Record, int]:
    """Read a record that has a quote on its first line; also say where the next one begins."""
    record = Record(line, [])
    while True:
        value, position, record.trouble = _field(text, position)
        if record.trouble is Trouble.UNCLOSED_QUOTE:
            return record, len(text)
        if record.trouble:
            end = text.find("\n", position)
            return record, len(text) if end < 0 else end + 1
        record.fields.append(value)
        if text.startswith(",", position):
            position += 1
            continue
        end_of_line = _END.match(text, position)
        assert end_of_line, "a field ends at a comma, a line end or the end of the file"
        return record, end_of_line.end()


def _field(text: str, position: int) -> tuple[str, int, Trouble | None]:
    """Read one field; give its value, the position after it, and what is wrong with it."""
    quoted = _QUOTED.match(text, position)
    if quoted:
        end = quoted.end()
        if not quoted[2]:
            return "", end, Trouble.UNCLOSED_QUOTE
        if not (text.startswith(",", end) or _END.match(text, end)):
            return "", end, Trouble.AFTER_QUOTE
        return quoted[1].replace('""', '"').strip(BLANK), end, None
    plain = _PLAIN.match(text, position)
    assert plain, "the pattern matches nothing as well"
    value, end = plain[0], plain.end()
    if text.startswith('"', end):
        return "", end, Trouble.STRAY_QUOTE
    if value.endswith("\r") and text.startswith("\n", end):
        value, end = value[:-1], end - 1
    if "\r" in value:
        return "", end, Trouble.STRAY_RETURN
    return value.strip(BLANK), end, None
