"""The page process's door for gunicorn."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application
from django.db import Error, connection

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingxuan.site.settings")
HEALTH = "/healthz"
_pages = get_wsgi_application()


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request; the ballot box's question for health comes before any rule about hosts."""
    if environ["PATH_INFO"] != HEALTH:
        return _pages(environ, start_response)
    status = HTTPStatus.OK if _has_database() else HTTPStatus.SERVICE_UNAVAILABLE
    start_response(f"{status.value} {status.phrase}", [("Content-Length", "0")])
    return []


def _has_database() -> bool:
    """Say whether the main database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            return cursor.fetchone() is not None
    except Error as broken:
        logging.getLogger("pingxuan.serve").warning("main database: %s", broken)
        connection.close()
        return False
