"""Sphinx builds the pages of this folder: `make docs`."""

from __future__ import annotations

from typing import Any

from pygments.lexers.special import TextLexer

project = "pingxuan"
author = "the pingxuan authors"
copyright = "the pingxuan authors, Apache-2.0"  # noqa: A001
language = "en"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "pingxuan 评选"
html_show_sphinx = False
html_copy_source = False
myst_heading_anchors = 3
nitpicky = True


def setup(app: Any) -> None:
    """Show mermaid diagrams as their text: drawing them would load a script from elsewhere."""
    app.add_lexer("mermaid", TextLexer)
