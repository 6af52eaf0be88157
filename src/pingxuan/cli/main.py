"""The one command, `pingxuan`: finds a sub-command's module only when it is called for."""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from typing import Any

import click

from pingxuan.cli.language import say

# Name → "module:attribute". A command's module is imported only when it runs, so that
# `pingxuan score` starts without Django and `pingxuan serve` without the readers of Word files.
COMMANDS = {
    "audit": "pingxuan.cli.audit:audit",
    "bench": "pingxuan.cli.bench:bench",
    "campaign": "pingxuan.cli.campaign:campaign",
    "demo": "pingxuan.cli.demo:demo",
    "doctor": "pingxuan.cli.doctor:doctor",
    "forms": "pingxuan.cli.forms:forms",
    "judges": "pingxuan.cli.judges:judges",
    "manage": "pingxuan.cli.manage:manage",
    "rehearse": "pingxuan.cli.rehearse:rehearse",
    "score": "pingxuan.cli.score:score",
    "serve": "pingxuan.cli.serve:serve",
    "site": "pingxuan.cli.site:site",
    "staff": "pingxuan.cli.staff:staff",
    "votes": "pingxuan.cli.votes:votes",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command, or give None for a name that is not in the table."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module_name, attribute = target.split(":")
        command: Any = getattr(importlib.import_module(module_name), attribute)
        return command if isinstance(command, click.Command) else None


@click.group(cls=LazyGroup, help="评选 pingxuan: award campaigns from nomination to result.")
@click.version_option(version("pingxuan"), prog_name="pingxuan")
def cli() -> None:
    """Hold the sub-commands together."""


def main() -> None:
    """Run the command line; 2 for bad usage, 130 when interrupted, never a stack trace for either.

    Source:
        interfaces: exit codes 0 done, 1 content, 2 usage, 130 interrupted.
    """
    try:
        result = cli.main(prog_name="pingxuan", standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except click.ClickException as refused:
        refused.show(file=sys.stderr)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(say("interrupted", "已中断"), err=True)
        sys.exit(130)
