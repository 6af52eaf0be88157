"""What tests are made of: a province, its people, and nominations in any state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from pingxuan.accounts.actions import person_of
from pingxuan.accounts.models import Person
from pingxuan.campaigns.actions import give_post, load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.routes import Level
from pingxuan.domain.vocabulary import Role
from pingxuan.units.actions import plant
from pingxuan.units.models import Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """Read `11-05 09:00` (of 2021) or a whole ISO moment as Shanghai time."""
    full = text if text[:2] in ("20", "21") and text[4] == "-" else f"2021-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=SHANGHAI)


# Moments of the built-in campaign.
BEFORE = at("10-01 12:00")
COLLECTING = at("11-05 10:00")
SCREENING_ONLY = at("11-20 18:00")
VOTING = at("11-25 12:00")
REVIEWING = at("12-05 12:00")
NOTICE = at("12-22 12:00")
RESULTS = at("12-29 12:00")


@dataclass(frozen=True)
class Province:
    """Nodes of the small tree, by what they are for."""

    root: Unit
    city: Unit
    other_city: Unit
    county: Unit
    other_county: Unit
    county_unit: Unit
    city_unit: Unit
    provincial_unit: Unit
    other_city_unit: Unit


def plant_province() -> Province:
    """Plant a ragged tree: a unit below a county, a city and the province. Source: C4."""
    root = plant(None, "东岭省级主管部门", Level.PROVINCE, short_name="东岭省")
    city = plant(root, "临溪市", Level.CITY, short_name="临溪市")
    other_city = plant(root, "云泽市", Level.CITY, short_name="云泽市")
    county = plant(city, "青杨县", Level.COUNTY, short_name="青杨县")
    other_county = plant(city, "柳溪县", Level.COUNTY, short_name="柳溪县")
    return Province(
        root=root,
        city=city,
        other_city=other_city,
        county=county,
        other_county=other_county,
        county_unit=plant(county, "青杨县卫生健康委员会", Level.UNIT),
        city_unit=plant(city, "临溪市住房和城乡建设局", Level.UNIT),
        provincial_unit=plant(root, "东岭省气象服务中心", Level.UNIT),
        other_city_unit=plant(other_city, "云泽市公共交通集团", Level.UNIT),
    )


@cache
def sheet_text(name: str = "mass-line-2021") -> str:
    """Give the text of a built-in rule sheet."""
    return (files("pingxuan.campaigns") / "sheets" / f"{name}.toml").read_text("utf-8")


def load_campaign(root: Unit, text: str | None = None, *, now: datetime = BEFORE) -> Campaign:
    """Load a rule sheet on a tree."""
    loaded = load_sheet(text or sheet_text(), now=now)
    loaded.root = root
    loaded.save(update_fields=["root"])
    return loaded


def make_person(number: int, name: str = "", *, now: datetime = BEFORE) -> Person:
    """Make the person of the invented phone 1380000xxxx."""
    return person_of(f"+861380000{number:04d}", now=now, name=name or f"人{number}")


def make_officer(
    number: int, role: Role, campaign: Campaign, unit: Unit | None, *, now: datetime = BEFORE
) -> Person:
    """Make a person with one post."""
    person = make_person(number, f"{role.value}-{number}", now=now)
    give_post(person, role, campaign=campaign, unit=unit, person=None, now=now)
    return person
