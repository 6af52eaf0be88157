"""The page processes: gunicorn, with the house made ready and loaded once before it forks.

The supervisor (`ballotbox/serving.py`) starts this and takes the socket's appearance as the sign
that the database is up to date.
"""

from __future__ import annotations

import os
import sys

from gunicorn.app import wsgiapp

APPLICATION = "pingxuan.site.wsgi:application"


def main() -> None:
    """Make ready, load, fork and serve; arguments are gunicorn's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("make_ready")
    connections.close_all()  # no two processes may speak on one connection
    import pingxuan.site.urls  # noqa: F401 - else each worker would load all pages by itself

    sys.argv[1:] = [APPLICATION, "--preload", *sys.argv[1:]]
    wsgiapp.run()


if __name__ == "__main__":
    main()
