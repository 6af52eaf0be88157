"""The size of a picture, read from its first bytes; the picture itself is never decoded."""

from __future__ import annotations

import struct

_NO_FRAME = {0xC4, 0xC8, 0xCC}


def points_of(data: bytes) -> int:
    """Give width times height; 0 when the format is unknown or the head is broken."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            width, height = struct.unpack(">II", data[16:24])
        elif data[:6] in (b"GIF87a", b"GIF89a"):
            width, height = struct.unpack("<HH", data[6:10])
        elif data[:2] == b"BM":
            width, height = (abs(side) for side in struct.unpack("<ii", data[18:26]))
        elif data[:2] == b"\xff\xd8":
            return _jpeg_points(data)
        elif data[:4] in (b"II*\0", b"MM\0*"):
            return _tiff_points(data)
        elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_points(data)
        else:
            return 0
    except (struct.error, IndexError):
        return 0
    return int(width) * int(height)


def is_picture(data: bytes) -> bool:
    """Say whether a file is a picture of a kind that cameras and scanners make."""
    return (
        data[:8] == b"\x89PNG\r\n\x1a\n"
        or data[:2] in (b"\xff\xd8", b"BM")
        or data[:6] in (b"GIF87a", b"GIF89a")
        or data[:4] in (b"II*\0", b"MM\0*")
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
    )


def _jpeg_points(data: bytes) -> int:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width) * int(height)
        if 0xD0 <= marker <= 0xD9 or marker == 0x01:
            at += 2
            continue
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return 0


def _tiff_points(data: bytes) -> int:
    order = "<" if data[:2] == b"II" else ">"
    start = struct.unpack(order + "I", data[4:8])[0]
    sides = {}
    for index in range(struct.unpack(order + "H", data[start : start + 2])[0]):
        entry = data[start + 2 + index * 12 :][:12]
        tag, kind = struct.unpack(order + "HH", entry[:4])
        if tag in (256, 257):
            form, size = ("H", 2) if kind == 3 else ("I", 4)
            sides[tag] = struct.unpack(order + form, entry[8 : 8 + size])[0]
    return int(sides.get(256, 0)) * int(sides.get(257, 0))


def _webp_points(data: bytes) -> int:
    if data[12:16] == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return width * (int.from_bytes(data[27:30], "little") + 1)
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    width, height = struct.unpack("<HH", data[26:30])
    return int(width & 0x3FFF) * int(height & 0x3FFF)
