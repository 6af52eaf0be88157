"""A tree of units from what the forms say of themselves, for a rehearsal on any folder."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pingxuan.domain.routes import Level
from pingxuan.units.actions import plant
from pingxuan.units.models import Unit

# 省 市 县 in front, then the unit up to the last word that a unit's name ends with, then the post.
_PLACE = re.compile(
    r"^(?P<province>[^省市县区\s]{1,8}省|[^省市县区\s]{1,10}自治区)?\s*"
    r"(?P<city>[^市县区\s]{1,8}(?:市|自治州|示范区|地区))?\s*"
    r"(?P<county>[^市县区\s]{1,8}(?:县|区|旗))?\s*(?P<rest>.*)$"
)
# Endings that only units have, and those that also stand inside other words (城乡, 研究所在).
_UNIT = re.compile(
    r"^.*?(?:委员会办公室|委员会|有限责任公司|有限公司|集团|公司|管理局|局|厅|医院|卫生院|中心|"
    r"大学|学院|中学|小学|学校|图书馆|博物馆|电视台|日报社|报社|网站|新闻网|法院|检察院|办事处|"
    r"管理处|服务站|气象台|银行|研究院|研究所|协会|联合会|支队|大队)"
)
_WEAK_UNIT = re.compile(r"^.*?(?:街道|镇|乡|办公室|馆|所|站|院)")
_COMPANY_TAIL = re.compile(r"^(?:有限责任公司|股份有限公司|有限公司|集团|公司)")


@dataclass(frozen=True)
class Whereabouts:
    """Where somebody works, as far as 单位及职务 tells; empty where it does not."""

    province: str
    city: str
    county: str
    unit: str
    post: str


def read_post(text: str) -> Whereabouts:
    """Take 单位及职务 apart by its pattern 省 市 (县) 单位 职务. Source: C24."""
    found = _PLACE.match(re.sub(r"\s+", " ", text.strip()))
    parts = found.groupdict("") if found else {}
    rest = parts.get("rest", text).replace(" ", "")
    named = _UNIT.match(rest) or _WEAK_UNIT.match(rest)
    unit = named.group() if named else rest
    tail = _COMPANY_TAIL.match(rest[len(unit) :])
    unit += tail.group() if tail else ""
    return Whereabouts(
        parts.get("province", ""),
        parts.get("city", ""),
        parts.get("county", ""),
        unit,
        rest[len(unit) :],
    )


def plant_for(posts: list[tuple[str, str]], *, province: str) -> tuple[Unit, list[Unit]]:
    """Plant the tree that some forms need; give its root and each form's unit.

    Args:
        posts: for each form 单位及职务, and the forwarding office that a table names (or "").
        province: the name of the root where no form names a province.
    """
    found = [(read_post(text), office) for text, office in posts]
    name = next((w.province for w, _ in found if w.province), province)
    root = plant(None, f"{name}主管部门", Level.PROVINCE, short_name=name)
    return root, [_unit(root, where, office) for where, office in found]


def _unit(root: Unit, where: Whereabouts, office: str) -> Unit:
    above = root
    city = where.city or (office if office.endswith(("市", "示范区", "州")) else "")
    if city:
        above = plant(above, f"{city}主管部门", Level.CITY, short_name=city)
    if where.county:
        above = plant(above, f"{where.county}主管部门", Level.COUNTY, short_name=where.county)
    place = "".join((where.province, where.city, where.county))
    return plant(above, f"{place}{where.unit}" or "报送单位", Level.UNIT)
