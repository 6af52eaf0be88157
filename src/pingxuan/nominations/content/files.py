"""A file that is laid beside a form: told by its content, stripped of what a camera adds."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Set
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from urllib.parse import urlsplit

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.rules.entry import FileKind
from pingxuan.papers.limits import DEFAULT_LIMITS
from pingxuan.papers.links import leads_inside
from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf.risks import look_into
from pingxuan.papers.sniff import clean_name

FILES = "files"
LONGEST_NAME = 120
LONGEST_LINK = 500
MOST_PIXELS = 50_000_000
PREVIEW_SIZE = (480, 300)
# What a picture is written as; nobody gets the bytes that came in.
_WRITTEN_AS = {
    "JPEG": "JPEG",
    "PNG": "PNG",
    "WEBP": "WEBP",
    "GIF": "PNG",
    "BMP": "PNG",
    "TIFF": "JPEG",
}
_PICTURE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_MODES = {
    "JPEG": ("L", "RGB"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"),
    "WEBP": ("RGB", "RGBA"),
}
_AUDIO_TYPES = {
    "audio/mpeg": "audio/mpeg",
    "audio/wave": "audio/wav",
    "audio/wav": "audio/wav",
    "audio/x-wav": "audio/wav",
    "application/ogg": "audio/ogg",
    "audio/ogg": "audio/ogg",
    "audio/x-m4a": "audio/mp4",
    "audio/mp4": "audio/mp4",
    "audio/flac": "audio/flac",
    "audio/x-flac": "audio/flac",
}
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/flac": "flac",
}
_MPEG_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2-\xf7\xfa-\xff][^\xf0-\xff]")
_M4A = re.compile(rb"....ftyp(?:M4A |M4B |mp42|isom)", re.DOTALL)


@dataclass(frozen=True)
class Kept:
    """A file as it is kept.

    Attributes:
        preview: a small WebP of a picture; empty for everything else.
    """

    kind: FileKind
    name: str
    media_type: str
    content: bytes
    preview: bytes = b""
    link: str = ""

    @property
    def sha256(self) -> str:
        """The hex SHA-256 by which a revision names it: of the bytes, or of the link."""
        return sha256(self.content or self.link.encode()).hexdigest()


def read_file(name: str, raw: bytes, *, kinds: Set[FileKind], most_bytes: int) -> Kept:
    """Take a file whatever its name says, if its content is of one of `kinds`.

    Raises:
        ContentInvalid: `files` is `empty_file`, `file_too_large`, of an `unknown_file_type`,
            `broken_file`, or has `active_content`.

    Source:
        N6: type by content, size limits, location data removed.
    """
    if not raw:
        raise _refused("empty_file")
    if len(raw) > most_bytes:
        raise _refused(f"file_too_large:{most_bytes // (1024 * 1024)}")
    if raw[:1024].lstrip().startswith(b"%PDF-") and FileKind.PDF in kinds:
        return Kept(FileKind.PDF, _named(name, "application/pdf"), "application/pdf", _pdf(raw))
    if FileKind.PICTURE in kinds and (format_ := _picture_format(raw)):
        content, written, preview = _rewritten(raw, format_)
        media_type = _PICTURE_TYPES[written]
        return Kept(FileKind.PICTURE, _named(name, media_type), media_type, content, preview)
    if FileKind.AUDIO in kinds and (media_type := _audio_type(raw)):
        return Kept(FileKind.AUDIO, _named(name, media_type), media_type, raw)
    raise _refused("unknown_file_type")


def read_link(name: str, link: str) -> Kept:
    """Take the address of a video; the video itself stays where it is.

    Raises:
        ContentInvalid: `link` is `missing`, a `bad_link`, or an `unsafe_link`.
    """
    link = link.strip()
    if not link:
        raise ContentInvalid({"link": ["missing"]})
    try:
        parts = urlsplit(link)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or len(link) > LONGEST_LINK or re.search(r"[\s<>\"]", link):
        raise ContentInvalid({"link": ["bad_link"]})
    if leads_inside(link):
        raise ContentInvalid({"link": ["unsafe_link"]})
    title = unicodedata.normalize("NFC", " ".join(clean_name(name or link).split()))
    shown = title if name.strip() else link
    return Kept(FileKind.VIDEO_LINK, shown[:LONGEST_NAME], "text/uri-list", b"", link=link)


def _refused(code: str) -> ContentInvalid:
    return ContentInvalid({FILES: [code]})


def _named(name: str, media_type: str) -> str:
    """Give a name without paths and hidden signs, ending in what the content is."""
    clean = " ".join(unicodedata.normalize("NFC", clean_name(name)).split()).strip(". ")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", clean).strip(". ") or "_"
    return f"{stem[:LONGEST_NAME]}.{_ENDINGS[media_type]}"


def _pdf(raw: bytes) -> bytes:
    if b"%%EOF" not in raw[-2048:]:
        raise _refused("broken_file")
    try:
        errors, warned = look_into(raw, DEFAULT_LIMITS)
    except Unreadable as fault:
        raise _refused("broken_file") from fault
    if errors or "embedded_object" in warned:
        raise _refused("active_content")
    return raw


def _picture_format(raw: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(raw), formats=list(_WRITTEN_AS)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise _refused("picture_too_large")
                # Some cameras put two pictures into one JPEG; the first is the one that is shown.
                return "JPEG" if picture.format == "MPO" else picture.format or ""
    except UnidentifiedImageError:
        return ""
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise _refused("broken_file") from None


def _rewritten(raw: bytes, format_: str) -> tuple[bytes, str, bytes]:
    """Write a picture anew: upright, without EXIF, place, thumbnails or trailing bytes."""
    written = _WRITTEN_AS[format_]
    out, small = BytesIO(), BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(raw), formats=[format_]) as picture:
                upright = ImageOps.exif_transpose(picture)
                upright.info = {}
                if upright.mode not in _MODES[written]:
                    upright = upright.convert("RGB")
                upright.save(out, written, quality=88)
                upright = upright.convert("RGB")
                upright.thumbnail(PREVIEW_SIZE)
                upright.save(small, "WEBP", quality=72)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise _refused("broken_file") from None
    return out.getvalue(), written, small.getvalue()


def _audio_type(raw: bytes) -> str:
    """Tell sound by its first bytes; what puremagic does not know of is told by hand."""
    if _M4A.match(raw):
        return "audio/mp4"
    if raw.startswith(b"ID3") or _MPEG_FRAME.match(raw):
        return "audio/mpeg"
    try:
        found = puremagic.from_string(raw[:4096], mime=True)
    except (puremagic.PureError, ValueError):
        return ""
    return _AUDIO_TYPES.get(str(found), "")
