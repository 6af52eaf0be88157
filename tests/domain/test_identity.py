"""Identifiers sort as they were made, and none is made twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from pingxuan.domain.identity import uuid7


def test_identifiers_sort_as_they_were_made_within_one_millisecond_too() -> None:
    made = [uuid7() for _ in range(20_000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_an_identifier_says_its_version_and_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before - 50 <= made.int >> 80 <= after + 50


def test_threads_never_make_the_same() -> None:
    with ThreadPoolExecutor(4) as hands:
        made = [
            one
            for part in hands.map(lambda _: [uuid7() for _ in range(2000)], "abcd")
            for one in part
        ]

    assert len(set(made)) == 8000
