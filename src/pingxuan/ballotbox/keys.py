"""The keys of a campaign, all derived from one master secret.

Nothing here is ever written to a database: whoever has a backup of the data has no key.

Source:
    decisions, "Keys"; architecture, "Tokens".
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MASTER_BYTES = 32
VOTER_BYTES = 16


class BadMasterKeyError(Exception):
    """PINGXUAN_MASTER_KEY or the key file is not 32 bytes in hex."""


class Keys:
    """Derives each key from the master by HKDF-SHA-256, by campaign and purpose."""

    def __init__(self, master: bytes) -> None:
        if len(master) != MASTER_BYTES:
            raise BadMasterKeyError
        self._master = master
        self.derive = lru_cache(maxsize=1024)(self._derive)

    def _derive(self, campaign: str, purpose: str) -> bytes:
        info = f"pingxuan/1/{purpose}/{campaign}".encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._master)

    def voter(self, campaign: str) -> bytes:
        """Give the key that turns a phone number into a voter."""
        return self.derive(campaign, "voter")

    def pseudonym(self, campaign: str) -> bytes:
        """Give the key that turns a voter and a day into the name in the public log."""
        return self.derive(campaign, "pseudonym")

    def receipt(self, campaign: str) -> bytes:
        """Give the key that receipts are derived under."""
        return self.derive(campaign, "receipt")

    def token(self, campaign: str) -> bytes:
        """Give the HS256 key of voter tokens."""
        return self.derive(campaign, "token")

    def signer(self, campaign: str) -> Ed25519PrivateKey:
        """Give the key that signs heads and bundles."""
        return Ed25519PrivateKey.from_private_bytes(self.derive(campaign, "signing"))

    def public_key(self, campaign: str) -> str:
        """Give, in hex, the public key that outsiders check signatures with."""
        public = self.signer(campaign).public_key()
        return public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def load_master(data_dir: Path, *, create: bool = True) -> Keys:
    """Read PINGXUAN_MASTER_KEY (hex), else `secrets/master.key` under `data_dir`.

    Args:
        create: make the file, mode 0600, when neither is there.

    Raises:
        BadMasterKeyError: what is there is no key, or nothing is there and `create` is off.
    """
    given = os.environ.get("PINGXUAN_MASTER_KEY")
    path = data_dir / "secrets" / "master.key"
    if not given and create and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f".master.key.{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_hex(MASTER_BYTES) + "\n", encoding="ascii")
        try:
            os.link(unfinished, path)  # unlike a rename, it never replaces a key made meanwhile
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    try:
        return Keys(bytes.fromhex(given or path.read_text(encoding="ascii").strip()))
    except (OSError, ValueError) as bad:
        raise BadMasterKeyError(str(path.name)) from bad


def voter_id(keys: Keys, campaign: str, phone_e164: str) -> bytes:
    """Turn a verified, normalised phone number into the voter of one campaign.

    Source:
        C25: a person is a verified phone number.
    """
    digest = hmac.digest(keys.voter(campaign), phone_e164.encode(), hashlib.sha256)
    return digest[:VOTER_BYTES]
