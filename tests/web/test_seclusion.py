"""No door shows a juror the vote, or anyone another's mark, before the own marks are locked.

The doors are not listed by hand: every address of the site is opened, so that a new one is tried
by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from pingxuan.accounts.models import Person
from pingxuan.domain.vocabulary import Role
from pingxuan.jury.actions.judging import lock, save_marks
from pingxuan.jury.actions.rounds import close_round
from pingxuan.jury.models import Assignment, Juror
from pingxuan.jury.seclusion import is_secluded
from tests.builders import NOTICE, REVIEWING, make_officer, make_person
from tests.jury.builders import Panel, give_votes, officers_of
from tests.jury.test_judging import FIVE
from tests.voting.builders import shift_to, sign_in
from tests.web.test_jury_pages import pledged

VOTES = ("98765", "98,765", "43210", "43,210", "141975", "141,975")
MARKS = ("这一段评语", "这一段笔记", "7.000", ">35<", ">70<")
SLUG = "mass-line-2021"
COUNTS = f"/api/v1/campaigns/{SLUG}/counts"
NOBODY = UUID(int=1)


@pytest.fixture
def panel(campaign: Any, province: Any) -> Panel:
    """Three jurors before two entries; the first has locked one; 141,975 votes were given."""
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 2})
    for unit in (province.provincial_unit, province.other_city_unit, province.other_city):
        panel.seat(unit)
    panel.assign()
    pledged(panel)
    lock_one(panel.jurors[0], "J-001", REVIEWING)
    give_votes(campaign, {"J-001": 98765, "J-002": 43210})
    shift_to(campaign, REVIEWING, datetime.now(UTC))
    return panel


def lock_one(juror: Juror, number: str, now: datetime) -> None:
    one = Assignment.objects.get(juror=juror, entry__number=number)
    save_marks(
        one.pk,
        dict.fromkeys(FIVE, "7"),
        person=juror.person,
        now=now,
        comment="这一段评语",
        note="这一段笔记",
    )
    lock(one.pk, person=juror.person, now=now)


def patterns(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Give every address of the site as a format string, with the names of its gaps."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif isinstance(one, URLPattern):
            yield route, set(one.pattern.converters)


def addresses(juror: Juror) -> list[str]:
    """Fill the gaps with what exists, where it exists."""
    entry = Assignment.objects.filter(juror=juror).select_related("entry").first()
    assert entry is not None
    known = {
        "slug": SLUG,
        "number": "J-001",
        "code": "final",
        "round": "final",
        "entry_id": entry.entry_id,
        "juror": juror.pk,
        "form": "csv",
    }
    found = []
    for route, gaps in patterns():
        address = route.replace("^", "").replace("$", "")
        for gap in gaps:
            value = str(known.get(gap, NOBODY if "uuid" in route else "x"))
            for converter in ("slug:", "str:", "uuid:", "int:", "path:", ""):
                shown = "1" if converter == "int:" else value
                address = address.replace(f"<{converter}{gap}>", shown)
        found.append(f"/{address}")
    return found


def everything(client: Client, juror: Juror) -> dict[str, str]:
    """Open every address by GET, and give what came back: head, file name and body."""
    found = {}
    for address in addresses(juror):
        for query in ("", "?q=J-001") if address.endswith("/vote") else ("",):
            answer: Any = client.get(address + query)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[address + query] = f"{answer.headers}\n{body.decode('utf-8', 'replace')}"
    return found


def leaks(pages: dict[str, str], secrets: tuple[str, ...]) -> dict[str, list[str]]:
    told = {page: [one for one in secrets if one in text] for page, text in pages.items()}
    return {page: secrets for page, secrets in told.items() if secrets}


def test_everybody_else_sees_the_votes_so_that_the_other_tests_mean_something(
    client: Client, panel: Panel
) -> None:
    seen = leaks(everything(client, panel.jurors[1]), VOTES)

    doors = {f"/c/{SLUG}/vote", f"/c/{SLUG}/e/J-001", f"/c/{SLUG}/", COUNTS}
    assert doors <= set(seen)


@pytest.mark.parametrize(("place", "way"), [(0, "password"), (1, "sms"), (1, "hand_over")])
def test_a_juror_who_has_still_to_mark_meets_no_count_at_any_door(
    client: Client, panel: Panel, place: int, way: str
) -> None:
    sign_in(client, panel.jurors[place].person, way=way)

    pages = everything(client, panel.jurors[place])

    assert leaks(pages, VOTES) == {}
    said = "你是评委，锁定自己的打分前不显示票数"
    for door in ("vote", "e/J-001", ""):
        assert said in pages[f"/c/{SLUG}/{door}"]
    answer = client.get(COUNTS)
    assert (answer.json()["counts"], answer.json()["is_secluded"]) == (None, True)
    assert answer.headers["Cache-Control"] == "no-store"


def people_of(panel: Panel) -> dict[str, Person]:
    city = panel.province.city
    return vars(panel.officers) | {
        "juror": panel.jurors[1].person,
        "office": make_officer(20, Role.OFFICE_REVIEWER, panel.campaign, city),
        "sealer": make_officer(21, Role.OFFICE_SEALER, panel.campaign, panel.province.root),
        "auditor": make_officer(22, Role.AUDITOR, panel.campaign, None),
        "voter": make_person(5),
    }


@pytest.mark.parametrize(
    "who",
    [
        "juror",
        "chair",
        "office",
        "manager",
        "supervisor",
        "auditor",
        "nobody",
    ],
)
def test_nobody_meets_anothers_mark_at_any_door(client: Client, panel: Panel, who: str) -> None:
    if who != "nobody":
        sign_in(client, people_of(panel)[who], way="password")

    assert leaks(everything(client, panel.jurors[1]), MARKS) == {}


@pytest.mark.parametrize("who", ["chair", "manager"])
def test_an_officer_who_also_judges_meets_no_count(client: Client, panel: Panel, who: str) -> None:
    person = people_of(panel)[who]
    Juror.objects.filter(pk=panel.jurors[2].pk).update(person=person)
    sign_in(client, person, way="password")

    assert leaks(everything(client, panel.jurors[2]), VOTES) == {}


def test_neither_marks_nor_votes_move_the_order_or_the_cost_of_a_jurors_pages(
    client: Client, panel: Panel
) -> None:
    juror = panel.jurors[1]
    sign_in(client, juror.person, way="password")
    before = orders(client)
    lock_one(panel.jurors[2], "J-002", datetime.now(UTC))
    give_votes(panel.campaign, {"C-001": 999999})

    assert orders(client) == before


def orders(client: Client) -> list[Any]:
    """Say in which order a juror's own list and the board stand, and what they cost."""
    found: list[Any] = []
    for address in (f"/c/{SLUG}/jury", f"/c/{SLUG}/jury/J-002", f"/c/{SLUG}/vote"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            body = client.get(address).content.decode()
        places = [body.find(number) for number in ("J-001", "J-002")]
        found.append((places[0] < places[1], len(queries), len(body)))
    return found


def test_the_own_locks_open_the_counts_and_so_does_the_end_of_the_round(panel: Panel) -> None:
    now = datetime.now(UTC)
    one, two, three = (juror.person for juror in panel.jurors)

    def secluded() -> list[bool]:
        return [is_secluded(who, panel.campaign, now) for who in (one, two, three, make_person(5))]

    start = secluded()
    lock_one(panel.jurors[0], "J-002", now)
    locked = secluded()
    close_round(panel.campaign, panel.round, person=panel.officers.chair, now=now)

    assert start == [True, True, True, False]
    assert locked == [False, True, True, False]
    assert secluded() == [False] * 4


def test_a_juror_without_entries_waits_and_the_end_of_the_stage_opens_all(panel: Panel) -> None:
    now = datetime.now(UTC)
    person = panel.jurors[2].person
    Assignment.objects.filter(juror=panel.jurors[2]).delete()

    assert is_secluded(person, panel.campaign, now)
    shift_to(panel.campaign, NOTICE, now)
    assert not is_secluded(person, panel.campaign, now)


FRESH = re.compile(
    r"csrfmiddlewaretoken\" value=\"\w+|csrftoken=\w+|X-CSRFToken\": ?\"\w+|nonce-[\w+/=-]+"
    r"|'Expires': '[^']+'|expires=[^;]+|data-[\w-]+=\"\d{6,}\"|\d+ (天|小时|分钟)|(天|小时|分钟) "
)
"""What differs from one look to the next by itself: tokens, and how long something lasts still."""
LEARNS = {
    "juror": set(),
    "office": set(),
    "nobody": set(),
    "manager": {"jury/progress", "manage"},
    "chair": {"jury/progress", "jury/checks"},
    "auditor": {"log", "audit"},
}
"""What each may notice of another juror's lock: that somebody is behind, or the line of the book."""


@pytest.mark.parametrize("who", LEARNS)
def test_who_can_tell_when_another_juror_drafts_or_locks(
    client: Client, panel: Panel, who: str
) -> None:
    """Nobody by a draft; by a lock only who sees who is behind, and who reads the book.

    Bodies, headers (Last-Modified and ETag among them), orders and file names are compared whole.
    """
    if who != "nobody":
        sign_in(client, people_of(panel)[who], way="password")
    other = Assignment.objects.get(juror=panel.jurors[2], entry__number="J-002")
    first, second = seen_by(client, panel), seen_by(client, panel)
    stable = {page for page, text in first.items() if second[page] == text}
    assert {f"/c/{SLUG}/vote", f"/c/{SLUG}/e/J-001", COUNTS} <= stable

    save_marks(
        other.pk,
        dict.fromkeys(FIVE, "7"),
        person=panel.jurors[2].person,
        now=datetime.now(UTC),
        comment="这一段评语",
    )
    drafted = seen_by(client, panel)
    lock(other.pk, person=panel.jurors[2].person, now=datetime.now(UTC))
    locked = seen_by(client, panel)

    assert {page for page in stable if drafted[page] != first[page]} == set()
    learnt = {page.removeprefix(f"/c/{SLUG}/") for page in stable if locked[page] != first[page]}
    assert learnt <= LEARNS[who]


def seen_by(client: Client, panel: Panel) -> dict[str, str]:
    pages = everything(client, panel.jurors[1])
    return {page: FRESH.sub("", text) for page, text in pages.items()}
