#!/usr/bin/env python
"""The English of the pages: what lacks it, whether it fits, and the compiled catalogue.

    messages.py check            say what is wrong; ends with 1 if anything is
    messages.py missing --out F  write what lacks English as a .po file, with its places
    messages.py compile          write django.mo, if a .po file is newer (--force: always)

English stands in `src/pingxuan/web/locale/en/<area>.po`, one file for each area of the site; all of
them together are one catalogue. Reads the code with `ast` and the templates with Django's own lexer,
so that no tool but polib is needed.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "pingxuan"
ENGLISH = PACKAGE / "web" / "locale" / "en"
COMPILED = ENGLISH / "LC_MESSAGES" / "django.mo"

HAN = re.compile(r"[\u3400-\u9fff]")
SLOT = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

# Files whose every Chinese text reaches a page through a variable: `_(ROLE_NAMES[role])`.
ALL_WORDS = ("domain/vocabulary.py", "demo/chairs.py", "web/frames.py")
# A page for developers, shown in demo mode only; a language's own name; the mark of the house.
UNMARKED = {"_components.html"}
OWN_NAMES = re.compile(r">(中文|评)<")
# Functions of Django, and our own, that mark their first text (and the second, for plurals).
MARKS = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "Lack"), (None, 0, None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2)),
}


class Message(NamedTuple):
    """What gettext looks up: the text, what tells it from its twin, the plural form."""

    text: str
    context: str | None = None
    plural: str | None = None


Places = dict[Message, list[str]]


def messages_in_code() -> Places:
    """Find every message of code and templates, with its places."""
    found: Places = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for message, line in (*_called(tree), *_listed(tree, path)):
            found[message].append(f"{path.relative_to(ROOT)}:{line}")
    for path in sorted((PACKAGE / "web" / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".svg", ".xml"}:
            for message, line in _in_template(path):
                found[message].append(f"{path.relative_to(ROOT)}:{line}")
    return found


def _called(tree: ast.AST) -> Iterator[tuple[Message, int]]:
    names = {name: name for name in MARKS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {a.asname: a.name for a in node.names if a.asname and a.name in MARKS}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called in names:
            texts = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
            context, text, plural = (
                None if i is None or i >= len(texts) else texts[i] for i in MARKS[names[called]]
            )
            if isinstance(text, str):
                yield Message(text, context, plural), node.lineno


def _listed(tree: ast.AST, path: Path) -> Iterator[tuple[Message, int]]:
    """Names of choices in models, and all texts of the files in ALL_WORDS."""
    if str(path.relative_to(PACKAGE)) in ALL_WORDS:
        nodes = [n for n in _constants(tree) if HAN.search(n.value)]
        yield from ((Message(n.value), n.lineno) for n in nodes)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and "TextChoices" in ast.dump(
            ast.Tuple(node.bases, ast.Load())
        ):
            yield from (
                (Message(n.value), n.lineno) for n in _constants(node) if HAN.search(n.value)
            )


def _constants(tree: ast.AST) -> Iterator[ast.Constant]:
    """Give the texts of a tree that are no docstrings."""
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node


def _in_template(path: Path) -> Iterator[tuple[Message, int]]:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    # templatize() leaves calls of gettext in a text whose other characters are blanked out.
    code = templatize(path.read_text("utf-8"), origin=str(path))
    quoted = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    call = re.compile(rf"\b(n?p?gettext|_)\(\s*{quoted}(?:\s*,\s*{quoted})?(?:\s*,\s*{quoted})?")
    for label in re.finditer(r"\{% icon \S+ " + quoted, path.read_text("utf-8")):
        yield Message(ast.literal_eval(label[1])), 1
    for match in call.finditer(code):
        texts = [ast.literal_eval(t) for t in match.groups()[1:] if t]
        called = "gettext" if match[1] == "_" else match[1]
        context, text, plural = (None if i is None else texts[i] for i in MARKS[called])
        yield Message(text, context, plural), code.count("\n", 0, match.start()) + 1


def bare_texts() -> list[str]:
    """Name Chinese in templates and scripts that no message marks."""
    found = []
    for path in sorted((PACKAGE / "web" / "templates").rglob("*.html")):
        if path.name not in UNMARKED:
            found += [f"{path.relative_to(ROOT)}:{n}: {t[:40]}" for n, t in _bare_in(path)]
    for path in sorted((PACKAGE / "web" / "static" / "js").glob("*.js")):
        for at, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if HAN.search(re.sub(r"//.*|^\s*/?\*.*|join\(.*", "", line)):
                found.append(f"{path.relative_to(ROOT)}:{at}: {line.strip()[:40]}")
    return found


def _bare_in(path: Path) -> Iterator[tuple[int, str]]:
    from django.template.base import Lexer, TokenType

    until = ""
    for token in Lexer(path.read_text("utf-8")).tokenize():
        text = token.contents.strip()
        if token.token_type == TokenType.BLOCK:
            word = text.split()[0]
            if word in {"blocktranslate", "comment"}:
                until = f"end{word}"
            elif word == until:
                until = ""
            elif word in {"translate", "icon"}:
                continue
        if token.token_type == TokenType.COMMENT or until:
            continue
        if HAN.search(OWN_NAMES.sub("", re.sub(r"_\((\"[^\"]*\"|'[^']*')\)", "", text))):
            yield token.lineno, text


def catalogue() -> dict[Message, list[tuple[Path, polib.POEntry]]]:
    """Read all areas: where each message has English."""
    found: dict[Message, list[tuple[Path, polib.POEntry]]] = defaultdict(list)
    for path in sorted(ENGLISH.glob("*.po")):
        for entry in polib.pofile(str(path), encoding="utf-8"):
            if not entry.obsolete:
                key = Message(entry.msgid, entry.msgctxt, entry.msgid_plural or None)
                found[key].append((path, entry))
    return found


def _english(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _faults_of(message: Message, entry: polib.POEntry) -> Iterator[str]:
    english = _english(entry)
    wanted = set(SLOT.findall(message.text)) | set(SLOT.findall(message.plural or ""))
    if not all(english) or (message.plural and set(entry.msgstr_plural) != {0, 1}):
        yield "has no English"
    if "fuzzy" in entry.flags:
        yield "is fuzzy"
    for text in filter(None, english):
        slots = set(SLOT.findall(text))
        # "1 day" may say its number in words
        if slots - wanted or (wanted - slots and not message.plural):
            yield f"differs in placeholders: {text}"
        if HAN.search(text):
            yield f"has Chinese in its English: {text}"


def check() -> int:
    """Say everything that is wrong; give how much it is."""
    used, said = messages_in_code(), catalogue()
    faults = [
        f"{path.name}: “{message.text}” {fault}"
        for message, places in said.items()
        for path, entry in places
        for fault in _faults_of(message, entry)
    ]
    for message, places in said.items():
        if len({tuple(_english(entry)) for _, entry in places}) > 1:
            names = ", ".join(path.name for path, _ in places)
            faults.append(f"{names}: “{message.text}” has different English")
        if message not in used:
            faults.append(f"{places[0][0].name}: “{message.text}” is not used")
    missing = [f"{used[m][0]}: “{m.text}” lacks English" for m in used if m not in said]
    bare = [f"{text} (not marked for translation)" for text in bare_texts()]
    for fault in (*faults, *missing, *bare):
        print(fault)
    done = sum(message in said for message in used)
    print(
        f"{done} of {len(used)} messages have English; {len(faults)} faults, {len(bare)} bare texts"
    )
    return len(faults) + len(missing) + len(bare)


def write_missing(out: Path) -> int:
    """Write what lacks English, with its places; give how many those are."""
    used, said = messages_in_code(), catalogue()
    paper = polib.POFile(encoding="utf-8", wrapwidth=0)
    paper.metadata = {"Language": "en", "Content-Type": "text/plain; charset=UTF-8"}
    for message, places in used.items():
        if any(all(_english(entry)) for _, entry in said.get(message, [])):
            continue
        entry = polib.POEntry(
            msgid=message.text,
            msgctxt=message.context,
            occurrences=[tuple(place.rsplit(":", 1)) for place in places],
        )
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: ""}
        paper.append(entry)
    paper.save(str(out))
    return len(paper)


def compile_catalogue(*, force: bool = False) -> bool:
    """Write all areas into one django.mo, whole or not at all; False if it was new enough."""
    sources = [ENGLISH, *ENGLISH.glob("*.po"), Path(__file__)]
    newest = max(path.stat().st_mtime_ns for path in sources)
    if not force and COMPILED.exists() and COMPILED.stat().st_mtime_ns >= newest:
        return False
    whole = polib.POFile(encoding="utf-8")
    whole.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    whole.extend(places[-1][1] for places in catalogue().values() if all(_english(places[-1][1])))
    COMPILED.parent.mkdir(exist_ok=True)
    beside = COMPILED.with_suffix(f".{os.getpid()}.tmp")
    whole.save_as_mofile(str(beside))
    beside.replace(COMPILED)
    return True


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    doing = parser.add_subparsers(dest="doing", required=True)
    doing.add_parser("check", help="say what is wrong")
    missing = doing.add_parser("missing", help="write what lacks English as a .po file")
    missing.add_argument("--out", type=Path, required=True)
    compiling = doing.add_parser("compile", help="write django.mo if a .po file is newer")
    compiling.add_argument("--force", action="store_true")
    given = parser.parse_args()
    if given.doing == "check":
        return 1 if check() else 0
    if given.doing == "missing":
        print(f"{write_missing(given.out)} messages lack English: {given.out}")
        return 0
    compile_catalogue(force=given.force)
    return 0


if __name__ == "__main__":
    sys.exit(main())
