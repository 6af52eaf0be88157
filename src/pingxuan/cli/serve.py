"""`pingxuan serve`: pages, votes and jobs on one port."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from pingxuan.ballotbox import serving
from pingxuan.ballotbox.keys import BadMasterKeyError
from pingxuan.cli.language import say


@click.command(help=say("Serve everything on one port.", "在一个端口上提供全部服务。"))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--vote-workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), help=say("data folder", "数据目录"))
@click.option(
    "--votes-only",
    is_flag=True,
    envvar="PINGXUAN_VOTES_ONLY",
    help=say("the ballot box without pages", "只运行投票箱，不提供页面"),
)
def serve(host: str, port: int, vote_workers: int, data: Path | None, votes_only: bool) -> None:
    if data is not None:
        os.environ["PINGXUAN_DATA"] = str(data.resolve())
    try:
        serving.serve(host, port, vote_workers, votes_only=votes_only)
    except (serving.CannotServeError, BadMasterKeyError) as refused:
        reason = str(refused)
        click.echo(say(f"cannot serve: {reason}", f"无法启动服务：{reason}"), err=True)
        sys.exit(2)
