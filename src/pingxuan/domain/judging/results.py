"""From marks, votes and rules to the result, and the result as a file.

`score` is the one door to the computation: `pingxuan score` and the decision desk both come here.

Source:
    C27, C28; interfaces-judging 4 and 4.6; H1, H2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pingxuan.domain.judging import ballots, faults, scoring
from pingxuan.domain.judging.inputs import MarkRow, Votes
from pingxuan.domain.judging.numbers import fixed_text
from pingxuan.domain.judging.problems import JudgingRulesInvalid, MarksInvalid
from pingxuan.domain.judging.ranking import CategoryResult, ResultRow, rank_category
from pingxuan.domain.judging.rules import JudgingRules
from pingxuan.domain.judging.scoring import CategoryMarks, JuryScore
from pingxuan.domain.judging.tables import write_table

RESULT_COLUMNS: Final = (
    "category",
    "rank",
    "entry",
    "jury",
    "vote",
    "total",
    "status",
    "decided_by",
)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of all categories, in code-point order."""

    rules: JudgingRules
    categories: Sequence[CategoryResult]

    @property
    def rows(self) -> list[ResultRow]:
        """List the published lines of all categories."""
        return [row for category in self.categories for row in category.rows]


def score(marks: Iterable[MarkRow], votes: Votes | None, rules: JudgingRules) -> Result:
    """Compute the result.

    Args:
        marks: at most one row for a category, entry, judge and criterion.
        votes: by category and entry; an entry without a record has 0 votes.

    Raises:
        JudgingRulesInvalid: the rules need votes, or name a withdrawn entry that does not exist.
        MarksInvalid: a mark that the rules do not allow, or a ballot with shared positions.
    """
    rows = list(marks)
    problems = faults.mark_problems(rows, rules)
    if problems:
        raise MarksInvalid(problems)
    gathered = scoring.gather(rows, votes)
    entries = {name: category.entries.keys() for name, category in gathered.items()}
    unfit = [*faults.vote_problems(rules, votes), *faults.withdrawal_problems(rules, entries)]
    if unfit:
        raise JudgingRulesInvalid(unfit)
    shared = faults.tie_problems(rows, rules)
    if shared:
        raise MarksInvalid(shared)
    return compute(gathered, votes, rules)


def compute(
    gathered: Mapping[str, CategoryMarks], votes: Votes | None, rules: JudgingRules
) -> Result:
    """Compute the result of marks that are known to fit the rules."""
    categories = []
    for name in sorted(gathered):
        entries = gathered[name].entries
        own = None if votes is None else {entry: votes.get((name, entry), 0) for entry in entries}
        categories.append(rank_category(name, jury_scores(gathered[name], rules), own, rules))
    return Result(rules, categories)


def jury_scores(category: CategoryMarks, rules: JudgingRules) -> dict[str, JuryScore]:
    """Compute the jury's part of a category, from marks or from ballots."""
    if rules.ballot:
        return ballots.jury_scores(category, rules)
    return scoring.jury_scores(category, rules.jury, with_judges=rules.needs_judge_scores)


def result_csv(result: Result) -> str:
    """Write RESULT.csv."""
    rows = (
        (
            row.category,
            "" if row.rank is None else str(row.rank),
            row.entry,
            fixed_text(row.jury),
            fixed_text(row.vote),
            fixed_text(row.total),
            row.status.value,
            row.decided_by,
        )
        for row in result.rows
    )
    return write_table(RESULT_COLUMNS, rows)
