"""The scan of a stamped page: told by its content, and stripped of what a camera adds."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from pingxuan.domain.errors import ContentInvalid

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "PNG", "image/png"),
    (b"\xff\xd8\xff", "JPEG", "image/jpeg"),
    (b"%PDF-", "PDF", "application/pdf"),
)


@dataclass(frozen=True)
class Scan:
    """A picture or PDF of a stamped page, as it is kept."""

    name: str
    media_type: str
    content: bytes
    is_picture_of_seal: bool = False

    @property
    def sha256(self) -> str:
        """The hex SHA-256 that the seal covers."""
        return sha256(self.content).hexdigest()


def read_scan(name: str, raw: bytes) -> Scan:
    """Take a scan whatever its name says; a picture is written anew, without EXIF.

    Raises:
        ContentInvalid: `scan` is `too_large`, of an `unknown_type`, or `broken`.

    Source:
        D4, N6: type by content, location data removed.
    """
    if len(raw) > MOST_BYTES:
        raise ContentInvalid({"scan": ["too_large"]})
    for magic, kind, media_type in _MAGIC:
        if raw.startswith(magic):
            content = _checked_pdf(raw) if kind == "PDF" else _rewritten(raw, kind)
            return Scan(name[-200:], media_type, content)
    raise ContentInvalid({"scan": ["unknown_type"]})


def _checked_pdf(raw: bytes) -> bytes:
    if b"%%EOF" not in raw[-2048:]:
        raise ContentInvalid({"scan": ["broken"]})
    return raw


def _rewritten(raw: bytes, kind: str) -> bytes:
    out = BytesIO()
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that unfolds to gigabytes; the size is checked here.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(raw), formats=[kind]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise ContentInvalid({"scan": ["too_large"]})
                upright = ImageOps.exif_transpose(picture)
                upright.info = {}
                upright.save(out, kind, quality=88)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise ContentInvalid({"scan": ["broken"]}) from None
    return out.getvalue()
