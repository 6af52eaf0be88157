"""Time stamps over heads, from a service of our own made with OpenSSL."""

from __future__ import annotations

import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pingxuan.ballotbox import bundle, keeper, reading, recount, stamps, store
from tests.ballotbox.hall import CAMPAIGN, KEYS, Hall, OpenBox, in_box

DAY = 86_400
SETTINGS = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/chain.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
"""
EXTENSIONS = (
    "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
)


def openssl(*arguments: str, stdin: bytes = b"") -> bytes:
    done = subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A service on this machine: its address and the folder of its certificates."""
    folder = tmp_path_factory.mktemp("tsa")
    new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"]
    openssl(
        *new, "-subj", "/CN=root", "-keyout", f"{folder}/root.key", "-out", f"{folder}/root.pem"
    )
    request = ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=stamps"]
    openssl(*request, "-keyout", f"{folder}/tsa.key", "-out", f"{folder}/tsa.csr")
    (folder / "ext").write_text(EXTENSIONS)
    sign = ["x509", "-req", "-in", f"{folder}/tsa.csr", "-CA", f"{folder}/root.pem"]
    sign += ["-CAkey", f"{folder}/root.key", "-CAcreateserial", "-days", "20"]
    openssl(*sign, "-extfile", f"{folder}/ext", "-out", f"{folder}/tsa.pem")
    (folder / "chain.pem").write_bytes((folder / "root.pem").read_bytes())
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(SETTINGS.format(folder=folder))

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / "query").write_bytes(query)
            command = ["ts", "-reply", "-config", f"{folder}/tsa.cnf", "-section", "here"]
            reply = openssl(*command, "-queryfile", f"{folder}/query")
            if self.path == "/bent":
                at = len(reply) - 20
                reply = reply[:at] + bytes([reply[at] ^ 1]) + reply[at + 1 :]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()


def vote_yesterday(hall: Hall) -> None:
    async def story(box: OpenBox) -> None:
        assert (await box.cast(1, now=time.time() - DAY))[0] == 200

    in_box(hall, story)


def test_a_head_is_stamped_once_and_the_stamp_is_in_the_bundle(
    hall: Hall, tmp_path: Path, tsa: tuple[str, Path]
) -> None:
    address, folder = tsa
    vote_yesterday(hall)
    kept = keeper.Keeper(hall.url, KEYS, stamps.Service(address, folder / "root.pem"))

    kept.once(time.time())
    first = stamps.token_of(hall.url, CAMPAIGN, 0)
    kept.once(time.time())

    assert first is not None
    assert stamps.token_of(hall.url, CAMPAIGN, 0) == first
    assert stamps.stamped(hall.url, CAMPAIGN) == {0}
    bundle.export(hall.url, KEYS, bundle.choose(hall.url, None), tmp_path / "b.zip")
    recount.check(str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.read("stamps/0.tsr") == first
    (tmp_path / "head").write_text(reading.heads(hall.url, CAMPAIGN)[0].line)
    (tmp_path / "stamp").write_bytes(first)
    verify = ["ts", "-verify", "-data", f"{tmp_path}/head", "-in", f"{tmp_path}/stamp"]
    assert b"OK" in openssl(*verify, "-CAfile", f"{folder}/root.pem")


@pytest.mark.parametrize("way", ["/bent", "/nobody", "/other"])
def test_a_stamp_that_is_not_good_is_not_kept(hall: Hall, tsa: tuple[str, Path], way: str) -> None:
    address, folder = tsa
    vote_yesterday(hall)
    roots = folder / ("tsa.pem" if way == "/other" else "root.pem")
    where = "http://127.0.0.1:1" if way == "/nobody" else address + way
    service = stamps.Service(where, roots)
    kept = keeper.Keeper(hall.url, KEYS, service)

    kept.once(time.time())  # a failing service is told of, and keeps nothing else from being done

    assert stamps.stamped(hall.url, CAMPAIGN) == frozenset()
    assert len(reading.heads(hall.url, CAMPAIGN)) == 1
    with store.session(hall.url) as session, pytest.raises(stamps.NoStampError):
        stamps.stamp_heads(session, 1, service, 0)
