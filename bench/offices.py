"""An office's pages with a whole province behind them: how many queries, how long.

.venv/bin/python bench/offices.py [--cases 5000] [--rounds 5]

Builds 18 cities, 158 counties, 60 provincial units and the nominations in a database of its own, then
asks for each page as the province and as a city. The same with a tenth of the nominations: the queries
must not grow.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CITIES, COUNTIES, PROVINCIAL = 18, 158, 60
PAGES = {
    "inbox": "inbox",
    "inbox, one category": "inbox?category=creative&tray=todo",
    "inbox, searched": "inbox?q=留言",
    "inbox, in order": "inbox?sort=order",
    "gap board": "gaps",
    "order of preference": "order",
    "call list": "gaps/calls",
    "table, Excel": "table.xlsx",
}
TABLE = "table.xlsx"


Measured = dict[tuple[str, str], tuple[int, float, float]]


def main() -> int:
    """Measure, print, and say whether the queries grew."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--cases", type=int, default=5000)
    given.add_argument("--rounds", type=int, default=5)
    options = given.parse_args()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="pingxuan-offices-") as data:
        os.environ |= {
            "PINGXUAN_DATA": data,
            "PINGXUAN_DATABASE_URL": f"sqlite:///{data}/main.sqlite3",
            "PINGXUAN_BALLOTS_URL": f"sqlite:///{data}/ballots.sqlite3",
            "DJANGO_SETTINGS_MODULE": "pingxuan.site.settings_test",
        }
        import django

        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        call_command("migrate", verbosity=0)
        setup_test_environment()
        world = build()
        few = options.cases // 10
        world["file"](few)
        before = measure(world, 1)
        world["file"](options.cases - few)
        after = measure(world, options.rounds)
    grew = report(before, after, options.cases)
    return 1 if grew else 0


def build() -> dict[str, Any]:
    """Plant the province, load the campaign, and give a function that files nominations."""
    from tests.builders import COLLECTING, load_campaign, make_officer
    from tests.voting.builders import shift_to

    from pingxuan.domain.identity import uuid7
    from pingxuan.domain.routes import Level
    from pingxuan.domain.vocabulary import Role
    from pingxuan.units.models import Unit

    def unit(parent: Unit | None, name: str, level: Level) -> Unit:
        made = Unit(id=uuid7(), parent=parent, name=name, level=level.value)
        made.path = (parent.path if parent else "") + made.id.hex + "/"
        return made

    root = unit(None, "东岭省级主管部门", Level.PROVINCE)
    cities = [unit(root, f"第 {n} 市", Level.CITY) for n in range(CITIES)]
    counties = [unit(cities[n % CITIES], f"第 {n} 县", Level.COUNTY) for n in range(COUNTIES)]
    direct = [unit(root, f"省直 {n}", Level.UNIT) for n in range(PROVINCIAL)]
    senders = [unit(county, f"单位 {n}", Level.UNIT) for n, county in enumerate(counties)]
    for tier in ([root], cities, counties, direct, senders):
        Unit.objects.bulk_create(tier)
    campaign = load_campaign(root)
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    people = {
        "province": make_officer(1, Role.OFFICE_SEALER, campaign, root),
        "city": make_officer(2, Role.OFFICE_SEALER, campaign, cities[0]),
    }
    filler = make_officer(3, Role.UNIT_FILLER, campaign, senders[0])
    return {
        "people": people,
        "file": filer(campaign, filler, root, cities, counties, [*direct, *senders]),
    }


def filer(
    campaign: Any, filler: Any, root: Any, cities: Any, counties: Any, senders: Any
) -> Callable[[int], None]:
    """Give a function that files so many nominations more, spread over tiers and categories."""
    from tests.builders import COLLECTING

    from pingxuan.domain.identity import uuid7
    from pingxuan.domain.vocabulary import Status
    from pingxuan.nominations.content.sketching import bands_of, sketch_of
    from pingxuan.nominations.models import Likeness, LikenessKey, Nomination, Revision

    dice = random.Random(20211120)
    rules = {one.code: one.conditions for one in campaign.sheet.categories}
    kinds = [one.code for one in campaign.sheet.categories]
    count = [0]

    def office_of(number: int, sender: Any) -> Any:
        if sender.parent_id == root.pk:
            return root
        county = next(one for one in counties if one.pk == sender.parent_id)
        city = next(one for one in cities if one.pk == county.parent_id)
        return (county, city, root)[number % 3]

    def file(more: int) -> None:
        cases, revisions, kept = [], [], []
        for number in range(count[0], count[0] + more):
            sender = senders[number % len(senders)]
            case = Nomination(
                id=uuid7(),
                campaign=campaign,
                unit=sender,
                writer=filler,
                status=Status.AT_OFFICE,
                office=office_of(number // len(senders), sender),
                title=f"第 {number} 条留言的去处",
                category=kinds[number % len(kinds)],
                name="张三",
                file_number=f"2021-{number + 1:06d}",
                created_at=COLLECTING,
                filed_at=COLLECTING,
                moved_at=COLLECTING,
            )
            content = {"title": case.title, "narrative": "数据" * 400}
            revision = Revision(
                nomination=case,
                number=1,
                hash=case.id.hex * 2,
                content=content,
                personal={"phone": f"139{number:08d}", "birth": "1985-03"},
                made_by=filler,
                made_at=COLLECTING,
            )
            revisions.append(revision)
            cases.append(case)
            kept.append(
                Likeness(
                    nomination=case,
                    campaign=campaign,
                    revision=revision,
                    title=case.title,
                    sketch=dice.randbytes(len(sketch_of("答复留言一千二百条" * 40))),
                    advice=["narrative=no_links"],
                    conditions=[f"{one.key}=asked" for one in rules[case.category]],
                )
            )
        Nomination.objects.bulk_create(cases, batch_size=500)
        Revision.objects.bulk_create(revisions, batch_size=500)
        for case, revision in zip(cases, revisions, strict=True):
            case.revision = revision
        Nomination.objects.bulk_update(cases, ["revision"], batch_size=500)
        for likeness, revision in zip(kept, revisions, strict=True):
            likeness.revision = revision
        Likeness.objects.bulk_create(kept, batch_size=500)
        keys = [
            LikenessKey(likeness=one, campaign=campaign, key=key)
            for one in kept
            for key in bands_of(one.sketch)
        ]
        LikenessKey.objects.bulk_create(keys, batch_size=5000)
        count[0] += more

    return file


def measure(world: dict[str, Any], rounds: int) -> Measured:
    """Ask for each page as each office: queries, and the medians of milliseconds and of those of CPU."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from tests.voting.builders import sign_in

    found = {}
    for who, person in world["people"].items():
        client = Client()
        sign_in(client, person, way="password")
        for name, address in PAGES.items():
            url = f"/c/mass-line-2021/office/{address}"
            ask = partial(client.post if address == TABLE else client.get, url)
            ask()
            with CaptureQueriesContext(connection) as caught:
                answer = ask()
            queries = len(caught)  # now: the next request empties the log that it counts in
            assert answer.status_code == 200, (url, answer.status_code)
            times = []
            for _n in range(rounds):
                began, worked = perf_counter(), process_time()
                ask()
                times.append(((perf_counter() - began) * 1000, (process_time() - worked) * 1000))
            walls, works = zip(*times, strict=True)
            found[who, name] = (queries, statistics.median(walls), statistics.median(works))
    return found


def report(
    before: Measured,
    after: Measured,
    cases: int,
) -> bool:
    """Print the table; give whether any page asked more with more nominations."""
    print(
        f"{CITIES} cities, {COUNTIES} counties, {PROVINCIAL} provincial units, {cases} nominations"
    )
    print(f"{'office':10}{'page':24}{'queries':>8}{'with 1/10':>10}{'ms':>8}{'CPU':>8}")
    grew = False
    for (who, name), (queries, milliseconds, work) in after.items():
        fewer = before[who, name][0]
        grew = grew or queries > fewer
        print(f"{who:10}{name:24}{queries:8}{fewer:10}{milliseconds:8.0f}{work:8.0f}")
    return grew


if __name__ == "__main__":
    sys.exit(main())
