"""A zipped document (Word, Excel, OpenDocument), opened with all its traps looked for first."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable

Element = Any  # lxml ships no types; an element is what `Package.xml` gives

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS = {
    b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16", b"gb2312", b"gbk", b"gb18030",
}  # fmt: skip
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)

# Programs of the strict standard name the same things by other addresses.
_STRICT = [
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
]


class Package:
    """The parts of a zipped document, within limits.

    Raises:
        Unreadable: `corrupt`, `encrypted`, `too_large`, `zip_bomb`, `too_many` or `xxe`; from
            the constructor for what the list of parts shows, later for what a part holds.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as broken:
            raise Unreadable("corrupt") from broken
        self._parts: dict[str, zipfile.ZipInfo] = {}
        refuse_bombs(self._zip.infolist(), limits, members=limits.parts)
        for info in self._zip.infolist():
            if info.is_dir():
                continue
            name = info.filename.replace("\\", "/").lstrip("/")
            if name.lower() in self._parts:
                raise Unreadable("corrupt")
            if info.flag_bits & 0x1:
                raise Unreadable("encrypted")
            self._parts[name.lower()] = info

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case, in the order of the file."""
        return list(self._parts)

    def has(self, name: str) -> bool:
        """Say whether there is such a part; upper and lower case are one."""
        return name.lower() in self._parts

    def size(self, name: str) -> int:
        """Give a part's size, unpacked."""
        return self._parts[name.lower()].file_size

    def read(self, name: str, *, most: int | None = None) -> bytes:
        """Unpack one part, or its first bytes."""
        info = self._parts.get(name.lower())
        if info is None:
            raise Unreadable("corrupt")
        if most is None and info.file_size > self._limits.part:
            raise Unreadable("too_large")
        try:
            with self._zip.open(info) as stream:
                return stream.read(self._limits.part + 1 if most is None else most)
        except (*_BROKEN, RuntimeError) as broken:
            raise Unreadable("corrupt") from broken

    def xml(self, name: str) -> Element:
        """Parse one part, which has no DTD and no entities of its own.

        Raises:
            Unreadable: `xxe`, `corrupt` or `too_large`.
        """
        data = self.read(name)
        if data.count(b"<") > self._limits.tags:
            raise Unreadable("too_large")
        return parse_xml(data)

    def refuse_entities(self) -> None:
        """Look through all XML parts for a DTD, also through those that nobody reads."""
        for name in self.names:
            if name.endswith((".xml", ".rels", ".vml", ".rdf")):
                refuse_doctype(self.read(name))


def refuse_bombs(infos: list[zipfile.ZipInfo], limits: Limits, *, members: int) -> None:
    """Refuse an archive by its list of contents, before anything is unpacked.

    Raises:
        Unreadable: `too_many`, `zip_bomb` or `too_large`.
    """
    if len(infos) > members:
        raise Unreadable("too_many")
    for info in infos:
        if info.file_size > limits.ratio_floor and info.file_size > limits.ratio * max(
            info.compress_size, 1
        ):
            raise Unreadable("zip_bomb")
    if sum(info.file_size for info in infos) > limits.unpacked:
        raise Unreadable("too_large")


def refuse_doctype(data: bytes) -> None:
    """Refuse XML that brings a DTD or entities, or hides them in an unusual encoding.

    Raises:
        Unreadable: `xxe`, or `corrupt` for an encoding that no office program writes.
    """
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:64]
    if is_wide:
        data = data.replace(b"\0", b"")
    declared = _DECLARED.search(data[:200])
    if declared and declared.group(1).lower() not in _ENCODINGS:
        raise Unreadable("corrupt")
    if _DOCTYPE.search(data):
        raise Unreadable("xxe")


def parse_xml(data: bytes) -> Element:
    """Parse XML from outside: no DTD, no entity, no network, no depth beyond reason.

    Raises:
        Unreadable: `xxe` or `corrupt`.
    """
    refuse_doctype(data)
    for strict, transitional in _STRICT:
        if strict in data:
            data = data.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise Unreadable("corrupt") from broken
    if root is None:
        raise Unreadable("corrupt")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("xxe")
    return root
