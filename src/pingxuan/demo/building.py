"""Build the demonstration: the built-in campaign, an invented province, and a year under way."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from pingxuan.accounts.actions import person_of
from pingxuan.ballotbox.serving import running
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.face import set_face
from pingxuan.campaigns.models import Campaign
from pingxuan.demo import chairs, voters
from pingxuan.demo.cases import Case, all_cases, form_values
from pingxuan.demo.desks import ask_for_leave, lay_out
from pingxuan.demo.drawing import banner, logo, scene
from pingxuan.demo.planting import Staff, invented, plant_province
from pingxuan.demo.playing import PLAYS
from pingxuan.demo.year import Year
from pingxuan.domain.vocabulary import Stage
from pingxuan.nominations.actions.attaching import attach
from pingxuan.nominations.actions.returning import return_
from pingxuan.nominations.models import Nomination
from pingxuan.showcase.actions import write_bulletin
from pingxuan.showcase.models import Story
from pingxuan.showcase.stories import write_story
from pingxuan.units.models import Unit
from pingxuan.units.queries import route_of

SLUG = "mass-line-2021"
LEFT_UNDER_WAY = 7
Say = Callable[[str], None]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Size:
    """How large a demonstration is: cases of each category (None: all), voters, voting days."""

    of_each: int | None
    voters: int
    days: int


WHOLE = Size(of_each=None, voters=250, days=4)
SMALL = Size(of_each=3, voters=12, days=1)


def is_built() -> bool:
    """Say whether the demonstration is there and complete."""
    return Campaign.objects.filter(slug=SLUG, is_demo=True).exists()


def sheet_text() -> str:
    """Give the built-in campaign's rule sheet."""
    return (files("pingxuan.campaigns") / "sheets" / f"{SLUG}.toml").read_text("utf-8")


def build(clock: Clock, say: Say, size: Size = WHOLE) -> Campaign:
    """Build everything up to the middle of the vote; `say` is told of each step.

    Every step goes through the same actions as a real year, and every vote through the ballot box.
    """
    now = clock()
    campaign = load_sheet(sheet_text(), now=now)
    campaign.root = plant_province()
    campaign.save(update_fields=["root"])
    chairs.set_up(campaign, now=now)
    year = Year(campaign, Staff(campaign, now, invented(now)), now=now)
    say("征集：单位填报，逐级盖章 / collecting nominations")
    _collect(year, say, _cases(size))
    say("公布候选 / publishing the candidates")
    year.move_to(_at(campaign, 11, 20, 18))
    year.publish()
    ask_for_leave(year)
    year.seat_jury(_jury_units(campaign))
    _write_news(year)
    _show_a_face(year)
    say(f"投票：{size.voters * size.days * 10:,} 票 / casting the votes")
    _vote(year, size, clock)
    PLAYS[Stage.INTERACTION](year)
    campaign.is_demo = True
    campaign.save(update_fields=["is_demo"])
    return campaign


def _at(campaign: Campaign, month: int, day: int, hour: int) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=campaign.sheet.tz)


def _cases(size: Size) -> list[Case]:
    """Choose the cases: all of them, or the first few of each category and those under way."""
    cases = all_cases()
    if size.of_each is None:
        return cases
    categories = sorted({case.category for case in cases})
    few = [[c for c in cases if c.category == name][: size.of_each] for name in categories]
    return [*(case for part in few for case in part), *cases[-LEFT_UNDER_WAY:]]


def _collect(year: Year, say: Say, cases: list[Case]) -> None:
    year.move_to(_at(year.campaign, 11, 9, 10))
    units = {unit.name: unit for unit in Unit.objects.all()}
    for done, case in enumerate(cases):
        nomination = year.write(units[case.unit], form_values(case))
        attach(
            nomination.pk,
            "案例示意图.jpg",
            scene(case.number),
            person=nomination.writer,
            now=year.now,
        )
        if done >= len(cases) - LEFT_UNDER_WAY:
            _leave_under_way(year, nomination, len(cases) - done)
        else:
            year.seal_up_to_the_top(year.file(nomination))
        if done % 10 == 9:
            say(f"  {done + 1}/{len(cases)}")
    _write_as_nominee(year)
    lay_out(year)


def _leave_under_way(year: Year, nomination: Nomination, stop: int) -> None:
    """Leave a few where somebody still has to act: drafts, and one before each tier."""
    if stop <= 2:
        return
    filed = year.file(nomination)
    for _ in range(min(stop - 2, len(route_of(filed.unit)))):
        filed = year.seal(filed)


def _write_as_nominee(year: Year) -> None:
    """Let the nominee's chair hold a case of its own that the county has sent back."""
    one = chairs.chair("nominee")
    county = chairs.chair("county")
    if one is None or county is None:
        return
    unit = Unit.objects.get(name=one.unit)
    values = form_values(all_cases()[22])
    values |= {
        "title": "卫生院门口的问答板",
        "name": one.name,
        "phone": one.phone.removeprefix("+86"),
    }
    nomination = year.write(unit, values, writer=chairs.sitter(one, now=year.now))
    filed = year.seal(year.file(nomination))
    return_(
        filed.pk,
        remarks=[("narrative", "请补上每周答复的条数，并说明没有办好的几件。")],
        person=chairs.sitter(county, now=year.now),
        now=year.now,
    )


def _jury_units(campaign: Campaign) -> list[Unit]:
    """Give where the jurors work: one at a news site that also sends cases, so one sees a recusal."""
    from_site = Unit.objects.get(name="云桥新闻网")
    root = campaign.root
    made = [from_site]
    for name in ("澄川大学新闻学院", "澄川行业网站联盟", "澄川省公共服务研究院"):
        made.append(Unit.objects.create(parent=root, name=name, level="unit"))
    return made


def _vote(year: Year, size: Size, clock: Clock) -> None:
    chance = random.Random(2021)  # noqa: S311 - invented voters
    phones = [f"+861380003{number:04d}" for number in range(size.voters)]
    for phone in phones[:20]:
        person_of(phone, now=year.now)
    with running(votes_only=True) as base_url:
        for day in range(21, 21 + size.days):
            year.move_to(_at(year.campaign, 11, day, 9))
            voters.await_snapshot(year.campaign)
            slips = voters.slips(year.campaign, phones, chance, now=clock(), votes_each=10)
            voters.cast(base_url, slips)


def _show_a_face(year: Year) -> None:
    """Give the campaign a banner and a mark; its colours stay the house's own."""
    set_face(
        year.campaign,
        work="",
        mark="",
        banner=banner(),
        logo=logo(),
        banner_says="山谷里的房屋和一条路",
        person=year.staff.editor,
        now=year.now,
    )
    year.campaign.refresh_from_db(fields=["face"])


def _write_news(year: Year) -> None:
    campaign, editor = year.campaign, year.staff.editor
    write_bulletin(
        campaign,
        title="关于征集网上群众工作典型案例的通知",
        body=str(campaign.sheet.call),
        publish_at=_at(campaign, 10, 20, 0),
        person=editor,
        now=year.now,
    )
    write_bulletin(
        campaign,
        title="公众投票今晚八点开始",
        body="每人每天 10 票，可以都投给同一个作品。\n\n"
        + str((campaign.sheet.voting and campaign.sheet.voting.order) or ""),
        publish_at=_at(campaign, 11, 20, 18),
        person=editor,
        now=year.now,
    )
    for case in all_cases()[:6]:
        write_story(
            campaign,
            kind=Story.Kind.ACCOUNT,
            title=case.title.split("：")[0].strip("“”？"),
            lead=f"{case.problem}。{case.method}。",
            body=f"{case.problem}。\n\n{case.method}。\n\n{case.result}。",
            publish_at=_at(campaign, 11, 30, 0),
            person=editor,
            now=year.now,
            by=case.unit,
            link=f"https://example.org/account/{case.number:03d}",
        )


def is_begun() -> bool:
    """Say whether an earlier start was interrupted while it built."""
    return Campaign.objects.exists() and not is_built()
