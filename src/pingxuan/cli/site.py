"""`pingxuan site export`: the public site as static files."""

from __future__ import annotations

import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import click

from pingxuan.cli.language import say

CONTENT_WRONG = 1
LONGEST_LIST = 20


@click.group(help="The public site as files.")
def site() -> None:
    pass


@site.command(help="Write the public pages as static files; a second run writes what changed.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--live",
    default="",
    envvar="PINGXUAN_COPY_LIVE",
    help="Address of the live site, for what the copy cannot do.",
)
@click.option(
    "--base", default="", envvar="PINGXUAN_COPY_BASE", help="Address of the copy, for its sitemap."
)
@click.option(
    "--every",
    type=click.IntRange(min=1),
    help="Go on and write it again after so many seconds, until stopped.",
)
def export(out: Path, live: str, base: str, every: int | None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    code = _once(out, live, base)
    while every is not None and not threading.Event().wait(every):
        code = _once(out, live, base)
    return code


@site.command("case-book", help="Write the winners' stories as one PDF.")
@click.argument("slug")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def book(slug: str, out: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
    import django

    django.setup()
    from pingxuan.campaigns.queries import running
    from pingxuan.papers.typesetting import CannotTypeset
    from pingxuan.showcase.casebook import case_book

    campaign = running().filter(slug=slug).first()
    if campaign is None:
        raise click.UsageError(say(f"no campaign {slug!r}", f"没有活动 {slug!r}"))
    try:
        with click.progressbar(length=1, file=sys.stderr, label=say("stories", "案例")) as bar:

            def told(done: int, of: int) -> None:
                bar.length = of
                bar.update(done - bar.pos)

            pdf = case_book(campaign, now=datetime.now(UTC), told=told)
    except LookupError:
        click.echo(say("no winner's story is public", "还没有公开的入选案例"), err=True)
        return CONTENT_WRONG
    except CannotTypeset as refused:
        raise click.UsageError(str(refused)) from None
    beside = out.with_name(f".{out.name}.part")
    beside.write_bytes(pdf)
    beside.replace(out)
    return 0


def _once(out: Path, live: str, base: str) -> int:
    from pingxuan.mirror.copying import NotOurs, copy_site
    from pingxuan.mirror.this_site import order_of

    live = _folder(live) if live else ""
    order = order_of(live=live, base=_folder(base or live or "/"), now=datetime.now(UTC))
    try:
        done = copy_site(order, out)
    except NotOurs:
        raise click.UsageError(
            say(f"{out} holds other files", f"{out} 里有别的文件，请换一个空目录")
        ) from None
    for line in done.missing[:LONGEST_LIST]:
        click.echo(say(f"not there: {line}", f"缺：{line}"), err=True)
    click.echo(
        say(
            f"{done.pages} pages, {done.written} files written, {done.removed} removed",
            f"{done.pages} 页，写了 {done.written} 个文件，删去 {done.removed} 个",
        ),
        err=True,
    )
    return CONTENT_WRONG if done.missing else 0


def _folder(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"
