"""Ask the site for a page as a visitor without cookies would, without a server in between."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """What the site gave: status, kind and content."""

    status: int
    media_type: str
    location: str
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is a page that a browser shows."""
        return self.status == HTTPStatus.OK and self.media_type == "text/html"


class Visitor:
    """Asks one WSGI application; `host` is the name that it is asked under."""

    def __init__(self, application: Application, host: str, *, is_secure: bool) -> None:
        self.application = application
        self.host = host
        self.scheme = "https" if is_secure else "http"

    @property
    def origin(self) -> str:
        """The beginning of the site's absolute addresses, with a slash."""
        return f"{self.scheme}://{self.host}/"

    def get(self, target: str, *, cookies: dict[str, str]) -> Answer:
        """Ask for `target`, a path with its query."""
        path, _mark, query = target.partition("?")
        kept: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *_fault: Any) -> None:
            kept["status"] = int(status.split(maxsplit=1)[0])
            kept["headers"] = {name.lower(): value for name, value in headers}

        chunks = self.application(self._environ(unquote(path), query, cookies), start)
        try:
            body = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        headers = kept["headers"]
        media_type = headers.get("content-type", "").partition(";")[0].strip()
        return Answer(kept["status"], media_type, headers.get("location", ""), body)

    def _environ(self, path: str, query: str, cookies: dict[str, str]) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self.host,
            "SERVER_PORT": "443" if self.scheme == "https" else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
