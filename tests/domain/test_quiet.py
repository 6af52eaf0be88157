"""Nobody is reminded at night."""

from __future__ import annotations

import pytest

from pingxuan.domain.quiet import is_quiet, morning_after
from tests.builders import SHANGHAI, at


@pytest.mark.parametrize(
    ("moment", "quiet", "morning"),
    [
        ("11-05 07:59", True, "11-05 08:00"),
        ("11-05 08:00", False, "11-06 08:00"),
        ("11-05 21:59", False, "11-06 08:00"),
        ("11-05 22:00", True, "11-06 08:00"),
        ("11-06 00:00", True, "11-06 08:00"),
    ],
)
def test_the_night_is_from_ten_to_eight_in_the_campaigns_zone(
    moment: str, quiet: bool, morning: str
) -> None:
    assert (is_quiet(at(moment), SHANGHAI), morning_after(at(moment), SHANGHAI)) == (
        quiet,
        at(morning),
    )
