"""A real IMAP server (Dovecot) with one mailbox, in a folder of its own."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "office@example.org", 'code "with" signs'
_CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
{users}
first_valid_uid = 1
auth_verbose = yes
# It does not make whoever errs wait: nine wrong passwords would take half a minute.
auth_failure_delay = 0
imap_id_log = *
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  {chroot}
  # Nor does it make an address wait longer after each wrong password.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """Where the server listens, and where its certificate, its log and its mail lie."""

    folder: Path
    plain: int
    tls: int

    @property
    def authority(self) -> str:
        """The file of the certificate, which is its own authority."""
        return str(self.folder / "cert.pem")

    @property
    def log(self) -> str:
        """What the server has noted."""
        return (self.folder / "log").read_text()

    @contextmanager
    def session(self) -> Iterator[imaplib.IMAP4]:
        """Sign in as the mailbox's owner."""
        client = imaplib.IMAP4("127.0.0.1", self.plain, timeout=10)
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        """Lay a mail into the mailbox."""
        with self.session() as client:
            client.create(folder)
            client.append(folder, "", None, raw)  # type: ignore[arg-type]

    def unseen(self) -> int:
        """Count the mails that nobody has marked as read."""
        with self.session() as client:
            client.select("INBOX", readonly=True)
            return len(client.search(None, "UNSEEN")[1][0].split())

    def empty(self) -> None:
        """Throw the mailbox away, so that the server numbers anew."""
        shutil.rmtree(self.folder / "mail", ignore_errors=True)


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Run the server until the end of the block."""
    # A short path, because sockets lie in it.
    with TemporaryDirectory(prefix="px-mail-") as made:
        folder = Path(made)
        server = Dovecot(folder, free_port(), free_port())
        _configure(server)
        command = [shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", str(folder / "conf")]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _await(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(10)


def _configure(server: Dovecot) -> None:
    is_root = os.geteuid() == 0
    folder = server.folder
    _write_certificate(folder)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    me, group = getpass.getuser(), grp.getgrgid(os.getegid()).gr_name
    owner = (shutil._get_uid("dovecot"), shutil._get_gid("dovecot")) if is_root else None  # type: ignore[attr-defined]
    uid, gid = owner or (os.geteuid(), os.getegid())
    named = (
        f"default_login_user = {me}\ndefault_internal_user = {me}\ndefault_internal_group = {group}"
    )
    text = _CONFIGURATION.format(
        folder=folder,
        users="" if is_root else named,
        chroot="" if is_root else "chroot =",
        uid=uid,
        gid=gid,
        plain=server.plain,
        tls=server.tls,
    )
    (folder / "conf").write_text(text)
    if is_root:
        folder.chmod(0o755)
        shutil.chown(folder, "dovecot", "dovecot")


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def free_port() -> int:
    """Find a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", server.plain), 1).close()
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    raise AssertionError(server.log)
