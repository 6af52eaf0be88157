"""`pingxuan manage make_ready`: what the pages stand on, before they answer."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from pingxuan.ballotbox.serving import LOG_BEHIND
from pingxuan.ballotbox.store import StorageUnavailableError
from pingxuan.voting.queries import heads


class Command(BaseCommand):
    """Bring the main database up to date and lay out styles and scripts."""

    help = "Bring the main database up to date and lay out styles and scripts."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do both, then compare the vote's log with the heads that the book has of it."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        try:
            departures = heads.departures()
        except StorageUnavailableError:
            return  # the ballot boxes say so to whoever votes
        if departures and os.environ.get("PINGXUAN_LOG_BEHIND") != "accept":
            sys.exit(LOG_BEHIND)
