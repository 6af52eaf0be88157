"""The narrative: its text without the printed note, its 字数, its links, and what it lacks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from pingxuan.domain.counting import character_count
from pingxuan.papers.document import Paragraph
from pingxuan.papers.links import links_of, without_addresses

MOST_CHARACTERS = 1000
FIRST_YEAR = 2021

_NOTE_HEAD = r"(?:附\s*)?(?:注\s*意?|备\s*注|说\s*明|提\s*示|要\s*求|填\s*写\s*说\s*明)\s*[:：]"
_NOTE = re.compile(
    rf"[(（\[【〔]\s*(?:{_NOTE_HEAD}|(?:材\s*料)?\s*请)[^()（）\[\]【】]{{0,160}}[)）\]】〕]"
)
_BARE_NOTE = re.compile(rf"^\s*[(（]?\s*{_NOTE_HEAD}.{{0,160}}$", re.DOTALL)
_LONGEST_NOTE = 200
_NOTE_WORDS = ("数据", "形容", "链接", "修饰")
_LENGTH_HINT = re.compile(
    r"^\s*[(（]\s*(?:限|不超过|字数|控制在|正文)*\s*(?:1000|1,000|一千)\s*字\s*(?:以内|之内|左右|内)?[^()（）]{0,20}[)）]\s*$"
)
_CHINESE_NUMBER = re.compile(r"百分之|[一二两三四五六七八九十百千]+[多余]?(?:万|亿)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*(?:年|[.\-/]\s*\d{1,2}(?!\d)))")


@dataclass(slots=True)
class Narrative:
    """A narrative as it was read."""

    text: str = ""
    count: int = 0
    links: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_narrative(paragraphs: list[Paragraph]) -> Narrative:
    """Read the narrative's cell.

    Source:
        C24: at most 1000 字, data rather than adjectives, with links; C15: results from 2021 on.
    """
    text = without_note("\n".join(paragraph.text for paragraph in paragraphs))
    narrative = Narrative(text, character_count(text))
    if not text.strip():
        return Narrative()
    is_unsafe = False
    for paragraph in paragraphs:
        links, unsafe = links_of(paragraph)
        narrative.links += [link for link in links if link not in narrative.links]
        is_unsafe = is_unsafe or unsafe
    if narrative.count > MOST_CHARACTERS:
        narrative.errors.append("too_long")
    if not narrative.links:
        narrative.warnings.append("no_links")
    if not has_data(text):
        narrative.warnings.append("no_data")
    if is_before_2021(text):
        narrative.warnings.append("before_2021")
    if is_unsafe:
        narrative.warnings.append("unsafe_link")
    return narrative


def without_note(text: str) -> str:
    """Take out the note that the blank prints in the cell, once, and blank lines around the text."""
    for match in _NOTE.finditer(text):
        if _is_printed(match.group()):
            return _trim(_cut(text, match.start(), match.end()))
    lines = text.split("\n")
    for index, line in enumerate(lines):
        bare = line.strip()
        if len(bare) > _LONGEST_NOTE:
            break
        if _LENGTH_HINT.match(bare) or (_BARE_NOTE.match(bare) and _is_printed(bare)):
            return _trim("\n".join(lines[:index] + lines[index + 1 :]))
        if bare:
            break
    return _trim(text)


def _is_printed(note: str) -> bool:
    """Tell the blank's own note from a note that the author wrote."""
    return sum(word in re.sub(r"\s", "", note) for word in _NOTE_WORDS) >= 2


def _cut(text: str, start: int, end: int) -> str:
    """Take a stretch out, and its line end with it when nothing else stands on the line."""
    before, after = text[:start], text[end:]
    has_own_line = not before.rpartition("\n")[2].strip() and not after.partition("\n")[0].strip()
    if has_own_line:
        before, after = before.rpartition("\n")[0], after.partition("\n")[2]
        return f"{before}\n{after}" if before else after
    return before + after


def _trim(text: str) -> str:
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def has_data(text: str) -> bool:
    """Say whether a text holds a number that is no part of an address."""
    plain = unicodedata.normalize("NFKC", without_addresses(text))
    return bool(re.search(r"\d", plain) or _CHINESE_NUMBER.search(plain))


def is_before_2021(text: str) -> bool:
    """Say whether a text has dates and all of them lie before 2021.

    Source:
        C15: results should in principle date from after January 2021.
    """
    plain = unicodedata.normalize("NFKC", without_addresses(text))
    years = [int(year) for year in _YEARS.findall(plain)]
    return bool(years) and max(years) < FIRST_YEAR
