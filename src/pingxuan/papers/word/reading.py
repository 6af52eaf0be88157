"""A .docx as blocks of text and tables, with what it carries besides."""

from __future__ import annotations

import posixpath

from pingxuan.papers.document import Document
from pingxuan.papers.limits import Limits
from pingxuan.papers.model import Unreadable
from pingxuan.papers.package import Package
from pingxuan.papers.word.body import BodyReader
from pingxuan.papers.word.lines import Surroundings
from pingxuan.papers.word.names import W
from pingxuan.papers.word.risks import (
    document_warnings,
    package_warnings,
    refuse_macros,
    relations,
)
from pingxuan.papers.word.styles import HidingStyles


def read_word(package: Package, limits: Limits) -> Document:
    """Read a Word package's text in its final state.

    Raises:
        Unreadable: `macro`, `xxe`, `too_large` or `corrupt`.
    """
    refuse_macros(package)
    package.refuse_entities()
    main = _main_part(package)
    root = package.xml(main)
    body = root.find(W + "body")
    if body is None:
        raise Unreadable("corrupt")
    targets = {
        key: relation.target
        for key, relation in relations(package, main).items()
        if relation.kind == "hyperlink" and relation.is_external
    }
    around = Surroundings(targets, _styles(package, main))
    document = Document(BodyReader(around).blocks(body))
    around.warnings |= package_warnings(package, limits) | document_warnings(root, package)
    document.warnings = sorted(around.warnings)
    document.has_pictures = any("/media/" in name for name in package.names)
    return document


def _main_part(package: Package) -> str:
    for relation in relations(package, "").values():
        if relation.kind == "officeDocument":
            name = relation.target.lstrip("/")
            if package.has(name):
                return name
    if package.has("word/document.xml"):
        return "word/document.xml"
    raise Unreadable("corrupt")


def _styles(package: Package, main: str) -> HidingStyles:
    name = posixpath.join(posixpath.dirname(main), "styles.xml")
    if not package.has(name) or b"vanish" not in package.read(name):
        return HidingStyles(None)
    return HidingStyles(package.xml(name))
