"""`pingxuan campaign`: check, describe, fingerprint, load and export rule sheets."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from pingxuan.cli.language import say, speaks_chinese
from pingxuan.domain.rules.layout import json_schema
from pingxuan.domain.rules.problems import SheetInvalid
from pingxuan.domain.rules.reading import decode

CONTENT_WRONG = 1


@click.group(help="Rule sheets: check, schema, hash, load, export. 规则表")
def campaign() -> None:
    """Hold the commands about rule sheets together."""


@campaign.command(help="Name every problem of a rule sheet, a line each: FILE:LINE:KEY: text.")
@click.argument("file")
def check(file: str) -> int:
    try:
        sheet = decode(_read_text(file), file)
    except SheetInvalid as invalid:
        return _show(invalid, err=False)
    click.echo(say(f"{file}: in order, {sheet.slug}", f"{file}：没有问题，{sheet.slug}"), err=True)
    return 0


@campaign.command(help="Print the JSON Schema of the rule sheet.")
def schema() -> int:
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return 0


@campaign.command("hash", help="Print the SHA-256 of a rule sheet's content.")
@click.argument("file")
def hash_of(file: str) -> int:
    try:
        sheet = decode(_read_text(file), file)
    except SheetInvalid as invalid:
        return _show(invalid)
    click.echo(sheet.hash)
    return 0


@campaign.command(help="Load a rule sheet: a new campaign, or a new version of its rules.")
@click.argument("file")
@click.option("--slug", help="Name in addresses; without it, the sheet's own.")
def load(file: str, slug: str | None) -> int:
    text = _read_text(file)
    try:
        decode(text, file)
    except SheetInvalid as invalid:
        return _show(invalid)
    _start_django()
    from pingxuan.campaigns.actions import load_sheet  # needs Django

    with _database():
        loaded = load_sheet(text, slug=slug, person=None, now=datetime.now(UTC))
    click.echo(say(f"loaded {loaded.slug}", f"已载入 {loaded.slug}"), err=True)
    return 0


@campaign.command(help="Write the rule sheet that a campaign runs by.")
@click.argument("slug")
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="File to write.")
def export(slug: str, out: str) -> int:
    _start_django()
    from django.core.exceptions import ObjectDoesNotExist  # needs Django

    from pingxuan.campaigns.queries import sheet_text  # needs Django

    try:
        with _database():
            text = sheet_text(slug)
    except ObjectDoesNotExist:
        raise click.UsageError(say(f"no campaign {slug!r}", f"没有活动 {slug!r}"))
    _write(Path(out), text)
    return 0


def _start_django() -> None:
    """Load the features: only `load` and `export` need a database."""
    import django  # a check needs none of it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
    django.setup()


@contextmanager
def _database() -> Iterator[None]:
    """Turn a database that cannot be reached or has no tables into a sentence."""
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as error:
        raise click.ClickException(
            say(
                f"the database cannot be used ({error}); was `pingxuan manage migrate` run?",
                f"数据库不可用（{error}）；是否运行过 pingxuan manage migrate？",
            )
        )


def _read_text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise click.FileError(file, say(f"cannot be read: {reason}", f"无法读取：{reason}"))


def _show(invalid: SheetInvalid, *, err: bool = True) -> int:
    for problem in invalid.problems:
        click.echo(problem.sentence("zh" if speaks_chinese() else "en"), err=err)
    return CONTENT_WRONG


def _write(out: Path, text: str) -> None:
    """Write all of the file or none of it."""
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise click.FileError(str(out), error.strerror)
