"""Everything that everyone can see of a campaign, in each state of its year: built once, then asked for.

The names of the url table say what there is: `missing` tells which public page nobody has put here.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from pingxuan.accounts.models import Person
from pingxuan.ballotbox import keeper
from pingxuan.ballotbox.app import BallotBox
from pingxuan.ballotbox.wire import Answer
from pingxuan.ballotbox.worker import ledger_for
from pingxuan.domain.blocks import BlockKind
from pingxuan.results.actions.certifying import certify, revoke_certificate
from pingxuan.results.actions.objecting import rule_on
from pingxuan.results.actions.publishing import announce, open_notice
from pingxuan.results.models import Decision, Objection
from pingxuan.seminar import actions as seminar
from pingxuan.seminar.queries import token_of
from pingxuan.showcase.actions import correct_bulletin
from pingxuan.showcase.models import Bulletin, Story
from pingxuan.voting import ballots
from pingxuan.voting.actions.pausing import pause, pause_entry, resume, withdraw_entry
from pingxuan.voting.models import Entry
from pingxuan.voting.tokens import token_for
from pingxuan.web.edge import signed_in
from tests.builders import (
    BEFORE,
    COLLECTING,
    NOTICE,
    RESULTS,
    REVIEWING,
    VOTING,
    at,
    load_campaign,
    make_person,
    plant_province,
    sheet_text,
)
from tests.jury.builders import Panel, officers_of
from tests.results.disputes import dispute, remove
from tests.results.ranking import strictly
from tests.voting.builders import shift_to, sign_in

C = "/c/mass-line-2021"
OVER = at("2022-02-01 12:00")

# Public addresses that are no page, or whose page stands in a test of its own.
NO_PAGE = {
    "privacy": "leads to the page of a campaign",
    "sign_out": "a press",
    "prefs": "a press",
    "hand_over": "a press of a host app",
    "seminar_decline": "a press",
    "seminar_cancel": "a press",
    "jury_refuse": "a press",
    "entry_piece": "a picture or a PDF",
    "entry_file": "a file",
    "entry_film": "a film",
    "figures_file": "a file",
    "entry_captions": "a file",
    "entry_poster": "a picture",
    "face_styles": "a style sheet",
    "face_picture": "a picture",
    "log_heads": "a file",
    "log_head": "a file",
    "log_stamp": "a file",
    "log_program": "a file",
    "log_bundle": "a file",
    "result_file": "a file",
    "notice_file": "a file",
    "notices_feed": "a feed",
    "seminar_material": "a file",
    "story_picture": "a picture",
    "story_film": "a film",
    "story_captions": "a file",
    "case_book": "a PDF",
    "jury_invitation": "looked at with the jury's pages: test_jury.py",
}
BLOCKS: list[dict[str, str]] = [
    {"kind": BlockKind.TEXT, "text": "井盖上有一个二维码。\n\n扫一扫，说哪里不好走。"},
    {"kind": BlockKind.PICTURE, "picture": str(uuid.UUID(int=1)), "alt": "井盖", "caption": "第一枚"},
    {"kind": BlockKind.QUOTE, "text": "说了就有人办。", "by": "一位居民"},
    {"kind": BlockKind.FIGURES, "lines": "12,846 | 条 | 答复留言\n97.4% | | 满意"},
    {"kind": BlockKind.TIMELINE, "lines": "2021-03 | 开通\n2021-06 | 推广"},
    {"kind": BlockKind.VIDEO, "link": "https://example.org/v", "caption": "两分钟", "transcript": "文字稿"},
]  # fmt: skip


@dataclass(frozen=True)
class Sight:
    """One page as somebody sees it.

    Attributes:
        state: where the campaign stands.
        post: what was typed, when the page answers a form.
    """

    state: str
    path: str
    person: Person | None = None
    post: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.state}: {'voter ' * (self.person is not None)}{self.path} {self.post or ''}"

    def ask(self, cookies: dict[str, str]) -> str:
        """Give the page's HTML."""
        client = Client()
        if self.person is not None:
            sign_in(client, self.person)
        for name, value in cookies.items():
            client.cookies[name] = value
        answer = client.post(self.path, self.post) if self.post else client.get(self.path)
        assert answer["Content-Type"].startswith("text/html"), self
        assert answer.status_code in (200, 404, 409, 422), f"{self}: {answer.status_code}"
        return answer.content.decode()


@dataclass(frozen=True)
class State:
    """A moment of the year: how to get there, and what is then looked at."""

    name: str
    begin: Callable[[], None]
    sights: tuple[Sight, ...]


def missing(states: Iterable[State]) -> set[str]:
    """Name the public pages of the url table that no state looks at."""
    seen = {_name_of(sight.path) for state in states for sight in state.sights}
    return set(_public(get_resolver().url_patterns)) - seen - NO_PAGE.keys()


def _name_of(path: str) -> str:
    return "" if path == "/nowhere" else resolve(path.partition("?")[0]).url_name or ""


_ASKS_WHO = signed_in(lambda request: request).__code__


def _public(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """Give the names of all addresses outside the API whose view does not ask for a sign-in."""
    for one in patterns:
        if isinstance(one, URLResolver):
            continue
        view, asks = one.callback, False
        while view is not None:
            asks = asks or getattr(view, "__code__", None) is _ASKS_WHO
            view = getattr(view, "__wrapped__", None)
        if not asks:
            yield one.name or str(one.pattern)


def build() -> list[State]:
    """Let the whole year happen, and give its states in their order."""
    province = plant_province()
    campaign = load_campaign(province.root)
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 13, "individual": 2, "creative": 2})
    voter, winner, objector = make_person(1), make_person(9002), make_person(2)
    receipt = _cast(panel, voter)
    _speak(panel)
    _single_out(panel)
    _decide(panel, objector)
    links = _meet(panel)
    codes = _certify(panel)

    def go(moment: datetime) -> Callable[[], None]:
        return lambda: shift_to(campaign, moment, datetime.now(UTC))

    def stand_still() -> None:
        go(VOTING)()
        pause(campaign, reason="机房检修", person=panel.officers.manager, now=datetime.now(UTC))

    def go_on_and_close() -> None:
        resume(campaign, person=panel.officers.manager, now=datetime.now(UTC))
        go(REVIEWING)()

    def second() -> None:
        text = sheet_text().replace('slug = "mass-line-2021"', 'slug = "second-2021"')
        load_campaign(province.root, text)

    def looked(name: str, *paths: str) -> list[Sight]:
        return [Sight(name, path if path[0] == "!" else C + path) for path in paths]

    def by(name: str, person: Person, *paths: str) -> list[Sight]:
        return [Sight(name, C + path, person) for path in paths]

    story = [f"/show/{one.pk}" for one in Story.objects.all()]
    told = [f"/notices/{one.pk}" for one in Bulletin.objects.all()]
    asked = {"receipt": receipt}
    return [
        State("before", go(BEFORE), (*looked("before", "/", "/vote", "/show"),)),
        State("collecting", go(COLLECTING), (*looked("collecting", "/", "/show/seminar"),)),
        State(
            "voting",
            go(VOTING),
            (
                *[Sight("voting", path) for path in ("/sign-in", "/nowhere")],
                *[Sight("voting", path) for path in ("/sign-in/staff", "/join/unknown")],
                *looked("voting", "/", "/rules", "/figures", "/p/privacy", "/p/questions", "/vote"),
                *looked("voting", "/vote?q=没有的", "/vote?cat=individual", "/vote?page=2"),
                *looked("voting", "/e/J-001", "/e/G-001", "/e/C-002", "/notices", *told),
                *looked("voting", "/results", "/receipt", "/verify", "/log", "/certificates"),
                *by("voting", voter, "/vote", "/vote?mine=1", "/e/J-001", "/e/J-001/vote", "/me"),
                *by("voting", voter, "/objection"),
                Sight("voting", f"{C}/receipt", post=asked),
                Sight("voting", f"{C}/receipt", post={"receipt": "ABCD"}),
                Sight("voting", f"{C}/e/J-001/vote", voter, {"votes": "99", "key": "x"}),
                Sight("voting", f"{C}/verify", post={"phone": "12"}),
            ),
        ),
        State(
            "paused",
            stand_still,
            (
                *looked("paused", "/", "/vote", "/e/J-001"),
                *by("paused", voter, "/vote", "/e/J-001/vote"),
            ),
        ),
        State(
            "voted",
            go_on_and_close,
            (
                *looked("voted", "/", "/vote", "/e/J-001", "/log"),
                *by("voted", voter, "/vote", "/me", "/e/J-001/vote"),
            ),
        ),
        State(
            "notice",
            go(NOTICE + timedelta(hours=1)),
            (
                *looked("notice", "/", "/notices"),
                *by("notice", objector, "/objection", "/objection?entry=J-003"),
                Sight("notice", f"{C}/objection", voter, {"entry": "J-999", "text": ""}),
            ),
        ),
        State(
            "results",
            go(RESULTS + timedelta(hours=1)),
            (
                *looked("results", "/", "/vote", "/e/J-001", "/notices", "/results"),
                *looked("results", "/results?q=J-001", "/results?q=没有的"),
                *looked("results", "/results/entries/J-001", *codes, "/show", "/show/accounts"),
                *looked("results", "/show?cat=institution", "/show?place=临溪市", *story, *links),
                *looked("results", "/show/seminar"),
                *by("results", winner, "/results/mine"),
                *by("results", objector, "/objection"),
                *by("results", voter, "/results/mine"),
                Sight("results", C + links[0], post={"name": "", "post": "主任"}),
            ),
        ),
        State("over", go(OVER), (*looked("over", "/", "/show", "/show/seminar", "/results"),)),
        State("two campaigns", second, (Sight("two campaigns", "/"),)),
    ]


def _cast(panel: Panel, voter: Person) -> str:
    """Let somebody give three votes to the first case; give the receipt."""

    voter_id = ballots.voter_of(voter, panel.campaign)
    assert voter_id is not None
    token = token_for(panel.campaign, voter_id, "web", now=VOTING).token
    headers = {
        b"content-type": b"application/json",
        b"authorization": b"Bearer " + token.encode(),
        b"idempotency-key": str(uuid.uuid4()).encode(),
    }
    body = msgspec.json.encode({"entry": "J-001", "votes": 3})

    async def give() -> str:
        ledger = ledger_for(ballots.url(), ballots.keys())
        await ledger.open()
        later: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        box = BallotBox(ledger)
        answer = box.cast(headers, body, VOTING.timestamp(), "192.0.2.1", later.set_result)
        said: dict[str, Any] = json.loads((answer or await later).body)
        await ledger.close()
        return str(said["receipt"])

    receipt = asyncio.run(give())
    keeper.Keeper(ballots.url(), ballots.keys()).once(REVIEWING.timestamp())
    return receipt


def _speak(panel: Panel) -> None:
    """Publish announcements, one of them corrected, and stories of all blocks."""
    editor = panel.officers.editor
    written: dict[str, Any] = {"campaign": panel.campaign, "written_by": editor}
    out = {**written, "publish_at": BEFORE}
    Bulletin.objects.create(title="投票开始", body="## 时间\n\n- 每天 10 票", is_pinned=True, **out)
    second = Bulletin.objects.create(
        title="时间有变", body="| 日 | 事 |\n|---|---|\n| 1 | 投票 |", **out
    )
    correct_bulletin(
        second, body="12 月 1 日结束。", correction="写错了日子", person=editor, now=BEFORE
    )
    told: dict[str, Any] = {"version": 1, "lead": "一句话", "blocks": BLOCKS, **written}
    told["publish_at"] = REVIEWING
    for number, (title, place, kind) in enumerate(
        (
            ("“一枚井盖的旅行”", "临溪市 青杨县", "winner"),
            ("水表会说话", "云泽市", "winner"),
            ("夜间直播间", "", "winner"),
            ("柳溪发布", "临溪市", "account"),
        )
    ):
        entry = Entry.objects.get(number=f"J-{number + 1:03d}") if kind == "winner" else None
        Story.objects.create(
            title=title,
            place=place,
            kind=kind,
            category="institution",
            theme="便民" if number else "",
            entry=entry,
            link="https://example.org/a" if kind == "account" else "",
            **told,
        )


def _single_out(panel: Panel) -> None:
    """Let one entry stand still, and take one away."""
    manager = panel.officers.manager
    still, gone = (Entry.objects.get(number=number) for number in ("G-001", "C-002"))
    pause_entry(still, reason="核对材料", person=manager, now=VOTING)
    withdraw_entry(gone, reason="撤回", person=manager, now=VOTING)


def _decide(panel: Panel, objector: Person) -> None:
    """Judge, publish the list, let it be disputed and changed, and announce."""
    panel.seat(panel.province.other_city_unit)
    panel.assign()
    strictly(panel)
    decision = panel.decide()
    open_notice(decision.pk, person=panel.officers.manager, now=NOTICE)
    made = dispute("J-003", objector)
    rule_on(
        made.pk,
        Objection.State.DISMISSED,
        answer="核对了报表，数据相符。",
        person=panel.officers.supervisor,
        now=NOTICE,
    )
    remove(panel, "J-002")
    announce(decision.pk, person=panel.officers.manager, now=RESULTS)


def _meet(panel: Panel) -> list[str]:
    """Plan the seminar, invite, register two guests; give the ways of the invited."""
    editor = panel.officers.editor
    opens = at("2022-01-10 09:00")
    planned = seminar.plan(
        panel.campaign,
        seminar.Plan(
            title="典型案例研讨会",
            place="省会议中心",
            opens_at=opens,
            closes_at=opens + timedelta(hours=8),
            register_until=opens - timedelta(days=2),
            seats=30,
            places_a_unit=2,
            about="**欢迎**",
        ),
        person=editor,
        now=RESULTS,
    )
    for hour, title, speaker in ((0, "开场", ""), (1, "一条留言怎样走完全程", "张三")):
        begins = opens + timedelta(hours=hour)
        times = {"begins_at": begins, "ends_at": begins + timedelta(hours=1)}
        seminar.add_session(
            planned, title=title, speaker=speaker, person=editor, now=RESULTS, **times
        )
    seminar.publish_seminar(planned, person=editor, now=RESULTS)
    first, second, *_ = seminar.invite_winners(planned, person=editor, now=RESULTS)
    guest = seminar.register_guest(first.pk, name="王五", post="主任", phone="", now=RESULTS)
    seminar.write_recap(planned, "## 回顾\n\n三十人到会。", person=editor, now=opens)
    invited = [f"/show/seminar/i/{token_of('invitation', one.pk)}" for one in (first, second)]
    return [*invited, f"/show/seminar/pass/{token_of('pass', guest.pk)}"]


def _certify(panel: Panel) -> list[str]:
    """Give certificates, and take one back; give where they are checked."""
    officers = panel.officers
    holds, gone, *_ = certify(Decision.objects.get().pk, person=officers.manager, now=RESULTS)
    revoke_certificate(gone.pk, reason="名称写错", person=officers.supervisor, now=RESULTS)
    return [f"/certificates/{code}" for code in (holds.code, gone.code, "a" * 20)]
