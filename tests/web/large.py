"""A stored file made large, and what a ballot box says when it fetches a page."""

from __future__ import annotations

from pathlib import Path

from pingxuan.nominations.models import Attachment
from pingxuan.seminar.models import Material
from pingxuan.showcase.models import BulletinFile
from pingxuan.web.ranges import AT_ONCE

BEHIND = {"x-pingxuan-takes-parts": "yes"}
NAMED = "X-Pingxuan-Part"


def grow(kept: Attachment | BulletinFile | Material) -> str:
    """Let a stored file be one byte too large for the pages; give the part that names all of it."""
    kept.size = AT_ONCE + 1
    kept.save(update_fields=["size"])
    Path(kept.file.path).write_bytes(bytes(kept.size))
    return f"0 {kept.size} {kept.file.path}"
