"""The paper on judging, spelled out once more as naively as possible: the oracle of the tests.

It reads the decoded TOML itself, knows nothing of `pingxuan`, and prefers counting over sorting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple


class Given(NamedTuple):
    """One record of MARKS.csv; `mark` is the text in it, empty for a recusal."""

    category: str
    entry: str
    judge: str
    criterion: str
    mark: str


def rounded(value: Fraction, places: int, how: str) -> Fraction:
    scaled = abs(value) * 10**places
    below = floor(scaled)
    if scaled - below > Fraction(1, 2) or (
        scaled - below == Fraction(1, 2) and (how == "half-up" or below % 2 == 1)
    ):
        below += 1
    return Fraction(below if value > 0 else -below, 10**places)


def text(value: Fraction, places: int) -> str:
    units = abs(value) * 10**places
    assert units.denominator == 1
    digits = str(units.numerator).zfill(places + 1)
    body = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return ("-" if value < 0 else "") + body


class Category:
    def __init__(
        self,
        name: str,
        marks: list[Given],
        votes: Mapping[str, int] | None,
        rules: Mapping[str, Any],
    ) -> None:
        self.name, self.marks, self.rules = name, marks, rules
        self.jury_rules: Mapping[str, Any] = rules.get("jury", {})
        self.ballot: Mapping[str, Any] | None = rules.get("ballot")
        self.places: int = self.jury_rules.get("places", 2)
        self.rounding: str = self.jury_rules.get("rounding", "half-up")
        self.method: str = self.jury_rules.get("method", "mean")
        self.entries = {m.entry for m in marks} | set(votes or {})
        self.judges = {m.judge for m in marks}
        self.votes = votes
        table = self.jury_rules.get("criteria")
        self.weights = (
            {m.criterion: Fraction(1) for m in marks}
            if table is None
            else {name: Fraction(str(weight)) for name, weight in table.items()}
        )
        self.jury = {e: self.jury_score(e) for e in self.entries}

    def mark(self, entry: str, judge: str, criterion: str) -> Fraction | None:
        for m in self.marks:
            if (m.entry, m.judge, m.criterion) == (entry, judge, criterion):
                return Fraction(m.mark) if m.mark else None
        return None

    def round(self, value: Fraction) -> Fraction:
        return rounded(value, self.places, self.rounding)

    def together(self, values: Iterable[Fraction]) -> Fraction | None:
        left = sorted(values)
        if self.method == "trimmed-mean":
            for _ in range(self.jury_rules.get("drop_high", 1)):
                left = left[:-1]
            for _ in range(self.jury_rules.get("drop_low", 1)):
                left = left[1:]
        if not left:
            return None
        if self.method == "median":
            half = len(left) // 2
            return left[half] if len(left) % 2 else (left[half - 1] + left[half]) / 2
        return sum(left, Fraction(0)) / len(left)

    def criterion_marks(self, entry: str, criterion: str) -> list[Fraction]:
        found = [self.mark(entry, judge, criterion) for judge in self.judges]
        return [mark for mark in found if mark is not None]

    def own_score(self, entry: str, judge: str) -> Fraction | None:
        total = Fraction(0)
        heavy = [c for c, w in self.weights.items() if w > 0]
        for criterion in heavy:
            mark = self.mark(entry, judge, criterion)
            if mark is None:
                return None
            total += self.weights[criterion] * mark
        if not heavy:
            return None
        if self.jury_rules.get("criteria_mode", "mean") == "mean":
            total /= sum(self.weights.values())
        return total

    def worth(self, entry: str, judge: str) -> Fraction | None:
        """What a judge thinks of an entry on the ballot, higher is better."""
        assert self.ballot is not None
        if self.ballot.get("input", "rank") == "mark":
            return self.own_score(entry, judge)
        for m in self.marks:
            if (m.entry, m.judge) == (entry, judge) and m.mark:
                return (
                    -Fraction(m.mark)
                    if self.ballot.get("input", "rank") == "rank"
                    else Fraction(m.mark)
                )
        return None

    def points(self, entry: str, judge: str) -> Fraction | None:
        assert self.ballot is not None
        own = self.worth(entry, judge)
        if own is None or self.ballot.get("input") == "points":
            return own
        all_worths = [self.worth(e, judge) for e in self.entries]
        position = 1 + sum(w is not None and w > own for w in all_worths)
        sharing = sum(w == own for w in all_worths)
        table = self.ballot["points"]
        if table == "borda":
            table = [len(self.entries) - p for p in range(1, len(self.entries) + 1)]

        def earns(place: int) -> Fraction:
            return Fraction(str(table[place - 1])) if place <= len(table) else Fraction(0)

        how = self.ballot.get("judge_ties", "reject")
        if how == "share":
            return sum((earns(position + k) for k in range(sharing)), Fraction(0)) / sharing
        return earns(position + sharing - 1) if how == "worst" else earns(position)

    def judge_score(self, entry: str, judge: str) -> Fraction | None:
        return (
            self.points(entry, judge) if self.ballot is not None else self.own_score(entry, judge)
        )

    def preference(self, entry: str, judge: str) -> Fraction | None:
        return self.worth(entry, judge) if self.ballot is not None else self.own_score(entry, judge)

    def judge_scores(self, entry: str) -> list[Fraction]:
        found = [self.judge_score(entry, judge) for judge in self.judges]
        return [one for one in found if one is not None]

    def jury_score(self, entry: str) -> Fraction | None:
        least = self.jury_rules.get("min_marks", 0 if self.ballot is not None else 1)
        scores = self.judge_scores(entry)
        if self.ballot is not None:
            return None if len(scores) < least else self.round(sum(scores, Fraction(0)))
        if self.jury_rules.get("level", "criterion") == "judge":
            value = self.together(scores)
            return None if value is None or len(scores) < least else self.round(value)
        total = Fraction(0)
        steps = self.jury_rules.get("round_at", ["criterion"])
        heavy = [c for c, w in self.weights.items() if w > 0]
        for criterion in heavy:
            marks = self.criterion_marks(entry, criterion)
            value = self.together(marks)
            if len(marks) < least or value is None:
                return None
            if "criterion" in steps:
                value = self.round(value)
            value *= self.weights[criterion]
            total += self.round(value) if "weighted" in steps else value
        if not heavy:
            return None
        if self.jury_rules.get("criteria_mode", "mean") == "mean":
            total /= sum(self.weights.values())
        return self.round(total)

    def vote_score(self, entry: str) -> Fraction:
        combine = self.rules["combine"]
        assert self.votes is not None
        scale = combine.get("vote_scale", "share-of-top")
        own = Fraction(self.votes.get(entry, 0))
        if scale != "raw":
            everyone = [self.votes.get(e, 0) for e in self.entries]
            base = max(everyone) if scale == "share-of-top" else sum(everyone)
            own = own / base * 100 if base else Fraction(0)
        return rounded(own, self.total_places, self.rounding)

    @property
    def total_places(self) -> int:
        places: int = self.rules.get("combine", {}).get("places", self.places)
        return places

    def total(self, entry: str) -> Fraction:
        jury = self.jury[entry]
        assert jury is not None
        combine = self.rules.get("combine")
        if combine is None:
            return jury
        by_jury, by_vote = Fraction(str(combine["jury"])), Fraction(str(combine["vote"]))
        value = by_jury * jury + by_vote * self.vote_score(entry)
        if combine.get("mode", "percent") == "percent":
            value /= 100
        return rounded(value, self.total_places, self.rounding)

    def is_before(self, breaker: str, one: str, other: str, group: list[str]) -> bool:
        """Does `breaker` place `one` strictly before `other` within `group`?"""
        if breaker.startswith("draw:"):
            return self.lot(breaker, one) < self.lot(breaker, other)
        return bool(self.merit(breaker, one, group) > self.merit(breaker, other, group))

    def lot(self, breaker: str, entry: str) -> bytes:
        seed = bytes.fromhex(breaker[5:])
        return hashlib.sha256(seed + b"\0" + self.name.encode() + b"\0" + entry.encode()).digest()

    def merit(self, breaker: str, entry: str, group: list[str]) -> Any:
        if breaker == "jury":
            return self.jury[entry]
        if breaker == "votes":
            return (self.votes or {}).get(entry, 0)
        if breaker.startswith("criterion:"):
            value = self.together(self.criterion_marks(entry, breaker[10:]))
            return (0, Fraction(0)) if value is None else (1, self.round(value))
        if breaker == "most-judges-scoring":
            return sum(score > 0 for score in self.judge_scores(entry))
        if breaker == "countback":
            return sorted(self.judge_scores(entry), reverse=True)
        assert breaker == "most-judges-preferring"
        pairs = 0
        for judge in self.judges:
            own = self.preference(entry, judge)
            for other in group:
                theirs = self.preference(other, judge)
                pairs += own is not None and theirs is not None and own > theirs
        return pairs

    def ordered(self) -> tuple[list[list[str]], dict[str, str]]:
        """Give the groups of equal rank in order, and what decided each entry's place."""
        ranked = [e for e in self.entries if self.jury[e] is not None]
        groups: list[list[str]] = []
        decided: dict[str, str] = {}
        for total in sorted({self.total(e) for e in ranked}, reverse=True):
            tied = [e for e in ranked if self.total(e) == total]
            if len(tied) == 1:
                decided[tied[0]] = "total"
            parts = [tied]
            for breaker in self.rules.get("ties", {}).get("order", []):
                parts = [piece for part in parts for piece in self.pieces(part, breaker)]
                for part in parts:
                    if len(part) == 1:
                        decided.setdefault(part[0], breaker)
            groups += parts
        return groups, decided

    def pieces(self, group: list[str], breaker: str) -> list[list[str]]:
        places: dict[int, list[str]] = {}
        for entry in group:
            before = sum(self.is_before(breaker, other, entry, group) for other in group)
            places.setdefault(before, []).append(entry)
        return [places[place] for place in sorted(places)]

    def statuses(self, groups: list[list[str]]) -> dict[str, str]:
        seats = self.rules["seats"]
        count = seats.get("category", {}).get(self.name, seats["default"])
        how = seats.get("on_cut_tie", "break")
        gone = set(self.rules.get("withdrawn", {}).get(self.name, []))
        spans = []
        place = 0
        for group in groups:
            spans.append((place + 1, place + len(group), group))
            place += len(group)
        status: dict[str, str] = {}
        open_cut = False
        for first, last, group in spans:
            if last <= count:
                status.update(dict.fromkeys(group, "winner"))
            elif first <= count:
                open_cut = how == "leave-open"
                status.update(dict.fromkeys(group, "tied-at-cut" if open_cut else "winner"))
        winners = sum(s == "winner" for s in status.values())
        end = max(count, winners) + seats.get("reserve", 0)
        for first, last, group in spans:
            if group[0] in status:
                continue
            if last <= end:
                status.update(dict.fromkeys(group, "reserve"))
            elif first <= end:
                status.update(dict.fromkeys(group, "reserve" if how == "extend" else "tied-at-cut"))
            else:
                status.update(dict.fromkeys(group, "not-selected"))
        freed = sum(status.get(e) == "winner" for e in gone)
        for entry in gone:
            status[entry] = "withdrawn"
        for _, _, group in spans:
            waiting = [e for e in group if status[e] == "reserve"]
            if waiting and freed > 0 and not open_cut:
                fits = len(waiting) <= freed or how == "extend"
                status.update(dict.fromkeys(waiting, "winner" if fits else "tied-at-cut"))
                freed -= len(waiting)
        return status

    def lines(self) -> list[tuple[str, ...]]:
        groups, decided = self.ordered()
        status = self.statuses(groups)
        lines = []
        rank = 1
        for group in groups:
            for entry in sorted(group):
                jury = self.jury[entry]
                assert jury is not None
                vote = (
                    text(self.vote_score(entry), self.total_places)
                    if "combine" in self.rules
                    else ""
                )
                lines.append(
                    (
                        self.name,
                        str(rank),
                        entry,
                        text(jury, self.places),
                        vote,
                        text(self.total(entry), self.total_places),
                        status[entry],
                        decided.get(entry, "none"),
                    )
                )
            rank += len(group)
        for entry in sorted(e for e in self.entries if self.jury[e] is None):
            line = (
                self.name,
                "",
                entry,
                "",
                "",
                "",
                status.get(entry, "not-selected"),
                "too-few-marks",
            )
            lines.append(line)
        return lines


def expected(
    marks: list[Given], votes: Mapping[tuple[str, str], int] | None, rules: Mapping[str, Any]
) -> list[tuple[str, ...]]:
    """The records of RESULT.csv that the paper asks for."""
    names = {m.category for m in marks} | {category for category, _ in votes or {}}
    lines = []
    for name in sorted(names):
        own = None if votes is None else {e: n for (c, e), n in votes.items() if c == name}
        lines += Category(name, [m for m in marks if m.category == name], own, rules).lines()
    return lines
