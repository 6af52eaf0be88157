"""What the short fields say: names, months, numbers, and words from lists."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from pingxuan.domain.codelists import ethnicity_of, political_status_of
from pingxuan.papers.model import CATEGORY_NAMES, Doubt
from pingxuan.papers.ticks import read_choice

CATEGORY_OPTIONS = {
    "institution": r"(?:[优優]\s*秀\s*)?[机機]\s*[构構](?:\s*[类類])?(?:\s*案\s*例)?",
    "individual": r"(?:[优優]\s*秀\s*)?[个個]\s*人(?:\s*[类類])?(?:\s*案\s*例)?",
    "creative": r"(?:[优優]\s*秀\s*)?[创創]\s*意(?:\s*[类類])?(?:\s*案\s*例)?",
}
_LONGEST = 2000  # of a short field; what stands beyond is no value
_GENDERS = {"男": "男(?:性)?", "女": "女(?:性)?"}

_IDEOGRAPH = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
_BETWEEN_IDEOGRAPHS = re.compile(f"(?<=[{_IDEOGRAPH}·•])\\s+(?=[{_IDEOGRAPH}·•])")
_HINT = re.compile(
    r"[X×xＸ*＊_]{1,4}\s*省\s*[X×xＸ*＊_]{1,4}\s*市\s*[X×xＸ*＊_]{1,6}\s*单\s*位\s*[X×xＸ*＊_]{1,6}\s*职\s*务"
)
_EMPTY_BRACKETS = re.compile(r"[(（]\s*(?:例如?|如|示例|样例|格式|填写示例)?\s*[:：]?\s*[)）]")
_RULED = re.compile("^[_＿]{2,}|[_＿]{2,}$")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_ENGLISH_MONTH = re.compile(
    rf"({'|'.join(re.findall('...', _MONTHS))})[a-z]*[-./,]?(\d{{4}}|\d{{2}})", re.IGNORECASE
)
_MOBILE = re.compile(
    r"(?<![\d])(?:(?:\+|00)?86[\s\-]*)?\(?(1(?:[\s\-.·()]*\d){10})(?![\-.·]?\d)(?!\s[1-9])"
)
_MOBILE_TIGHT = re.compile(r"(?<!\d)(1\d{10})(?!\d)")


@dataclass(slots=True)
class Reading:
    """A value with what is to be said about it."""

    value: str | None = None
    is_empty: bool = False
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    doubt: Doubt | None = None


def folded(text: str) -> str:
    """Give a text in half-width letters and signs, without invisible characters."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).strip()


def one_line(text: str) -> str:
    """Join a value that was broken over lines; between ideographs nothing is put in their place."""
    text = re.sub(r"[\r\x0b\x0c\u2028\u2029]", "\n", _INVISIBLE.sub("", text)).strip()
    lines = [_RULED.sub("", line.strip()).strip() for line in text.split("\n")]
    joined = ""
    for line in filter(None, lines):
        glue = joined and joined[-1].isascii() and line[0].isascii() and joined[-1] not in "-/"
        joined += (" " if glue else "") + line
    return joined


def read_name(text: str) -> Reading:
    """Read a person's name; spaces between ideographs only spread it over the cell."""
    name = _BETWEEN_IDEOGRAPHS.sub("", one_line(text.replace("\t", " ")))
    if not name:
        return Reading(is_empty=True)
    if not 2 <= len(name) <= 50:
        return Reading(name, doubt=Doubt("an unusual length for a name", "姓名的长度不寻常"))
    return Reading(name)


def read_line(text: str) -> Reading:
    """Read a value of one line, such as a title."""
    value = one_line(text)
    return Reading(value, is_empty=not value) if value else Reading(is_empty=True)


def read_post(text: str) -> Reading:
    """Read 单位及职务; the hint of the blank is no value."""
    bare = _HINT.sub("", _INVISIBLE.sub("", text))
    return read_line(_EMPTY_BRACKETS.sub("", bare) if bare != text else text)


def read_listed(text: str, *, is_ethnicity: bool) -> Reading:
    """Read a word of a code list: 民族 or 政治面貌."""
    value = one_line(text)
    if not value:
        return Reading(is_empty=True)
    found = ethnicity_of(value) if is_ethnicity else political_status_of(value)
    if found is not None:
        return Reading(found)
    plain = re.sub(r"[(（].*?[)）]", "", value)
    found = ethnicity_of(plain) if is_ethnicity else political_status_of(plain)
    said = Doubt(f"not a word of the code list: {value}", f"不在代码表中：{value}")
    return Reading(found, doubt=said)


def read_gender(text: str) -> Reading:
    """Read 男 or 女, written or ticked."""
    value = folded(text[:_LONGEST])
    if not value:
        return Reading(is_empty=True)
    bare = re.sub(r"\s", "", value)
    if bare in ("男", "女", "男性", "女性"):
        return Reading(bare[0])
    choice = read_choice(value, _GENDERS)
    if len(choice.ticked) == 1:
        return Reading(choice.ticked[0])
    if not choice.ticked and len(choice.named) == 1:
        said = Doubt(f"read from: {value}", f"由“{value}”读出")
        return Reading(choice.named[0], doubt=said)
    if not choice.ticked and choice.has_boxes:
        return Reading(is_empty=True)
    said = Doubt(f"neither 男 nor 女: {value}", f"既不是男也不是女：{value}")
    return Reading(doubt=said)


def read_birth(text: str) -> Reading:
    """Read a month as YYYY-MM, however it is written; a day is dropped.

    Source:
        C24; two figures of a year are read as 19xx, and a person confirms it.
    """
    text = text[:_LONGEST]
    value = folded(re.sub(r"[(（][^()（）]*[)）]", "", text) or text)
    if not value or not re.search(r"[\w]", re.sub(r"[年月日]", "", value)):
        return Reading(is_empty=True)
    value = re.sub(r"(?<=\d{4})\s+(?=\d{1,2}(?!\d))", ".", value)
    value = re.sub(r"\s+", "", value)
    if re.search("[〇零一二三四五六七八九十]", value):
        value = _western(value)
    year, month = _year_and_month(value)
    if year is None or month is None or not 1 <= int(month) <= 12:
        said = Doubt(f"no month can be read: {text.strip()}", f"读不出年月：{text.strip()}")
        return Reading(errors=["bad_birth"], doubt=said)
    if len(year) == 2:
        said = Doubt("two-digit year, read as 19xx", "年份只有两位，按19××年读出，请确认")
        return Reading(f"19{year}-{int(month):02}", warnings=["birth_year_two_digits"], doubt=said)
    if not 1900 <= int(year) <= 2099:
        said = Doubt(f"no such year: {text.strip()}", f"没有这样的年份：{text.strip()}")
        return Reading(errors=["bad_birth"], doubt=said)
    return Reading(f"{year}-{int(month):02}")


def _year_and_month(value: str) -> tuple[str | None, str | None]:
    english = _ENGLISH_MONTH.fullmatch(value)
    if english:
        return english.group(2), str(_MONTHS.index(english.group(1).lower()) // 3 + 1)
    parted = re.search(r"(?<!\d)(\d{4}|\d{2})(?:年|[.\-/\\、,。·~—–_])(\d{1,2})(?!\d)", value)
    if parted:
        return parted.group(1), parted.group(2)
    turned = re.fullmatch(r"(\d{1,2})月?[.\-/](\d{4})年?", value)
    if turned:
        return turned.group(2), turned.group(1)
    solid = re.search(r"(?<!\d)(\d{8}|\d{6}|(?:19|20)\d{3}|\d{4})(?!\d)", value)
    if not solid or value.endswith("年"):
        return None, None
    digits = solid.group(1)
    if len(digits) == 4:
        is_year = digits[:2] in ("19", "20")
        return (None, None) if is_year else (digits[:2], digits[2:])
    if len(digits) == 5:
        return digits[:4], digits[4:]
    if len(digits) == 6 and digits[:2] not in ("19", "20"):
        return digits[:2], digits[2:4]
    return digits[:4], digits[4:6]


def _western(value: str) -> str:
    """Turn 一九八五年十二月 into figures."""

    def month(match: re.Match[str]) -> str:
        tens, ones = match.group(1), match.group(2)
        return str(
            (int(tens.translate(_CHINESE_DIGITS)) if tens else 1) * 10
            + (int(ones.translate(_CHINESE_DIGITS)) if ones else 0)
        )

    value = re.sub("([二三])?十([一二三四五六七八九])?", month, value)
    return value.translate(_CHINESE_DIGITS)


def read_phone(text: str) -> Reading:
    """Read a mobile number: eleven figures, the first is 1; a landline beside it is not it."""
    text = text[:_LONGEST]
    value = folded(text).translate(str.maketrans("—–－‐‑一", "------"))
    if not value:
        return Reading(is_empty=True)
    numbers = mobile_numbers(value)
    if not numbers:
        if not re.search(r"\w", value):
            return Reading(is_empty=True)
        said = Doubt(f"no mobile number: {text.strip()}", f"不是手机号：{text.strip()}")
        return Reading(errors=["bad_phone"], doubt=said)
    if len(numbers) > 1:
        said = Doubt(
            f"several numbers, the first was taken: {', '.join(numbers)}",
            f"有几个号码，取了第一个：{'、'.join(numbers)}",
        )
        return Reading(numbers[0], doubt=said)
    return Reading(numbers[0])


def mobile_numbers(text: str) -> list[str]:
    """Give the different mobile numbers in a text, those without gaps before those with."""
    found: list[str] = []
    for line in re.split(r"[\n,;/、，；|]", text):
        tight = _MOBILE_TIGHT.findall(re.sub(r"(?<!\d)(?:\+|00)?86(?=1\d{10}(?!\d))", " ", line))
        for number in tight or _MOBILE.findall(line):
            digits = re.sub(r"\D", "", number)
            if digits not in found:
                found.append(digits)
    if not found and "\n" in text:
        return mobile_numbers(text.replace("\n", ""))
    return found


def read_category(text: str) -> Reading:
    """Read which of the three boxes is ticked, or which one the words name.

    Source:
        C24: three boxes, exactly one.
    """
    text = text[:_LONGEST]
    if not folded(text):
        return Reading(is_empty=True)
    choice = read_choice(text, CATEGORY_OPTIONS)
    if len(choice.ticked) > 1:
        names = [CATEGORY_NAMES[key] for key in choice.ticked]
        said = Doubt(f"ticked: {', '.join(names)}", f"勾选了：{'、'.join(names)}")
        return Reading(errors=["two_categories_ticked"], doubt=said)
    if choice.is_unclear:
        said = Doubt("a tick stands between two categories", "有一个勾在两个类别之间，分不清")
        return Reading(is_empty=True, doubt=said)
    if choice.ticked:
        if choice.stray_tick:
            said = Doubt(
                "one more tick stands beside none of the three", "另有一个勾不在三个选项旁"
            )
            return Reading(errors=["two_categories_ticked"], doubt=said)
        if choice.is_guess:
            said = Doubt(
                "the tick's sign was lost; read from what is left", "勾选的符号已走样，请核对"
            )
            return Reading(choice.ticked[0], warnings=["category_inferred"], doubt=said)
        return Reading(choice.ticked[0])
    if choice.stray_tick or not choice.named:
        bare = re.sub(r"[□☐()（）\[\]\s]", "", text)
        if not bare:
            return Reading(is_empty=True)
        said = Doubt(f"none of the three: {one_line(text)}", f"不是三类之一：{one_line(text)}")
        return Reading(errors=["unknown_category"], doubt=said)
    if len(choice.named) == 1:
        said = Doubt("no box is ticked; the words name this one", "没有勾选，按文字读出")
        return Reading(choice.named[0], warnings=["category_inferred"], doubt=said)
    return Reading(is_empty=True)
