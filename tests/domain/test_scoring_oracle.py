"""The computation against an oracle that was written straight from the paper."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings

from pingxuan.domain.judging.results import result_csv
from tests.domain.judging_cases import Case, cases
from tests.domain.judging_oracle import expected


def published(case: Case) -> list[tuple[str, ...]]:
    lines = csv.reader(io.StringIO(result_csv(case.result()), newline=""))
    return [tuple(line) for line in lines][1:]


@settings(max_examples=300, deadline=None)
@given(cases())
def test_the_result_is_what_the_paper_asks_for(case: Case) -> None:
    assert published(case) == expected(case.marks, case.votes, case.rules)
