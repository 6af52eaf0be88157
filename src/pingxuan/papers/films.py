"""Moving pictures: told by their content, whole to the end, and without where they were taken.

Sources:
    ISO/IEC 14496-12 (boxes of MP4); RFC 8794 and the WebM container guidelines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pingxuan.papers.model import Unreadable

MP4, WEBM = "video/mp4", "video/webm"
ENDINGS = {MP4: "mp4", WEBM: "webm"}
_BRANDS = re.compile(rb"isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash")
_HOLDERS = frozenset({b"moov", b"trak"})
# Where cameras write place and maker: free text beside the film, which no player needs.
_TOLD_BESIDE = frozenset({b"udta", b"meta", b"uuid"})
_NOT_PLAYED = (b"hvc1", b"hev1", b"dvh1", b"dvhe")
_EBML = b"\x1a\x45\xdf\xa3"
_CLUSTER = b"\x1f\x43\xb6\x75"
_WEBM_CODECS = (b"V_VP8", b"V_VP9", b"V_AV1")
_HEAD = 1 << 20


class Box(NamedTuple):
    """A box of an MP4: its kind, where it and its content begin, and where it ends."""

    kind: bytes
    at: int
    begins: int
    ends: int


def film_type(raw: bytes) -> str:
    """Say what kind of film the bytes are; empty for everything else.

    Raises:
        Unreadable: `corrupt`, when it breaks off or has no picture; `film_not_played`, when
            browsers of ordinary phones cannot show it.
    """
    if raw[4:8] == b"ftyp":
        return _mp4(raw) if _BRANDS.search(raw[8 : int.from_bytes(raw[:4], "big")]) else ""
    if raw.startswith(_EBML) and b"webm" in raw[:64]:
        if _CLUSTER not in raw or not any(codec in raw[:_HEAD] for codec in _WEBM_CODECS):
            raise Unreadable("corrupt")
        return WEBM
    return ""


def without_place(raw: bytes, media_type: str) -> bytes:
    """Give an MP4 with what was written beside the film blanked; every offset stays."""
    if media_type != MP4:
        return raw
    blanked = bytearray(raw)
    for box in _all_boxes(raw, 0, len(raw)):
        if box.kind in _TOLD_BESIDE:
            blanked[box.at + 4 : box.at + 8] = b"free"
            blanked[box.begins : box.ends] = bytes(box.ends - box.begins)
    return bytes(blanked)


def _mp4(raw: bytes) -> str:
    kinds = {box.kind: box for box in _boxes(raw, 0, len(raw))}
    if not {b"moov", b"mdat"} <= kinds.keys():
        raise Unreadable("corrupt")
    moov = raw[kinds[b"moov"].begins : kinds[b"moov"].ends]
    if any(codec in moov for codec in _NOT_PLAYED):
        raise Unreadable("film_not_played")
    if b"vide" not in moov:
        raise Unreadable("corrupt")
    return MP4


def _all_boxes(raw: bytes, begins: int, ends: int) -> Iterator[Box]:
    for box in _boxes(raw, begins, ends):
        yield box
        if box.kind in _HOLDERS:
            yield from _all_boxes(raw, box.begins, box.ends)


def _boxes(raw: bytes, begins: int, ends: int) -> Iterator[Box]:
    """Name the boxes between two places.

    Raises:
        Unreadable: `corrupt`, when one reaches past the end.
    """
    at = begins
    while at < ends:
        size, kind, head = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(raw[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = ends - at
        if size < head or at + size > ends:
            raise Unreadable("corrupt")
        yield Box(kind, at, at + head, at + size)
        at += size
