"""`pingxuan manage …`: Django's own commands, and `jobs`."""

from __future__ import annotations

import os

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
    help="Django's management commands (migrate, collectstatic, jobs, …).",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["pingxuan manage", *arguments])
