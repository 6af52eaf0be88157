"""`pingxuan forms`: read the campaign's papers into JSON, and write the recommendation form."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from pingxuan.cli.language import say
from pingxuan.papers.codes import sentence
from pingxuan.papers.duplicates import mark_duplicate_forms
from pingxuan.papers.limits import DEFAULT_LIMITS
from pingxuan.papers.model import Form, FormFile, Kind
from pingxuan.papers.reading import read_file
from pingxuan.papers.reconcile import reconcile
from pingxuan.papers.writing import write_form

_DONE, _CONTENT, _NOTHING = 0, 1, 2


@click.group(help="Read and write the recommendation form and the statistics table.")
def forms() -> None:
    pass


@forms.command(help="Read forms and tables of any supported kind; print one JSON object.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--table", metavar="FILE", help="Compare the forms with this statistics table.")
@click.option("--out", metavar="FILE", help="Write the JSON there instead of printing it.")
def read(files: tuple[str, ...], table: str | None, out: str | None) -> int:
    results: dict[str, FormFile] = {}
    with _progress(files) as names:
        for name in names:
            results[name] = _read_path(name)
    answer = {name: file.as_json() for name, file in results.items()}
    mark_duplicate_forms(form for file in results.values() for form in file.forms)
    answer = {name: file.as_json() for name, file in results.items()}
    if table is not None:
        listed = results.get(table) or _read_path(table)
        results[table] = listed
        answer[table] = listed.as_json() | {"differences": _differences(results, listed)}
    for name, file in results.items():
        _tell(name, file)
    _write_out(_as_bytes(answer), out)
    return _exit_code(list(results.values()))


@forms.command(help="Write the recommendation form, blank or filled in, as .docx.")
@click.option("--blank", is_flag=True, help="Write the blank form.")
@click.option("--nomination", metavar="FILE.json", help="Fill in what this file says.")
@click.option("--out", metavar="FILE.docx", required=True, help="Where the form goes.")
def write(blank: bool, nomination: str | None, out: str) -> int:
    if blank == (nomination is not None):
        raise click.UsageError(
            say("give either --blank or --nomination", "请给出 --blank 或 --nomination 之一")
        )
    content = None if nomination is None else _nomination(nomination)
    try:
        document = write_form(content)
    except ValueError as wrong:
        click.echo(f"{nomination}: {wrong}", err=True)
        return _CONTENT
    _write_out(document, out)
    return _DONE


def _progress(files: tuple[str, ...]) -> Any:
    """Show a bar on a terminal when there are many files."""
    is_shown = len(files) > 20 and sys.stderr.isatty()
    return click.progressbar(files, file=sys.stderr, hidden=not is_shown)


def _read_path(name: str) -> FormFile:
    """Read a file by its path, never more of it than the limits take."""
    path = Path(name)
    shown = path.name
    try:
        if not path.is_file():
            raise OSError(say("no such file", "没有这个文件"))
        with path.open("rb") as stream:
            data = stream.read(DEFAULT_LIMITS.packed + 1)
    except OSError as failed:
        click.echo(f"{name}: {failed.strerror or failed}", err=True)
        return FormFile(errors=["corrupt"])
    return read_file(shown, data)


def _differences(results: dict[str, FormFile], listed: FormFile) -> list[dict[str, Any]]:
    if listed.table is None:
        return []
    read: list[Form] = [form for file in results.values() for form in file.forms]
    return [difference.as_json() for difference in reconcile(read, listed.table)]


def _tell(name: str, file: FormFile) -> None:
    """Say per item what is wrong, in the language of the terminal."""
    for where, code in _complaints(file):
        place = f"{name}: {where}" if where else name
        click.echo(f"{place}: {code}: {say(*sentence(code))}", err=True)


def _complaints(file: FormFile) -> Iterator[tuple[str, str]]:
    told = {remark.code for remark in file.remarks}
    yield from ((remark.about, remark.code) for remark in file.remarks)
    yield from (("", code) for code in [*file.errors, *file.warnings] if code not in told)
    for form in file.forms:
        place = "" if len(file.forms) == 1 and form.part == "1" else form.part
        yield from ((place, code) for code in [*form.errors, *form.warnings])
    for row in file.table.rows if file.table else []:
        place = say(f"row {row.place}", f"第{row.place}行")
        yield from ((place, code) for code in row.warnings)


def _exit_code(files: list[FormFile]) -> int:
    if all(file.kind is Kind.UNKNOWN or not (file.forms or file.table) for file in files):
        return _NOTHING
    return _CONTENT if any(file.has_errors for file in files) else _DONE


def _nomination(name: str) -> dict[str, Any]:
    """Read a nomination: a form as `forms read` gives it, or a whole answer of it with one form."""
    try:
        content = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as failed:
        raise click.ClickException(f"{name}: {failed}") from failed
    if not isinstance(content, dict):
        raise click.ClickException(f"{name}: {say('an object is expected', '应为一个对象')}")
    if len(content) == 1 and isinstance(inner := next(iter(content.values())), dict):
        content = inner if "forms" in inner else content
    listed = content.get("forms")
    if isinstance(listed, list) and listed and isinstance(listed[0], dict):
        return dict(listed[0])
    return content


def _as_bytes(answer: dict[str, Any]) -> bytes:
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    return (text + "\n").encode("utf-8", "backslashreplace")


def _write_out(data: bytes, out: str | None) -> None:
    """Print, or write to a file that is whole or not there."""
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    target = Path(out)
    try:
        handle, made = tempfile.mkstemp(prefix=".pingxuan-", dir=target.parent)
    except OSError as failed:
        raise click.ClickException(f"{out}: {failed.strerror}") from failed
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(made).chmod(0o666 & ~mask)
        Path(made).replace(target)
    except OSError as failed:
        Path(made).unlink(missing_ok=True)
        raise click.ClickException(f"{out}: {failed.strerror}") from failed
