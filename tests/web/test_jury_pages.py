"""The juror's desk and the progress of the jury: who sees what, what it costs, and what stays hidden."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.jury.actions.judging import lock, save_marks
from pingxuan.jury.models import Assignment, Juror, RoundClosing
from tests.builders import (
    COLLECTING,
    REVIEWING,
    VOTING,
    Province,
    make_officer,
    make_person,
    sheet_text,
)
from tests.jury.builders import Panel, give_votes, officers_of
from tests.voting.builders import make_accepted, publish, shift_to, sign_in

BASE = "/c/mass-line-2021"
JURY = f"{BASE}/jury"
FIVE = ("typical", "innovative", "exemplary", "precise", "replicable")


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    return Panel(campaign, province, officers_of(campaign), [])


@pytest.fixture
def seated(panel: Panel) -> Panel:
    """Two jurors who have pledged, each before two entries and recused from a third."""
    panel.publish({"institution": 2})
    panel.publish({"creative": 1}, unit=panel.province.city_unit)
    panel.seat(panel.province.provincial_unit, panel.province.other_city_unit)
    panel.seat(panel.province.city_unit)
    panel.assign()
    pledged(panel)
    go_to(panel, REVIEWING)
    return panel


def pledged(panel: Panel) -> None:
    version = fingerprint(str(panel.campaign.sheet.jury.pledge))
    Juror.objects.update(pledged_at=REVIEWING, pledge_version=version)


def go_to(panel: Panel, moment: datetime) -> None:
    shift_to(panel.campaign, moment, datetime.now(UTC))


def unshift(panel: Panel) -> None:
    go_to(panel, datetime.now(UTC))


def sit(client: Client, person: Person) -> None:
    sign_in(client, person, way="password")


def given(juror: Juror, number: str = "J-001") -> Assignment:
    return Assignment.objects.get(juror=juror, entry__number=number)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def marked(value: str) -> dict[str, str]:
    return dict.fromkeys(FIVE, value)


@pytest.mark.parametrize(
    ("who", "way", "desk", "entry", "progress"),
    [
        ("nobody", "", 302, 302, 302),
        ("juror", "password", 200, 200, 403),
        ("juror", "sms", 403, 403, 403),
        ("manager", "password", 302, 403, 200),
        ("chair", "password", 302, 403, 200),
        ("supervisor", "password", 302, 403, 200),
        ("editor", "password", 403, 403, 403),
        ("voter", "sms", 403, 403, 403),
    ],
)
def test_who_opens_the_jurys_pages(
    client: Client, seated: Panel, who: str, way: str, desk: int, entry: int, progress: int
) -> None:
    people = vars(seated.officers) | {
        "juror": seated.jurors[0].person,
        "voter": make_person(5),
    }
    if who != "nobody":
        sign_in(client, people[who], way=way)

    found = [client.get(JURY + path).status_code for path in ("", "/J-001", "/progress")]

    assert found == [desk, entry, progress]


def test_before_the_jurys_stage_a_page_says_when(client: Client, seated: Panel) -> None:
    go_to(seated, VOTING)
    sit(client, seated.jurors[0].person)

    answers = [client.get(JURY), client.get(f"{JURY}/J-001")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "12 月 1 日 00:00 开始" in text_of(answers[0])


@pytest.mark.parametrize("number", ["J-009", "nothing"])
def test_what_is_not_on_the_own_list_is_not_known(
    client: Client, seated: Panel, number: str
) -> None:
    sit(client, seated.jurors[0].person)

    assert client.get(f"{JURY}/{number}").status_code == 404
    assert client.post(f"{JURY}/{number}/marks", marked("7")).status_code == 404


def test_a_campaign_without_the_page_is_not_known(client: Client, seated: Panel) -> None:
    sit(client, seated.jurors[0].person)

    assert client.get("/c/other/jury").status_code == 404


def test_the_pledge_comes_before_the_first_entry(client: Client, seated: Panel) -> None:
    juror = seated.jurors[0]
    Juror.objects.filter(pk=juror.pk).update(pledged_at=None, pledge_version="")
    sit(client, juror.person)

    first = client.get(JURY)
    assert "我将独立、公正评议" in text_of(first)
    assert client.get(f"{JURY}/J-001").headers["Location"] == JURY
    client.post(f"{JURY}/pledge", {})
    assert Juror.objects.get(pk=juror.pk).pledged_at is None
    client.post(f"{JURY}/pledge", {"agree": "1"})

    assert Juror.objects.get(pk=juror.pk).pledged_at is not None
    assert "窗口" not in text_of(first)
    assert "我的评审" in text_of(client.get(JURY))


def test_a_plain_form_saves_and_goes_on(client: Client, seated: Panel) -> None:
    juror = seated.jurors[0]
    sit(client, juror.person)

    answers = [
        client.post(f"{JURY}/{number}/marks", marked("8") | {"comment": "可学"})
        for number in ("C-001", "J-001", "J-002")
    ]

    targets = [answer.headers["Location"] for answer in answers]
    assert targets == [f"{JURY}/J-001", f"{JURY}/J-002", JURY]
    assert given(juror).marks.count() == 5
    assert given(juror).comment == "可学"


def test_a_script_saves_each_stroke_as_json(client: Client, seated: Panel) -> None:
    juror = seated.jurors[0]
    sit(client, juror.person)

    good = client.post(
        f"{JURY}/J-001/marks", {"typical": "9"}, headers={"accept": "application/json"}
    )
    bad = client.post(
        f"{JURY}/J-001/marks", {"typical": "11"}, headers={"accept": "application/json"}
    )

    assert (good.status_code, list(good.json())) == (200, ["saved_at"])
    assert (bad.status_code, bad.json()) == (422, {"problems": {"typical": ["out_of_range"]}})
    assert [int(mark.mark) for mark in given(juror).marks.all()] == [9]


def test_locking_asks_for_what_is_missing_and_then_shuts_the_form(
    client: Client, seated: Panel
) -> None:
    juror = seated.jurors[0]
    sit(client, juror.person)
    client.post(f"{JURY}/J-001/marks", {"typical": "9"})

    refused = client.post(f"{JURY}/J-001/lock")
    client.post(f"{JURY}/J-001/marks", marked("9"))
    done = client.post(f"{JURY}/J-001/lock")

    assert refused.status_code == 422
    assert text_of(refused).count("还没有打分") == 4
    assert (done.status_code, given(juror).state) == (302, "locked")
    page = text_of(client.get(f"{JURY}/J-001"))
    assert "已锁定，不能再改" in page
    assert "data-autosave" not in page
    assert client.post(f"{JURY}/J-001/marks", marked("1")).status_code == 409


def test_locking_all_leaves_what_is_not_marked(client: Client, seated: Panel) -> None:
    juror = seated.jurors[0]
    sit(client, juror.person)
    client.post(f"{JURY}/J-001/marks", marked("9"))

    answer = client.post(f"{JURY}/lock", follow=True)

    assert "还有没打完的：C-001、J-002" in text_of(answer)
    assert given(juror).state == "locked"


def test_skipping_and_standing_back(client: Client, seated: Panel) -> None:
    juror = seated.jurors[0]
    sit(client, juror.person)

    client.post(f"{JURY}/C-001/skip")
    without = client.post(f"{JURY}/J-001/recuse", {"reason": " "})
    client.post(f"{JURY}/J-001/recuse", {"reason": "与报送人是亲属"})

    assert without.status_code == 422
    assert "请写明回避的理由" in text_of(without)
    assert given(juror).state == "recused"
    assert "与报送人是亲属" in text_of(client.get(f"{JURY}/J-001"))
    numbers = [row.assignment.entry.number for row in client.get(JURY).context["list"].rows]
    assert numbers == ["J-001", "J-002", "C-001"]


def test_an_entry_of_the_own_unit_is_listed_as_recused_and_cannot_be_marked(
    client: Client, seated: Panel
) -> None:
    juror = seated.jurors[2]
    sit(client, juror.person)

    page = text_of(client.get(f"{JURY}/C-001"))

    assert "本人单位或其下级单位报送" in page
    assert "data-score " not in page
    assert client.post(f"{JURY}/C-001/marks", marked("10")).status_code == 409


def test_only_the_manager_assigns_and_the_chair_may_close(client: Client, seated: Panel) -> None:
    juror = seated.jurors[0]
    lock_one(juror)
    sit(client, seated.officers.chair)
    page = text_of(client.get(f"{JURY}/progress"))
    assert "分派" not in page.split("自动回避")[-1]
    assert client.post(f"{JURY}/assign", {"round": "final"}).status_code == 403

    closed = client.post(f"{JURY}/close", {"round": "final"}, follow=True)

    assert "缺的打分已记录在案" in text_of(closed)
    assert RoundClosing.objects.get().missing == {"P01": 2, "P02": 3, "P03": 2}
    assert "P01 2 件" in text_of(closed)
    sit(client, juror.person)
    assert "本轮已结束" in text_of(client.get(JURY))


def test_an_unknown_round_is_not_known(client: Client, seated: Panel) -> None:
    sit(client, seated.officers.manager)

    assert client.post(f"{JURY}/assign", {"round": "third"}).status_code == 404
    assert client.post(f"{JURY}/close", {"round": "third"}).status_code == 404


def test_the_manager_fills_in_a_new_juror(client: Client, seated: Panel) -> None:
    unshift(seated)
    seated.seat(seated.province.root)
    seated.seat(seated.province.provincial_unit)
    go_to(seated, REVIEWING)
    sit(client, seated.officers.manager)

    answer = client.post(f"{JURY}/assign", {"round": "final"}, follow=True)

    assert "新增 6 件次" in text_of(answer)


def lock_one(juror: Juror, number: str = "J-001", value: str = "7") -> None:
    now = datetime.now(UTC)
    juror = Juror.objects.select_related("person", "campaign").get(pk=juror.pk)
    one = given(juror, number)
    save_marks(
        one.pk,
        marked(value),
        person=juror.person,
        now=now,
        comment="这一段评语别人看不到",
        note="这一段笔记别人看不到",
    )
    lock(one.pk, person=juror.person, now=now)


SECRETS = ("这一段评语", "这一段笔记", "98765", "98,765")
ROOMS = (
    "/jury",
    "/jury/J-001",
    "/jury/J-002",
    "/jury/progress",
    "/decide",
    "/notices",
    "/results",
    "/results/marks.csv",
    "/results/votes.csv",
    "/results/results.csv",
    "/objection",
    "/edit",
    "/show",
    "/audit",
)


@pytest.mark.parametrize(
    "who", ["other juror", "chair", "manager", "supervisor", "editor", "office", "voter", "nobody"]
)
def test_before_the_decision_nobody_sees_anothers_marks_or_the_vote(
    client: Client, seated: Panel, who: str
) -> None:
    """Marks of P01 are locked; P02 has marked nothing; 98,765 votes were given."""
    lock_one(seated.jurors[0], value="7")
    give_votes(seated.campaign, {"J-001": 98765})
    people = vars(seated.officers) | {
        "other juror": seated.jurors[1].person,
        "office": make_officer(20, Role.OFFICE_REVIEWER, seated.campaign, seated.province.city),
        "voter": make_person(5),
    }
    if who != "nobody":
        sit(client, people[who])

    answers = {path: client.get(BASE + path) for path in ROOMS}

    for path, answer in answers.items():
        body = text_of(answer)
        assert [secret for secret in SECRETS if secret in body] == [], path
        assert ">70<" not in body, path
        assert "7.000" not in body, path
    assert {answers[path].status_code for path in ROOMS if path.endswith(".csv")} == {404}
    if who == "other juror":
        lines = answers["/jury/J-001"].context["lines"]
        assert [line.value for line in lines] == [None] * 5


def test_the_book_does_not_let_marks_be_guessed(seated: Panel) -> None:
    lock_one(seated.jurors[0], value="7")
    written = Record.objects.get(act=Act.LOCK).facts["marks"]

    guesses = (dict.fromkeys(FIVE, f"{m}.000") for m in range(1, 11))
    assert written not in {fingerprint(guess) for guess in guesses}
    assert written not in {
        fingerprint({"marks": dict(zip(FIVE, marks, strict=True)), "salt": ""})
        for marks in product(("6.000", "7.000", "8.000"), repeat=5)
    }


def test_a_jurors_pages_lead_to_no_page_that_shows_votes(client: Client, seated: Panel) -> None:
    lock_one(seated.jurors[0])
    sit(client, seated.jurors[0].person)

    for path in ("", "/J-001", "/J-002"):
        body = text_of(client.get(JURY + path))
        assert f'href="{BASE}/e/' not in body
        assert f'href="{BASE}/vote' not in body


def test_names_are_hidden_where_the_sheet_hides_them(client: Client, seated: Panel) -> None:
    sit(client, seated.jurors[0].person)
    open_page = text_of(client.get(f"{JURY}/J-001"))
    text = sheet_text().replace("[jury]\n", "[jury]\nnames_hidden = true\n", 1)
    text = "\n".join(
        line
        for place, line in enumerate(text.splitlines())
        if not (line.startswith("names_hidden = false"))
    )
    load_sheet(text, now=COLLECTING)

    hidden = text_of(client.get(f"{JURY}/J-001"))

    assert "青杨县卫生健康委员会" in open_page
    for name in ("张三", "青杨县", "13800009999"):
        assert name not in hidden
    assert "把留言分成七类" in hidden


def costs_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", ["", "/J-001", "/progress"])
def test_the_pages_cost_the_same_for_one_entry_and_for_three(
    client: Client, panel: Panel, path: str
) -> None:
    person = None
    costs = []
    for count in (1, 3):
        unshift(panel)
        for number in range(panel.campaign.entries.count() + 1, count + 1):
            one_more(panel, number)
        if not panel.jurors:
            panel.seat(panel.province.provincial_unit)
        else:
            panel.seat(panel.province.other_city_unit, panel.province.other_city)
        panel.assign()
        pledged(panel)
        go_to(panel, REVIEWING)
        person = panel.officers.manager if path == "/progress" else panel.jurors[0].person
        sit(client, person)
        costs.append(costs_of(client, JURY + path))

    assert costs[0] == costs[1]
    assert costs[0] <= 14


def one_more(panel: Panel, number: int) -> None:
    make_accepted(
        panel.campaign, panel.province.county_unit, make_person(9002, "张三"), f"J-{number:03d}"
    )
    publish(panel.campaign, panel.officers.manager)
