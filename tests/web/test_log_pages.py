"""The pages of the public log, and a receipt that is looked up and proven on one."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.ballotbox import (
    keeper,
    looking_up,
    published,
    reading,
    receipts,
    recount,
    voiding,
)
from pingxuan.ballotbox.app import BallotBox
from pingxuan.ballotbox.wire import Answer
from pingxuan.ballotbox.worker import ledger_for
from pingxuan.campaigns.models import Campaign
from pingxuan.domain import merkle
from pingxuan.voting import ballots
from pingxuan.voting.tokens import token_for
from tests.builders import VOTING, Province
from tests.voting.builders import Contest, make_contest, shift_to

LOG = "/c/mass-line-2021/log"
RECEIPT = "/c/mass-line-2021/receipt"
DAY = timedelta(days=1)


@pytest.fixture
def contest(
    campaign: Campaign, province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Contest:
    monkeypatch.setenv("PINGXUAN_DATA", str(tmp_path / "data"))
    shift_to(campaign, VOTING, datetime.now(UTC))
    return make_contest(
        campaign, [province.county_unit, province.city_unit, province.provincial_unit]
    )


def cast(campaign: Campaign, *phones: str, now: datetime) -> list[str]:
    """Let some people give three votes to the first case; give their receipts."""

    async def give(box: BallotBox, phone: str) -> str:
        token = token_for(campaign, ballots.voter_of_phone(campaign, phone), "web", now=now)
        headers = {
            b"content-type": b"application/json",
            b"authorization": b"Bearer " + token.token.encode(),
            b"idempotency-key": str(uuid.uuid4()).encode(),
        }
        later: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        body = msgspec.json.encode({"entry": "J-001", "votes": 3})
        answer = box.cast(headers, body, now.timestamp(), "192.0.2.1", later.set_result)
        said: dict[str, Any] = json.loads((answer or await later).body)
        return str(said["receipt"])

    async def story() -> list[str]:
        ledger = ledger_for(ballots.url(), ballots.keys())
        await ledger.open()
        found = [await give(BallotBox(ledger), phone) for phone in phones]
        await ledger.close()
        return found

    return asyncio.run(story())


def keep(now: datetime) -> None:
    keeper.Keeper(ballots.url(), ballots.keys()).once(now.timestamp())


def test_a_receipt_is_found_and_proven_when_its_day_has_ended(
    client: Client, contest: Contest
) -> None:
    now = datetime.now(UTC)
    [receipt, *_] = cast(contest.campaign, "+8613800000001", "+8613800000002", now=now)

    on_the_day = client.post(RECEIPT, {"receipt": receipts.grouped(receipt).lower()})
    keep(now + DAY)
    after = client.post(RECEIPT, {"receipt": receipt})

    assert "核对通过。投给 J-001 共 3 票" in on_the_day.content.decode()
    assert 'id="receipt-proof"' not in on_the_day.content.decode()
    page = after.content.decode()
    assert 'id="receipt-proof"' in page
    [head] = reading.heads(ballots.url(), str(contest.campaign.pk))
    shown = re.findall(r"\b[0-9a-f]{64}\b", page[page.index("行的指纹") :])
    leaf, step, root = map(bytes.fromhex, shown[:3])
    assert merkle.leads_to(leaf, 0, 2, [step], root)
    assert root.hex() == head.root
    assert head.line in page.replace("&quot;", '"')
    assert "<svg" in page
    assert page.count(receipt) == 1  # in the field that was posted
    assert "no-store" in after["Cache-Control"] or "no-cache" in after["Cache-Control"]


def test_votes_that_were_taken_out_say_so(client: Client, contest: Contest) -> None:
    now = datetime.now(UTC)
    [receipt] = cast(contest.campaign, "+8613800000001", now=now)
    campaign = str(contest.campaign.pk)
    taken = {"decision": "d-1", "reason": "brushing", "seqs": [0]}
    voiding.apply(ballots.url(), ballots.keys(), campaign, **taken, kind="void")

    page = client.post(RECEIPT, {"receipt": receipt}).content.decode()

    assert "投给 J-001 的 3 票已被认定作废，不计入结果" in page


def test_lines_that_are_not_read_yet_are_no_missing_receipt(
    client: Client, contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_up, "MOST_LINES", 1)
    found = cast(contest.campaign, *(f"+861380000000{n}" for n in range(3)), now=datetime.now(UTC))

    pages = [client.post(RECEIPT, {"receipt": found[2]}).content.decode() for _ in range(3)]

    assert ["还有最新的" in page for page in pages] == [True, True, False]
    assert "核对通过" in pages[2]
    assert "没有找到这张凭据" in client.post(RECEIPT, {"receipt": "A" * 26}).content.decode()


def test_the_log_shows_key_heads_files_and_the_program(client: Client, contest: Contest) -> None:
    campaign, now = contest.campaign, datetime.now(UTC)
    empty = client.get(LOG).content.decode()
    cast(campaign, "+8613800000001", now=now)
    keep(now + DAY)

    page = client.get(LOG).content.decode()
    lines = client.get(f"{LOG}/heads.jsonl").content
    one = client.get(f"{LOG}/head-0.json")
    program = client.get(f"{LOG}/recount.py").content

    assert "还没有摘要" in empty
    [head] = reading.heads(ballots.url(), str(campaign.pk))
    key = ballots.keys().public_key(str(campaign.pk))
    assert key in page
    assert head.root in page
    assert lines == one.content == head.line.encode() + b"\n"
    assert "attachment" in one["Content-Disposition"]
    assert program == (files("pingxuan.ballotbox") / "recount.py").read_bytes()
    assert hashlib.sha256(program).hexdigest() in page
    missing = [client.get(f"{LOG}/{name}").status_code for name in ("head-1.json", "head-0.tsr")]
    assert missing == [404, 404]


def test_the_log_costs_the_same_for_one_head_and_for_three(
    client: Client, contest: Contest
) -> None:
    costs = []
    client.get(LOG)
    for days in (0, 1, 2):
        moment = datetime.now(UTC) + days * DAY
        cast(contest.campaign, "+8613800000001", now=moment)
        keep(moment + DAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LOG)
        costs.append(len(queries))

    assert costs == [costs[0]] * 3
    assert len(reading.heads(ballots.url(), str(contest.campaign.pk))) == 3


def make_bundle(contest: Contest, *, day: int = 0) -> datetime:
    """Let a day end with two votes in it, and make its bundle; give the first day's moment."""
    now = datetime.now(UTC)
    cast(contest.campaign, "+8613800000001", "+8613800000002", now=now + day * DAY)
    own = keeper.Keeper(ballots.url(), ballots.keys())
    for seconds in (0, 5):  # a first look knows of no rate, and makes no bundle
        own.once((now + (day + 1) * DAY).timestamp() + seconds)
    return now


def test_the_bundle_of_ended_days_is_offered_with_its_hash(
    client: Client, contest: Contest, tmp_path: Path
) -> None:
    now = make_bundle(contest)
    before = client.get(LOG).content.decode()
    shift_to(contest.campaign, VOTING + 2 * DAY, now)

    page = client.get(LOG).content.decode()
    [link] = re.findall(r'href="([^"]*/bundle-0[.]zip)"', page)
    asked = client.head(link)
    whole = client.get(link)
    data = b"".join(whole)  # type: ignore[call-overload]
    (tmp_path / "b.zip").write_bytes(data)

    assert "票数现在还不公布" in before
    assert hashlib.sha256(data).hexdigest() in page
    assert (whole.status_code, whole["Content-Type"]) == (200, "application/zip")
    assert (asked.status_code, asked["Content-Length"]) == (200, str(len(data)))
    totals = recount.check(
        str(tmp_path / "b.zip"), ballots.keys().public_key(str(contest.campaign.pk))
    )
    assert b"J-001,6,2,2" in totals


def test_a_bundle_is_not_given_out_before_its_counts_are_shown(
    client: Client, contest: Contest
) -> None:
    make_bundle(contest)

    assert client.get(f"{LOG}/bundle-0.zip").status_code == 404
    assert "bundle-0.zip" not in client.get(LOG).content.decode()


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=5-999999999", 206, slice(5, None)),
        ("bytes=999999999-", 416, slice(0)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
    ],
)
def test_a_broken_download_goes_on(
    client: Client, contest: Contest, asked: str, status: int, part: slice
) -> None:
    shift_to(contest.campaign, VOTING + 2 * DAY, make_bundle(contest))
    whole = client.get(f"{LOG}/bundle-0.zip")
    data = b"".join(whole)  # type: ignore[call-overload]

    got = client.get(f"{LOG}/bundle-0.zip", headers={"range": asked, "if-range": whole["ETag"]})
    other = client.get(f"{LOG}/bundle-0.zip", headers={"range": asked, "if-range": '"other"'})

    assert got.status_code == status
    assert b"".join(got) == data[part]  # type: ignore[call-overload]
    assert (other.status_code, b"".join(other)) == (200, data)  # type: ignore[call-overload]
    if status == 206:
        first, last = range(len(data))[part][0], range(len(data))[part][-1]
        assert got["Content-Range"] == f"bytes {first}-{last}/{len(data)}"


def test_behind_a_ballot_box_the_bundle_is_named_and_not_streamed(
    client: Client, contest: Contest
) -> None:
    shift_to(contest.campaign, VOTING + 2 * DAY, make_bundle(contest))
    made = published.newest(str(contest.campaign.pk))
    assert made is not None

    part = {"x-pingxuan-takes-parts": "yes", "range": "bytes=10-19"}
    got = client.get(f"{LOG}/bundle-0.zip", headers=part)

    place = published.folder(str(contest.campaign.pk)) / made.name
    assert (got.status_code, got.content) == (206, b"")
    assert got["X-Pingxuan-Part"] == f"10 10 {place}"
    assert got["Content-Range"] == f"bytes 10-19/{made.size}"
    assert "attachment" in got["Content-Disposition"]


def test_old_bundles_are_taken_away(client: Client, contest: Contest) -> None:
    key = str(contest.campaign.pk)
    for day in range(4):
        make_bundle(contest, day=day)

    kept = [published.of_head(key, head) for head in range(4)]
    assert [made is not None for made in kept] == [False, False, True, True]
    assert len(list(published.folder(key).iterdir())) == 4
