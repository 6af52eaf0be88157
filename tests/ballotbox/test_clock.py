"""The server's clock at midnight, in two zones, and set back: each vote in its day, never eleven.

All of it on both databases; PostgreSQL's own clock stays where it is, for nobody asks it.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pingxuan.ballotbox import bundle, reading, recount, serving
from tests.ballotbox.hall import CAMPAIGN, KEYS, Hall, OpenBox, in_box, key_of, post

pytestmark = pytest.mark.slow

SHANGHAI = ZoneInfo("Asia/Shanghai")


def clock_at(moment: datetime, zone: str) -> dict[str, str]:
    """Give the environment of a server that starts at a moment, in a zone."""
    [library] = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    ahead = (moment - datetime.now(SHANGHAI)).total_seconds()
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{ahead:+.0f}", "TZ": zone}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_a_vote_belongs_to_the_day_that_the_clock_said(
    hall: Hall, tmp_path: Path, zone: str
) -> None:
    env = {"PINGXUAN_BALLOTS_URL": hall.url, "PINGXUAN_MASTER_KEY": "11" * 32}
    midnight = datetime.combine(datetime.now(SHANGHAI) + timedelta(days=1), time(0), SHANGHAI)
    last_minute, first_minute = midnight - timedelta(seconds=50), midnight + timedelta(seconds=5)
    today, tomorrow = last_minute.date(), midnight.date()
    token = hall.token(1, seconds=40 * 86_400)

    def said(moment: datetime, *slips: tuple[int, int]) -> list[tuple[object, ...]]:
        """Cast slips, each a key and its votes, by a server that starts at a moment."""
        with serving.running(env=env | clock_at(moment, zone), votes_only=True) as base:
            bodies = [(key_of(key), {"entry": "J-001", "votes": votes}) for key, votes in slips]
            answers = [post(base, token, key, body) for key, body in bodies]
        found = [answer for answer in answers if answer is not None]
        return [(a, b.get("day", b.get("left")), b.get("replayed")) for a, b in found]

    assert said(last_minute, (1, 9)) == [(200, today.isoformat(), False)]
    assert said(first_minute, (2, 10), (3, 1)) == [
        (200, tomorrow.isoformat(), False),
        (409, 0, None),
    ]
    # The clock is set back.
    assert said(last_minute, (4, 2), (5, 1), (6, 1), (2, 10)) == [
        (409, 1, None),
        (200, today.isoformat(), False),
        (409, 0, None),
        (200, tomorrow.isoformat(), True),
    ]
    # Midnight in UTC is no new day.
    assert said(midnight + timedelta(hours=8, minutes=1), (7, 1), (1, 9)) == [
        (409, 0, None),
        (200, today.isoformat(), True),
    ]
    counts = reading.tally_by_day(hall.url, CAMPAIGN)["J-001"]
    assert {day: count.votes for day, count in counts.items()} == {today: 10, tomorrow: 10}
    bundle.export(hall.url, KEYS, bundle.choose(hall.url, None), tmp_path / "b.zip")
    recount.check(str(tmp_path / "b.zip"))


def test_the_two_tenths_of_a_second_around_midnight(hall: Hall) -> None:
    midnight = datetime.now(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [(midnight - timedelta(days=1)).date().isoformat(), midnight.date().isoformat()]

    async def story(box: OpenBox) -> None:
        edge = midnight.timestamp()
        casts = [await box.cast(1, votes=5, now=edge + s) for s in (-0.1, 0.1, -0.1, -0.1, 0.1)]
        assert [body.get("day", body.get("left")) for _, body in casts] == [
            *days,
            days[0],
            0,
            days[1],
        ]

    in_box(hall, story)
