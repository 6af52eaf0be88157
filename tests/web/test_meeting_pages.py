"""The jury's meeting on the page: who leads, who looks on, what the projector shows, the minutes."""

from __future__ import annotations

import pytest
from django.test import Client

from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.jury.meetings import speaking_order
from pingxuan.jury.models import Ballot, Meeting, Poll
from tests.builders import COLLECTING, REVIEWING, Province, make_person, sheet_text
from tests.jury.builders import Panel, give_votes, officers_of
from tests.voting.builders import sign_in
from tests.web.test_jury_pages import JURY, go_to, pledged, text_of

MEETING = f"{JURY}/meeting"


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    """Three jurors before three entries; the last juror works where the entries come from."""
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 3})
    panel.seat(province.provincial_unit, province.other_city_unit, province.county)
    pledged(panel)
    give_votes(campaign, {"J-001": 98765})
    go_to(panel, REVIEWING)
    return panel


def led(client: Client, panel: Panel, agenda: str = "J-002 J-001") -> Meeting:
    sign_in(client, panel.officers.chair, way="password")
    client.post(f"{MEETING}/begin", {"round": "final", "agenda": agenda})
    client.post(f"{MEETING}/present", {"present": ["P01", "P02", "P03"]})
    return Meeting.objects.get()


ACTS = ("begin", "present", "move", "line", "end")


@pytest.mark.parametrize(
    ("who", "page", "act"),
    [
        ("chair", 200, 302),
        ("manager", 200, 403),
        ("supervisor", 200, 403),
        ("juror", 200, 403),
        ("editor", 403, 403),
        ("voter", 403, 403),
        ("nobody", 302, 302),
    ],
)
def test_who_looks_on_and_who_leads(
    client: Client, panel: Panel, who: str, page: int, act: int
) -> None:
    meeting = led(client, panel)
    people = vars(panel.officers) | {"juror": panel.jurors[0].person, "voter": make_person(5)}
    client.logout()
    if who != "nobody":
        sign_in(client, people[who], way="password")
    pages = ("", "/screen", "/screen/part", f"/{meeting.pk}/minutes")
    lines = Record.objects.count()

    seen = {client.get(MEETING + path).status_code for path in pages}
    done = client.post(f"{MEETING}/move", {"at": "1"}).status_code

    assert (seen, done) == ({page}, act)
    assert (Record.objects.count() > lines) is (who == "chair")


def test_the_meeting_goes_through_its_agenda_and_recused_jurors_leave(
    client: Client, panel: Panel
) -> None:
    meeting = led(client, panel)

    page = client.get(MEETING)
    floor = page.context["floor"]
    client.post(f"{MEETING}/move", {"at": "0", "turn": "1"})
    second = client.get(MEETING).context["floor"]
    client.post(f"{MEETING}/move", {"at": "1"})
    third = client.get(MEETING).context["floor"]

    assert (floor.entry.number, third.entry.number) == ("J-002", "J-001")
    assert [one.code for one in floor.away] == ["P03"]
    assert sorted(one.code for one in floor.speakers) == ["P01", "P02"]
    assert (second.turn, third.turn) == (1, 0)
    order = speaking_order(meeting, "J-002", ["P02", "P01"])
    assert [one.code for one in floor.speakers] == order
    assert client.post(f"{MEETING}/move", {"at": "7"}).status_code == 422


def test_the_order_of_speaking_differs_between_entries() -> None:
    meeting = Meeting(seed="5eed")
    codes = [f"P{n:02d}" for n in range(7)]

    orders = {tuple(speaking_order(meeting, f"J-{n:03d}", codes)) for n in range(20)}

    assert len(orders) > 15
    assert {order[0] for order in orders} == set(codes)


def test_a_decision_is_recorded_and_stands_in_the_minutes(client: Client, panel: Panel) -> None:
    meeting = led(client, panel)
    empty = client.post(f"{MEETING}/line", {"kind": "decision", "text": " "})
    client.post(
        f"{MEETING}/line",
        {"kind": "decision", "text": "J-002 列在 J-001 之前", "number": "J-002"},
    )

    client.post(f"{MEETING}/end")

    assert empty.status_code == 422
    page = text_of(client.get(f"{MEETING}/{meeting.pk}/minutes"))
    text = client.get(f"{MEETING}/{meeting.pk}/minutes?as=text").content.decode()
    for shown in (page, text):
        assert "J-002 列在 J-001 之前" in shown
        assert "评委9100（P01）" in shown
        assert "J-001（P03）" in shown
    assert Record.objects.get(act=Act.MINUTE).facts["text"] == "J-002 列在 J-001 之前"
    assert client.post(f"{MEETING}/line", {"text": "x"}).status_code == 404
    assert "上次会议已于" in text_of(client.get(MEETING))


def test_a_wrong_agenda_is_said_and_one_meeting_is_open_at_a_time(
    client: Client, panel: Panel
) -> None:
    sign_in(client, panel.officers.chair, way="password")

    wrong = client.post(f"{MEETING}/begin", {"round": "final", "agenda": "X-009"})
    led(client, panel)
    second = client.post(f"{MEETING}/begin", {"round": "final"})

    assert wrong.status_code == 422
    assert "X-009" in text_of(wrong)
    assert (second.status_code, Meeting.objects.count()) == (409, 1)


def test_a_tie_is_put_to_the_vote_and_counts_come_out_only_at_the_end(
    client: Client, panel: Panel
) -> None:
    led(client, panel)
    client.post(
        f"{JURY}/polls",
        {"category": "institution", "candidates": "J-001,J-002", "seats": "1", "majority": "most"},
    )
    poll = Poll.objects.get()
    for juror, name in zip(panel.jurors[:2], ("J-001", "J-002"), strict=True):
        sign_in(client, juror.person, way="password")
        client.post(f"{JURY}/polls/{poll.pk}", {"names": name})
    slip = text_of(client.get(f"{JURY}/polls/{poll.pk}"))
    screen = text_of(client.get(f"{MEETING}/screen/part"))
    assert "已投，不能再改" in slip
    assert "正在票决" in screen
    assert "并列" not in screen
    sign_in(client, panel.officers.chair, way="password")
    assert client.post(f"{MEETING}/end").status_code == 409

    client.post(f"{JURY}/polls/{poll.pk}/close")
    tied = text_of(client.get(f"{MEETING}/screen"))
    client.post(f"{JURY}/polls/{poll.pk}/again")
    again = Poll.objects.get(first=poll)
    sign_in(client, panel.jurors[0].person, way="password")
    client.post(f"{JURY}/polls/{again.pk}", {"names": "J-002"})
    sign_in(client, panel.officers.chair, way="password")
    client.post(f"{JURY}/polls/{again.pk}/close")

    assert tied.count("并列") == 2
    assert Poll.objects.get(pk=again.pk).result["elected"] == ["J-002"]
    assert "当选" in text_of(client.get(f"{MEETING}/screen"))


def test_a_slip_with_too_many_names_comes_back_as_it_was_ticked(
    client: Client, panel: Panel
) -> None:
    led(client, panel)
    client.post(f"{JURY}/polls", {"category": "institution", "candidates": "", "seats": "1"})
    poll = Poll.objects.get()
    sign_in(client, panel.jurors[0].person, way="password")

    page = client.post(f"{JURY}/polls/{poll.pk}", {"names": ["J-001", "J-003"]})

    assert (page.status_code, Ballot.objects.count()) == (422, 0)
    assert "选多了：最多 1 件" in text_of(page)
    assert text_of(page).count(" checked") == 2


def test_no_page_of_the_meeting_shows_the_vote(client: Client, panel: Panel) -> None:
    meeting = led(client, panel)
    for person in (panel.officers.chair, panel.jurors[0].person):
        sign_in(client, person, way="password")
        for path in ("", "/screen", "/screen/part", f"/{meeting.pk}/minutes"):
            body = text_of(client.get(MEETING + path))
            assert "98765" not in body
            assert "98,765" not in body


def test_a_screen_hides_names_where_the_sheet_does(client: Client, panel: Panel) -> None:
    led(client, panel)
    open_screen = text_of(client.get(f"{MEETING}/screen"))
    text = sheet_text().replace("names_hidden = false\n", "names_hidden = true\n", 1)
    assert "names_hidden = true" in text
    load_sheet(text, now=COLLECTING)

    hidden = text_of(client.get(f"{MEETING}/screen"))

    assert "青杨县" in open_screen
    assert "青杨县" not in hidden
