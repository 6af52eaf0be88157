"""The page's scripts are plain modules; node runs what needs no page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pingxuan.domain.counting import character_count

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "src/pingxuan/web/static/js"
CASES = json.loads((ROOT / "tests/domain/counting_cases.json").read_text("utf-8"))


def run(program: str, given: Any) -> Any:
    """Run a module in node with `given` as JSON on its input, and read JSON from its output."""
    source = f"""
        import {{ readFileSync }} from "node:fs";
        const given = JSON.parse(readFileSync(0, "utf8"));
        const url = (name) => "{SCRIPTS.as_uri()}/" + name;
        {program}
    """
    done = subprocess.run(
        [
            "node",
            "--no-warnings",
            "--experimental-default-type=module",
            "--input-type=module",
            "-e",
            source,
        ],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_python_counts_the_shared_cases(text: str, expected: int) -> None:
    assert character_count(text) == expected


def test_the_page_counts_the_shared_cases_as_python_does() -> None:
    program = """
        const { characterCount } = await import(url("counting.js"));
        console.log(JSON.stringify(given.map(characterCount)));
    """

    assert run(program, [text for text, _ in CASES]) == [count for _, count in CASES]


def test_the_page_counts_every_white_space_and_every_edge_of_the_wide_ranges_as_python_does() -> (
    None
):
    edges = [0xB7, 0x2010, 0x2BFF, 0x2E80, 0xA4CF, 0xAC00, 0xD7AF, 0xF900, 0xFAFF, 0xFE30, 0xFE4F]
    edges += [0xFF00, 0xFFEF, 0x1F000, 0x3FFFF]
    spaces = [point for point in range(0x3100) if chr(point).isspace()]
    points = sorted({p + d for p in edges for d in (-1, 0, 1)} | set(spaces))
    texts = [f"a{chr(point)}b" for point in points]
    program = """
        const { characterCount } = await import(url("counting.js"));
        console.log(JSON.stringify(given.map(characterCount)));
    """

    assert run(program, texts) == [character_count(text) for text in texts]


ANSWERS = [
    (200, {"receipt": "R", "votes": 3, "left": 4, "day": "2021-11-24", "replayed": False}, "given"),
    (
        200,
        {"receipt": "R", "votes": 3, "left": 4, "day": "2021-11-24", "replayed": True},
        "repeated",
    ),
    (200, None, "unknown"),
    (0, None, "unknown"),
    (500, None, "unknown"),
    (502, None, "unknown"),
    (503, {"code": "storage_unavailable"}, "unknown"),
    (409, {"code": "in_flight"}, "unknown"),
    (401, {"code": "bad_token"}, "token"),
    (403, {"code": "not_eligible"}, "not_eligible"),
    (404, {"code": "unknown_entry"}, "withdrawn"),
    (409, {"code": "quota_exceeded", "left": 2}, "quota"),
    (409, {"code": "quota_exceeded", "left": 0}, "quota_none"),
    (409, {"code": "quota_exceeded", "left": 5, "cap": "entry"}, "cap"),
    (409, {"code": "voting_closed"}, "closed"),
    (409, {"code": "voting_closed", "reason": "设备检修"}, "paused"),
    (422, {"code": "key_reused"}, "refused"),
    (428, {"code": "proof_required"}, "proof"),
    (429, {"code": "too_many_requests"}, "too_many"),
]


def test_each_answer_of_the_ballot_box_has_one_meaning() -> None:
    program = """
        const { meaning } = await import(url("vote_answer.js"));
        console.log(JSON.stringify(given.map(([status, body]) => meaning(status, body, 0).kind)));
    """

    kinds = run(program, [[status, body] for status, body, _ in ANSWERS])

    assert kinds == [kind for _, _, kind in ANSWERS]


def test_every_meaning_has_its_sentence_in_the_sheet() -> None:
    sheet = (ROOT / "src/pingxuan/web/templates/components/_vote_sheet.html").read_text("utf-8")

    missing = [kind for _, _, kind in ANSWERS if f'data-say="{kind}"' not in sheet]

    assert missing == []


def test_a_key_is_a_uuid_of_version_4_and_never_the_same() -> None:
    program = """
        const { newKey } = await import(url("vote_answer.js"));
        console.log(JSON.stringify(Array.from({ length: given }, newKey)));
    """

    keys = run(program, 200)

    from uuid import UUID

    assert {UUID(key).version for key in keys} == {4}
    assert len(set(keys)) == 200
