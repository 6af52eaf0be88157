"""What a PDF carries besides pages: scripts, actions, files, streams that swell."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable

_STREAM = re.compile(rb"stream\r?\n")
_SCRIPTS = re.compile(
    rb"/(?:JavaScript|JS|Launch|ImportData|SubmitForm|RichMedia|GoToR|GoToE|AA)\b"
)
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|ImportData|SubmitForm|RichMedia)\b")
_OUTSIDE = re.compile(rb"/(?:GoToR|GoToE)\b")
_FILES = re.compile(rb"/(?:EmbeddedFiles?|Filespec)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_CHUNK = 1 << 20
_MOST_OBJECTS = 4 << 20


def look_into(data: bytes, limits: Limits) -> tuple[list[str], list[str]]:
    """Look through a PDF before it is opened.

    Returns:
        Error codes and warning codes.

    Raises:
        Unreadable: `zip_bomb` or `too_large`, when its streams swell beyond the limits.
    """
    errors: list[str] = []
    warnings: list[str] = []
    for piece in _pieces(data, limits):
        names = _ESCAPED.sub(lambda m: bytes([int(m.group(1), 16)]), piece)
        if _ACTIVE.search(names) and "active_content" not in errors:
            errors.append("active_content")
        if _FILES.search(names) and "embedded_object" not in warnings:
            warnings.append("embedded_object")
        if _OUTSIDE.search(names) and "external_reference" not in warnings:
            warnings.append("external_reference")
    return errors, warnings


def _pieces(data: bytes, limits: Limits) -> Iterator[bytes]:
    """Give what is written plainly, then the packed lists of objects."""
    plain: list[bytes] = []
    packed: list[bytes] = []
    last, total = 0, 0
    for start in _STREAM.finditer(data):
        if start.start() < last:
            continue
        head = data[max(last, start.start() - 1000) : start.start()]
        end = data.find(b"endstream", start.end())
        end = len(data) if end < 0 else end
        plain.append(data[last : start.start()])
        if b"Fl" in head:
            size, objects = _unpacked(data[start.end() : end], limits, is_kept=b"/ObjStm" in head)
            total += size
            if size > limits.ratio_floor and size > limits.ratio * (end - start.end()) * 4:
                raise Unreadable("zip_bomb")
            if total > limits.unpacked:
                raise Unreadable("too_large")
            packed.append(objects)
        last = end + len(b"endstream")
    plain.append(data[last:])
    yield b"\n".join(plain)
    yield from packed


def _unpacked(stream: bytes, limits: Limits, *, is_kept: bool) -> tuple[int, bytes]:
    """Count what a stream unpacks to, piece by piece; keep it when it lists objects."""
    unpacker = zlib.decompressobj()
    size, kept, rest = 0, b"", stream
    try:
        while rest and size <= limits.unpacked:
            piece = unpacker.decompress(rest, _CHUNK)
            size += len(piece)
            if is_kept and len(kept) < _MOST_OBJECTS:
                kept += piece
            if not piece and rest == unpacker.unconsumed_tail:
                break
            rest = unpacker.unconsumed_tail
    except zlib.error:
        pass
    return size, kept
