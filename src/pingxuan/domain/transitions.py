"""The life of a nomination as one table: act, who, stage, from, to.

The actions, the permission tests, the state diagram in the docs and the buttons on the pages are
all derived from `NOMINATION`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from pingxuan.domain.errors import StageClosed, WrongStatus
from pingxuan.domain.vocabulary import Act, Role, Stage, Status


@dataclass(frozen=True)
class Row:
    """One step of a life cycle: `act` by one of `roles` in `stage` leads from `sources` to `target`.

    `stage` None means at any time.
    """

    act: Act
    roles: frozenset[Role]
    stage: Stage | None
    sources: frozenset[Status]
    target: Status


def _row(
    act: Act, roles: Set[Role], stage: Stage | None, sources: Set[Status], target: Status
) -> Row:
    return Row(act, frozenset(roles), stage, frozenset(sources), target)


R, S, A = Role, Status, Act
_WRITERS = {R.NOMINEE, R.UNIT_FILLER}
_OFFICE = {R.OFFICE_REVIEWER, R.OFFICE_SEALER}

NOMINATION: tuple[Row, ...] = (
    _row(A.EDIT, _WRITERS, Stage.COLLECTION, {S.DRAFT}, S.DRAFT),
    _row(A.EDIT, _WRITERS, Stage.COLLECTION, {S.RETURNED}, S.RETURNED),
    # Files lie beside the form; a text that was handed in keeps those that it names.
    *(
        _row(act, _WRITERS, Stage.COLLECTION, {status}, status)
        for act in (A.ATTACH, A.DETACH)
        for status in (S.DRAFT, S.RETURNED, S.AT_UNIT, S.AT_OFFICE)
    ),
    _row(A.FILE, _WRITERS, Stage.COLLECTION, {S.DRAFT, S.RETURNED}, S.AT_UNIT),
    # Where the sheet asks for no opinion of one's own unit, a self-nomination begins at an office.
    _row(A.FILE, _WRITERS, Stage.COLLECTION, {S.DRAFT, S.RETURNED}, S.AT_OFFICE),
    _row(A.ENDORSE, {R.OFFICE_SEALER}, Stage.COLLECTION, {S.AT_UNIT, S.AT_OFFICE}, S.AT_OFFICE),
    _row(A.RETURN, _OFFICE, Stage.SCREENING, {S.AT_UNIT, S.AT_OFFICE}, S.RETURNED),
    _row(A.DECLINE, _OFFICE, Stage.SCREENING, {S.AT_UNIT, S.AT_OFFICE}, S.DECLINED),
    _row(
        A.WITHDRAW,
        _WRITERS,
        Stage.COLLECTION,
        {S.DRAFT, S.RETURNED, S.AT_UNIT, S.AT_OFFICE},
        S.WITHDRAWN,
    ),
    _row(A.AMEND, _WRITERS, Stage.COLLECTION, {S.AT_UNIT, S.AT_OFFICE}, S.AT_UNIT),
    _row(A.AMEND, _WRITERS, Stage.COLLECTION, {S.AT_UNIT, S.AT_OFFICE}, S.AT_OFFICE),
    # Twice the same case: the office keeps one of them, or its writers put another in its place.
    _row(A.MERGE, _OFFICE, Stage.SCREENING, {S.AT_UNIT, S.AT_OFFICE}, S.MERGED),
    _row(
        A.REPLACE,
        _WRITERS,
        Stage.COLLECTION,
        {S.AT_UNIT, S.AT_OFFICE, S.RETURNED},
        S.MERGED,
    ),
    _row(A.ACCEPT, {R.OFFICE_SEALER, R.MANAGER}, Stage.SCREENING, {S.AT_OFFICE}, S.ACCEPTED),
    _row(A.PUBLISH, {R.MANAGER}, Stage.SCREENING, {S.ACCEPTED}, S.PUBLISHED),
    _row(A.BEGIN_REVIEW, {R.MANAGER}, Stage.REVIEW, {S.PUBLISHED}, S.IN_REVIEW),
    _row(A.SELECT, {R.SUPERVISOR}, None, {S.IN_REVIEW}, S.SELECTED),
    _row(A.PUT_ON_RESERVE, {R.SUPERVISOR}, None, {S.IN_REVIEW}, S.RESERVE),
    _row(A.PASS_OVER, {R.SUPERVISOR}, None, {S.IN_REVIEW}, S.NOT_SELECTED),
    _row(A.PROMOTE, {R.SUPERVISOR}, None, {S.RESERVE}, S.SELECTED),
    _row(A.AWARD, {R.MANAGER}, Stage.RESULTS, {S.SELECTED}, S.AWARDED),
    _row(
        A.DISQUALIFY,
        {R.SUPERVISOR},
        None,
        {S.ACCEPTED, S.PUBLISHED, S.IN_REVIEW, S.SELECTED, S.RESERVE, S.AWARDED},
        S.DISQUALIFIED,
    ),
)


def rows_for(act: Act) -> tuple[Row, ...]:
    """Give the rows of one act; none for an act that is not about a nomination's life."""
    return tuple(row for row in NOMINATION if row.act is act)


def acts() -> frozenset[Act]:
    """Name the acts of the table."""
    return frozenset(row.act for row in NOMINATION)


def roles_for(act: Act) -> frozenset[Role]:
    """Name the roles that may ever do `act`."""
    return frozenset(role for row in rows_for(act) for role in row.roles)


def step(act: Act, status: Status, open_stages: Set[Stage], *, to: Status | None = None) -> Status:
    """Say where `act` leads from `status` while `open_stages` are open.

    Args:
        to: which of several ends is meant; None means the first that the table names.

    Raises:
        StageClosed: the act belongs to a stage that is not open.
        WrongStatus: the act does not start from `status`.
    """
    rows = rows_for(act)
    matching = [row for row in rows if status in row.sources and to in (None, row.target)]
    for row in matching or rows:
        if row.stage is not None and row.stage not in open_stages:
            raise StageClosed(act, needs=row.stage)
    if not matching:
        raise WrongStatus(act, status)
    return matching[0].target


def possible(
    status: Status, open_stages: Set[Stage], *, held: Iterable[Role]
) -> Mapping[Act, Status]:
    """Name the acts that the holder of `held` roles could do now, with where each leads."""
    roles = frozenset(held)
    return {
        row.act: row.target
        for row in reversed(NOMINATION)
        if status in row.sources
        and (row.stage is None or row.stage in open_stages)
        and roles & row.roles
    }
