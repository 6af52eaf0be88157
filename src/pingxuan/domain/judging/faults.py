"""Do marks, votes and rules fit together? Everything that does not, in one go.

Source:
    interfaces-judging 2, 3 and 4.2.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from pingxuan.domain.judging import ballots
from pingxuan.domain.judging.inputs import MarkRow, Votes
from pingxuan.domain.judging.problems import Problem, Trouble, in_rules, in_table
from pingxuan.domain.judging.rules import BallotInput, Breaker, JudgeTies, JudgingRules
from pingxuan.domain.judging.scoring import CategoryMarks, gather

SAID_OF_POSITIONS: Final = (
    "ballot.input",
    "ballot.judge_ties",
    "jury.criteria",
    "jury.criteria_mode",
)
ONE_CRITERION: Final = (BallotInput.RANK, BallotInput.POINTS)


def mark_problems(
    rows: Sequence[MarkRow], rules: JudgingRules, broken: Collection[str] = ()
) -> list[Problem]:
    """Find the marks that the rules do not allow, each row by itself.

    Args:
        broken: dotted keys of the rules that have a problem of their own; nothing is asked of them.
    """
    problems: list[Problem] = []
    known = rules.jury.criteria
    if known is not None and not _touches(broken, "jury.criteria"):
        problems += [
            in_table(row.line, "criterion", Trouble.UNKNOWN_CRITERION, breaker=row.criterion)
            for row in rows
            if row.criterion not in known
        ]
    if _touches(broken, "ballot.input"):
        return problems
    if rules.ballot and rules.ballot.input is BallotInput.RANK:
        problems += [
            in_table(row.line, "mark", Trouble.NOT_A_RANK, value=row.mark)
            for row in rows
            if row.mark is not None and not _is_rank(row)
        ]
    elif not _touches(broken, "jury.min_mark", "jury.max_mark"):
        problems += _out_of_range(rows, rules)
    if rules.ballot and rules.ballot.input in ONE_CRITERION:
        problems += _second_criteria(rows)
    return problems


def tie_problems(
    rows: Sequence[MarkRow], rules: JudgingRules, broken: Collection[str] = ()
) -> list[Problem]:
    """Find the positions that entries share on a ballot, where the rules reject that.

    Args:
        rows: marks without a problem of their own.
        broken: as for `mark_problems`.
    """
    ballot = rules.ballot
    if not ballot or ballot.judge_ties is not JudgeTies.REJECT:
        return []
    if ballot.input is BallotInput.POINTS or _touches(broken, *SAID_OF_POSITIONS):
        return []
    places: dict[tuple[str, str, str], tuple[int, int]] = {}
    for order, row in enumerate(rows):
        if row.mark is not None:
            places[row.category, row.entry, row.judge] = (order, row.line)
    problems = []
    for name, category in gather(rows, None).items():
        for judge, positions in _positions(category, rules):
            keyed = sorted(positions, key=lambda entry: places[name, entry, judge])
            first: dict[int, str] = {}
            for entry in keyed:
                other = first.setdefault(positions[entry], entry)
                if other != entry:
                    line = places[name, entry, judge][1]
                    facts = {"entry": entry, "other": other}
                    problems.append(in_table(line, "mark", Trouble.SHARED_POSITION, **facts))
    return problems


def vote_problems(rules: JudgingRules, votes: Votes | None) -> list[Problem]:
    """Find the keys of the rules that need votes when there are none."""
    if votes is not None:
        return []
    keys = ["combine.vote"] if rules.combine else []
    keys += ["ties.order"] if Breaker.VOTES in rules.tie_order else []
    return [in_rules(key, Trouble.VOTES_MISSING) for key in keys]


def withdrawal_problems(
    rules: JudgingRules, entries: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    """Find the withdrawals of entries that do not exist."""
    for category, names in rules.withdrawn.items():
        key = f"withdrawn.{category}"
        if category not in entries:
            yield in_rules(key, Trouble.NO_SUCH_CATEGORY)
            continue
        for name in names:
            if name not in entries[category]:
                yield in_rules(key, Trouble.NO_SUCH_ENTRY, entry=name)


def _touches(broken: Collection[str], *keys: str) -> bool:
    """Say whether a broken key is one of `keys`, above one or below one."""
    return any(
        key == other or key.startswith(f"{other}.") or other.startswith(f"{key}.")
        for key in keys
        for other in broken
    )


def _is_rank(row: MarkRow) -> bool:
    mark = row.mark
    return mark is not None and mark >= 1 and mark == mark.to_integral_value()


def _out_of_range(rows: Iterable[MarkRow], rules: JudgingRules) -> list[Problem]:
    least, most = rules.jury.min_mark, rules.jury.max_mark
    return [
        in_table(row.line, "mark", Trouble.OUT_OF_RANGE, value=row.mark, least=least, most=most)
        for row in rows
        if row.mark is not None and not least <= row.mark <= most
    ]


def _second_criteria(rows: Iterable[MarkRow]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for row in rows:
        only = first.setdefault(row.category, row.criterion)
        if row.criterion != only:
            yield in_table(row.line, "criterion", Trouble.SECOND_CRITERION, first=only)


def _positions(
    category: CategoryMarks, rules: JudgingRules
) -> Iterator[tuple[str, Mapping[str, int]]]:
    for judge, ballot in ballots.ballots_of(category, rules).items():
        positions = ballots.positions_of(ballot)
        if len(set(positions.values())) < len(positions):
            yield judge, positions
