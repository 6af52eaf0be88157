"""`pingxuan staff administrator`: the first account of a site."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

from pingxuan.cli.language import say

CONTENT_WRONG = 1
PASSWORD = "PINGXUAN_STAFF_PASSWORD"  # noqa: S105 - the name of a variable


@click.group(help="Accounts of those who hold posts.")
def staff() -> None:
    pass


@staff.command(help="Make an administrator; everybody else is invited from the pages.")
@click.argument("username")
@click.option("--name", required=True, help="The person's name, as it stands in the book.")
@click.option(
    "--password",
    envvar=PASSWORD,
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help=f"Asked for when it is not given by {PASSWORD}.",
)
def administrator(username: str, name: str, password: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
    import django

    django.setup()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.management import call_command
    from django.db import transaction

    from pingxuan.accounts.actions import make_staff
    from pingxuan.accounts.models import Person
    from pingxuan.campaigns.making import make_administrator

    call_command("migrate", verbosity=0)
    try:
        validate_password(password)
    except ValidationError as weak:
        for line in weak.messages:
            click.echo(line, err=True)
        return CONTENT_WRONG
    if Person.objects.filter(username=username).exists():
        click.echo(say(f"{username} is taken", f"用户名 {username} 已有人用"), err=True)
        return CONTENT_WRONG
    now = datetime.now(UTC)
    with transaction.atomic():
        make_administrator(make_staff(username, name, password, now=now), now=now)
    click.echo(
        say(f"{username} may sign in at /sign-in/staff", f"{username} 可以在 /sign-in/staff 登录"),
        err=True,
    )
    return 0
