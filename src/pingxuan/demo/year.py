"""Play a campaign's year through the product's own actions, day by day, by moving its clock."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.demo import voters
from pingxuan.demo.planting import Staff
from pingxuan.demo.showing import BLOCKS, hold_seminar
from pingxuan.domain.vocabulary import Act, Stage, Status
from pingxuan.jury.actions.assigning import assign_round
from pingxuan.jury.actions.judging import lock_all, pledge, save_marks
from pingxuan.jury.actions.seating import seat_juror
from pingxuan.jury.models import Assignment, Juror
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.drafting import draft, save_draft
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import Nomination
from pingxuan.results.actions.deciding import confirm, fingerprint_of, last_round, propose
from pingxuan.results.actions.objecting import rule_on
from pingxuan.results.actions.publishing import announce, open_notice
from pingxuan.results.actions.settling import (
    confirm_tie_ruling,
    effects_of_ruling,
    propose_tie_ruling,
    tied,
)
from pingxuan.results.models import Announcement, Decision, Objection
from pingxuan.results.queries import current
from pingxuan.results.seconding import fingerprint_of_matter
from pingxuan.showcase.actions import write_bulletin
from pingxuan.showcase.models import Story
from pingxuan.showcase.stories import write_story
from pingxuan.units.models import Unit
from pingxuan.units.queries import route_of
from pingxuan.voting.actions.publishing import publish_entries, refresh_snapshot
from pingxuan.voting.describing import narrative_of
from pingxuan.voting.models import Entry

OPINIONS = ("情况属实，同意推荐。", "材料属实，做法可学，同意推荐。", "同意推荐。")
JURORS = 9


class Year:
    """One campaign that is played; `now` stays the real moment, the campaign's clock is moved."""

    def __init__(self, campaign: Campaign, staff: Staff, *, now: datetime, seed: int = 1) -> None:
        self.campaign = campaign
        self.staff = staff
        self.now = now
        self.chance = random.Random(seed)  # noqa: S311 - invented people, not a secret

    # -- the clock ---------------------------------------------------------------------------
    def move_to(self, moment: datetime, *, person: Person | None = None) -> None:
        """Make the campaign's time `moment`; the ballot box is told with its next snapshot."""
        with transaction.atomic():
            # Rounded up: a moment that opens a stage must not come out a fraction before it.
            self.campaign.shift_seconds = math.ceil((moment - self.now).total_seconds())
            self.campaign.save(update_fields=["shift_seconds"])
            record(
                Act.MOVE_CLOCK,
                self.campaign,
                person=person,
                now=self.now,
                campaign_id=self.campaign.pk,
                to=moment.isoformat(),
            )
        if self.campaign.sheet.voting is not None:
            refresh_snapshot(self.campaign, self.now)

    def into(self, stage: Stage, *, after: timedelta = timedelta(hours=10)) -> None:
        """Move the clock to `after` the opening of a stage."""
        self.move_to(self.campaign.sheet.window(stage).opens_at + after)

    # -- collection --------------------------------------------------------------------------
    def write(
        self, unit: Unit, values: Mapping[str, Any], *, writer: Person | None = None
    ) -> Nomination:
        """Let a unit, or a person of it, write down a case, without handing it in."""
        is_own = writer is not None
        writer = writer or self.staff.filler(unit)
        made = draft(self.campaign, unit, self_nominated=is_own, person=writer, now=self.now)
        return save_draft(
            made.pk, dict(values), seen_version=made.draft_version, person=writer, now=self.now
        )

    def file(self, nomination: Nomination) -> Nomination:
        """Hand a written case in."""
        return file_nomination(nomination.pk, person=nomination.writer, now=self.now)

    def seal(self, nomination: Nomination) -> Nomination:
        """Let the holder of a nomination say its opinion, seal it, and send it on."""
        nomination.refresh_from_db()
        holder, revision = nomination.office, nomination.revision
        if holder is None or revision is None:
            raise ValueError(f"{nomination} is nowhere")
        is_top = holder.pk == self.campaign.root_id
        act = accept if is_top and nomination.status == Status.AT_OFFICE else endorse
        return act(
            nomination.pk,
            revision=revision.hash,
            opinion=self.chance.choice(OPINIONS),
            opinion_on=self.campaign.at(self.now).astimezone(self.campaign.sheet.tz).date(),
            person=self.staff.sealer(holder),
            now=self.now,
        )

    def seal_up_to_the_top(self, nomination: Nomination) -> Nomination:
        """Pass all offices of the route, the topmost one's acceptance included."""
        for _ in range(len(route_of(nomination.unit)) + 1):
            nomination = self.seal(nomination)
            if nomination.status == Status.ACCEPTED:
                break
        return nomination

    def publish(self) -> list[Entry]:
        """Publish all that were accepted."""
        return list(publish_entries(self.campaign, person=self.staff.manager, now=self.now))

    # -- jury --------------------------------------------------------------------------------
    def seat_jury(self, units: Sequence[Unit]) -> list[Juror]:
        """Seat nine jurors for all categories, from the units given in turn."""
        round_code = last_round(self.campaign)
        jurors = []
        for number in range(JURORS):
            unit = units[number % len(units)]
            holder = self.staff.seated(number, f"评委{number + 1}")
            jurors.append(
                seat_juror(
                    self.campaign,
                    holder,
                    round_code=round_code,
                    categories=[],
                    unit=unit,
                    person=self.staff.manager,
                    now=self.now,
                )
            )
        return jurors

    def assign(self) -> int:
        """Give the jurors all entries of the deciding round."""
        entries = list(
            Entry.objects.filter(campaign=self.campaign, withdrawn_at=None).select_related(
                "unit", "nomination"
            )
        )
        return assign_round(
            self.campaign,
            last_round(self.campaign),
            entries,
            person=self.staff.manager,
            now=self.now,
        )

    def judge(self) -> Iterator[int]:
        """Let every juror mark and lock all that is still open; yields marks given so far."""
        merit: dict[Any, int] = {}
        given = 0
        jurors = Juror.objects.filter(campaign=self.campaign).select_related("person")
        for juror in jurors.order_by("code"):
            pledge(juror.pk, person=juror.person, now=self.now)
            waiting = Assignment.objects.filter(juror=juror, state=Assignment.State.OPEN)
            for assignment in waiting.order_by("entry__number"):
                quality = merit.setdefault(assignment.entry_id, self.chance.randint(5, 9))
                marks = {
                    criterion.code: str(min(10, max(1, quality + self.chance.randint(-2, 1))))
                    for criterion in self.campaign.sheet.jury.criteria
                }
                save_marks(assignment.pk, marks, person=juror.person, now=self.now)
                given += len(marks)
                yield given
            lock_all(juror.pk, person=juror.person, now=self.now)

    # -- decision ----------------------------------------------------------------------------
    def decide(self) -> Decision:
        """Compute, propose, and confirm by a second person, once the last votes are written down."""
        voters.await_settled(self.campaign)
        decision = propose(self.campaign, person=self.staff.manager, now=self.now)
        return confirm(
            decision.pk,
            seen=fingerprint_of(decision),
            person=self.staff.supervisor,
            now=self.now,
        )

    def put_up_notice(self) -> None:
        """Open the public notice of the confirmed decision."""
        decision = current(self.campaign)
        if decision is None:
            raise ValueError("nothing was decided")
        self.settle_ties(decision)
        open_notice(decision.pk, person=self.staff.manager, now=self.now)

    def settle_ties(self, decision: Decision) -> None:
        """Let a meeting place what is tied at the cut, by public number, and a supervisor confirm."""
        for category in self.campaign.sheet.categories:
            lying = tied(decision, category.code)
            if not lying:
                continue
            ruling = propose_tie_ruling(
                decision.pk,
                category.code,
                order=[one.entry.number for one in lying],
                held_on=self.campaign.at(self.now).astimezone(self.campaign.sheet.tz).date(),
                reason="评审组会议对线上并列的作品逐件讨论，按编号先后排定。",
                person=self.staff.chair,
                now=self.now,
            )
            seen = fingerprint_of_matter(ruling, effects_of_ruling(ruling))
            confirm_tie_ruling(ruling.pk, seen=seen, person=self.staff.supervisor, now=self.now)

    def answer_objections(self, decision: Decision) -> None:
        """Let the supervisor answer what somebody who plays has left open; the year waits for it."""
        made = Objection.objects.filter(notice__decision=decision)
        for one in made.filter(state=Objection.State.RECEIVED):
            if one.removals.filter(confirmed_at=None, refused_at=None).exists():
                continue  # two people have begun to take the entry off the list
            rule_on(
                one.pk,
                Objection.State.DISMISSED,
                answer="核对了原始数据，与材料一致，异议不成立。",
                person=self.staff.supervisor,
                now=self.now,
            )

    def announce(self) -> Announcement:
        """Announce the results, and write them into the announcements area and the showcase."""
        decision = current(self.campaign)
        if decision is None:
            raise ValueError("nothing was decided")
        self.settle_ties(decision)
        self.answer_objections(decision)
        made = announce(decision.pk, person=self.staff.manager, now=self.now)
        moment = self.campaign.at(self.now)
        write_bulletin(
            self.campaign,
            title="关于公布入选案例的公告",
            body=announcement_text(self.campaign, decision),
            publish_at=moment,
            is_pinned=True,
            person=self.staff.editor,
            now=self.now,
        )
        for outcome in decision.outcomes.filter(status="winner").select_related("entry__revision"):
            story = narrative_of(self.campaign.sheet, outcome.entry.revision.content)
            write_story(
                self.campaign,
                kind=Story.Kind.WINNER,
                title=outcome.entry.title,
                lead=story.split("\n", maxsplit=1)[0][:280],
                body=story.replace("\n", "\n\n"),
                blocks=BLOCKS,
                publish_at=moment,
                entry=outcome.entry,
                person=self.staff.editor,
                now=self.now,
            )
        hold_seminar(self.campaign, editor=self.staff.editor, now=self.now)
        return made


def announcement_text(campaign: Campaign, decision: Decision) -> str:
    """Write the announcement in Markdown: the selected of each category, by public number."""
    lines = [
        f"经征集、推荐、公众投票、评审和公示，现将{campaign.sheet.title}入选案例公布如下。",
    ]
    for category in campaign.sheet.categories:
        winners = [
            outcome.entry
            for outcome in decision.outcomes.filter(category=category.code, status="winner")
            .select_related("entry")
            .order_by("entry__number")
        ]
        lines += ["", f"## {category.name}（{len(winners)} 件）", ""]
        lines += [f"- {entry.number}　{entry.title}　{entry.by}" for entry in winners]
    lines += ["", "计分办法、打分表、票数和复算程序可在结果页下载，任何人都可以自行复算。"]
    return "\n".join(lines)
