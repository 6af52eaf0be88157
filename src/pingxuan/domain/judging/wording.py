"""The sentences about problems of judging files, in both languages: the one file that has them.

Source:
    interfaces-judging 1, Messages.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pingxuan.domain.judging.numbers import exact_text
from pingxuan.domain.judging.problems import Problem, Trouble, one_line

LONGEST_VALUE: Final = 60

SENTENCES: Final[dict[Trouble, tuple[str, str]]] = {
    Trouble.UNREADABLE: ("cannot be read: {reason}", "无法读取：{reason}"),
    Trouble.NOT_UTF8: ("is not UTF-8", "不是 UTF-8 编码"),
    Trouble.MISSING_COLUMN: ("this column is missing", "缺少此列"),
    Trouble.REPEATED_COLUMN: ("this column is there more than once", "此列重复出现"),
    Trouble.FIELD_COUNT: (
        "the record has {found} fields, the header has {wanted}",
        "本行有 {found} 个字段，表头有 {wanted} 个",
    ),
    Trouble.STRAY_QUOTE: (
        "a quote inside a field that is not quoted",
        "未加引号的字段中出现引号",
    ),
    Trouble.UNCLOSED_QUOTE: ("the quoted field never ends", "引号没有闭合"),
    Trouble.AFTER_QUOTE: ("text after the closing quote", "闭合引号之后还有文字"),
    Trouble.STRAY_RETURN: (
        "a carriage return that does not end a line",
        "出现不在行尾的回车符",
    ),
    Trouble.EMPTY_NAME: ("the name is empty", "名称为空"),
    Trouble.NOT_A_DECIMAL: ("{value} is not a decimal number", "{value} 不是十进制数"),
    Trouble.NOT_A_COUNT: ("{value} is not a number of votes", "{value} 不是票数"),
    Trouble.OUT_OF_RANGE: (
        "the mark {value} is not within {least} … {most}",
        "分数 {value} 不在 {least} 至 {most} 之间",
    ),
    Trouble.NOT_A_RANK: (
        "{value} is not a rank: whole numbers from 1",
        "{value} 不是名次（从 1 起的整数）",
    ),
    Trouble.REPEATED_RECORD: ("the same as in line {first}", "与第 {first} 行重复"),
    Trouble.UNKNOWN_CRITERION: (
        "{breaker} is not among the criteria of the rules",
        "规则的评分项中没有 {breaker}",
    ),
    Trouble.SECOND_CRITERION: (
        "a ballot has one criterion in a category; here it is {first}",
        "每个类别的选票只能有一个评分项，此类别为 {first}",
    ),
    Trouble.SHARED_POSITION: (
        "the judge gives {entry} and {other} the same position",
        "该评委把 {entry} 与 {other} 排在同一名次",
    ),
    Trouble.NO_JUDGES: (
        "only {free} of {wanted} judges are not recused from this entry",
        "无须回避的评委只有 {free} 名，需要 {wanted} 名",
    ),
    Trouble.TOML_SYNTAX: ("not TOML: {message}", "不符合 TOML 语法：{message}"),
    Trouble.UNKNOWN_KEY: ("unknown key", "未知的键"),
    Trouble.MISSING_KEY: ("is missing", "缺少此键"),
    Trouble.NOT_A_TABLE: ("must be a table", "必须是表"),
    Trouble.NOT_A_LIST: ("must be a list", "必须是列表"),
    Trouble.NOT_A_NAME: ("{value} is not a name", "{value} 不是名称"),
    Trouble.NOT_A_NUMBER: ("{value} is not a decimal number", "{value} 不是十进制数"),
    Trouble.NOT_WHOLE: ("{value} is not a whole number", "{value} 不是整数"),
    Trouble.TOO_SMALL: ("{value} is less than {least}", "{value} 小于 {least}"),
    Trouble.TOO_LARGE: ("{value} is more than {most}", "{value} 大于 {most}"),
    Trouble.NOT_A_CHOICE: ("{value} is not one of {choices}", "{value} 不在 {choices} 之中"),
    Trouble.NOT_VERSION_1: (
        "{value} is not a known version; it is 1",
        "未知的版本 {value}，应为 1",
    ),
    Trouble.ONLY_TRIMMED: (
        'goes only with method = "trimmed-mean"',
        '只能与 method = "trimmed-mean" 同用',
    ),
    Trouble.NOT_WITH_BALLOT: ("does not go with [ballot]", "不能与 [ballot] 同用"),
    Trouble.NOT_WITH_POINTS: ('does not go with input = "points"', '不能与 input = "points" 同用'),
    Trouble.EMPTY_RANGE: (
        "min_mark {least} is more than max_mark {most}",
        "min_mark {least} 大于 max_mark {most}",
    ),
    Trouble.NO_WEIGHT: ("at least one weight must be above 0", "至少要有一项权重大于 0"),
    Trouble.NOT_A_HUNDRED: (
        "jury {jury} and vote {vote} do not add up to 100",
        "jury {jury} 与 vote {vote} 之和不是 100",
    ),
    Trouble.UNKNOWN_BREAKER: ("{breaker} is not a breaker of ties", "{breaker} 不是并列处理办法"),
    Trouble.DRAW_NOT_LAST: ("{breaker} must be the last breaker", "{breaker} 必须排在最后"),
    Trouble.DRAW_NOT_HEX: (
        "{breaker} must have an even number of hex digits, 2 or more",
        "{breaker} 须有偶数个十六进制数字，至少 2 个",
    ),
    Trouble.BREAK_NEEDS_DRAW: (
        '"break" needs a ties.order that ends with a draw:',
        '"break" 要求 ties.order 以 draw: 结尾',
    ),
    Trouble.VOTES_MISSING: ("votes are needed, but none are given", "需要票数，但没有提供"),
    Trouble.NO_SUCH_CATEGORY: ("there is no such category", "没有这个类别"),
    Trouble.NO_SUCH_ENTRY: ("there is no entry {entry} in it", "其中没有参评作品 {entry}"),
}


def sentences(problem: Problem) -> tuple[str, str]:
    """Write the English and the Chinese sentence about a problem, each on one line."""
    facts = {name: _shown(value) for name, value in problem.facts.items()}
    english, chinese = SENTENCES[problem.trouble]
    return english.format(**facts), chinese.format(**facts)


def _shown(value: object) -> str:
    """Show a fact: numbers as they are, texts short and in quotes, lists joined."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal):
        return exact_text(value)
    if isinstance(value, list | tuple):
        return " | ".join(str(one) for one in value)
    text = one_line(str(value))
    return f"“{text[:LONGEST_VALUE]}…”" if len(text) > LONGEST_VALUE else f"“{text}”"
