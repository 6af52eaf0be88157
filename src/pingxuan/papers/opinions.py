"""The opinions: a text, a date line and the printed place of the stamp, in one cell."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pingxuan.papers.model import Doubt, Opinion

_GAP = r"[\s\u3000_＿]*"
_DATE = re.compile(
    rf"(?P<year>[0-9〇○零一二三四五六七八九]{{4}}){_GAP}[年.\-/—－]{_GAP}"
    rf"(?P<month>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}}){_GAP}[月.\-/—－]{_GAP}"
    rf"(?P<day>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}}){_GAP}[日号]?"
)
_SOLID_DATE = re.compile(r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_PARTIAL = re.compile(
    rf"[0-9X×x〇○一二三四五六七八九]{{0,4}}{_GAP}年{_GAP}[0-9X×x]{{0,2}}{_GAP}月{_GAP}[0-9X×x]{{0,2}}{_GAP}日?"
)
_DATE_LABEL = re.compile(r"^(?:日\s*期|时\s*间|签署日期|盖章日期|填写日期)\s*[:：]?\s*")
_SEAL = r"(?:盖\s*章|签\s*章|公\s*章|印\s*章|签\s*字|签\s*名|章)"
_STAMP = re.compile(
    rf"^[(（\[【〔]?\s*(?:征集推荐单位或个人所在单位|[^\n()（）。！；，,;!]{{0,16}}?)\s*{_SEAL}[处]?\s*[)）\]】〕]?\s*[:：]?$"
)
# 负责人（签字）：　　单位（盖章）: printed words only, no name and no unit of its own.
_SIGNATURE = re.compile(
    r"^(?:[\s:_、]*(?:(?:(?:推荐|报送|所在|申报|征集|本)?单位(?:名称|负责人|领导)?|(?:主要)?负责人|领导"
    rf"|经办人|审核人)[\s:_]*)?[(\[]?{_SEAL}[处]?[)\]]?)+[\s:_、]*$"
)
_SIGNERS = re.compile(
    r"^(?:(?:推荐|报送|所在|申报|征集|本)?单位(?:名称|负责人|领导)?|(?:主要)?负责人|领导|经办人|审核人"
    r"|盖\s*章|公\s*章|签\s*字)?[\s:_]*"
)
_UNITS_STAMP = re.compile(
    rf"^[^\n()。！；，,;!?:]{{2,30}}\s*\(\s*(?:单位|加盖|行政)?{_SEAL}[处]?\s*\)\s*$"
)
_SAYS = re.compile("同意|推荐|属实|情况|意见|无异议")
_BRACKETED_STAMP = re.compile(rf"[(（\[【〔][^()（）\n。]{{0,24}}{_SEAL}[处]?[)）\]】〕]")


_LONGEST_DATE_LINE = 120
_SHORT_YEAR = re.compile(r"(\d{2})(?=\s*[年.\-/])")


def read_opinion(text: str) -> tuple[Opinion, Doubt | None, list[str]]:
    """Part an opinion's text from its date and from what is printed for the stamp.

    The stamp's note and the date are taken from the end of the cell, each once, so that dates and
    brackets within the opinion stay its own words.

    Returns:
        The opinion, a doubt about its date, and the warnings.
    """
    lines = text.split("\n")
    stamp_taken, dated = False, None
    while lines:
        bare = unicodedata.normalize("NFKC", lines[-1]).strip()
        if not bare:
            lines.pop()
        elif not stamp_taken and (_is_printed(bare) or _is_units_stamp(bare, lines)):
            stamp_taken = True
            lines.pop()
            if not bare.startswith("(") and bare.endswith(")") and lines:
                lines = _without_opening(lines)
        elif dated is None and (found := _date_line(bare)):
            dated = found
            stamp_taken = stamp_taken or bool(_BRACKETED_STAMP.search(bare))
            lines.pop()
        else:
            break
    if not stamp_taken:
        lines = _without_stamp(lines)
    opinion = Opinion("\n".join(lines).strip("\n"))
    if dated is None:
        dated = _date_at_end(opinion)
    opinion.text = "\n".join(_trimmed(opinion.text.split("\n")))
    return _with_date(opinion, dated)


def _is_printed(line: str) -> bool:
    """Say whether a line is only what is printed for stamp and signature."""
    is_short = len(line) <= _LONGEST_DATE_LINE
    return is_short and bool(_STAMP.match(line) or _SIGNATURE.match(line))


def _is_units_stamp(line: str, lines: list[str]) -> bool:
    """Say whether a line is the unit's name with the place of its stamp, below what it says."""
    has_words = any(one.strip() for one in lines[:-1])
    return has_words and bool(_UNITS_STAMP.match(line)) and not _SAYS.search(line)


def _without_opening(lines: list[str]) -> list[str]:
    """Take out the first half of a stamp's note that was broken over two lines."""
    opening = unicodedata.normalize("NFKC", lines[-1]).strip()
    is_half = opening.startswith("(") and ")" not in opening and len(opening) <= 16
    return lines[:-1] if is_half else lines


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    if lines:
        lines = [lines[0].lstrip(), *lines[1:]]
        lines[-1] = lines[-1].rstrip()
    return lines


def _date_line(line: str) -> str | None:
    """Give the date of a line that is nothing but one, filled in or not."""
    if len(line) > _LONGEST_DATE_LINE:
        return None
    line = _BRACKETED_STAMP.sub("", line).strip()
    line = _DATE_LABEL.sub("", _SIGNERS.sub("", line, count=1)).strip()
    line = _SHORT_YEAR.sub(r"20\1", line, count=1) if _SHORT_YEAR.match(line) else line
    for pattern in (_DATE, _SOLID_DATE, _PARTIAL):
        if pattern.fullmatch(line):
            return line
    return None


def _date_at_end(opinion: Opinion) -> str | None:
    """Take a date that follows the opinion on its last line."""
    lines = opinion.text.split("\n")
    for index in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
        if len(lines[index]) > _LONGEST_DATE_LINE * 20:
            continue
        folded = unicodedata.normalize("NFKC", lines[index])
        if len(folded) != len(lines[index]):
            folded = lines[index]
        for pattern in (_DATE, _PARTIAL):
            matches = list(pattern.finditer(folded))
            if not matches or folded[matches[-1].end() :].strip():
                continue
            before = folded[: matches[-1].start()]
            if not before.strip() or before[-1] in " \t\u3000。!！;；)）:：":
                lines[index] = lines[index][: matches[-1].start()].rstrip()
                opinion.text = "\n".join(lines)
                return matches[-1].group()
    return None


def _without_stamp(lines: list[str]) -> list[str]:
    """Take the stamp's note out of the middle: as a line, else in brackets behind the text."""
    for index in range(len(lines) - 1, -1, -1):
        bare = unicodedata.normalize("NFKC", lines[index]).strip()
        if bare.startswith("(") and _STAMP.match(bare):
            return lines[:index] + lines[index + 1 :]
    for index in range(len(lines) - 1, -1, -1):
        match = _BRACKETED_STAMP.search(lines[index])
        if match:
            rest = lines[index][: match.start()].rstrip() + lines[index][match.end() :]
            return [*lines[:index], rest, *lines[index + 1 :]]
    return lines


def _with_date(opinion: Opinion, dated: str | None) -> tuple[Opinion, Doubt | None, list[str]]:
    if dated is None or not re.search(r"[0-9〇○一二三四五六七八九十]", dated):
        return opinion, None, []
    match = _DATE.fullmatch(dated.strip()) or _SOLID_DATE.fullmatch(dated.strip())
    if match is None:
        said = Doubt(f"the date is not complete: {dated}", f"日期不完整：{dated}")
        return opinion, said, []
    year, month, day = (_figure(match.group(part)) for part in ("year", "month", "day"))
    try:
        opinion.date = date(year, month, day).isoformat()
    except ValueError:
        said = Doubt(f"no such day: {dated}", f"没有这一天：{dated}")
        return opinion, said, ["bad_opinion_date"]
    return opinion, None, []


def _figure(text: str) -> int:
    """Read a number in western or Chinese figures; 0 for what is none."""
    if text.isdigit() and text.isascii():
        return int(text)
    values = {sign: index for index, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
    if "十" not in text:
        return int("".join(str(values.get(sign, 0)) for sign in text))
    tens, _, ones = text.partition("十")
    return (values.get(tens, 0) if tens else 1) * 10 + (values.get(ones, 0) if ones else 0)
