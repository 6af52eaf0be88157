"""Carry the plain form's vote to the ballot box, for browsers without JavaScript.

Only the ballot box writes votes. What comes back is told as it is: given, given before, refused
and why, or not known, in which case the same key is asked for again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx

TIMEOUT_SECONDS = 8.0
OUTSIDE_WINDOW = "outside_window"


class Outcome(StrEnum):
    """What became of a vote."""

    GIVEN = "given"
    REPLAYED = "replayed"
    QUOTA = "quota"
    CLOSED = "closed"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN_ENTRY = "unknown_entry"
    KEY_REUSED = "key_reused"
    TOO_MANY = "too_many"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """The ballot box's answer.

    Attributes:
        left: what is left today, where the answer says so.
        reason: the public reason of a pause; empty outside the stage.
        cap: which cap of the sheet was met, for `QUOTA`.
    """

    outcome: Outcome
    votes: int = 0
    left: int | None = None
    receipt: str = ""
    day: str = ""
    reason: str = ""
    cap: str = ""

    @property
    def stands(self) -> bool:
        """Whether the vote is on record."""
        return self.outcome in (Outcome.GIVEN, Outcome.REPLAYED)


_BY_CODE = {
    "quota_exceeded": Outcome.QUOTA,
    "voting_closed": Outcome.CLOSED,
    "not_eligible": Outcome.NOT_ELIGIBLE,
    "unknown_entry": Outcome.UNKNOWN_ENTRY,
    "key_reused": Outcome.KEY_REUSED,
    "too_many_requests": Outcome.TOO_MANY,
    "in_flight": Outcome.UNKNOWN,
    "storage_unavailable": Outcome.UNKNOWN,
}


def relay(base_url: str, token: str, *, entry: str, votes: int, key: str) -> Answer:
    """Post one slip to the ballot box at `base_url` and read its answer.

    Source:
        bench/INTERFACE section 2: no answer, 503 and `in_flight` are unknown, and nothing else is.
    """
    try:
        response = httpx.post(
            f"{base_url.rstrip('/')}/api/v1/votes",
            json={"entry": entry, "votes": votes},
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )
        body: Any = response.json()
    except (httpx.HTTPError, json.JSONDecodeError, UnicodeDecodeError):
        return Answer(Outcome.UNKNOWN)
    return read_answer(response.status_code, body)


def read_answer(status: int, body: Any) -> Answer:
    """Read an answer of the ballot box; one that is not in the interface is not known."""
    if not isinstance(body, dict):
        return Answer(Outcome.UNKNOWN)
    if status == 200:
        outcome = Outcome.REPLAYED if body.get("replayed") else Outcome.GIVEN
        return Answer(
            outcome,
            votes=int(body.get("votes", 0)),
            left=body.get("left"),
            receipt=str(body.get("receipt", "")),
            day=str(body.get("day", "")),
        )
    reason = str(body.get("reason") or "")
    unlisted = Outcome.REFUSED if 400 <= status < 500 else Outcome.UNKNOWN
    return Answer(
        _BY_CODE.get(str(body.get("code")), unlisted),
        left=body.get("left"),
        reason="" if reason == OUTSIDE_WINDOW else reason,
        cap=str(body.get("cap") or ""),
    )
