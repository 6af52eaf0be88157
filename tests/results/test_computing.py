"""What the desk computes is what `pingxuan score` computes from the exported files, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pingxuan.cli.score import score
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.results.computing import compute, recompute, votes_of
from pingxuan.voting.models import Entry
from tests.builders import REVIEWING
from tests.jury.builders import Panel, give_votes


@pytest.fixture
def judged(panel: Panel) -> Panel:
    """Twelve entries before three jurors, one of whom is recused from all."""
    panel.publish({"institution": 12, "creative": 3})
    panel.seat(panel.province.city_unit, panel.province.other_city_unit, panel.province.county)
    panel.assign()
    numbers = Entry.objects.values_list("number", flat=True)
    panel.judge({number: 1 + int(number[-2:]) % 10 for number in numbers})
    give_votes(panel.campaign, {"J-001": 120, "J-005": 40, "C-002": 7})
    return panel


def test_the_exported_files_give_the_same_result_to_the_byte(judged: Panel, tmp_path: Path) -> None:
    computed = compute(judged.campaign, judged.round)
    for name, text in {
        "rules.toml": computed.rules_toml,
        "marks.csv": computed.marks_csv,
        "votes.csv": computed.votes_csv,
    }.items():
        (tmp_path / name).write_bytes(text.encode())

    files = [str(tmp_path / n) for n in ("marks.csv", "rules.toml", "votes.csv", "results.csv")]
    answer = CliRunner().invoke(
        score,
        [files[0], "--rules", files[1], "--votes", files[2], "--out", files[3]],
    )

    assert (answer.exit_code, answer.output) == (0, "")
    assert (tmp_path / "results.csv").read_bytes() == computed.result_csv.encode()


def test_a_recused_juror_stands_in_the_marks_without_one(judged: Panel) -> None:
    lines = compute(judged.campaign, judged.round).marks_csv.splitlines()

    assert "institution,J-001,P03,typical," in lines
    assert len([line for line in lines if ",P01," in line]) == 15 * 5


def test_votes_are_those_that_stand_and_zero_counts(judged: Panel) -> None:
    votes = votes_of(judged.campaign)

    assert {n: v for (_, n), v in votes.items() if v} == {"J-001": 120, "J-005": 40, "C-002": 7}
    assert len(votes) == 15


def test_a_withdrawn_entry_is_withdrawn_in_the_exported_rules(judged: Panel) -> None:
    Entry.objects.filter(number="J-009").update(withdrawn_at=REVIEWING)

    computed = compute(judged.campaign, judged.round)

    assert '[withdrawn]\ninstitution = ["J-009"]' in computed.rules_toml
    statuses = {row.entry: row.status.value for row in computed.result.rows}
    assert (statuses["J-009"], statuses["J-001"]) == ("withdrawn", "winner")


def test_without_withdrawals_the_rules_are_the_sheets(judged: Panel) -> None:
    sheet: RuleSheet = judged.campaign.sheet

    assert compute(judged.campaign, judged.round).rules_toml == sheet.judging.toml


def test_a_decision_is_computed_again_from_its_own_files(judged: Panel) -> None:
    decision = judged.propose()

    again = recompute(decision)

    assert [(r.entry, r.rank, r.status) for r in again.rows] == [
        (r.entry, r.rank, r.status) for r in compute(judged.campaign, judged.round).result.rows
    ]
