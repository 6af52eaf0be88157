"""Films that are put together as real ones are, and captions."""

from __future__ import annotations

CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:03.500\n水表会说话\n\n00:04.000 --> 00:06.000\n再见\n"
PLACE = b"+27.5916+086.5640/"


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def mp4(codec: bytes = b"avc1", beside: bytes = PLACE) -> bytes:
    """The smallest thing that is put together as an MP4 is: with a picture and a place."""
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + b"vide" + codec)))
    moov = box(b"moov", track + box(b"udta", box(b"\xa9xyz", beside)))
    return box(b"ftyp", b"isom\0\0\2\0isomiso2") + moov + box(b"mdat", b"x" * 4000)


WEBM = (
    b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm" + b"\0" * 80 + b"V_VP9" + b"\x1f\x43\xb6\x75" + b"x" * 99
)
