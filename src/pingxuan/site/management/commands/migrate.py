"""`pingxuan manage migrate`: Django's, with a short way for a new database."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from pingxuan.site import tables


class Command(migrate.Command):
    """Lay out a new database at once; bring any other up to date step by step."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the short way if nothing is there and everything is wanted."""
        connection = connections[options["database"]]
        wants_steps = options["app_label"] or options["plan"] or options["check_unapplied"]
        with tables.alone(connection):
            if not wants_steps and tables.is_new(connection):
                tables.lay_out(connection)
            super().handle(*args, **options)
