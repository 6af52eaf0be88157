"""What the description promises is tried out on a real server: no 5xx, nothing undescribed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pingxuan.ballotbox import description, serving
from pingxuan.ballotbox.app import VOTES
from tests.ballotbox.hall import Hall, key_of, post

pytestmark = pytest.mark.slow

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DESCRIBED = {
    "openapi": "3.1.0",
    "info": {"title": "ballot box", "version": "1"},
    "paths": {VOTES: description.votes_path()},
    "components": {"securitySchemes": description.SECURITY},
}
OPERATION: Any = schemathesis.openapi.from_dict(DESCRIBED)[VOTES]["POST"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, str]]:
    hall = Hall(f"sqlite:///{tmp_path_factory.mktemp('described') / 'b.sqlite3'}")
    env = {"PINGXUAN_BALLOTS_URL": hall.url, "PINGXUAN_MASTER_KEY": "11" * 32}
    with serving.running(env=env, votes_only=True) as base:
        yield hall, base


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("signed_in", [True, False])
def test_whatever_comes_is_answered_as_described(
    served: tuple[Hall, str], mode: GenerationMode, signed_in: bool
) -> None:
    hall, base = served
    seen = set()

    @given(case=OPERATION.as_strategy(generation_mode=mode))
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(case: Any) -> None:
        headers = {"Authorization": f"Bearer {hall.token(1)}"} if signed_in else {}
        answer = case.call(base_url=base, headers=headers)
        case.validate_response(answer, checks=CHECKS)
        seen.add(answer.status_code)

    holds()

    assert seen - {200, 400, 401, 404, 405, 409, 413, 415, 422, 431} == set()
    assert seen & ({404, 422} if signed_in else {401, 405, 415, 422})


def test_the_description_of_the_site_has_the_votes_in_it(client: Any) -> None:
    found = client.get("/api/v1/openapi.json").json()

    assert found["paths"][VOTES] == description.votes_path()
    assert set(found["components"]["securitySchemes"]) >= {"voter"}


def test_a_good_slip_is_answered_as_described(served: tuple[Hall, str]) -> None:
    hall, base = served

    answer = post(base, hall.token(2), key_of(1), {"entry": "J-001", "votes": 2})

    assert answer is not None
    assert set(answer[1]) == set(description._RECEIPT["required"])  # type: ignore[call-overload]
