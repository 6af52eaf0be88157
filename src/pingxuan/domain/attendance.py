"""The life of a registration for the seminar, as one table. Source: C31, I3."""

from __future__ import annotations

from pingxuan.domain.errors import WrongStatus
from pingxuan.domain.vocabulary import Act, Attendance

ATTENDANCE: dict[tuple[Attendance, Act], Attendance] = {
    (Attendance.REGISTERED, Act.CANCEL_GUEST): Attendance.CANCELLED,
    (Attendance.REGISTERED, Act.CHECK_IN): Attendance.PRESENT,
    # A phone that was offline sends what another has sent before.
    (Attendance.PRESENT, Act.CHECK_IN): Attendance.PRESENT,
}


def attend(act: Act, state: Attendance) -> Attendance:
    """Say where `act` leads from `state`.

    Raises:
        WrongStatus: the table has no such step.
    """
    if (state, act) not in ATTENDANCE:
        raise WrongStatus(act, state)
    return ATTENDANCE[state, act]
