"""Which box is ticked, in all the ways that people tick."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from pingxuan.papers.word.symbols import stray_symbol

_STRONG = "☑✓✔√■●✅◉◎⊙▇▉█◼⬛▣◆★🗹🗸➀✪⦿⚫⬤▪"
_WEAK = "☒×✗✘xX✕✖❌⊠🗷🗵"
_EMPTY = "□☐○◯▢◻⬜〇◇☆❏❑❒❍⚪▫◽🔲🔳"
_WORDS_FOR_YES = {
    "v", "V", "对", "是", "勾", "1", "y", "Y", "ˇ", "∨", "ν", "レ", "乚", "*", "＊", "+", "选", "R", "þ", "ü",
}  # fmt: skip
_WORDS_FOR_NO = {"否", "不", "不是", "无", "N", "n", "0", "-"}
_BRACKETED = re.compile(r"[\[(（【〔［]([^\[\]()（）【】〔〕［］]{0,4})[\])）】〕］]")
_HEADS = "优優机機个個创創男女"
_BOX_LETTER = re.compile(rf"[口囗](?=\s*[√✓✔☑×v{_HEADS}])")
# What is left of a ticked box when its symbol font got lost on the way.
_LOST_TICK = re.compile(rf"(?<![A-Za-z])[RþüPSýûTQ区図](?=\s*[{_HEADS}])")
_SHAPELESS = re.compile("[\ufe0e\ufe0f\u200b-\u200d\u2060\ufeff\u20dd-\u20e4]")
_ADVICE = re.compile(
    r"[(（【\[][^()（）【】\[\]\n]*[打划画填勾]\s*[“”\"'‘’]?\s*[√✓✔☑][^()（）【】\[\]\n]*[)）】\]]"
    r"|(?:请)?在[^\n。；;√✓✔☑]{0,16}[打划画填勾]\s*[“”\"'‘’(（]?\s*[√✓✔☑]\s*[“”\"'‘’)）]?"
)
_YES_OR_NO = re.compile(rf"\s*[:：]\s*([是否])(?=$|[\s，,；;、。{_HEADS}])")


@dataclass(slots=True)
class Choice:
    """What was found in a row of boxes.

    Attributes:
        ticked: the options with a tick.
        named: the options whose words are there at all, in order.
        has_boxes: whether there were boxes or brackets to tick in.
        stray_tick: whether a tick stands beside none of the options.
        is_unclear: whether a tick stands midway between two options.
        is_guess: whether the tick is only what a lost symbol font left of it.
    """

    ticked: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    has_boxes: bool = False
    stray_tick: bool = False
    is_unclear: bool = False
    is_guess: bool = False


@dataclass(slots=True)
class _Mark:
    start: int
    end: int
    weight: int  # 0 an empty box, 1 a cross, 2 a tick
    is_box: bool


@dataclass(slots=True)
class _Option:
    key: str
    start: int
    end: int
    marks: list[_Mark] = field(default_factory=list)


def read_choice(text: str, options: dict[str, str]) -> Choice:
    """Read which of some options is ticked.

    Args:
        text: the cell, ticks of fonts and controls already as characters.
        options: a pattern for each option's words.
    """
    text = "".join(stray_symbol(c) if "\ue000" <= c <= "\uf8ff" else c for c in text)
    text = _ADVICE.sub("", _SHAPELESS.sub("", text))
    found = _options(text, options)
    marks = _marks(text, found)
    lost = _lost_tick(text, found, marks)
    marks = sorted([*marks, *lost], key=lambda mark: mark.start)
    strays, is_unclear = _assign(text, found, marks) if found else (marks, False)
    choice = Choice(has_boxes=any(mark.is_box for mark in marks), is_unclear=is_unclear)
    choice.is_guess = bool(lost)
    for option in found:
        if option.key not in choice.named:
            choice.named.append(option.key)
    best = max((mark.weight for option in found for mark in option.marks), default=0)
    for option in found:
        # Beside a real tick a cross says no; alone it is the tick.
        is_ticked = best and any(mark.weight == best for mark in option.marks)
        if is_ticked and option.key not in choice.ticked:
            choice.ticked.append(option.key)
    choice.stray_tick = any(mark.weight == 2 for mark in strays)
    return choice


def _options(text: str, options: dict[str, str]) -> list[_Option]:
    found = [
        _Option(key, match.start(), match.end())
        for key, pattern in options.items()
        for match in re.finditer(pattern, text)
    ]
    return sorted(found, key=lambda option: option.start)


def _marks(text: str, options: list[_Option]) -> list[_Mark]:
    """Find boxes, brackets and ticks outside the options' own words."""
    inside = [range(option.start, option.end) for option in options]
    marks: list[_Mark] = []
    taken: set[int] = {index for span in inside for index in span}
    for match in _BRACKETED.finditer(text):
        inner = match.group(1).strip(" \u3000\t\xa0_")
        if any(index in taken for index in range(match.start(), match.end())):
            continue
        weight = _weight_in_brackets(inner)
        if weight is not None:
            marks.append(_Mark(match.start(), match.end(), weight, is_box=True))
        taken.update(range(match.start(), match.end()))
    for option in options:
        if said := _YES_OR_NO.match(text, option.end):
            marks.append(_Mark(option.end, said.end(), 2 * (said.group(1) == "是"), is_box=True))
            taken.update(range(option.end, said.end()))
    for match in _BOX_LETTER.finditer(text):
        if match.start() not in taken:
            marks.append(_Mark(match.start(), match.end(), 0, is_box=True))
            taken.add(match.start())
    for index, character in enumerate(text):
        if index not in taken and (mark := _bare_mark(text, index, character)):
            marks.append(mark)
    return sorted(marks, key=lambda mark: mark.start)


def _lost_tick(text: str, options: list[_Option], marks: list[_Mark]) -> list[_Mark]:
    """Take a letter for a ticked box where all other options have empty boxes and this has none."""
    boxes = [mark for mark in marks if mark.is_box]
    if any(mark.weight for mark in marks) or len(boxes) != len(options) - 1:
        return []
    found = [_Mark(m.start(), m.end(), 2, is_box=True) for m in _LOST_TICK.finditer(text)]
    return found if len(found) == 1 else []


def _weight_in_brackets(inner: str) -> int | None:
    if not inner or inner in _WORDS_FOR_NO or all(c in _EMPTY for c in inner):
        return 0
    if any(c in _STRONG for c in inner) or inner in _WORDS_FOR_YES:
        return 2
    return 1 if any(c in _WEAK for c in inner) else None


def _bare_mark(text: str, index: int, character: str) -> _Mark | None:
    if character in _EMPTY:
        return _Mark(index, index + 1, 0, is_box=True)
    if character in _STRONG:
        return _Mark(index, index + 1, 2, is_box=character not in "√✓✔")
    if character in _WEAK or character in "Vv∨":
        if character.isascii() and _is_in_word(text, index):
            return None
        return _Mark(index, index + 1, 1 if character in _WEAK else 2, is_box=character == "☒")
    return None


def _is_in_word(text: str, index: int) -> bool:
    around = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
    return any(c.isascii() and c.isalnum() for c in around)


def _assign(text: str, options: list[_Option], marks: list[_Mark]) -> tuple[list[_Mark], bool]:
    """Give each mark to the option that it stands at.

    Returns:
        The marks that stand at none, and whether a tick stands midway between two options.
    """
    side = _side_of_boxes(options, marks)
    strays: list[_Mark] = []
    is_unclear = False
    for mark in marks:
        option, is_sure = _option_for(text, options, marks, mark, side)
        if option is not None and not _is_near(text, option, mark):
            option = None
        is_unclear = is_unclear or (mark.weight > 0 and option is not None and not is_sure)
        (option.marks if option else strays).append(mark)
    return strays, is_unclear


def _side_of_boxes(options: list[_Option], marks: list[_Mark]) -> str | None:
    """Say on which side of the options their boxes stand, where each has one."""
    boxes = [mark for mark in marks if mark.is_box]
    if not options or len(boxes) < len(options):
        return None
    if boxes[0].start < options[0].start:
        return "before"
    return "after" if boxes[-1].start > options[-1].start else None


def _option_for(
    text: str, options: list[_Option], marks: list[_Mark], mark: _Mark, side: str | None
) -> tuple[_Option | None, bool]:
    """Choose between the option before a mark and the one after it, and say how surely."""
    before = next((o for o in reversed(options) if o.end <= mark.start), None)
    after = next((o for o in options if o.start >= mark.end), None)
    if before is None or after is None:
        is_box_of_next = before is not None and side == "before" and mark.is_box
        return (None if is_box_of_next else before or after), True
    if _is_one_a_line(text, options):
        return (before if "\n" not in text[before.end : mark.start] else after), True
    between = [m for m in marks if m is not mark and before.end <= m.start < after.start]
    if side and mark.is_box:
        has_box_after = any(m.is_box and m.start >= mark.end for m in between)
        is_extra = has_box_after and before.end == mark.start
        return (before if side == "after" or is_extra else after), True
    if side == "before" and any(m.is_box and m.start < mark.start for m in between):
        return after, True
    if side == "after" and any(m.is_box and m.start > mark.start for m in between):
        return before, True
    gap_before = len(_without_marks(text, before.end, mark.start, marks))
    gap_after = len(_without_marks(text, mark.end, after.start, marks))
    if gap_before != gap_after:
        return (before if gap_before < gap_after else after), True
    return _by_the_ends(text, options, mark, before, after)


def _is_one_a_line(text: str, options: list[_Option]) -> bool:
    """Say whether each option has a line of its own, so that a mark belongs to its line's."""
    return all("\n" in text[one.end : other.start] for one, other in pairwise(options))


def _by_the_ends(
    text: str, options: list[_Option], mark: _Mark, before: _Option, after: _Option
) -> tuple[_Option, bool]:
    """Decide for a mark midway: cells and brackets go on as the text begins and ends."""
    starts_with_option = not text[: options[0].start].strip(" \n")
    ends_with_option = not text[options[-1].end :].strip(" \n")
    if mark.is_box and starts_with_option != ends_with_option:
        return (before if starts_with_option else after), True
    if "\t" in text and starts_with_option != ends_with_option:
        return (before if starts_with_option else after), True
    return (before if mark.is_box else after), False


def _without_marks(text: str, start: int, end: int, marks: list[_Mark]) -> str:
    gap = text[start:end]
    for mark in marks:
        if start <= mark.start and mark.end <= end:
            gap = gap.replace(text[mark.start : mark.end], "")
    return gap


def _is_near(text: str, option: _Option, mark: _Mark) -> bool:
    """Say whether only signs and spaces, no other words, part a mark from an option."""
    if mark.end <= option.start:
        between = text[mark.end : option.start]
    else:
        between = text[option.end : mark.start]
    return not re.search(r"[\u4e00-\u9fffA-Za-z0-9]", re.sub(r"[口囗xXvV]", "", between))
