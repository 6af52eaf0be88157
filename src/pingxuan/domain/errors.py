"""Refusals: facts, no sentences. The sentences stand in `web/errors.py` and nowhere else.

NotAllowed (403)   who may?        NotYourAct, SecondPersonNeeded
NotNow (409)       time and state  StageClosed, WrongStatus, StaleRevision, StaleDraft, …
NotValid (422)     content         ContentInvalid, WrongNominator
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pingxuan.domain.vocabulary import Act, Stage, Status


class Refusal(Exception):
    """An act that was not done, with the facts that say why."""

    def facts(self) -> dict[str, Any]:
        """Give the facts by name, for a sentence or a problem+json body."""
        return asdict(self)  # type: ignore[call-overload,no-any-return]  # each is a dataclass

    def __str__(self) -> str:
        """Name the refusal and its facts, for logs."""
        return f"{type(self).__name__} {self.facts()}"


class NotAllowed(Refusal):
    """Somebody else may, this person may not."""


class NotNow(Refusal):
    """This person may, but it is not the time or the state for it."""


class NotValid(Refusal):
    """What was handed in does not keep to the rules."""


@dataclass(eq=False)
class NotYourAct(NotAllowed):
    """The person holds no post that may do this."""

    permission: str


@dataclass(eq=False)
class SecondPersonNeeded(NotAllowed):
    """The second of two people cannot be the first, nor of the same unit."""

    act: Act


@dataclass(eq=False)
class StageClosed(NotNow):
    """The act belongs to a stage that is not open now; its window is given where known."""

    act: Act
    needs: Stage
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(eq=False)
class WrongStatus(NotNow):
    """The act does not start from this state."""

    act: Act
    status: Status | str


@dataclass(eq=False)
class DeadlinePassed(NotNow):
    """An office's own deadline has passed. Source: C17."""

    unit: str
    closed_at: datetime


@dataclass(eq=False)
class StaleRevision(NotNow):
    """The text was changed after it was read. Values are hex SHA-256."""

    seen: str
    current: str


@dataclass(eq=False)
class StaleDraft(NotNow):
    """Somebody else saved the draft in between."""

    seen: int
    current: int


class Lack(str):
    """One thing that is missing: a text in Chinese, which keeps its pattern and facts for others.

    Attributes:
        pattern: a message of the catalogue, with named placeholders.
        facts_of: what stands in them; wording of the sheet stays a `Text`.
    """

    __slots__ = ("facts_of", "pattern")
    pattern: str
    facts_of: Mapping[str, object]

    def __new__(cls, pattern: str, **facts: object) -> Lack:
        """Write it in Chinese."""
        lack = super().__new__(cls, pattern % facts if facts else pattern)
        lack.pattern, lack.facts_of = pattern, facts
        return lack

    def __reduce__(self) -> tuple[object, ...]:
        """Copy it with its pattern and facts."""
        return (_lack, (self.pattern, dict(self.facts_of)))


def _lack(pattern: str, facts: Mapping[str, object]) -> Lack:
    return Lack(pattern, **facts)


@dataclass(eq=False)
class SecondFactorNeeded(NotAllowed):
    """The person has not shown the second factor lately; `has_one` says whether it is set up."""

    act: Act
    has_one: bool


@dataclass(eq=False)
class QuietHours(NotNow):
    """Nobody is reminded at night; `ends_at` is the next morning, campaign time. Source: D5."""

    ends_at: datetime


@dataclass(eq=False)
class GateShut(NotNow):
    """Something has to be done first; `missing` names it, best as `Lack`."""

    act: Act
    missing: Sequence[str]


@dataclass(eq=False)
class AlreadyDone(NotNow):
    """It was done before, at this moment if known."""

    act: Act
    done_at: datetime | None = None


@dataclass(eq=False)
class ContentInvalid(NotValid):
    """Fields that keep the form from being handed in: field key → codes."""

    problems: Mapping[str, Sequence[str]]


@dataclass(eq=False)
class ScanMismatch(NotValid):
    """The stamped page that was scanned shows another version than the one to be sealed. Source: D4.

    A version is its case's file number and the head of its fingerprint.
    """

    scanned_case: str
    scanned_revision: str
    case: str
    revision: str


@dataclass(eq=False)
class WrongNominator(NotValid):
    """The category is not open to this kind of nominator. Source: C6–C8."""

    category: str
    nominator: str


@dataclass(eq=False)
class BadCode(NotValid):
    """A sign-in code that is wrong, used or too old."""

    tries_left: int


@dataclass(eq=False)
class TooManyTries(NotNow):
    """Asked too often; `retry_after` in seconds."""

    retry_after: int


@dataclass(eq=False)
class QuotaFull(NotNow):
    """No place is left: `kind` is `unit` (the unit's places) or `seats` (the hall's)."""

    kind: str
    limit: int


@dataclass(eq=False)
class BadInvitation(NotNow):
    """An invitation's link that was never given, was used or taken back, or is too old."""


@dataclass(eq=False)
class BadHandOver(NotAllowed):
    """A host app's signed token that does not hold: why, as a code."""

    reason: str
