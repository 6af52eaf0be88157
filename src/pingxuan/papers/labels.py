"""The labels of the two papers, in all the words that offices print for them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pingxuan.papers.model import Field


class Extra(StrEnum):
    """Labels that the form does not have by itself, but that part one value from the next."""

    UNIT = "unit"
    DUTY = "duty"
    FOREIGN = "foreign"


class Column(StrEnum):
    """The columns that only a statistics table has."""

    INDEX = "index"
    LEVEL = "level"
    NOTE = "note"


Label = Field | Extra | Column

_FORM_LABELS: dict[Label, str] = {
    Field.NAME: (
        "姓名 报送人 报送人姓名 姓名报送人 报送人姓名 申报人 申报人姓名 推荐对象 推荐对象姓名 被推荐人"
        " 被推荐人姓名 参评人 参评人姓名 个人姓名 人员姓名 姓名报送人姓名 姓名单位 姓名或单位 报送人单位"
    ),
    Field.ETHNICITY: "民族 族别",
    Field.BIRTH: "出生年月 出生年月日 出生日期 出生时间 生日 出生",
    Field.POLITICAL: "政治面貌 政治面目 政治身份 党派",
    Field.GENDER: "性别",
    Field.PHONE: (
        "手机号 手机号码 手机 联系电话 联系方式 联系手机 移动电话 电话 电话号码 联系电话手机 手机电话"
        " 本人手机号 联系手机号 联系人电话 报送人电话 报送人手机号 报送人联系方式 联系号码 手机联系方式"
    ),
    Field.POST: (
        "单位及职务 工作单位及职务 单位职务 工作单位职务 单位和职务 工作单位和职务 所在单位及职务"
        " 所在单位职务 单位名称及职务 现任职务 工作单位及现任职务 单位及现任职务 现单位及职务"
        " 现工作单位及职务 单位职务职称 单位及职务职称 工作单位及职务职称 单位与职务 工作单位与职务"
        " 所在单位和职务 任职单位及职务"
    ),
    Field.CATEGORY: (
        "征集类别 申报类别 推荐类别 案例类别 类别 参评类别 报送类别 参选类别 作品类别 申报类型 征集类型"
        " 案例类型 推荐类型 类型 报送类型 参赛类别 所属类别 申请类别"
    ),
    Field.TITLE: (
        "案例名称 案例标题 案例题目 作品名称 项目名称 典型案例名称 事迹名称 标题 案例名 申报案例名称"
        " 推荐案例名称 案例主题 题目 报送案例名称 征集案例名称"
    ),
    Field.NARRATIVE: (
        "主要事迹 主要事迹材料 事迹材料 事迹简介 主要事迹简介 主要做法 案例简介 案例内容 先进事迹 事迹"
        " 主要事迹介绍 案例介绍 主要内容 事迹介绍 主要事迹及成效 主要做法及成效 主要做法和成效 案例事迹"
        " 主要事迹描述 典型事迹 主要事迹内容 案例概述 案例描述 事迹概述 主要先进事迹 具体事迹"
    ),
    Field.UNIT_OPINION: (
        "所在单位意见 推荐单位意见 单位意见 所在单位推荐意见 单位推荐意见 报送单位意见 申报单位意见"
        " 征集推荐单位意见 本单位意见 工作单位意见 所在单位审核意见 推荐意见 所在单位党组织意见"
        " 个人所在单位意见 征集推荐单位或个人所在单位意见 推荐单位或所在单位意见 所在单位盖章意见"
        " 单位审核意见 所在单位审查意见 推荐报送单位意见 所在工作单位意见"
    ),
    Extra.UNIT: "单位 工作单位 所在单位 单位名称 所在单位名称 工作单位名称 现工作单位",
    Extra.DUTY: "职务 担任职务 现职务 职务职称",
    Extra.FOREIGN: (
        "学历 学位 学历学位 文化程度 职称 技术职称 专业技术职务 职级 身份证号 身份证号码 身份证 公民身份号码"
        " 邮箱 电子邮箱 电子邮件 邮箱地址 籍贯 出生地 年龄 照片 相片 通讯地址 通信地址 联系地址 地址 邮编"
        " 邮政编码 微信 微信号 传真 办公电话 固定电话 座机 单位电话 健康状况 参加工作时间 工作时间 入党时间"
        " 毕业院校 毕业学校 专业 所学专业 推荐单位 报送单位 填报单位 申报单位 联系人 填表人 填报人 承办单位"
        " 编号 申报编号 备注 行业 行业领域 所属地区 所属区域 地区 曾获荣誉 获奖情况 所获荣誉 荣誉 个人简历"
        " 工作简历 简历 账号名称 平台 平台名称 粉丝数 附件 附件清单 案例链接 网上链接 相关链接 链接 作品链接"
        " 本人承诺 承诺 承诺书 专家意见 评审意见 评审组意见 评委意见 主办单位意见 填表日期 填报日期 报送日期"
        " 公示情况 征求意见情况 单位性质 单位地址 法定代表人 统一社会信用代码 家庭住址 住址 银行账号 开户行"
        " 推荐理由 创新点 关键词 摘要 报送时间 户籍 婚姻状况 特长"
    ),
}
_TABLE_LABELS: dict[Label, str] = {
    Column.INDEX: "序号 编号 序 号 排序 顺序",
    Column.LEVEL: (
        "推荐层级单位 推荐层级 推荐单位 推荐单位层级 报送单位 推荐层级或单位 层级 推荐层级及单位 推荐报送单位"
        " 层级单位 推荐机构 上报单位 推荐部门 推荐地区 报送层级 推荐层级和单位"
    ),
    Column.NOTE: "备注 备注说明 说明",
}
_TABLE_NAMES = (
    "报送人单位 报送人 报送人姓名 姓名 报送人或单位 报送人及单位 报送单位人 姓名单位 单位报送人 推荐对象"
    " 报送人和单位 被推荐人 申报人 申报人单位 报送主体"
)
_OFFICE = re.compile(
    r".{0,14}(?:网信|主管|上级|互联网信息|宣传部|[省市县区州盟旗]级|[省市县]委|省市|市县|省辖市|设区市)"
    r".{0,12}意见"
)
# Words that offices put around the printed ones; each has to be the whole label.
_PATTERNS: tuple[tuple[re.Pattern[str], Label], ...] = tuple(
    (re.compile(pattern), label)
    for pattern, label in (
        (r"(?:所在|本|工作|个人所在).{0,6}单位.{0,8}意见", Field.UNIT_OPINION),
        (_OFFICE.pattern, Field.OFFICE_OPINION),
        (r"(?:征集|推荐|报送|申报|上报).{0,10}单位.{0,6}意见", Field.UNIT_OPINION),
        (
            r"(?:案例|个人|本人|推荐|候选|主要|申报|报送|参选|参评|负责){1,3}(?:人选?|对象|者)?(?:的)?姓名"
            r"|(?:案例|主要)(?:报送|申报|推荐|负责)人",
            Field.NAME,
        ),
        (
            r"(?:本人|个人|报送人|申报人|联系人?|负责人)?(?:移动)?(?:手机|电话|联系电话|联系方式)(?:号码|号)?"
            r"(?:手机|电话|微信)?(?:号码|号)?",
            Field.PHONE,
        ),
        (
            r"(?:案例|征集|申报|推荐|报送|参评|参选|参赛|作品|所属|所报|申请|奖项|项目|评选|选报|拟报){1,3}"
            r"(?:类别|类型|类)",
            Field.CATEGORY,
        ),
        (
            r"(?:典型|优秀|申报|推荐|报送|征集|参评|参选|参赛|本|网上){0,3}(?:案例|作品|项目|事迹)(?:的)?"
            r"(?:名称|标题|题目|题名)(?:标题|题目)?",
            Field.TITLE,
        ),
        (
            r"(?:主要|典型|先进|个人|案例|突出|具体|简要){1,3}(?:事迹|做法|内容|简介|介绍|概述|概况)"
            r"(?:材料|简介|介绍|及|和|与|成效|效果|亮点|做法|特色|成果|事迹){0,4}",
            Field.NARRATIVE,
        ),
        (
            r"(?:现|所在|工作|任职|本人){0,2}单位(?:名称)?(?:及|和|与)?(?:现任|担任|任)?(?:党政|行政)?职务"
            r"(?:职称|职级)?",
            Field.POST,
        ),
    )
)
_NO_NARRATIVE = re.compile(r"(?:个人)?(?:个人|主要|具体|简要)(?:简介|介绍|概况)")
_BRACKETS = re.compile(r"[(\[【〔<《{][^()\[\]【】〔〕<>《》{}]*[)\]】〕>》}]")
_NOISE = re.compile(
    r"[\s\u200b-\u200d\u2060\ufeff\u00ad*＊:：、，,。．./／\\;；|_\-—–~·•()\[\]【】〔〕<>]+"
)
_COLUMN_HINTS = re.compile(r"^(?:必填|选填|单选|多选|勾选|请勾选)+|(?:必填|选填|单选|多选|勾选)+$")

_NUMBERED = re.compile(
    r"^\s*(?:\(?[一二三四五六七八九十]{1,3}\)?[、.]|\(?\d{1,2}\)?[、.)])\s*(?=\D)"
)

_LONGEST = 40


def _index(tables: list[dict[Label, str]]) -> dict[str, Label]:
    words: dict[str, Label] = {}
    for table in tables:
        for label, spellings in table.items():
            for spelling in spellings.split():
                words.setdefault(spelling, label)
    return words


_FORM_INDEX = _index([_FORM_LABELS])
_TABLE_INDEX = _index(
    [
        {Field.NAME: _TABLE_NAMES},
        _TABLE_LABELS,
        {key: words for key, words in _FORM_LABELS.items() if key is not Extra.FOREIGN},
        {Extra.FOREIGN: _FORM_LABELS[Extra.FOREIGN]},
    ]
)


@lru_cache(maxsize=4096)
def form_label(text: str) -> Label | None:
    """Find the label that a whole text is, spaces, brackets and colons aside.

    `姓 名：`, `姓名（报送人）` and the two characters on two lines are one label; a text that says
    more is none.
    """
    if not text or len(text) > _LONGEST * 2:
        return None
    for bare in _spellings(text):
        if not bare or len(bare) > _LONGEST:
            continue
        if bare in _FORM_INDEX:
            return _FORM_INDEX[bare]
        if (label := _by_pattern(bare)) is not None:
            return label
    return _by_first_of_two(text)


def _by_pattern(bare: str) -> Label | None:
    if _NO_NARRATIVE.fullmatch(bare):
        return None
    return next((label for pattern, label in _PATTERNS if pattern.fullmatch(bare)), None)


def _by_first_of_two(text: str) -> Label | None:
    """Read `手机号/微信号`: of two labels at once the first one counts."""
    first, stroke, second = unicodedata.normalize("NFKC", text).partition("/")
    if not stroke or "/" in second:
        return None
    labels = [_FORM_INDEX.get(_spellings(part)[0]) for part in (first, second)]
    return labels[0] if all(labels) and isinstance(labels[0], Field) else None


@lru_cache(maxsize=4096)
def column_label(text: str) -> Label | None:
    """Find the column of a statistics table that a heading names."""
    if not text or len(text) > _LONGEST:
        return None
    for bare in _spellings(text):
        if bare in _TABLE_INDEX:
            return _TABLE_INDEX[bare]
    return None


def _spellings(text: str) -> list[str]:
    """Give the bare words of a label: without what stands in brackets, then with it.

    A number before it (`一、姓名`, `3.姓名`) is none of its words.
    """
    folded = _NUMBERED.sub("", unicodedata.normalize("NFKC", text))
    without = _NOISE.sub("", _BRACKETS.sub("", folded))
    return [_COLUMN_HINTS.sub("", without), _NOISE.sub("", folded)]


@dataclass(frozen=True, slots=True)
class Opening:
    """A label at the start of a text, and the text that follows it in the same cell."""

    label: Label
    rest: str
    lines_taken: int
    has_colon: bool


def opening_label(lines: list[str]) -> Opening | None:
    """Find a label at the head of a cell that also holds its value.

    The label may take several lines (`姓名` / `(报送人)`, or one character a line), and the value
    follows on the next line, or on the same one after a colon or a space.
    """
    whole = _label_lines(lines)
    if whole:
        label, taken = whole
        return Opening(label, "\n".join(lines[taken:]), taken, has_colon=False)
    for taken, line in enumerate(lines[:3]):
        joined = "".join(lines[:taken]) + line
        for mark in re.finditer(r"[:：]|[)）](?=\S)|[ \t\u3000]+", joined):
            if mark.end() > _LONGEST * 2:
                break
            head = joined[: mark.end()]
            opened = form_label(head)
            if opened is not None:
                rest = "\n".join([joined[mark.end() :].lstrip(), *lines[taken + 1 :]])
                if rest.startswith((":", "：")):
                    rest = rest[1:].lstrip(" \t\u3000")
                return Opening(opened, rest, taken, ":" in head or "：" in head)
        if line.strip():
            break
    return None


def _label_lines(lines: list[str]) -> tuple[Label, int] | None:
    """Find the most lines at the head that together are a label."""
    found: tuple[Label, int] | None = None
    joined = ""
    for taken, line in enumerate(lines[:12], start=1):
        joined += line + "\n"
        if len(joined) > _LONGEST * 2:
            break
        label = form_label(joined)
        if label is not None:
            found = (label, taken)
    return found
