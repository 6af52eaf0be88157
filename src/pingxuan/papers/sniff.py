"""What a file is: by its content first, and whether its name tells the truth about it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import StrEnum

from pingxuan.papers.model import Unreadable
from pingxuan.papers.ole import MAGIC, CompoundFile
from pingxuan.papers.pictures import is_picture


class Content(StrEnum):
    """The kinds of content that are told apart."""

    WORD = "word"
    EXCEL = "excel"
    ODT = "odt"
    ODS = "ods"
    OLD_WORD = "old word"
    OLD_EXCEL = "old excel"
    LOCKED = "locked"
    PDF = "pdf"
    RTF = "rtf"
    ZIP = "zip"
    PICTURE = "picture"
    TEXT = "text"
    OTHER = "other"


_PICTURES = ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif")
_FITTING: dict[str, set[Content]] = {
    "docx": {Content.WORD},
    "dotx": {Content.WORD},
    "doc": {Content.OLD_WORD},
    "dot": {Content.OLD_WORD},
    "wps": {Content.OLD_WORD, Content.WORD},
    "wpt": {Content.OLD_WORD, Content.WORD},
    "rtf": {Content.RTF},
    "odt": {Content.ODT},
    "ott": {Content.ODT},
    "pdf": {Content.PDF},
    "xlsx": {Content.EXCEL},
    "xltx": {Content.EXCEL},
    "xls": {Content.OLD_EXCEL},
    "xlt": {Content.OLD_EXCEL},
    "et": {Content.OLD_EXCEL, Content.EXCEL},
    "ett": {Content.OLD_EXCEL, Content.EXCEL},
    "ods": {Content.ODS},
    "csv": {Content.TEXT},
    "tsv": {Content.TEXT},
    "zip": {Content.ZIP},
    **{ending: {Content.PICTURE} for ending in _PICTURES},
}
_TEXTS = {Content.WORD, Content.OLD_WORD, Content.RTF, Content.ODT}
_SHEETS = {Content.EXCEL, Content.OLD_EXCEL, Content.ODS, Content.TEXT}
MACRO_ENDINGS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam"}
_PROGRAMS = {
    "exe", "scr", "bat", "cmd", "com", "pif", "js", "jse", "vbs", "vbe", "wsf", "ps1", "msi", "lnk",
    "hta", "jar", "sh", "py", "html", "htm", "svg", "url", "apk", "dll", "cpl", "reg",
}  # fmt: skip
_SIGNS_OF_DISGUISE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def ending_of(name: str) -> str:
    """Give a name's ending in small letters; `.docx（定稿）(2)` still ends in docx."""
    last = re.split(r"[/\\]", name)[-1]
    match = re.search(r"\.([A-Za-z0-9]{1,5})\s*(?:[(（\[【_\-—－ ].*|副本.*|定稿.*)?$", last)
    return match.group(1).lower() if match else ""


def is_unsafe_name(name: str) -> bool:
    """Say whether a name is a path out of its folder, or hides what it ends in."""
    parts = re.split(r"[/\\]", name)
    if ".." in parts or name.startswith(("/", "\\")) or re.match(r"^[A-Za-z]:", name):
        return True
    if _SIGNS_OF_DISGUISE.search(name):
        return True
    endings = [ending.strip() for ending in parts[-1].lower().split(".")[1:]]
    if len(endings) < 2:
        return False
    shown, real = endings[-2], endings[-1]
    if shown in _PROGRAMS or (real in _PROGRAMS and shown in _FITTING):
        return True
    return shown in _FITTING and real in _FITTING and _family(shown) != _family(real)


def _family(ending: str) -> set[Content]:
    """Give all kinds that take an ending's place without anybody being misled."""
    kinds = _FITTING[ending]
    return next((family for family in (_TEXTS, _SHEETS) if kinds & family), kinds)


def clean_name(name: str) -> str:
    """Give the last part of a name, without signs that hide or move anything."""
    last = re.split(r"[/\\]", name)[-1]
    return _SIGNS_OF_DISGUISE.sub("", last).strip() or "_"


def is_outside(name: str) -> bool:
    """Say whether a member of an archive would land outside the folder it is unpacked in."""
    parts = re.split(r"[/\\]", name)
    return ".." in parts or name.startswith(("/", "\\")) or bool(re.match(r"^[A-Za-z]:", name))


def content_of(data: bytes) -> Content:
    """Say what a file's bytes are.

    Raises:
        Unreadable: `corrupt`, when they begin as something and cannot be opened.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if data.startswith(MAGIC):
        return _compound(data)
    if b"%PDF-" in data[:1024]:
        return Content.PDF
    if data.startswith(b"{\\rtf"):
        return Content.RTF
    if is_picture(data):
        return Content.PICTURE
    return Content.TEXT if _is_text(data) else Content.OTHER


def fits(ending: str, content: Content) -> bool:
    """Say whether content may stand under an ending; an unknown ending promises nothing."""
    if ending in _FITTING:
        return content in _FITTING[ending]
    return not ending or (ending.isdigit() and content is not Content.TEXT)


def _zipped(data: bytes) -> Content:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as broken:
        raise Unreadable("corrupt") from broken
    names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    if "[content_types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return Content.WORD
        if any(name.startswith("xl/") for name in names):
            return Content.EXCEL
        return Content.OTHER
    if "content.xml" in names and "mimetype" in names:
        return _open_document(archive)
    return Content.ZIP


def _open_document(archive: zipfile.ZipFile) -> Content:
    try:
        with archive.open("mimetype") as stream:
            kind = stream.read(200)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, NotImplementedError, RuntimeError):
        raise Unreadable("corrupt") from None
    if b"opendocument.spreadsheet" in kind:
        return Content.ODS
    return Content.ODT if b"opendocument.text" in kind else Content.OTHER


def _compound(data: bytes) -> Content:
    names = CompoundFile(data).names
    if names & {"encryptedpackage", "encryptioninfo"}:
        return Content.LOCKED
    if "worddocument" in names:
        return Content.OLD_WORD
    return Content.OLD_EXCEL if names & {"workbook", "book"} else Content.OTHER


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in data[:4096]:
        return False
    head = data[:65536]
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return sum(byte < 9 or 13 < byte < 32 for byte in head) * 50 < len(head)
    return False
