"""`pingxuan rehearse`: the whole year on real forms, in a minute, in a scratch database."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import click

from pingxuan.cli.language import say

folder = click.Path(path_type=Path, file_okay=False)
existing = click.Path(path_type=Path, dir_okay=False)


@click.command(help=say("Rehearse a whole year on filled forms.", "用填好的表演练全年。"))
@click.option(
    "--forms", type=folder, required=True, help=say("folder of filled forms", "推荐表目录")
)
@click.option("--table", type=existing, help=say("the statistics table", "统计表"))
@click.option("--out", type=folder, required=True, help=say("where results go", "结果目录"))
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--rules", type=existing, help=say("another rule sheet", "另一份规则表"))
def rehearse(forms: Path, table: Path | None, out: Path, seed: int, rules: Path | None) -> None:
    begun = time.monotonic()
    for path in (forms, table, rules):
        if path is not None and not path.exists():
            click.echo(say(f"{path}: not found", f"{path}：找不到"), err=True)
            sys.exit(2)
    sheet = rules.read_text("utf-8") if rules else _built_in()
    with tempfile.TemporaryDirectory(prefix="pingxuan-rehearsal-") as scratch:
        _use_scratch(Path(scratch))
        sys.exit(_run(forms, table, out, seed, sheet, begun))


def _built_in() -> str:
    sheets = files("pingxuan.campaigns") / "sheets"
    return (sheets / "mass-line-2021.toml").read_text("utf-8")


def _use_scratch(scratch: Path) -> None:
    """Point everything at a folder that goes away; nothing of it can reach a real campaign."""
    for name in [name for name in os.environ if name.startswith("PINGXUAN_")]:
        del os.environ[name]
    os.environ["PINGXUAN_DATA"] = str(scratch)
    os.environ["PINGXUAN_DATABASE_URL"] = f"sqlite:///{scratch / 'main.sqlite3'}"
    os.environ["PINGXUAN_BALLOTS_URL"] = f"sqlite:///{scratch / 'ballots.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "pingxuan.site.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def _run(forms: Path, table: Path | None, out: Path, seed: int, sheet: str, begun: float) -> int:
    from pingxuan.demo import rehearsal  # models need Django set up
    from pingxuan.domain.rules.problems import SheetInvalid

    out.mkdir(parents=True, exist_ok=True)
    order = rehearsal.Order(forms, table, out, seed, sheet)
    try:
        summary = rehearsal.Rehearsal(
            order, clock=lambda: datetime.now(UTC), say=lambda text: click.echo(text, err=True)
        ).run()
    except SheetInvalid as invalid:
        for problem in invalid.problems:
            click.echo(str(problem), err=True)
        return 2
    summary["seconds"] = round(time.monotonic() - begun, 1)
    rehearsal.write_summary(order, summary)
    for kind in ("held", "refused"):
        for item in summary[kind]:
            click.echo(f"{kind}: {item.get('form') or item.get('file')}: {item['codes']}", err=True)
    if not summary["forms"]["read"]:
        return 2
    has_trouble = summary["held"] or summary["refused"] or not rehearsal.all_well(summary)
    return 1 if has_trouble else 0
