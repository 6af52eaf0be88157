"""A stand-in for the ballot box: real HTTP, answers that a test lays out one after another."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[2] / "src/pingxuan/web/static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
# {"sub": "voter-one"}; nobody checks its signature here
TOKEN = "e30.eyJzdWIiOiJ2b3Rlci1vbmUifQ.x"
DROPPED = 0


class StandIn:
    """What the stand-in answers, and what it was asked.

    Attributes:
        pages: path to HTML.
        answers: (status, body) for the coming posts, first to last; status DROPPED hangs up.
        asked: (path, key, body) of each post.
        left: what the voter token's answer says is left.
        pools: what it says is left of each category's own votes; None for one pool.
    """

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.answers: deque[tuple[int, dict[str, Any]]] = deque()
        self.asked: list[tuple[str, str, Any]] = []
        self.left = 7
        self.pools: dict[str, int] | None = None
        self.is_signed_in = True
        self.address = ""


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            pass

        def reply(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            policy = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def json(self, status: int, body: object) -> None:
            self.reply(status, json.dumps(body).encode(), "application/json")

        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            if path.startswith("/static/"):
                file = STATIC / path.removeprefix("/static/")
                self.reply(200, file.read_bytes(), TYPES[file.suffix])
            elif path == "/api/v1/voter-token":
                if stand_in.is_signed_in:
                    self.json(
                        200,
                        {
                            "token": TOKEN,
                            "left": stand_in.left,
                            "pools": stand_in.pools,
                            "day": "2021-11-24",
                            "voter": "ready",
                        },
                    )
                else:
                    self.json(401, {"code": "sign_in"})
            elif path in stand_in.pages:
                self.reply(200, stand_in.pages[path].encode(), "text/html; charset=utf-8")
            else:
                self.reply(404, b"", "text/plain")

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            is_json = "json" in self.headers.get("Content-Type", "")
            body = json.loads(raw) if is_json else raw.decode()
            stand_in.asked.append((self.path, self.headers.get("Idempotency-Key", ""), body))
            status, answer = stand_in.answers.popleft()
            if status == DROPPED:
                self.close_connection = True
                self.connection.close()
            else:
                self.json(status, answer)

    return Handler


@contextmanager
def standing_in(pages: dict[str, str]) -> Iterator[StandIn]:
    """Serve `pages`, the static files and the stand-in's answers on a free port."""
    stand_in = StandIn(pages)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stand_in))
    stand_in.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
