"""Plain data and a template of ours into a PDF; the one place that knows the typesetter and its fonts.

What people typed goes in as data, never into a template's source. Templates lie in `papers/typst/`;
each begins with `#import "page.typ": *` and reads `data`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTCollection, TTFont

SERIF = ("Noto Serif CJK SC", "Noto Serif SC")
SANS = ("Noto Sans CJK SC", "Noto Sans SC")
HOW_TO_ADD = (
    "PDF needs a Chinese font: apt-get install fonts-noto-cjk",
    "生成 PDF 需要中文字体：apt-get install fonts-noto-cjk",
)
_DEBIAN = Path("/usr/share/fonts/opentype/noto")
_WHEEL = "pylopdf_fonts_zh_cn"
_TURN = threading.Lock()


class CannotTypeset(Exception):
    """No PDF was made: `reason` is `no_font`, `missing_font` or `template`; `detail` says more."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    made_at: datetime,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Set a template with data as PDF/A-2b; the same input gives the same bytes.

    Args:
        template: the name of a file in `papers/typst/`, without its ending.
        data: what JSON can hold; texts may hold anything.
        made_at: the document's date, aware.
        pictures: files that the template may show, by a name without folders.

    Raises:
        CannotTypeset: no Chinese font here, a font that the template names is missing, or the
            template does not take the data.
    """
    how = {"format": "pdf", "pdf_standards": ["a-2b"], "timestamp": int(made_at.timestamp())}
    with _folder(pictures or {}) as folder:
        made = _made(folder, template, data, **how)
    if not isinstance(made, bytes):
        raise CannotTypeset("template", f"{template}: no document")
    return made


def typeset_picture(template: str, data: Mapping[str, Any]) -> bytes:
    """Set a template of one page as PNG, a pixel for each point of its page.

    Raises:
        CannotTypeset: as for `typeset`, and when there are several pages.
    """
    made = _made(_templates(), template, data, format="png", ppi=72)
    if not isinstance(made, bytes):
        raise CannotTypeset("template", f"{template}: not one page")
    return made


def _templates() -> Path:
    return Path(str(files("pingxuan.papers") / "typst"))


@contextmanager
def _folder(pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """Give the folder that a template may read: the templates, and the pictures beside them."""
    if not pictures:
        yield _templates()
        return
    with tempfile.TemporaryDirectory(prefix="pingxuan-") as made:
        folder = Path(made)
        shutil.copytree(_templates(), folder, dirs_exist_ok=True)
        for name, content in pictures.items():
            (folder / Path(name).name).write_bytes(content)
        yield folder


def _made(folder: Path, template: str, data: Mapping[str, Any], **how: Any) -> Any:
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "fonts": json.dumps({"serif": _family(SERIF), "sans": _family(SANS)}),
    }
    try:
        # The compiler is kept for its fonts; it takes one document at a time.
        with _TURN:
            kept = folder == _templates()
            compiler = _compiler(str(folder)) if kept else _compiler_at(str(folder))
            made, warnings = compiler.compile_with_warnings(
                input=str(folder / f"{template}.typ"), sys_inputs=inputs, **how
            )
    except typst.TypstError as fault:
        raise CannotTypeset("template", f"{template}: {fault.message}") from fault
    if warnings:
        raise CannotTypeset("missing_font", f"{template}: {warnings[0].message}")
    return made


def unprintable(texts: Iterable[str]) -> set[str]:
    """Name the characters that the fonts lack: they would be blank on paper, without a word."""
    known = _characters()
    return {c for text in texts for c in text if ord(c) not in known and not c.isspace()}


def font_files() -> list[Path]:
    """Name the font files that PDFs are set with; Debian's, which have bold, before the wheel's."""
    debian = sorted(_DEBIAN.glob("Noto*CJK-*.ttc"))
    if debian:
        return debian
    spec = find_spec(_WHEEL)
    places = spec.submodule_search_locations if spec else None
    return sorted(path for place in places or () for path in Path(place).rglob("*.[to]tf"))


@cache
def _fonts() -> typst.Fonts:
    folders = sorted({str(path.parent) for path in font_files()})
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )


@cache
def _compiler(root: str) -> typst.Compiler:
    return _compiler_at(root)


def _compiler_at(root: str) -> typst.Compiler:
    # The root is the templates' own folder: nothing else of this machine can be read by one.
    return typst.Compiler(root=root, font_paths=_fonts(), ignore_system_fonts=True)


def _family(wanted: tuple[str, ...]) -> str:
    there = set(_fonts().families())
    for name in wanted:
        if name in there or name.lower() in there:
            return name
    raise CannotTypeset("no_font", HOW_TO_ADD[0])


@cache
def _characters() -> frozenset[int]:
    """List the code points of the serif face."""
    for path in font_files():
        if "Serif" in path.name:
            font = TTCollection(path).fonts[0] if path.suffix == ".ttc" else TTFont(path)
            return frozenset(font.getBestCmap())
    return frozenset()
