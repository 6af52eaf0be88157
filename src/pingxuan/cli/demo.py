"""`pingxuan demo`: builds the demonstration once, then serves it."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import click
import httpx

from pingxuan.cli.language import say


@click.command(help=say("Serve the demonstration on one port.", "在一个端口上运行演示。"))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", default="var/demo", show_default=True, type=click.Path(path_type=Path))
@click.option("--small", is_flag=True, help=say("a handful of cases", "只建少量案例"))
def demo(host: str, port: int, data: Path, small: bool) -> None:
    folder = data.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "PINGXUAN_DATA": str(folder),
        "PINGXUAN_DEMO": "1",
        "PINGXUAN_DATABASE_URL": f"sqlite:///{folder / 'main.sqlite3'}",
        "PINGXUAN_BALLOTS_URL": f"sqlite:///{folder / 'ballots.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "pingxuan.site.settings",
    }
    _prepare(small=small)
    from pingxuan.ballotbox.serving import CannotServeError, serve  # after the environment is set

    try:
        threading.Thread(target=_say_when_ready, args=(host, port), daemon=True).start()
        serve(host, port, 1)
    except CannotServeError as refused:
        raise click.ClickException(str(refused)) from refused


def _prepare(*, small: bool) -> None:
    """Bring the database up to date, and build the demonstration if it is not there."""
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from pingxuan.demo import building  # models need Django set up

    if not building.is_built():
        click.echo(say("building the demonstration …", "正在建立演示……"), err=True)
        if building.is_begun():
            call_command("flush", interactive=False, verbosity=0)
        building.build(
            lambda: datetime.now(UTC),
            say=lambda text: click.echo(f"  {text}", err=True),
            size=building.SMALL if small else building.WHOLE,
        )
    connections.close_all()


def _say_when_ready(host: str, port: int) -> None:
    """Print the address once the first page answers."""
    address = f"http://{host}:{port}/"
    while True:
        try:
            if httpx.get(address, follow_redirects=True, timeout=30).status_code == httpx.codes.OK:
                click.echo(f"ready: {address}")
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
