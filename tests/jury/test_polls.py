"""A round by ballot: opened by the chair, cast once and secretly, counted, and held again on a tie."""

from __future__ import annotations

import pytest

from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import load_sheet
from pingxuan.domain.errors import (
    AlreadyDone,
    ContentInvalid,
    GateShut,
    NotYourAct,
    StageClosed,
    WrongStatus,
)
from pingxuan.domain.judging.polls import Majority
from pingxuan.domain.vocabulary import Act
from pingxuan.jury.actions.judging import pledge
from pingxuan.jury.actions.polling import cast, close_poll, open_poll, vote_again
from pingxuan.jury.actions.rounds import close_round
from pingxuan.jury.actions.seating import seat_juror
from pingxuan.jury.models import Ballot, Juror, Poll
from pingxuan.jury.polls import elected_in, votes_in
from tests.builders import NOTICE, REVIEWING, make_person, sheet_text
from tests.jury.builders import Panel

BALLOT = """[[jury.rounds]]
code = "first"
name = "初评"
by = "ballot"
at_most = 6
cut = 10
quorum = 2
categories = ["institution"]

"""


@pytest.fixture
def voting(panel: Panel) -> Panel:
    """Three jurors before four entries in a first round by ballot, of which two go on."""
    text = sheet_text().replace("[[jury.rounds]]", BALLOT + "[[jury.rounds]]", 1)
    panel.campaign = load_sheet(text, now=REVIEWING)
    panel.publish({"institution": 4})
    for n, unit in enumerate(
        [panel.province.provincial_unit, panel.province.other_city_unit, panel.province.other_city]
    ):
        juror = seat_juror(
            panel.campaign,
            make_person(9100 + n, f"评委{n}"),
            round_code="first",
            categories=[],
            unit=unit,
            person=panel.officers.manager,
            now=REVIEWING,
        )
        pledge(juror.pk, person=juror.person, now=REVIEWING)
        panel.jurors.append(juror)
    return panel


def opened(panel: Panel, seats: int = 2) -> Poll:
    poll = open_poll(
        panel.campaign, "first", "institution", person=panel.officers.chair, now=REVIEWING
    )
    Poll.objects.filter(pk=poll.pk).update(seats=seats, at_most=2)
    return Poll.objects.get(pk=poll.pk)


def cast_all(panel: Panel, poll: Poll, *slips: list[str]) -> None:
    for juror, names in zip(panel.jurors, slips, strict=False):
        cast(poll.pk, names, person=juror.person, now=REVIEWING)


def closed(panel: Panel, poll: Poll) -> Poll:
    return close_poll(poll.pk, person=panel.officers.chair, now=REVIEWING)


def test_a_ballot_takes_its_rules_from_the_sheet(voting: Panel) -> None:
    poll = open_poll(
        voting.campaign, "first", "institution", person=voting.officers.chair, now=REVIEWING
    )

    assert poll.candidates == ["J-001", "J-002", "J-003", "J-004"]
    assert (poll.seats, poll.at_most, poll.quorum, poll.majority) == (4, 4, 2, Majority.HALF)
    assert Record.objects.get(act=Act.OPEN_POLL).facts["seats"] == 4


def test_who_is_named_by_more_than_half_goes_on(voting: Panel) -> None:
    poll = opened(voting)
    cast_all(voting, poll, ["J-001", "J-002"], ["J-001", "J-002"], ["J-001"])

    result = closed(voting, poll).result

    assert result == {
        "votes": {"J-001": 3, "J-002": 2, "J-003": 0, "J-004": 0},
        "slips": 3,
        "needed": 2,
        "is_quorate": True,
        "elected": ["J-001", "J-002"],
        "tied": [],
        "open_seats": 0,
    }
    closing = close_round(voting.campaign, "first", person=voting.officers.chair, now=REVIEWING)
    assert closing.goes_on == ["J-001", "J-002"]


def test_a_tie_is_voted_on_again_and_the_round_waits_for_it(voting: Panel) -> None:
    poll = opened(voting, seats=1)
    cast_all(voting, poll, ["J-001", "J-002"], ["J-001", "J-002"], [])
    assert closed(voting, poll).result["tied"] == ["J-001", "J-002"]
    with pytest.raises(GateShut) as refused:
        close_round(voting.campaign, "first", person=voting.officers.chair, now=REVIEWING)
    assert len(refused.value.missing) == 1

    again = vote_again(poll.pk, person=voting.officers.chair, now=REVIEWING)
    assert (again.candidates, again.seats, again.at_most) == (["J-001", "J-002"], 1, 1)
    with pytest.raises(AlreadyDone):
        vote_again(poll.pk, person=voting.officers.chair, now=REVIEWING)
    cast_all(voting, again, ["J-002"], ["J-002"], ["J-001"])
    closed(voting, again)

    assert elected_in(voting.campaign, "first").numbers == ["J-002"]
    assert close_round(
        voting.campaign, "first", person=voting.officers.chair, now=REVIEWING
    ).goes_on == ["J-002"]


def test_too_few_slips_decide_nothing(voting: Panel) -> None:
    poll = opened(voting)
    cast_all(voting, poll, ["J-001"])

    result = closed(voting, poll).result

    assert (result["is_quorate"], result["elected"], result["open_seats"]) == (False, [], 2)


def test_a_slip_is_cast_once_and_the_book_cannot_tell_it(voting: Panel) -> None:
    poll = opened(voting)
    juror = voting.jurors[0]
    cast(poll.pk, ["J-002"], person=juror.person, now=REVIEWING)

    with pytest.raises(AlreadyDone):
        cast(poll.pk, ["J-001"], person=juror.person, now=REVIEWING)

    assert Ballot.objects.get().names == ["J-002"]
    [line] = Record.objects.filter(act=Act.CAST_BALLOT)
    assert set(line.facts) == {"slip"}
    assert len(line.facts["slip"]) == 64


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["J-001", "J-002", "J-003"], "too_many_names"),
        (["X-001"], "not_a_candidate"),
        (["J-001", "J-001"], "named_twice"),
    ],
)
def test_a_wrong_slip_is_refused_whole(voting: Panel, names: list[str], problem: str) -> None:
    poll = opened(voting)

    with pytest.raises(ContentInvalid) as refused:
        cast(poll.pk, names, person=voting.jurors[0].person, now=REVIEWING)

    assert refused.value.problems == {"names": [problem]}
    assert Ballot.objects.count() == 0


def test_nobody_names_an_entry_of_the_own_unit(voting: Panel) -> None:
    Juror.objects.filter(pk=voting.jurors[0].pk).update(unit=voting.province.county)
    poll = opened(voting)

    with pytest.raises(ContentInvalid) as refused:
        cast(poll.pk, ["J-001"], person=voting.jurors[0].person, now=REVIEWING)

    assert refused.value.problems == {"names": ["recused"]}


def test_who_casts_and_when(voting: Panel) -> None:
    poll = opened(voting)
    person = voting.jurors[0].person
    for other in (voting.officers.chair, voting.officers.manager):
        with pytest.raises(NotYourAct):
            cast(poll.pk, [], person=other, now=REVIEWING)
    with pytest.raises(StageClosed):
        cast(poll.pk, [], person=person, now=NOTICE)
    Juror.objects.filter(person=person).update(pledged_at=None, pledge_version="")
    with pytest.raises(GateShut):
        cast(poll.pk, [], person=person, now=REVIEWING)
    closed(voting, poll)
    with pytest.raises(WrongStatus):
        cast(poll.pk, [], person=voting.jurors[1].person, now=REVIEWING)

    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("who", ["manager", "supervisor", "editor"])
def test_only_the_chair_opens_and_closes(voting: Panel, who: str) -> None:
    person = getattr(voting.officers, who)
    with pytest.raises(NotYourAct):
        open_poll(voting.campaign, "first", "institution", person=person, now=REVIEWING)
    poll = opened(voting)

    for act in (close_poll, vote_again):
        with pytest.raises(NotYourAct):
            act(poll.pk, person=person, now=REVIEWING)
    with pytest.raises(AlreadyDone):
        opened(voting)


def test_votes_are_counted_without_saying_whose_they_are(voting: Panel) -> None:
    Juror.objects.filter(pk=voting.jurors[2].pk).update(unit=voting.province.county)
    poll = opened(voting)
    cast_all(voting, poll, ["J-001"], ["J-001", "J-002"], [])
    in_order = [one.names for one in Ballot.objects.order_by("salt")]
    closed(voting, poll)

    [vote] = votes_in(voting.campaign, "first")["institution"]

    assert vote.slips == in_order
    assert vote.recusals == 4
    assert dict(vote.found.votes) == {"J-001": 2, "J-002": 1, "J-003": 0, "J-004": 0}


def test_a_ballot_without_its_quorum_is_held_anew(voting: Panel) -> None:
    first = opened(voting)
    cast_all(voting, first, ["J-001"])
    assert closed(voting, first).result["is_quorate"] is False
    with pytest.raises(GateShut):
        close_round(voting.campaign, "first", person=voting.officers.chair, now=REVIEWING)

    second = opened(voting)
    cast_all(voting, second, ["J-001", "J-002"], ["J-001", "J-002"])
    closed(voting, second)

    assert elected_in(voting.campaign, "first").numbers == ["J-001", "J-002"]
    assert [len(votes) for votes in votes_in(voting.campaign, "first").values()] == [1]
    with pytest.raises(AlreadyDone):
        opened(voting)


def test_after_four_votes_a_meeting_decides(voting: Panel) -> None:
    poll = opened(voting, seats=1)
    for _ in range(3):
        cast_all(voting, poll, ["J-001"], ["J-001", "J-002"][1:], [])
        Poll.objects.filter(pk=poll.pk).update(majority=Majority.MOST)
        closed(voting, poll)
        poll = vote_again(poll.pk, person=voting.officers.chair, now=REVIEWING)
    cast_all(voting, poll, ["J-001"], ["J-002"], [])
    closed(voting, poll)

    with pytest.raises(WrongStatus):
        vote_again(poll.pk, person=voting.officers.chair, now=REVIEWING)
