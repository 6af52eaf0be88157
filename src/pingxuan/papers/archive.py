"""Archives of forms: names from any code page, members within limits, nothing nested."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.package import refuse_bombs
from pingxuan.papers.sniff import Content, clean_name, content_of, ending_of, is_outside

_UTF8_FLAG = 0x800
_ARCHIVE_ENDINGS = {"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz"}
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|~WRL|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_BESIDE = {Content.PICTURE}


@dataclass(slots=True)
class Member:
    """A file of an archive.

    Attributes:
        name: as it is shown; the path within the archive is kept, a way out of it is not.
        data: its content, or None when it is passed over.
        error: the code of what keeps it from being read.
    """

    name: str
    data: bytes | None = None
    error: str = ""
    warnings: list[str] = field(default_factory=list)


def archive_members(data: bytes, limits: Limits, left: list[int]) -> Iterator[Member]:
    """Give an archive's members in their order, one at a time.

    Args:
        left: a single number, the bytes that may still be unpacked; it is counted down.

    Raises:
        Unreadable: `corrupt`, `too_many`, `zip_bomb` or `too_large`, before the first member.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as broken:
        raise Unreadable("corrupt") from broken
    files = [info for info in archive.infolist() if not info.is_dir()]
    if not files:
        raise Unreadable("empty")
    refuse_bombs(files, limits, members=limits.members)
    seen: set[str] = set()
    for info in files:
        name = member_name(info)
        if _LITTER.search(name) and not is_outside(name):
            continue
        if name.lower() in seen:
            yield Member(name, error="corrupt")
            continue
        seen.add(name.lower())
        yield _member(archive, info, name, limits, left)


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits, left: list[int]
) -> Member:
    if is_outside(name):
        return Member(clean_name(name), warnings=["unsafe_name"])
    if info.flag_bits & 0x1:
        return Member(name, error="encrypted")
    if info.file_size > limits.packed:
        return Member(name, error="too_large")
    try:
        with archive.open(info) as stream:
            content = stream.read(limits.packed + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return Member(name, error="corrupt")
    left[0] -= len(content)
    if left[0] < 0:
        return Member(name, error="too_large")
    return _looked_into(Member(name, content))


def _looked_into(member: Member) -> Member:
    """Refuse an archive within the archive; pass over pictures, which lie beside the forms."""
    if member.data is None:
        return member
    try:
        kind = content_of(member.data)
    except Unreadable:
        return member
    if kind is Content.ZIP or ending_of(member.name) in _ARCHIVE_ENDINGS:
        return Member(member.name, error="nested_zip_bomb")
    if kind in _BESIDE and ending_of(member.name) not in ("docx", "doc", "xlsx", "pdf"):
        return Member(member.name)
    return member


def member_name(info: zipfile.ZipInfo) -> str:
    """Give a member's name; without the mark for UTF-8 it is UTF-8 all the same, or GBK."""
    name = info.filename
    if info.flag_bits & _UTF8_FLAG:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name
