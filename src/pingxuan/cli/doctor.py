"""`pingxuan doctor`: what is configured, what is there, and what is missing."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from pingxuan.ballotbox import places, store
from pingxuan.cli.language import say

# Name → what it is for; those marked secret are never printed.
VARIABLES = {
    "PINGXUAN_DATA": ("folder for databases, files and secrets (default var/)", False),
    "PINGXUAN_DATABASE_URL": ("main database: sqlite:///… or postgresql://…", False),
    "PINGXUAN_BALLOTS_URL": ("ballot database; default beside the main one", False),
    "PINGXUAN_HOSTS": ("host names that are answered, by comma (default all)", False),
    "PINGXUAN_ORIGINS": ("origins trusted for forms, https://…, by comma", False),
    "PINGXUAN_HTTPS": ("1: cookies over HTTPS only", False),
    "PINGXUAN_DEMO": ("1: demonstration mode; never for real use", False),
    "PINGXUAN_TRUSTED_PROXIES": ("addresses of proxies in front, by comma", False),
    "PINGXUAN_JOBS": ("off: serve starts no jobs process", False),
    "PINGXUAN_LINK_CHECKS": ("off: nobody looks whether links open", False),
    "PINGXUAN_PAGE_WORKERS": ("page processes", False),
    "PINGXUAN_VOTES_ONLY": ("1: serve the ballot box without pages", False),
    "PINGXUAN_BALLOTBOX_URL": ("where pages relay plain votes to; serve sets it", False),
    "PINGXUAN_COPY": ("folder that serve keeps a static copy of the site in", False),
    "PINGXUAN_COPY_SECONDS": ("how often it is made anew", False),
    "PINGXUAN_COPY_LIVE": ("address of the live site, for the copy", False),
    "PINGXUAN_COPY_BASE": ("address of the copy, for its sitemap", False),
    "PINGXUAN_STAFF_PASSWORD": ("for `staff administrator` in scripts", True),
    "PINGXUAN_SMS": ("development or http", False),
    "PINGXUAN_SMS_URL": ("the gateway's address", False),
    "PINGXUAN_SMS_KEY": ("the gateway's key", True),
    "PINGXUAN_LOG_BEHIND": ("accept: take votes though the log lacks heads of the book", False),
    "PINGXUAN_TSA_URL": ("time stamping service (RFC 3161) for daily heads", False),
    "PINGXUAN_TSA_ROOTS": ("its certificates, a PEM file", False),
    "PINGXUAN_MAIL": ("development or smtp", False),
    "PINGXUAN_SMTP_HOST": ("the mail server", False),
    "PINGXUAN_SMTP_PORT": ("its port", False),
    "PINGXUAN_SMTP_SECURITY": ("starttls, tls or none", False),
    "PINGXUAN_SMTP_USER": ("who signs in to it", False),
    "PINGXUAN_SMTP_FROM": ("whose address stands on the mails", False),
    "PINGXUAN_SMTP_PASSWORD": ("its password", True),
    "PINGXUAN_MAIL_HOSTS": ("mail servers inside that mailboxes may be on, by comma", False),
    "PINGXUAN_MAIL_CA": ("file of further authorities for mail servers", False),
    "PINGXUAN_SECRET_KEY": ("sessions and forms; else a file", True),
    "PINGXUAN_FIELD_KEY": ("personal fields; else a file", True),
    "PINGXUAN_LOOKUP_KEY": ("finding phones; else a file", True),
    "PINGXUAN_MASTER_KEY": ("keys of the vote; else a file", True),
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, and what to do if not."""

    is_well: bool
    what: str
    remedy: str = ""


@click.command(help=say("Check the installation.", "检查安装与配置。"))
def doctor() -> None:
    click.echo(say("Configuration (environment)", "配置（环境变量）"))
    for name, (purpose, is_secret) in VARIABLES.items():
        value = os.environ.get(name)
        shown = "—" if value is None else "•••" if is_secret else value
        click.echo(f"  {name:24} {shown:30} {purpose}")
    click.echo(say("Findings", "检查结果"))
    findings = list(_look())
    for finding in findings:
        mark = "ok  " if finding.is_well else "!!  "
        click.echo(f"  {mark}{finding.what}" + (f" → {finding.remedy}" if finding.remedy else ""))
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


def _look() -> Iterator[Finding]:
    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}")
    yield from _secrets(places.data_dir())
    yield _ballots()
    yield _main_database()
    yield _heads()
    yield _clock()
    for program, use in (("soffice", "reading .doc"), ("chromium", "browser tests")):
        found = shutil.which(program)
        yield Finding(True, f"{program}: {found or f'not installed (only for {use})'}")


def _secrets(folder: Path) -> Iterator[Finding]:
    for path in sorted((folder / "secrets").glob("*.key")):
        mode = stat.S_IMODE(path.stat().st_mode)
        remedy = "" if mode == 0o600 else f"chmod 600 {path}"
        yield Finding(mode == 0o600, f"{path.name}: mode {mode:o}", remedy)


def _ballots() -> Finding:
    url = places.ballots_url()
    if not store.exists(url):
        return Finding(True, "ballot database: not there yet; the first vote makes it")
    try:
        with store.session(url) as session:
            session.rows("SELECT 1")
    except store.StorageUnavailableError as broken:
        return Finding(False, f"ballot database: {broken}", "check PINGXUAN_BALLOTS_URL")
    return Finding(True, "ballot database answers")


def _main_database() -> Finding:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
    import django
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        django.setup()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (Error, ValueError) as broken:
        return Finding(False, f"main database: {broken}", "check PINGXUAN_DATABASE_URL")
    if waiting:
        what = f"main database: {len(waiting)} migrations wait"
        return Finding(False, what, "pingxuan manage migrate")
    return Finding(True, f"main database answers ({connection.vendor})")


def _heads() -> Finding:
    """Compare the vote's log with the heads that the book has of it."""
    from django.db import Error

    from pingxuan.cli.audit import departed
    from pingxuan.voting.queries import heads

    try:
        found = heads.departures()
    except (Error, store.StorageUnavailableError):
        return Finding(True, "heads of votes: not compared, a database does not answer")
    for slug, departure in found.items():
        what = f"{slug}: {departed(departure)}"
        return Finding(False, what, "bring back the ballot database that the book belongs to")
    return Finding(True, "votes' logs go on from the heads in the book")


def _clock() -> Finding:
    """Compare the clock with the newest file's: a clock set back shows at once."""
    newest = max((p.stat().st_mtime for p in places.data_dir().glob("*")), default=0.0)
    is_well = newest <= time.time() + 2
    remedy = "" if is_well else "keep time by NTP: voting days follow this clock"
    return Finding(is_well, "clock does not stand behind the data folder", remedy)
