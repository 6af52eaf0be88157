"""Compound files (.doc, .xls, locked documents): the list of their streams, and short streams."""

from __future__ import annotations

import struct

from pingxuan.papers.model import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above mark ends and free sectors
_MOST_SECTORS = 100_000


class CompoundFile:
    """The directory of a compound file.

    Raises:
        Unreadable: `corrupt`, from the constructor and from `read`.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
            self._small = 1 << struct.unpack_from("<H", data, 32)[0]
            if self._sector not in (512, 4096) or self._small != 64:
                raise Unreadable("corrupt")
            directory, self._cutoff, small_fat = struct.unpack_from("<I4xII", data, 48)
            self._fat = self._allocation()
            self._small_fat = self._numbers(self._chain(small_fat))
            self._entries = self._directory(directory)
        except struct.error as broken:
            raise Unreadable("corrupt") from broken

    @property
    def names(self) -> set[str]:
        """The names of all streams and storages, in lower case."""
        return set(self._entries)

    def read(self, name: str) -> bytes:
        """Give the whole content of a stream."""
        if name.lower() not in self._entries:
            raise Unreadable("corrupt")
        start, size = self._entries[name.lower()]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        root = self._chain(self._root_start)
        pieces, seen = [], 0
        while start < _END and seen * self._small < size + self._small:
            pieces.append(root[start * self._small : (start + 1) * self._small])
            if start >= len(self._small_fat):
                raise Unreadable("corrupt")
            start = self._small_fat[start]
            seen += 1
        return b"".join(pieces)[:size]

    def _at(self, index: int) -> bytes:
        return self._data[(index + 1) * self._sector : (index + 2) * self._sector]

    def _allocation(self) -> list[int]:
        sectors = [s for s in struct.unpack_from("<109I", self._data, 76) if s < _END]
        following, count = struct.unpack_from("<II", self._data, 68)
        for _ in range(min(count, 1000)):
            if following >= _END:
                break
            numbers = self._numbers(self._at(following))
            sectors += [s for s in numbers[:-1] if s < _END]
            following = numbers[-1] if numbers else _END
        return [number for sector in sectors for number in self._numbers(self._at(sector))]

    @staticmethod
    def _numbers(data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        while start < _END and len(pieces) < _MOST_SECTORS:
            if start >= len(self._fat) or len(pieces) > len(self._fat):
                raise Unreadable("corrupt")
            pieces.append(self._at(start))
            start = self._fat[start]
        return b"".join(pieces)

    def _directory(self, start: int) -> dict[str, tuple[int, int]]:
        data = self._chain(start)
        entries: dict[str, tuple[int, int]] = {}
        self._root_start = _END
        for at in range(0, len(data) - 127, 128):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            if kind not in (1, 2, 5) or length > 64:
                continue
            name = data[at : at + max(length - 2, 0)].decode("utf-16-le", "replace").lower()
            first, size = struct.unpack_from("<II", data, at + 116)
            if kind == 5:
                self._root_start = first
            entries.setdefault(name, (first, size))
        return entries


def refuse_locked_and_macros(file: CompoundFile) -> None:
    """Refuse documents behind a password and such that carry macros.

    Raises:
        Unreadable: `encrypted` or `macro`.
    """
    names = file.names
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise Unreadable("encrypted")
    if names & {"macros", "_vba_project_cur", "_vba_project", "vba"}:
        raise Unreadable("macro")
    head = file.read("worddocument")[:12] if "worddocument" in names else b""
    if len(head) == 12 and struct.unpack_from("<H", head, 10)[0] & 0x0100:
        raise Unreadable("encrypted")
