"""From what is in the database to what `pingxuan score` takes, and the result of it."""

from __future__ import annotations

from dataclasses import dataclass

from pingxuan.ballotbox.places import ballots_url
from pingxuan.ballotbox.reading import tally
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.decoding import decode
from pingxuan.domain.judging.explaining import explanation
from pingxuan.domain.judging.inputs import MARK_COLUMNS, VOTE_COLUMNS, MarkRow
from pingxuan.domain.judging.results import Result, result_csv, score
from pingxuan.domain.judging.tables import write_table
from pingxuan.domain.judging.toml import read_toml
from pingxuan.domain.revision import fingerprint
from pingxuan.jury.queries import mark_rows
from pingxuan.voting.models import Entry


@dataclass(frozen=True)
class Computation:
    """One computed result with the files that reproduce it.

    Attributes:
        inputs: hex SHA-256 by name of all that was used.
    """

    result: Result
    rules_toml: str
    marks_csv: str
    votes_csv: str
    result_csv: str
    explanation: dict[str, object]
    inputs: dict[str, str]


def votes_of(campaign: Campaign) -> dict[tuple[str, str], int]:
    """Give the published votes (raw less voided) of each entry by category and number."""
    counts = tally(ballots_url(), str(campaign.pk))
    entries = Entry.objects.filter(campaign=campaign).values_list("category", "number")
    return {
        (category, number): counts[number].votes - counts[number].voided if number in counts else 0
        for category, number in entries
    }


def compute(campaign: Campaign, round_code: str) -> Computation:
    """Compute a round's result from the locked marks and the published votes.

    Raises:
        JudgingRulesInvalid, MarksInvalid: what is there does not fit the sheet's judging part.

    Source:
        C27, C28, H1: the same code and the same files as `pingxuan score`.
    """
    rules_toml = campaign.sheet.judging.toml
    rules = decode(read_toml(rules_toml.encode()))
    marks = mark_rows(campaign, round_code)
    votes = votes_of(campaign) if rules.combine is not None else None
    result = score(marks, votes, rules)
    files = {
        "marks.csv": write_table(MARK_COLUMNS, (_mark_fields(row) for row in marks)),
        "votes.csv": ""
        if votes is None
        else write_table(VOTE_COLUMNS, ((c, e, str(n)) for (c, e), n in sorted(votes.items()))),
        "rules.toml": rules_toml,
        "result.csv": result_csv(result),
    }
    return Computation(
        result=result,
        rules_toml=rules_toml,
        marks_csv=files["marks.csv"],
        votes_csv=files["votes.csv"],
        result_csv=files["result.csv"],
        explanation=explanation(result),
        inputs={name: fingerprint(text) for name, text in files.items()}
        | {"sheet": campaign.sheet.hash},
    )


def _mark_fields(row: MarkRow) -> tuple[str, str, str, str, str]:
    mark = "" if row.mark is None else f"{row.mark:f}"
    return (row.category, row.entry, row.judge, row.criterion, mark)
