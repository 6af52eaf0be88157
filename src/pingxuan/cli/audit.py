"""`pingxuan audit`: the book of acts, checked from its first line to its last.

Source:
    L4; architecture, "Public log".
"""

from __future__ import annotations

import os

import click

from pingxuan.cli.language import say

CONTENT_WRONG = 1


@click.group(help=say("The book of all acts.", "操作记录簿。"))
def audit() -> None:
    """Hold the sub-command together."""


@audit.command(help=say("Check the book, and the vote's log against it.", "核查记录簿与投票记录。"))
def verify() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
    import django

    django.setup()
    from pingxuan.audit.queries import chains, first_fault
    from pingxuan.ballotbox.store import StorageUnavailableError
    from pingxuan.voting.queries import heads

    faults = 0
    for chain in chains():
        number = first_fault(chain)
        if number is not None:
            faults += 1
            click.echo(
                say(f"{chain}: line {number} does not hold", f"{chain}：第 {number} 行对不上")
            )
    try:
        departures = heads.departures()
    except StorageUnavailableError as broken:
        click.echo(say(f"ballot database: {broken}", f"投票库：{broken}"), err=True)
        return CONTENT_WRONG
    for slug, departure in departures.items():
        faults += 1
        click.echo(f"{slug}: {departed(departure)}")
    click.echo(say(f"faults: {faults}", f"问题：{faults}"))
    return CONTENT_WRONG if faults else 0


def departed(departure: object) -> str:
    """Say how a vote's log differs from the heads in the book."""
    head, day = getattr(departure, "head", 0), getattr(departure, "day", "")
    if getattr(departure, "is_missing", False):
        return say(
            f"the vote's log ends before head {head} of {day}, which the book has",
            f"投票记录缺少记录簿里存有的第 {head} 个摘要（{day}）",
        )
    return say(
        f"the vote's log has another head {head} than the one of {day} in the book",
        f"投票记录的第 {head} 个摘要与记录簿里 {day} 的不同",
    )
