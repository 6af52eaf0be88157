"""Personal fields at rest: AES-256-GCM for reading back, HMAC-SHA-256 for finding again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = b"\x01"


class CannotDecrypt(Exception):
    """The value was written under another key, or changed."""


@lru_cache(maxsize=4)
def _cipher(key: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"pingxuan field\0" + bytes.fromhex(key)).digest())


def encrypt(text: str, *, context: str) -> str:
    """Encrypt `text`, bound to `context` (table and column), as base64 with version and nonce."""
    nonce = secrets.token_bytes(12)
    sealed = _cipher(settings.FIELD_KEY).encrypt(nonce, text.encode(), context.encode())
    return base64.b64encode(_VERSION + nonce + sealed).decode()


def decrypt(stored: str, *, context: str) -> str:
    """Undo `encrypt`.

    Raises:
        CannotDecrypt: another key, another column, or a changed value.
    """
    raw = base64.b64decode(stored)
    if raw[:1] != _VERSION:
        raise CannotDecrypt(context)
    try:
        return _cipher(settings.FIELD_KEY).decrypt(raw[1:13], raw[13:], context.encode()).decode()
    except InvalidTag as fault:
        raise CannotDecrypt(context) from fault


def lookup(value: str) -> str:
    """Give the hex HMAC-SHA-256 by which an encrypted value is found again."""
    key = bytes.fromhex(settings.LOOKUP_KEY)
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()
