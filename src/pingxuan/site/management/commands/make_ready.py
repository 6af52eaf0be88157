"""`pingxuan manage make_ready`: what `serve` asks for before it answers, in one process."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

STAMP = ".laid-out"


class Command(BaseCommand):
    """Bring the main database up to date and lay out styles and scripts."""

    help = "Bring the main database up to date and lay out styles and scripts."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do both; the second only if a style or script has changed since."""
        call_command("migrate", interactive=False, verbosity=0)
        stamp, state = Path(settings.STATIC_ROOT) / STAMP, _state_of_sources()
        if not stamp.is_file() or stamp.read_text() != state:
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(state)


def _state_of_sources() -> str:
    """Sum up path, size and time of all that would be laid out."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path}\n{file.st_size}\n{file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
