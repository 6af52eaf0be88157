"""`pingxuan score`: the result recomputed from files, without a server or a database.

Source:
    interfaces-judging 2 to 4; C27, H1.
"""

from __future__ import annotations

import click

from pingxuan.cli.judging_files import Complaints, refuse_same_file, settle_process, write_all
from pingxuan.cli.language import say
from pingxuan.domain.judging import faults
from pingxuan.domain.judging.decoding import inspect
from pingxuan.domain.judging.explaining import explain_json
from pingxuan.domain.judging.inputs import MarkRow, read_marks, read_votes
from pingxuan.domain.judging.problems import JudgingRulesInvalid, Problem
from pingxuan.domain.judging.results import compute, result_csv
from pingxuan.domain.judging.rules import JudgingRules
from pingxuan.domain.judging.scoring import CategoryMarks, gather
from pingxuan.domain.judging.toml import read_toml


class Inputs:
    """The files of one run, read as far as they can be; their problems go to `complaints`."""

    def __init__(self, marks: str, rules: str, votes: str | None) -> None:
        """Read all files and look for everything that is wrong with them, alone and together."""
        self.complaints = Complaints()
        self.rules: JudgingRules | None = None
        self.rows: list[MarkRow] = []
        self.votes: dict[tuple[str, str], int] | None = None
        rule_problems = self._read_rules(rules)
        mark_problems = self._read_marks(marks)
        vote_problems = self._read_votes(votes) if votes else []
        is_whole = not (mark_problems or vote_problems)
        self.gathered: dict[str, CategoryMarks] = gather(self.rows, self.votes)
        if self.rules:
            broken = {problem.place for problem in rule_problems}
            mark_problems += faults.mark_problems(self.rows, self.rules, broken)
            lines = {problem.line for problem in mark_problems}
            sound = [row for row in self.rows if row.line not in lines]
            mark_problems += faults.tie_problems(sound, self.rules, broken)
            if not votes:
                rule_problems += faults.vote_problems(self.rules, None)
            if is_whole:
                rule_problems += self._withdrawal_problems()
        self.complaints.add(rules, rule_problems)
        self.complaints.add(marks, mark_problems)
        self.complaints.add(votes or "", vote_problems)

    def _read_rules(self, path: str) -> list[Problem]:
        data = self.complaints.read(path)
        if data is None:
            return []
        try:
            self.rules, problems = inspect(read_toml(data))
        except JudgingRulesInvalid as refused:
            return list(refused.problems)
        return problems

    def _read_marks(self, path: str) -> list[Problem]:
        data = self.complaints.read(path)
        if data is None:
            return []
        self.rows, problems = read_marks(data)
        return problems

    def _read_votes(self, path: str) -> list[Problem]:
        data = self.complaints.read(path)
        if data is None:
            return []
        self.votes, problems = read_votes(data)
        return problems

    def _withdrawal_problems(self) -> list[Problem]:
        entries = {name: category.entries.keys() for name, category in self.gathered.items()}
        return list(faults.withdrawal_problems(self.rules, entries)) if self.rules else []


@click.command(
    help=say(
        "Compute the result from marks, votes and rules, in exact arithmetic.",
        "按规则由评分和票数计算结果，全程精确运算。",
    )
)
@click.argument("marks", metavar="MARKS.csv")
@click.option("--rules", required=True, metavar="RULES.toml", help=say("the rules", "规则"))
@click.option("--votes", metavar="VOTES.csv", help=say("votes by entry", "各作品票数"))
@click.option("--out", required=True, metavar="RESULT.csv", help=say("the result", "结果"))
@click.option(
    "--explain",
    metavar="EXPLAIN.json",
    help=say("every total opened into its parts", "每个总分的全部构成"),
)
@click.version_option(package_name="pingxuan", prog_name="pingxuan")
def score(marks: str, rules: str, votes: str | None, out: str, explain: str | None) -> None:
    settle_process()
    refuse_same_file([out, explain] if explain else [out], [marks, rules, votes])
    inputs = Inputs(marks, rules, votes)
    inputs.complaints.stop_if_any()
    assert inputs.rules
    result = compute(inputs.gathered, inputs.votes, inputs.rules)
    outputs = {out: result_csv(result)}
    if explain:
        outputs[explain] = explain_json(result)
    write_all(outputs)
