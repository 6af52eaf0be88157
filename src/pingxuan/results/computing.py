"""From what is in the database to what `pingxuan score` takes, and the result of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pingxuan.ballotbox.places import ballots_url
from pingxuan.ballotbox.reading import Count, tally
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.awards import Standing
from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.election import Vote, rules_as_held, slip_rows, told
from pingxuan.domain.judging.explaining import explanation
from pingxuan.domain.judging.inputs import (
    MARK_COLUMNS,
    VOTE_COLUMNS,
    MarkRow,
    Votes,
    read_marks,
    read_votes,
)
from pingxuan.domain.judging.meeting import settled
from pingxuan.domain.judging.results import Result, result_csv, score
from pingxuan.domain.judging.rules import JudgingRules
from pingxuan.domain.judging.tables import write_table
from pingxuan.domain.judging.toml import read_toml, to_toml
from pingxuan.domain.revision import fingerprint
from pingxuan.jury.polls import is_by_ballot, votes_in
from pingxuan.jury.queries import mark_rows
from pingxuan.results.models import Decision
from pingxuan.voting.models import Entry


@dataclass(frozen=True)
class Computation:
    """One computed result with the files that reproduce it.

    Attributes:
        votes_csv: empty when the rules ask for no votes.
        inputs: hex SHA-256 by name of all that was used.
    """

    result: Result
    rules_toml: str
    marks_csv: str
    votes_csv: str
    raw_votes_csv: str
    result_csv: str
    explanation: dict[str, object]
    inputs: dict[str, str]


def counts_of(campaign: Campaign) -> dict[tuple[str, str], Count]:
    """Give what each entry has been given, by category and number."""
    counts = tally(ballots_url(), str(campaign.pk))
    entries = Entry.objects.filter(campaign=campaign).values_list("category", "number")
    return {(category, number): counts.get(number, Count()) for category, number in entries}


def votes_of(campaign: Campaign) -> dict[tuple[str, str], int]:
    """Give the published votes (raw less voided) of each entry by category and number."""
    return {key: count.published for key, count in counts_of(campaign).items()}


def compute(campaign: Campaign, round_code: str) -> Computation:
    """Compute a round's result from the locked marks and the published votes.

    A round by ballot is computed from its slips, by the rules that its ballots have filled
    (`election.rules_as_held`). Entries that have withdrawn stand in the rules as withdrawn, so that the files say all.

    Raises:
        JudgingRulesInvalid, MarksInvalid: what is there does not fit the sheet's judging part.

    Source:
        C27, C28, H1: the same code and the same files as `pingxuan score`.
    """
    rules = campaign.sheet.judging.rules
    held = votes_in(campaign, round_code) if is_by_ballot(campaign, round_code) else None
    if held is None:
        marks = mark_rows(campaign, round_code)
    else:
        marks = [row for code in sorted(held) for row in slip_rows(code, held[code])]
        rules = rules_as_held(rules, held)
    counts = counts_of(campaign) if _needs_votes(rules) else None
    votes = None if counts is None else {key: one.published for key, one in counts.items()}
    raw = None if counts is None else {key: one.votes for key, one in counts.items()}
    known = {(row.category, row.entry) for row in marks} | (votes or {}).keys()
    rules = _without(rules, _withdrawn(campaign, known))
    result = score(marks, votes, rules)
    files = {
        "marks.csv": write_table(MARK_COLUMNS, (_mark_fields(row) for row in marks)),
        "votes.csv": _votes_csv(votes),
        "rules.toml": to_toml(rules),
        "results.csv": result_csv(result),
    }
    return Computation(
        result=result,
        rules_toml=files["rules.toml"],
        marks_csv=files["marks.csv"],
        votes_csv=files["votes.csv"],
        raw_votes_csv=_votes_csv(raw),
        result_csv=files["results.csv"],
        explanation=explanation(result) | _ballots(held),
        inputs={name: fingerprint(text) for name, text in files.items()}
        | {"sheet": campaign.sheet.hash},
    )


def _ballots(held: Mapping[str, Sequence[Vote]] | None) -> dict[str, object]:
    """Tell how each category was elected, where the round was by ballot."""
    if held is None:
        return {}
    return {"ballots": {category: told(votes) for category, votes in held.items()}}


def recompute(decision: Decision, withdrawn: Iterable[tuple[str, str]] = ()) -> Result:
    """Compute a decision once more from its own files, with further entries withdrawn.

    Args:
        withdrawn: category and number of each.

    Source:
        interfaces-judging 4.5: who moves up when an entry falls out.
    """
    marks, _ = read_marks(decision.marks_csv.encode())
    votes = read_votes(decision.votes_csv.encode())[0] if decision.votes_csv else None
    return score(marks, votes, _without(rules_of(decision), withdrawn))


def standings_of(
    decision: Decision,
    category: str,
    *,
    fallen: Iterable[str] = (),
    orders: Iterable[Sequence[str]] | None = None,
) -> dict[str, Standing]:
    """Say what becomes of a category's entries: as computed, then as meetings have ordered its ties.

    Args:
        fallen: numbers of those that are disqualified.
        orders: meetings' orders, first to last; None for those that are confirmed.
    """
    result = recompute(decision)
    found = next((one for one in result.categories if one.name == category), None)
    if found is None:
        return {}
    given = confirmed_orders(decision, category) if orders is None else orders
    return settled(found, result.rules, given, set(fallen))


def confirmed_orders(decision: Decision, category: str) -> list[list[str]]:
    """Give the orders that meetings have decided for a category, first to last."""
    rulings = decision.tie_rulings.filter(category=category).exclude(confirmed_at=None)
    return list(rulings.order_by("confirmed_at").values_list("order", flat=True))


def rules_of(decision: Decision) -> JudgingRules:
    """Decode the rules that a decision was computed with."""
    return decode(read_toml(decision.rules_toml.encode()))


def _needs_votes(rules: JudgingRules) -> bool:
    return rules.combine is not None or "votes" in rules.tie_order


def _withdrawn(campaign: Campaign, known: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    gone = Entry.objects.filter(campaign=campaign).exclude(withdrawn_at=None)
    return set(gone.values_list("category", "number")) & set(known)


def _without(rules: JudgingRules, withdrawn: Iterable[tuple[str, str]]) -> JudgingRules:
    """Add entries to those that the rules name as withdrawn."""
    gone = {(category, entry) for category, names in rules.withdrawn.items() for entry in names}
    gone |= set(withdrawn)
    table: Mapping[str, list[str]] = {
        category: sorted(entry for other, entry in gone if other == category)
        for category in sorted({category for category, _ in gone})
    }
    return replace(rules, withdrawn=table)


def _votes_csv(votes: Votes | None) -> str:
    if votes is None:
        return ""
    rows = ((category, entry, str(n)) for (category, entry), n in sorted(votes.items()))
    return write_table(VOTE_COLUMNS, rows)


def _mark_fields(row: MarkRow) -> tuple[str, str, str, str, str]:
    mark = "" if row.mark is None else f"{row.mark:f}"
    return (row.category, row.entry, row.judge, row.criterion, mark)
