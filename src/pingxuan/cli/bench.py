"""`pingxuan bench`: campaigns for measuring."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from pingxuan.ballotbox import places, prepare, store
from pingxuan.ballotbox.keys import load_master
from pingxuan.cli.language import say


@click.group(help=say("Campaigns for measuring.", "用于测量的活动。"))
def bench() -> None:
    """Hold the sub-commands together."""


@bench.command("prepare", help=say("Make a fresh bench campaign.", "建立一个新的测试活动。"))
@click.option("--voters", type=click.IntRange(1), required=True)
@click.option("--entries", type=click.IntRange(1, 9999), required=True)
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), required=True)
def prepare_command(voters: int, entries: int, folder: Path) -> None:
    url = places.ballots_url()
    keys = load_master(places.data_dir())
    now = datetime.now(UTC)
    try:
        prepare.drop_bench(url)
        opened = prepare.open_bench(url, entries, now)
    except store.StorageUnavailableError as broken:
        click.echo(say(f"ballot database: {broken}", f"投票数据库：{broken}"), err=True)
        sys.exit(2)
    folder.mkdir(parents=True, exist_ok=True)
    for channel, name in zip(prepare.CHANNELS, ("tokens.txt", "tokens_app.txt"), strict=True):
        made = prepare.tokens(keys, opened.campaign, channel, voters, now)
        write_lines(folder / name, made)
    write_lines(folder / "entries.txt", opened.entries)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a text file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{line}\n" for line in lines)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
