"""Codes of the second factor, against the vectors of the standards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pingxuan.domain.stampmark import Mark, read_mark
from pingxuan.domain.totp import STEP_SECONDS, code_of, matching_step, step_at

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    assert code_of(SECRET, seconds // STEP_SECONDS, digits=8) == code


def test_a_code_holds_one_step_around_and_is_never_taken_twice() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    present = step_at(now)
    code = code_of(SECRET, present)

    for by, found in ((-60, None), (-30, present), (0, present), (30, present), (60, None)):
        at = now + timedelta(seconds=by)
        assert matching_step(SECRET, code, at, after=0) == found
    assert matching_step(SECRET, code, now, after=present) is None
    assert matching_step(SECRET, "", now, after=0) is None
    assert matching_step(SECRET, "一二三四五六", now, after=0) is None


def test_a_mark_is_read_as_it_was_written_and_nothing_else_is() -> None:
    mark = Mark("2021-000123", "ab" * 32)

    assert read_mark(f" {mark}\n") == mark
    for other in ("", "PX1/2021-000123/abc", f"PX2/{mark}", f"{mark}/x", "https" + ":" + "x"):
        assert read_mark(other) is None
