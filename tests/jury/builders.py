"""What tests of jury and results are made of: a published campaign, its panel, marks and votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pingxuan.accounts.models import Person
from pingxuan.ballotbox import store
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.revision import fingerprint
from pingxuan.domain.vocabulary import Role
from pingxuan.jury.actions.assigning import assign_round
from pingxuan.jury.actions.judging import save_marks
from pingxuan.jury.actions.seating import seat_juror
from pingxuan.jury.models import Assignment, Juror, Mark
from pingxuan.jury.queries import entries_of
from pingxuan.results.actions.deciding import confirm, fingerprint_of, propose
from pingxuan.results.models import Decision
from pingxuan.units.models import Unit
from pingxuan.voting import ballots
from pingxuan.voting.models import Entry
from tests.builders import REVIEWING, Province, at, make_officer, make_person
from tests.voting.builders import make_accepted, publish

LETTERS = {"institution": "J", "individual": "G", "creative": "C"}
DECIDING = at("12-10 12:00")


@dataclass(frozen=True)
class Officers:
    """Who decides on the campaign, beside the jurors."""

    manager: Person
    supervisor: Person
    chair: Person
    editor: Person


def officers_of(campaign: Campaign) -> Officers:
    """Make one person for each role."""
    return Officers(
        manager=make_officer(9001, Role.MANAGER, campaign, None),
        supervisor=make_officer(9003, Role.SUPERVISOR, campaign, None),
        chair=make_officer(9004, Role.JURY_CHAIR, campaign, None),
        editor=make_officer(9005, Role.EDITOR, campaign, None),
    )


@dataclass
class Panel:
    """A published campaign with officers and, once seated, jurors."""

    campaign: Campaign
    province: Province
    officers: Officers
    jurors: list[Juror]

    @property
    def round(self) -> str:
        """The campaign's only round."""
        return self.campaign.sheet.jury.rounds[-1].code

    def publish(self, counts: Mapping[str, int], unit: Unit | None = None) -> list[Entry]:
        """Publish as many entries of each category, all from one unit."""
        writer = make_person(9002, "张三")
        for category, count in counts.items():
            for number in range(1, count + 1):
                make_accepted(
                    self.campaign,
                    unit or self.province.county_unit,
                    writer,
                    f"{LETTERS[category]}-{number:03d}",
                    category=category,
                )
        return publish(self.campaign, self.officers.manager)

    def seat(self, *units: Unit | None, categories: Sequence[str] = ()) -> list[Juror]:
        """Seat one more juror from each unit given."""
        for unit in units:
            number = 9100 + len(self.jurors)
            self.jurors.append(
                seat_juror(
                    self.campaign,
                    make_person(number, f"评委{number}"),
                    round_code=self.round,
                    categories=categories,
                    unit=unit,
                    person=self.officers.manager,
                    now=REVIEWING,
                )
            )
        return self.jurors

    def assign(self, now: datetime = REVIEWING) -> int:
        """Give the jurors the entries of the round."""
        entries = list(entries_of(self.campaign, self.round))
        return assign_round(
            self.campaign, self.round, entries, person=self.officers.manager, now=now
        )

    def judge(
        self, marks: Mapping[str, Decimal | int] | int = 7, now: datetime = REVIEWING
    ) -> None:
        """Let each juror give every waiting entry the same mark on all criteria, and lock.

        The rows are written straight away: marking has tests of its own.
        """
        criteria = self.campaign.sheet.jury.criteria
        waiting = Assignment.objects.filter(
            juror__campaign=self.campaign, state=Assignment.State.OPEN
        ).select_related("entry")
        given = [
            Mark(
                assignment=one,
                criterion=criterion.code,
                mark=marks if isinstance(marks, int) else marks[one.entry.number],
                saved_at=now,
            )
            for one in waiting
            for criterion in criteria
        ]
        Mark.objects.bulk_create(given, ignore_conflicts=True)
        waiting.update(state=Assignment.State.LOCKED, locked_at=now)
        Juror.objects.filter(campaign=self.campaign).update(
            pledged_at=now, pledge_version=fingerprint(str(self.campaign.sheet.jury.pledge))
        )

    def propose(self, now: datetime = DECIDING) -> Decision:
        """Let the manager propose the result."""
        return propose(self.campaign, person=self.officers.manager, now=now)

    def decide(self, now: datetime = DECIDING) -> Decision:
        """Propose and confirm."""
        decision = self.propose(now)
        return confirm(
            decision.pk,
            seen=fingerprint_of(decision),
            person=self.officers.supervisor,
            now=now,
        )


def mark_all(assignment: Assignment, value: str, *, now: datetime = REVIEWING) -> Assignment:
    """Give one entry the same mark on every criterion."""
    criteria = assignment.juror.campaign.sheet.jury.criteria
    marks = {criterion.code: value for criterion in criteria}
    return save_marks(assignment.pk, marks, person=assignment.juror.person, now=now)


def give_votes(campaign: Campaign, votes: Mapping[str, int]) -> None:
    """Put counted votes into the ballot box's tally."""
    with store.session(ballots.url(), create=True) as session:
        [[number]] = session.rows("SELECT campaign FROM campaigns WHERE id = ?", str(campaign.pk))
        day = date(2021, 11, 25).toordinal()
        session.many(
            "INSERT INTO tally (campaign, entry, day, writer, votes, ballots)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(number, entry, day, 1, count, count) for entry, count in votes.items()],
        )
