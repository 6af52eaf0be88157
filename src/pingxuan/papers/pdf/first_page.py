"""A small picture of a PDF's first page, drawn where a hostile one can do no harm."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from pingxuan.papers.children import run_child
from pingxuan.papers.model import Unreadable
from pingxuan.papers.pdf import drawing

SECONDS = 20
MEMORY = 512 * 1024 * 1024
LONGEST_PICTURE = 2 * 1024 * 1024


def first_page(data: bytes, *, seconds: int = SECONDS, memory: int = MEMORY) -> bytes:
    """Give the head of the first page as WebP, written anew by this process.

    The child that draws has its own time and memory, no network and an empty home; what it made is
    taken for a stranger's picture, too.

    Raises:
        Unreadable: `corrupt`: no page, no picture, or more time or memory than is given.
    """
    with tempfile.TemporaryDirectory(prefix="pingxuan-") as folder:
        home = Path(folder)
        source, made = home / "paper.pdf", home / "page.png"
        source.write_bytes(data)
        command = [sys.executable, "-I", drawing.__file__, str(source), str(made)]
        run_child(command, home, seconds=seconds, memory=memory, longest_file=LONGEST_PICTURE)
        if not made.is_file() or made.stat().st_size > LONGEST_PICTURE:
            raise Unreadable("corrupt")
        return _written_anew(made.read_bytes())


def _written_anew(raw: bytes) -> bytes:
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(raw), formats=["PNG"]) as picture:
            if picture.size != (drawing.WIDTH, drawing.HEIGHT):
                raise Unreadable("corrupt")
            picture.convert("RGB").save(out, "WEBP", quality=72)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as failed:
        raise Unreadable("corrupt") from failed
    return out.getvalue()
