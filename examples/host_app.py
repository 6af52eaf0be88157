"""A host app in one file: it knows its people, and hands one over to the vote with a signed token.

Run it beside a pingxuan site, register the key that it prints, and open its page:

    python examples/host_app.py --site http://127.0.0.1:8000 --campaign mass-line-2021

It needs PyJWT and cryptography, nothing else. The people are invented.
"""

from __future__ import annotations

import argparse
import html
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PEOPLE = {"张三": "13800000001", "李四": "13800000002", "王五": "13800000003"}

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>新闻客户端</title>
<h1>新闻客户端（示例）</h1><p>你在客户端里已经登录。选一个人，去投票：</p>{people}</html>"""

PERSON = """<form method="post" action="/go"><input type="hidden" name="name" value="{name}">
<button>以{name}的身份去投票</button></form>"""

# The token goes on in a POST, never in an address: addresses are kept in logs and histories.
FORWARD = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>正在进入投票</title>
<form method="post" action="{action}"><input type="hidden" name="token" value="{token}">
<p>正在进入投票。</p><button>继续</button></form><script>document.forms[0].submit()</script></html>"""


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read the app's private key, made at the first start."""
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        path.touch(mode=0o600)
        path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit(f"{path}: not an Ed25519 key")
    return key


def hand_over_token(key: Ed25519PrivateKey, key_id: str, campaign: str, phone: str) -> str:
    """Sign who comes: for one campaign, now, once."""
    claims = {
        "aud": f"pingxuan:{campaign}",
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
        "phone": phone,
    }
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": key_id})


def handler(options: argparse.Namespace, key: Ed25519PrivateKey) -> type[BaseHTTPRequestHandler]:
    """Make the handler of the app's two addresses."""

    class HostApp(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            people = "".join(PERSON.format(name=html.escape(name)) for name in PEOPLE)
            self.answer(PAGE.format(people=people))

        def do_POST(self) -> None:
            size = min(int(self.headers.get("Content-Length") or 0), 10_000)
            name = parse_qs(self.rfile.read(size).decode()).get("name", [""])[0]
            if self.path != "/go" or name not in PEOPLE:
                self.send_error(404)
                return
            token = hand_over_token(key, options.key_id, options.campaign, PEOPLE[name])
            action = f"{options.site.rstrip('/')}/c/{options.campaign}/hand-over"
            self.answer(FORWARD.format(action=html.escape(action), token=html.escape(token)))

        def answer(self, page: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(page.encode())

    return HostApp


def main() -> None:
    """Print the public key to register, and serve until interrupted."""
    parser = argparse.ArgumentParser(
        description="A sample host app that hands people over to a vote."
    )
    parser.add_argument("--site", required=True, help="address of the pingxuan site")
    parser.add_argument("--campaign", required=True, help="slug of the campaign")
    parser.add_argument(
        "--key-id", default="host-app-1", help="id under which the key is registered"
    )
    parser.add_argument("--key", type=Path, default=Path("host_app.key"), help="private key file")
    parser.add_argument("--port", type=int, default=8090)
    options = parser.parse_args()
    key = load_key(options.key)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    sys.stdout.write(
        f"key id: {options.key_id}\n{public.decode()}open http://127.0.0.1:{options.port}/\n"
    )
    sys.stdout.flush()
    ThreadingHTTPServer(("127.0.0.1", options.port), handler(options, key)).serve_forever()


if __name__ == "__main__":
    main()
