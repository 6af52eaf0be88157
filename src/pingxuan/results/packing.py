"""Pack what belongs together into one archive, with an index and checksums, step by step.

Source:
    H6, H7: all certificates, or the whole dossier, as one archive with an index.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO, StringIO
from typing import IO

INDEX = "目录.csv"
SUMS = "SHA256SUMS"
# Archives hold the same bytes whenever they are made: the files' own dates stand inside them.
EPOCH = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Item:
    """One file of an archive: where it lies in it, what it is, and its bytes."""

    path: str
    what: str
    content: bytes


@dataclass
class Archive:
    """An archive in the making; `finish` adds the index and the checksums."""

    file: IO[bytes] = field(default_factory=BytesIO)
    lines: list[tuple[str, str, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open it for writing."""
        self._zip = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED)

    def add(self, item: Item) -> None:
        """Put a file in; a path that is taken gets a number."""
        path = self._free(item.path)
        self._write(path, item.content)
        self.lines.append((path, item.what, len(item.content), sha256(item.content).hexdigest()))

    def finish(self) -> bytes:
        """Add index and checksums, which `sha256sum -c` reads, and give the whole archive."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(["文件", "内容", "字节", "SHA-256"])
        writer.writerows(self.lines)
        index = ("\ufeff" + out.getvalue()).encode()
        self._write(INDEX, index)
        sums = [*((digest, path) for path, _, _, digest in self.lines)]
        sums.append((sha256(index).hexdigest(), INDEX))
        self._write(SUMS, "".join(f"{digest}  {path}\n" for digest, path in sums).encode())
        self._zip.close()
        self.file.seek(0)
        return self.file.read()

    def _free(self, path: str) -> str:
        taken = {line[0] for line in self.lines} | {INDEX, SUMS}
        stem, dot, ending = path.rpartition(".")
        candidate, number = path, 2
        while candidate in taken:
            candidate = f"{stem} ({number}){dot}{ending}" if dot else f"{path} ({number})"
            number += 1
        return candidate

    def _write(self, path: str, content: bytes) -> None:
        info = zipfile.ZipInfo(path, EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, content)


def safe_name(text: str, most: int = 60) -> str:
    """Make a file name of what somebody typed: no paths, no hidden signs, never empty."""
    kept = "".join("_" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in text)
    return kept.strip(". ")[:most] or "_"


def check_sums(archive: bytes) -> Iterator[str]:
    """Name the files of an archive whose bytes are not what its checksums say."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        for line in opened.read(SUMS).decode().splitlines():
            digest, path = line.split("  ", 1)
            if sha256(opened.read(path)).hexdigest() != digest:
                yield path
