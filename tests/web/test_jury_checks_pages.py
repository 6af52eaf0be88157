"""Checks of marks: the chair alone sees them, with their pictures; asking changes no mark."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act
from pingxuan.jury.models import Assignment, Juror, Mark, Question
from pingxuan.messages.models import Letter
from tests.builders import REVIEWING, Province
from tests.jury.builders import Panel, officers_of
from tests.voting.builders import sign_in
from tests.web.test_jury_pages import JURY, go_to, pledged, text_of

CHECKS = f"{JURY}/checks"
UP = [2, 3, 4, 5, 6, 7, 8, 9]


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    """Four jurors before eight entries; P01 turns the scale round, P04 gives everyone the same."""
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 8})
    panel.seat(*[province.provincial_unit] * 4)
    panel.assign()
    pledged(panel)
    mixed = [3, 2, 5, 4, 7, 6, 9, 8]
    for juror, marks in zip(panel.jurors, (UP[::-1], UP, mixed, [6] * 8), strict=True):
        lock_all_with(juror, marks)
    go_to(panel, REVIEWING)
    return panel


def lock_all_with(juror: Juror, marks: list[int]) -> None:
    given = Assignment.objects.filter(juror=juror).order_by("entry__number")
    criteria = juror.campaign.sheet.jury.criteria
    Mark.objects.bulk_create(
        Mark(assignment=one, criterion=c.code, mark=mark, saved_at=REVIEWING)
        for one, mark in zip(given, marks, strict=True)
        for c in criteria
    )
    given.update(state=Assignment.State.LOCKED, locked_at=REVIEWING)


@pytest.mark.parametrize(
    ("who", "status"),
    [("chair", 200), ("manager", 403), ("supervisor", 403), ("juror", 403), ("nobody", 302)],
)
def test_only_the_chair_sees_what_was_found(
    client: Client, panel: Panel, who: str, status: int
) -> None:
    people = vars(panel.officers) | {"juror": panel.jurors[1].person}
    if who != "nobody":
        sign_in(client, people[who], way="password")

    assert client.get(CHECKS).status_code == status


def test_findings_come_with_their_picture_and_its_numbers(client: Client, panel: Panel) -> None:
    sign_in(client, panel.officers.chair, way="password")

    page = client.get(CHECKS)

    found = [(one["kind"], one["judge"]) for one in page.context["findings"]]
    assert found == [("reversed", "P01"), ("flat", "P04")]
    body = text_of(page)
    assert body.count('<figure class="plot">') == body.count('role="img"') == 2
    assert body.count("plot__dot") == 16
    assert "P04：几乎没有拉开差距" in body
    assert "style=" not in body.split("<main")[1]


def test_asking_is_an_act_and_no_mark_moves(client: Client, panel: Panel) -> None:
    sign_in(client, panel.officers.chair, way="password")
    before = list(Mark.objects.order_by("pk").values_list("mark", flat=True))
    key = "reversed:P01::institution"

    empty = client.post(f"{CHECKS}/ask", {"round": "final", "key": key, "text": " "})
    client.post(f"{CHECKS}/ask", {"round": "final", "key": key, "text": "1 分是最好吗？"})
    sign_in(client, panel.jurors[1].person, way="password")
    question = Question.objects.get()
    foreign = client.post(f"{CHECKS}/{question.pk}/answer", {"text": "不是我"})
    sign_in(client, panel.jurors[0].person, way="password")
    desk = text_of(client.get(JURY))
    client.post(f"{CHECKS}/{question.pk}/answer", {"text": "看反了，抱歉"})
    again = client.post(f"{CHECKS}/{question.pk}/answer", {"text": "再改"})

    assert (empty.status_code, foreign.status_code, again.status_code) == (422, 404, 409)
    assert "1 分是最好吗？" in desk
    question.refresh_from_db()
    assert (question.juror, question.answer) == (panel.jurors[0], "看反了，抱歉")
    assert (question.facts["key"], question.facts["entries"]) == (key, 8)
    assert Letter.objects.get(template="jury_question").person_id == panel.jurors[0].person_id
    assert list(Mark.objects.order_by("pk").values_list("mark", flat=True)) == before
    acts = Record.objects.filter(act__in=[Act.ASK_JUROR, Act.ANSWER_CHAIR]).order_by("number")
    assert [(line.act, line.facts["juror"]) for line in acts] == [
        ("ask_juror", "P01"),
        ("answer_chair", "P01"),
    ]
    sign_in(client, panel.officers.chair, way="password")
    assert "看反了，抱歉" in text_of(client.get(CHECKS))


def test_a_finding_that_is_none_is_not_asked_about(client: Client, panel: Panel) -> None:
    sign_in(client, panel.officers.chair, way="password")

    answer = client.post(
        f"{CHECKS}/ask", {"round": "final", "key": "reversed:P02::institution", "text": "?"}
    )

    assert (answer.status_code, Question.objects.count()) == (422, 0)


def test_a_chair_who_judges_locks_first(client: Client, panel: Panel) -> None:
    Juror.objects.filter(pk=panel.jurors[2].pk).update(person=panel.officers.chair)
    given = Assignment.objects.filter(juror=panel.jurors[2]).order_by("pk")
    Assignment.objects.filter(pk=given[0].pk).update(state=Assignment.State.OPEN)
    sign_in(client, panel.officers.chair, way="password")

    before = client.get(CHECKS)
    Assignment.objects.filter(pk=given[0].pk).update(state=Assignment.State.LOCKED)

    assert before.status_code == 409
    assert "先锁定自己的打分" in text_of(before)
    assert client.get(CHECKS).status_code == 200


def test_a_recusal_that_came_late_is_shown(client: Client, panel: Panel) -> None:
    Juror.objects.filter(pk=panel.jurors[1].pk).update(unit=panel.province.county)
    sign_in(client, panel.officers.chair, way="password")

    page = client.get(CHECKS)

    conflicts = [one for one in page.context["findings"] if one["kind"] == "conflict"]
    assert len(conflicts) == 8
    assert "P02：应回避 J-001 而打了分" in text_of(page)


def test_the_page_costs_the_same_for_one_finding_and_for_nine(client: Client, panel: Panel) -> None:
    sign_in(client, panel.officers.chair, way="password")
    costs = []
    for unit in (panel.province.provincial_unit, panel.province.county):
        Juror.objects.filter(pk=panel.jurors[1].pk).update(unit=unit)
        client.get(CHECKS)
        with CaptureQueriesContext(connection) as queries:
            client.get(CHECKS)
        costs.append(len(queries))

    assert costs[0] == costs[1]
