"""A very different sheet runs through its whole year: one tier, no public vote, two jury rounds.

Source:
    G6; issue "One whole campaign", Rules as data: the rules of a campaign are data, so a company's
    innovation award needs no code of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, GateShut, StageClosed, WrongStatus
from pingxuan.domain.routes import Level
from pingxuan.domain.vocabulary import Act, Role, Stage, Status
from pingxuan.jury.actions.assigning import assign_round
from pingxuan.jury.actions.judging import pledge, recuse, save_marks
from pingxuan.jury.actions.rounds import close_round
from pingxuan.jury.actions.seating import seat_juror
from pingxuan.jury.models import Assignment, Juror, Mark
from pingxuan.jury.queries import desk, entries_of, seat_of
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.drafting import draft, save_draft
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import Nomination
from pingxuan.results.actions.deciding import confirm, fingerprint_of, last_round, propose
from pingxuan.results.actions.publishing import announce, open_notice
from pingxuan.results.models import Decision
from pingxuan.units.actions import plant
from pingxuan.units.models import Unit
from pingxuan.voting.actions.publishing import publish_entries
from pingxuan.voting.models import Entry
from tests.builders import load_campaign, make_officer, make_person

SHEET = Path(__file__).parent / "campaigns" / "sheets" / "innovation-award.toml"
URUMQI = ZoneInfo("Asia/Urumqi")
FILING = datetime(2026, 2, 10, 9, tzinfo=URUMQI)
JUDGING = datetime(2026, 2, 20, 9, tzinfo=URUMQI)
SECOND = datetime(2026, 3, 10, 9, tzinfo=URUMQI)
DECIDING = datetime(2026, 3, 30, 9, tzinfo=URUMQI)
AWARD_DAY = datetime(2026, 4, 12, 9, tzinfo=URUMQI)
PROCESS, PRODUCT = 15, 3


@dataclass
class Award:
    """The award as it is played."""

    campaign: Campaign
    office: Unit
    workshops: list[Unit]
    manager: Person
    supervisor: Person
    chair: Person
    sealer: Person
    foremen: list[Person]

    def hand_in(self, number: int, category: str) -> Nomination:
        """Let an employee hand in a proposal, and the office accept it."""
        unit = self.workshops[number % 2]
        person = make_person(100 + number, f"工人{number}")
        made = draft(self.campaign, unit, self_nominated=True, person=person, now=FILING)
        save_draft(
            made.pk,
            {
                "title": f"提案{number}",
                "category": category,
                "employee_number": f"{number:06d}",
                "department": "workshop",
                "cost_saved": "120000",
                "in_use_since": "2025-06-01",
                "narrative": f"第 {number} 条生产线改造后，每年节约 12 万元。",
                "consent": True,
            },
            seen_version=made.draft_version,
            person=person,
            now=FILING,
        )
        filed = file_nomination(made.pk, person=person, now=FILING)
        if filed.status == Status.AT_UNIT:
            filed = self.seal(filed, endorse, self.foremen[number % 2])
        return self.seal(filed, accept, self.sealer)

    def seal(self, filed: Nomination, act: Callable[..., Nomination], person: Person) -> Nomination:
        """Put one seal on a proposal."""
        assert filed.revision is not None
        return act(
            filed.pk,
            revision=filed.revision.hash,
            opinion="同意",
            opinion_on=date(2026, 2, 10),
            person=person,
            now=FILING,
        )

    def seat(self, round_code: str, count: int, first: int) -> list[Juror]:
        """Seat jurors who work at the office of another company."""
        outside = Unit.objects.get(name="外部专家")
        return [
            seat_juror(
                self.campaign,
                make_person(300 + first + number, f"专家{first + number}"),
                round_code=round_code,
                categories=[],
                unit=outside,
                person=self.manager,
                now=JUDGING,
            )
            for number in range(count)
        ]

    def assign(self, round_code: str, now: datetime) -> int:
        """Give the round's entries out."""
        entries = list(entries_of(self.campaign, round_code))
        return assign_round(self.campaign, round_code, entries, person=self.manager, now=now)

    def judge(self, round_code: str, now: datetime) -> None:
        """Let everybody find a proposal the worse the higher its number, in half marks."""
        given = Assignment.objects.filter(juror__round=round_code).select_related("entry")
        Mark.objects.bulk_create(
            Mark(
                assignment=one,
                criterion=code,
                mark=Decimal(10 - int(one.entry.number[-2:]) // 2) / 2,
                saved_at=now,
            )
            for one in given
            for code in ("benefit", "idea")
        )
        given.update(state=Assignment.State.LOCKED, locked_at=now)


@pytest.fixture
def award(db: None) -> Award:
    office = plant(None, "星河公司评审办公室", Level.PROVINCE)
    workshops = [plant(office, name, Level.UNIT) for name in ("一车间", "研发部")]
    plant(None, "外部专家", Level.UNIT)
    campaign = load_campaign(office, SHEET.read_text("utf-8"), now=FILING - timedelta(days=30))
    return Award(
        campaign,
        office,
        workshops,
        manager=make_officer(1, Role.MANAGER, campaign, None),
        supervisor=make_officer(2, Role.SUPERVISOR, campaign, None),
        chair=make_officer(3, Role.JURY_CHAIR, campaign, None),
        sealer=make_officer(4, Role.OFFICE_SEALER, campaign, office),
        foremen=[
            make_officer(5 + place, Role.OFFICE_SEALER, campaign, unit)
            for place, unit in enumerate(workshops)
        ],
    )


@pytest.fixture
def published(award: Award) -> Award:
    """Fifteen proposals for one award and three for the other are published."""
    for number in range(1, PROCESS + PRODUCT + 1):
        award.hand_in(number, "process" if number <= PROCESS else "product")
    publish_entries(award.campaign, person=award.manager, now=FILING)
    return award


def numbers(letter: str, last: int) -> list[str]:
    return [f"{letter}-{number:03d}" for number in range(1, last + 1)]


def test_a_sheet_without_screening_or_vote_still_publishes(published: Award) -> None:
    sheet = published.campaign.sheet

    assert (sheet.voting, sheet.has_stage(Stage.SCREENING)) == (None, False)
    found = Entry.objects.order_by("number").values_list("number", flat=True)
    assert list(found) == [*numbers("D", PRODUCT), *numbers("P", PROCESS)]
    assert set(Nomination.objects.values_list("status", flat=True)) == {Status.PUBLISHED}


def test_the_whole_year(published: Award) -> None:
    award = published
    assert last_round(award.campaign) == "second"

    # First round: three jurors for each entry, of six; twelve of each award go on.
    award.seat("first", 6, first=0)
    assert award.assign("first", JUDGING) == 3 * (PROCESS + PRODUCT)
    award.judge("first", JUDGING)
    closing = close_round(award.campaign, "first", person=award.chair, now=JUDGING)
    assert closing.goes_on == [*numbers("D", PRODUCT), *numbers("P", 12)]

    # Second round: five jurors mark all that went on.
    award.seat("second", 5, first=0)
    assert award.assign("second", SECOND) == 5 * (12 + PRODUCT)
    award.judge("second", SECOND)

    decision = propose(award.campaign, person=award.manager, now=DECIDING)
    confirm(decision.pk, seen=fingerprint_of(decision), person=award.supervisor, now=DECIDING)

    assert decision.votes_csv == ""
    assert dict(Counter(decision.outcomes.values_list("category", "status"))) == {
        ("process", "winner"): 5,
        ("process", "reserve"): 1,
        ("process", "not-selected"): 9,
        ("product", "winner"): 3,
    }
    gone = decision.outcomes.filter(decided_by="round:first")
    assert sorted(gone.values_list("entry__number", flat=True)) == ["P-013", "P-014", "P-015"]
    assert Counter(Nomination.objects.values_list("status", flat=True)) == {
        Status.SELECTED: 8,
        Status.RESERVE: 1,
        Status.NOT_SELECTED: 9,
    }

    # No notice stage: after the confirmation comes the award day.
    made = announce(decision.pk, person=award.manager, now=AWARD_DAY)
    assert made.announced_at == AWARD_DAY
    assert Nomination.objects.filter(status=Status.AWARDED).count() == 8


def test_the_second_round_waits_for_the_first(published: Award) -> None:
    award = published
    award.seat("first", 3, first=0)
    award.seat("second", 5, first=0)
    award.assign("first", JUDGING)
    entries = list(Entry.objects.select_related("unit", "nomination"))

    assert list(entries_of(award.campaign, "second")) == []
    with pytest.raises(GateShut) as refused:
        assign_round(award.campaign, "second", entries, person=award.manager, now=JUDGING)
    assert refused.value.facts() == {"act": Act.ASSIGN, "missing": ["初评结束"]}
    with pytest.raises(GateShut) as undecided:
        propose(award.campaign, person=award.manager, now=DECIDING)
    assert undecided.value.missing == ["初评还没有结束", "还有评委没有锁定打分"]
    assert Decision.objects.count() == 0


def test_what_did_not_go_on_is_not_given_out_again(published: Award) -> None:
    award = published
    award.seat("first", 3, first=0)
    award.assign("first", JUDGING)
    award.judge("first", JUDGING)
    close_round(award.campaign, "first", person=award.chair, now=JUDGING)
    award.seat("second", 5, first=0)
    entries = list(Entry.objects.select_related("unit", "nomination"))

    with pytest.raises(GateShut) as refused:
        assign_round(award.campaign, "second", entries, person=award.manager, now=SECOND)

    assert refused.value.missing == [f"P-{number:03d} 进入本轮" for number in (13, 14, 15)]


def test_no_decision_without_the_quorum_of_the_last_round(published: Award) -> None:
    award = published
    for code, count, now in (("first", 3, JUDGING), ("second", 4, SECOND)):
        award.seat(code, count, first=0)
        award.assign(code, now)
        award.judge(code, now)
        if code == "first":
            close_round(award.campaign, code, person=award.chair, now=now)

    with pytest.raises(GateShut) as refused:
        propose(award.campaign, person=award.manager, now=DECIDING)

    assert refused.value.missing == ["终评已锁定的评委 4/5"]


def test_a_juror_of_both_rounds_sits_in_the_one_that_is_open(published: Award) -> None:
    award = published
    first = award.seat("first", 3, first=0)[0]
    second = award.seat("second", 5, first=0)[0]
    assert first.person == second.person
    award.assign("first", JUDGING)
    assert seat_of(first.person, award.campaign) == first
    award.judge("first", JUDGING)
    close_round(award.campaign, "first", person=award.chair, now=JUDGING)

    assert seat_of(first.person, award.campaign) == second
    with pytest.raises(AlreadyDone):
        award.assign("first", JUDGING)


def test_marks_go_by_halves_from_zero_to_five_and_need_no_pledge(published: Award) -> None:
    award = published
    juror = award.seat("first", 3, first=0)[0]
    award.assign("first", JUDGING)
    one = desk(juror).first()
    assert one is not None

    save_marks(one.pk, {"benefit": "4.5", "idea": "0"}, person=juror.person, now=JUDGING)

    assert dict(one.marks.values_list("criterion", "mark")) == {
        "benefit": Decimal("4.5"),
        "idea": Decimal(0),
    }
    assert pledge(juror.pk, person=juror.person, now=JUDGING).pledged_at == JUDGING


def test_a_closed_round_is_over_for_its_jurors(published: Award) -> None:
    award = published
    juror = award.seat("first", 4, first=0)[0]
    award.assign("first", JUDGING)
    award.judge("first", JUDGING)
    one = desk(juror).first()
    assert one is not None
    Assignment.objects.filter(pk=one.pk).update(state=Assignment.State.OPEN)
    close_round(award.campaign, "first", person=award.chair, now=JUDGING)

    with pytest.raises(WrongStatus):
        recuse(one.pk, reason="亲属", person=juror.person, now=JUDGING)


def test_a_campaign_without_a_notice_stage_opens_none(published: Award) -> None:
    award = published
    decision = Decision.objects.create(
        campaign=award.campaign,
        rules_toml="",
        marks_csv="",
        result_csv="",
        proposed_by=award.manager,
        proposed_at=DECIDING,
        confirmed_by=award.supervisor,
        confirmed_at=DECIDING,
    )

    with pytest.raises(StageClosed) as refused:
        open_notice(decision.pk, person=award.manager, now=AWARD_DAY)
    assert (refused.value.needs, refused.value.opens_at) == (Stage.NOTICE, None)
