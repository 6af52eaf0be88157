"""Rehearse the whole year on real forms, in a scratch database, through the product's own actions."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pingxuan.audit.queries import first_fault
from pingxuan.ballotbox import bundle, recount
from pingxuan.ballotbox.serving import running
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.demo import voters
from pingxuan.demo.gathering import Gathered, form_values, gather, office_named
from pingxuan.demo.planting import Staff, invented
from pingxuan.demo.trees import plant_for
from pingxuan.demo.year import Year, announcement_text
from pingxuan.domain.errors import NotValid, Refusal
from pingxuan.domain.routes import Level
from pingxuan.domain.vocabulary import Stage, Status
from pingxuan.nominations.models import Nomination
from pingxuan.papers.model import Field, Row, TableHeader
from pingxuan.papers.table import write_table_xlsx
from pingxuan.results.computing import votes_of
from pingxuan.results.models import Decision
from pingxuan.units.actions import plant
from pingxuan.units.models import Unit
from pingxuan.voting import ballots

PEOPLE = 200
DAYS = 3
JURY_SEATS = ("行业网站代表单位", "专家代表单位甲", "专家代表单位乙")
Say = Callable[[str], None]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Order:
    """What is to be rehearsed, and where to."""

    forms: Path
    table: Path | None
    out: Path
    seed: int
    sheet_text: str


class Rehearsal:
    """One rehearsal; `run` goes through the year and gives the summary."""

    def __init__(self, order: Order, *, clock: Clock, say: Say) -> None:
        self.order, self.clock, self.say = order, clock, say
        self.now = clock()
        self.votes = voters.Count()
        self.sealed = 0
        self.published = 0
        self.marks = 0

    def run(self) -> dict[str, Any]:
        """Go through the year; give what `summary.json` holds."""
        gathered = gather(self.order.forms, self.order.table)
        self.say(f"forms: {len(gathered.forms)} read")
        campaign, units = self._set_up(gathered)
        year = Year(
            campaign,
            Staff(campaign, self.now, invented(self.now)),
            now=self.now,
            seed=self.order.seed,
        )
        nominations = self._collect(year, gathered, units)
        if nominations:
            self._publish_and_vote(year)
            decision = self._judge(year)
            self._write(year, decision, nominations)
        return self._summary(year, gathered, nominations)

    # -- steps -------------------------------------------------------------------------------
    def _set_up(self, gathered: Gathered) -> tuple[Campaign, list[Unit]]:
        campaign = load_sheet(self.order.sheet_text, now=self.now)
        posts = [
            (form.values.get(Field.POST) or "", office_named(form, gathered.table))
            for _, form in gathered.forms
        ]
        campaign.root, units = plant_for(posts, province="本省")
        campaign.save(update_fields=["root"])
        return campaign, units

    def _collect(self, year: Year, gathered: Gathered, units: list[Unit]) -> list[Nomination]:
        """Write, file and seal each form; one that the rules refuse is held with its reason."""
        year.into(Stage.COLLECTION, after=timedelta(days=20, hours=10))
        accepted = []
        for (name, form), unit in zip(gathered.forms, units, strict=True):
            try:
                nomination = year.seal_up_to_the_top(year.file(year.write(unit, form_values(form))))
            except NotValid as refusal:
                gathered.held.append((name, _codes(refusal)))
                continue
            self.sealed += nomination.status == Status.ACCEPTED
            accepted.append(nomination)
        self.say(f"endorsed: {self.sealed}")
        return accepted

    def _publish_and_vote(self, year: Year) -> None:
        sheet = year.campaign.sheet
        year.move_to(sheet.window(Stage.SCREENING).closes_at - timedelta(hours=1))
        self.published = len(year.publish())
        if sheet.voting is None:
            return
        chance = random.Random(self.order.seed)  # noqa: S311 - invented voters
        phones = [f"+861380004{number:04d}" for number in range(PEOPLE)]
        opens = sheet.window(Stage.INTERACTION).opens_at
        with running(votes_only=True) as base_url:
            for day in range(1, DAYS + 1):
                year.move_to(opens.replace(hour=10) + timedelta(days=day))
                voters.await_snapshot(year.campaign)
                given = voters.slips(
                    year.campaign,
                    phones,
                    chance,
                    now=self.clock(),
                    votes_each=sheet.voting.per_day,
                )
                self.votes.add(voters.cast(base_url, given))
                self.say(f"votes: {self.votes.accepted}")

    def _judge(self, year: Year) -> Decision:
        year.into(Stage.REVIEW)
        root = year.campaign.root
        seats = [plant(root, name, Level.UNIT) for name in JURY_SEATS]
        year.seat_jury(seats)
        year.assign()
        for given in year.judge():
            self.marks = given
        decision = year.decide()
        self.say(f"marks: {self.marks}")
        year.into(Stage.NOTICE)
        year.put_up_notice()
        year.into(Stage.RESULTS, after=timedelta(minutes=1))
        year.announce()
        return decision

    # -- what is written ---------------------------------------------------------------------
    def _write(self, year: Year, decision: Decision, nominations: list[Nomination]) -> None:
        out = self.order.out
        files = {
            "results.csv": decision.result_csv,
            "marks.csv": decision.marks_csv,
            "votes.csv": decision.votes_csv,
            "rules.toml": decision.rules_toml,
            "announcement.md": announcement_text(year.campaign, decision),
        }
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8")
        (out / "statistics.xlsx").write_bytes(_statistics(year.campaign, nominations))
        if year.campaign.sheet.voting is not None:
            about = bundle.choose(ballots.url(), year.campaign.slug)
            bundle.export(ballots.url(), ballots.keys(), about, out / "bundle.zip")

    def _summary(
        self, year: Year, gathered: Gathered, nominations: list[Nomination]
    ) -> dict[str, Any]:
        campaign = year.campaign
        decision = Decision.objects.filter(campaign=campaign).first()
        winners = Counter(
            decision.outcomes.filter(status="winner").values_list("category", flat=True)
            if decision
            else ()
        )
        tally = sum(votes_of(campaign).values())
        return {
            "forms": {
                "read": len(nominations),
                "held": len(gathered.held),
                "refused": len(gathered.refused),
            },
            "endorsed": self.sealed,
            "published": self.published,
            "votes": {
                "attempted": self.votes.attempted,
                "accepted": self.votes.accepted,
                "refused": self.votes.refused,
                "over_quota": self.votes.over_quota,
                "tally": tally,
            },
            "marks": self.marks,
            "winners": {c.code: winners[c.code] for c in campaign.sheet.categories},
            "recount": self._recount(campaign),
            "score_reproduced": decision is not None and self._score_again(),
            "audit_chain": "ok" if first_fault(str(campaign.pk)) is None else "broken",
            "held": [{"form": name, "codes": codes} for name, codes in gathered.held],
            "refused": [{"file": name, "codes": codes} for name, codes in gathered.refused],
        }

    def _recount(self, campaign: Campaign) -> str:
        path = self.order.out / "bundle.zip"
        if campaign.sheet.voting is None or not path.exists():
            return "none"
        try:
            recount.check(str(path), ballots.keys().public_key(str(campaign.pk)), ())
        except recount.WrongError as fault:
            return str(fault)
        return "ok"

    def _score_again(self) -> bool:
        """Let `pingxuan score` compute the same from the files alone."""
        out = self.order.out
        again = out / ".results-again.csv"
        command = [sys.executable, "-m", "pingxuan", "score", str(out / "marks.csv")]
        command += ["--rules", str(out / "rules.toml"), "--out", str(again)]
        if (out / "votes.csv").stat().st_size:
            command += ["--votes", str(out / "votes.csv")]
        done = subprocess.run(command, capture_output=True, check=False)
        is_same = done.returncode == 0 and again.read_bytes() == (out / "results.csv").read_bytes()
        again.unlink(missing_ok=True)
        return is_same


def _codes(refusal: Refusal) -> list[str]:
    problems = refusal.facts().get("problems")
    if isinstance(problems, dict):
        return [f"{code}:{field}" for field, codes in problems.items() for code in codes]
    return [type(refusal).__name__]


def _statistics(campaign: Campaign, nominations: list[Nomination]) -> bytes:
    """Write the statistics table (附件1) of all that was accepted. Source: C23, N4."""
    rows = []
    for nomination in nominations:
        nomination.refresh_from_db()
        revision = nomination.revision
        values = {**revision.content, **revision.personal} if revision else {}
        rows.append(
            Row(
                category=nomination.category,
                title=nomination.title,
                name=nomination.name,
                post=str(values.get("post", "")),
                phone=str(values.get("phone", "")),
                level=nomination.unit.parent.name if nomination.unit.parent else "",
                note=nomination.public_number,
            )
        )
    moment = campaign.sheet.window(Stage.COLLECTION).closes_at.astimezone(campaign.sheet.tz)
    header = TableHeader(
        unit=campaign.root.name if campaign.root else "",
        when=f"{moment.year}年{moment.month}月{moment.day}日",
        contact="",
    )
    return write_table_xlsx(header, rows)


def all_well(summary: dict[str, Any]) -> bool:
    """Say whether all checks of a summary hold."""
    votes = summary["votes"]
    return bool(
        summary["recount"] in ("ok", "none")
        and summary["score_reproduced"]
        and summary["audit_chain"] == "ok"
        and votes["accepted"] == votes["tally"] == votes["attempted"]
        and votes["over_quota"] == 0
        and summary["endorsed"] == summary["published"] == summary["forms"]["read"]
    )


def write_summary(order: Order, summary: dict[str, Any]) -> None:
    """Write `summary.json`, whole or not at all."""
    path = order.out / "summary.json"
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
