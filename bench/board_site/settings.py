"""The product's settings with one more page: an empty one. Only the bench runs under them."""

from __future__ import annotations

from pathlib import Path

from pingxuan.site.settings import *  # noqa: F403 - settings are laid over settings
from pingxuan.site.settings import TEMPLATES

ROOT_URLCONF = "bench.board_site.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]
