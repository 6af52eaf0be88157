"""Old Word files through LibreOffice, in a child with limits; without it they are not read."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pingxuan.papers.children import run_child
from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable

HOW_TO_ADD = (
    "Reading .doc, .wps and .rtf needs LibreOffice: apt-get install libreoffice-writer-nogui",
    "读取 .doc、.wps、.rtf 需要 LibreOffice：apt-get install libreoffice-writer-nogui",
)
_PROGRAMS = ("soffice", "libreoffice")

# No macros, no links followed: neither is anything that a form needs.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def office_program() -> str | None:
    """Give the path of LibreOffice's command, or None when it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def convert_to_word(data: bytes, limits: Limits) -> bytes:
    """Turn an old Word file into a .docx.

    The child has an empty home of its own, no network where the kernel allows that, no more than
    the limits' memory and time, and is ended with all that it started, also when this process is
    killed meanwhile.

    Raises:
        Unreadable: `wrong_type` when LibreOffice is not installed, else `corrupt` or `too_large`.
    """
    program = office_program()
    if program is None:
        raise Unreadable("wrong_type")
    with tempfile.TemporaryDirectory(prefix="pingxuan-") as folder:
        home = Path(folder)
        source = home / "form.doc"
        source.write_bytes(data)
        _run(program, home, source, limits)
        made = home / "out" / "form.docx"
        if not made.is_file():
            raise Unreadable("corrupt")
        if made.stat().st_size > limits.unpacked:
            raise Unreadable("too_large")
        return made.read_bytes()


def _run(program: str, home: Path, source: Path, limits: Limits) -> None:
    """Run the conversion within its limits."""
    profile = home / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "out"), str(source)),
    ]
    run_child(
        command,
        home,
        seconds=limits.conversion_seconds,
        memory=limits.conversion_bytes,
        longest_file=limits.unpacked,
    )
