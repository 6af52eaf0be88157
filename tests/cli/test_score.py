"""`pingxuan score` as an auditor's script meets it: files in, files out, codes and messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MARKS = "category,entry,judge,criterion,mark\nA,一,甲,x,8\nA,一,乙,x,9\nA,二,甲,x,5\nA,二,乙,x,\n"
VOTES = "category,entry,votes\nA,一,10\nA,二,20\n"
RULES = 'version = 1\n[seats]\ndefault = 1\non_cut_tie = "leave-open"\n'
COMBINED = RULES + "[combine]\njury = 70\nvote = 30\n"


class Desk:
    """A folder with the files of one run; messages come back with its name cut off."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)

    def run(self, *arguments: str, lang: str = "C.UTF-8") -> tuple[int, list[str]]:
        environment = {**os.environ, "LANG": lang, "LC_ALL": lang, "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "pingxuan", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr.splitlines()

    def score(
        self,
        marks: str | bytes = MARKS,
        rules: str | bytes = RULES,
        votes: str | bytes | None = None,
        *more: str,
    ) -> tuple[int, list[str]]:
        self.put("m.csv", marks)
        self.put("r.toml", rules)
        arguments = ["score", "m.csv", "--rules", "r.toml", "--out", "out.csv", *more]
        if votes is not None:
            self.put("v.csv", votes)
            arguments += ["--votes", "v.csv"]
        return self.run(*arguments)

    def places(self, *files: str | bytes | None) -> list[str]:
        """The FILE:LINE:COLUMN of every message of a run that must be refused."""
        code, lines = self.score(*files)  # type: ignore[arg-type]
        assert code == 2
        assert not (self.folder / "out.csv").exists()
        return [line.split(": ")[0] for line in lines]

    def read(self, name: str = "out.csv") -> str:
        return (self.folder / name).read_bytes().decode()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_result_and_explanation(desk: Desk) -> None:
    code, lines = desk.score(MARKS, COMBINED, VOTES, "--explain", "why.json")

    assert (code, lines) == (0, [])
    assert desk.read() == (
        "category,rank,entry,jury,vote,total,status,decided_by\n"
        "A,1,二,5.00,100.00,33.50,winner,total\n"
        "A,2,一,8.50,50.00,20.95,not-selected,total\n"
    )
    assert json.loads(desk.read("why.json"))["categories"]["A"]["entries"]["一"]["total"] == "20.95"


@pytest.mark.parametrize(
    "marks",
    [
        "\ufeff" + MARKS,
        MARKS.replace("\n", "\r\n"),
        MARKS.replace("\n", "\n\n").replace("category", "\n\ncategory"),
        MARKS.replace(",", " ,\t"),
        MARKS.replace("\n", "\n \t\n"),
        MARKS.removesuffix("\n"),
        MARKS.replace("甲", '"甲"').replace("一", ' "一" '),
        'mark,criterion,judge,entry,category,备注\n8,x,甲,一,A,\n9,x,乙,一,A,\n5,x,甲,二,A,\n,x,乙,二,A,"多\n行"\n',
        MARKS.replace(",8\n", ",+08.0\n"),
    ],
)
def test_the_same_content_in_other_forms(desk: Desk, marks: str) -> None:
    assert desk.score(marks) == (0, [])
    assert desk.read() == (
        "category,rank,entry,jury,vote,total,status,decided_by\n"
        "A,1,一,8.50,,8.50,winner,total\n"
        "A,2,二,5.00,,5.00,not-selected,total\n"
    )


def test_names_that_need_quotes_are_quoted(desk: Desk) -> None:
    marks = 'category,entry,judge,criterion,mark\n"A,b","说""好""\n的",甲,x,8\n'

    assert desk.score(marks) == (0, [])
    assert desk.read().splitlines(keepends=True)[1:] == [
        '"A,b",1,"说""好""\n',
        '的",8.00,,8.00,winner,total\n',
    ]


@pytest.mark.parametrize(
    ("marks", "places"),
    [
        ("", [f"m.csv:1:{c}" for c in ("category", "entry", "judge", "criterion", "mark")]),
        ("category,entry,judge,criterion\nA,b,c,d\n", ["m.csv:1:mark"]),
        ("category,entry,judge,criterion,mark,mark\nA,b,c,d,1,1\n", ["m.csv:1:mark"]),
        (MARKS + "A,三,甲,x\n", ["m.csv:6:mark"]),
        (MARKS + "A,三,甲,x,1,2\n", ["m.csv:6:mark"]),
        (MARKS + "A,,甲,x,1\n", ["m.csv:6:entry"]),
        (MARKS + ",三, ,\t,1\n", ["m.csv:6:category", "m.csv:6:judge", "m.csv:6:criterion"]),
        (MARKS + "A,三,甲,x,1e1\n", ["m.csv:6:mark"]),
        (
            MARKS + "A,三,甲,x,NaN\nA,三,乙,x,１\nA,三,丙,x,.5\n",
            [f"m.csv:{n}:mark" for n in (6, 7, 8)],
        ),
        (
            MARKS + "A,三,甲,x,5.\nA,三,乙,x,1_0\nA,三,丙,x,- 1\n",
            [f"m.csv:{n}:mark" for n in (6, 7, 8)],
        ),
        (MARKS + "A,三,甲,x,100.000000000000000000001\n", ["m.csv:6:mark"]),
        (MARKS + "A,三,甲,x,-0.1\n", ["m.csv:6:mark"]),
        (MARKS + "A,一,甲,x,8\n", ["m.csv:6:criterion"]),
        (MARKS + "A,二,乙,x,\n", ["m.csv:6:criterion"]),
        (MARKS + '"A","三\n\n三","甲",x,a\n\nA,四,甲,x,b\n', ["m.csv:6:mark", "m.csv:10:mark"]),
        (MARKS + 'A,三,甲,x"y,1\nA,四,甲,x,b\n', ["m.csv:6:criterion", "m.csv:7:mark"]),
        (MARKS + 'A,"三"三,甲,x,1\nA,四,甲,x,b\n', ["m.csv:6:entry", "m.csv:7:mark"]),
        (MARKS + 'A,三,"甲,x,1\nA,四,甲,x,b\n', ["m.csv:6:judge"]),
        (MARKS + "A,三,甲\r,x,1\n", ["m.csv:6:judge"]),
        (MARKS.encode() + b"A,\xff,\xe7,x,1\n", ["m.csv:6:entry"]),
        (MARKS.encode("utf-16"), None),
    ],
)
def test_what_can_be_wrong_with_marks(
    desk: Desk, marks: str | bytes, places: list[str] | None
) -> None:
    found = desk.places(marks)

    assert found == places or (places is None and found)


@pytest.mark.parametrize(
    ("votes", "places"),
    [
        ("category,entry\n", ["v.csv:1:votes"]),
        (
            VOTES + "A,三,-1\nA,四,1.0\nA,五,\nA,六,１\nA,七,+1\n",
            [f"v.csv:{n}:votes" for n in range(4, 9)],
        ),
        (VOTES + "A,一,10\n", ["v.csv:4:entry"]),
        (VOTES + "A,,10\n", ["v.csv:4:entry"]),
    ],
)
def test_what_can_be_wrong_with_votes(desk: Desk, votes: str, places: list[str]) -> None:
    assert desk.places(MARKS, COMBINED, votes) == places


@pytest.mark.parametrize(
    ("rules", "places"),
    [
        (RULES + "[jury\n", ["r.toml:5:6"]),
        (RULES + "[jury]\ndrop_high = 1\n", ["r.toml:jury.drop_high"]),
        (COMBINED, ["r.toml:combine.vote"]),
        (RULES + "[ties]\norder = ['votes']\n", ["r.toml:ties.order"]),
        (
            RULES + "[withdrawn]\nA = ['三', '一', '四']\nB = []\n",
            ["r.toml:withdrawn.A"] * 2 + ["r.toml:withdrawn.B"],
        ),
        (RULES + "[jury.criteria]\ny = 1\n", [f"m.csv:{n}:criterion" for n in (2, 3, 4, 5)]),
        (RULES + "[jury]\nmax_mark = 8.5\nfoo = 1\n", ["r.toml:jury.foo", "m.csv:3:mark"]),
        (RULES + "[jury]\nmax_mark = 'x'\n", ["r.toml:jury.max_mark"]),
        (b"version = 1\n\xff", ["r.toml:2:1"]),
    ],
)
def test_what_can_be_wrong_with_rules(desk: Desk, rules: str | bytes, places: list[str]) -> None:
    assert desk.places(MARKS, rules) == places


BALLOT = RULES + '[ballot]\npoints = "borda"\n'


@pytest.mark.parametrize(
    ("marks", "rules", "places"),
    [
        ("A,一,甲,x,1\nA,二,甲,x,1\nA,三,甲,x,1\n", BALLOT, ["m.csv:3:mark", "m.csv:4:mark"]),
        ("A,一,甲,x,1\nA,二,乙,x,1\nB,三,甲,x,1\n", BALLOT, None),
        (
            "A,一,甲,x,1.5\nA,二,甲,x,0\nA,三,甲,x,-1\n",
            BALLOT,
            [f"m.csv:{n}:mark" for n in (2, 3, 4)],
        ),
        ("A,一,甲,x,1\nA,二,甲,x,1\nA,三,甲,x,0\n", BALLOT, ["m.csv:3:mark", "m.csv:4:mark"]),
        ("A,一,甲,x,101\nA,二,甲,x,2.0\n", BALLOT, None),
        ("A,一,甲,x,1\nA,二,甲,y,2\nB,二,甲,y,2\n", BALLOT, ["m.csv:3:criterion"]),
        (
            "A,一,甲,x,1\nA,二,甲,y,\n",
            BALLOT + 'input = "points"\n',
            ["r.toml:ballot.points", "m.csv:3:criterion"],
        ),
        (
            "A,一,甲,x,3\nA,一,甲,y,5\nA,二,甲,x,4\nA,二,甲,y,4\n",
            BALLOT + 'input = "mark"\n',
            ["m.csv:5:mark"],
        ),
    ],
)
def test_what_can_be_wrong_with_ballots(
    desk: Desk, marks: str, rules: str, places: list[str] | None
) -> None:
    content = "category,entry,judge,criterion,mark\n" + marks

    if places is None:
        assert desk.score(content, rules) == (0, [])
    else:
        assert desk.places(content, rules) == places


def test_all_files_are_read_before_giving_up(desk: Desk) -> None:
    found = desk.places(MARKS + "A,一,丙,x,a\n", "[seats]\ndefault = 1\n", VOTES + "A,一,b\n")

    assert found == [
        "r.toml:version",
        "r.toml:seats.on_cut_tie",
        "m.csv:6:mark",
        "v.csv:4:entry",
        "v.csv:4:votes",
    ]


def test_no_more_than_fifty_messages(desk: Desk) -> None:
    wrong = "".join(f"A,一,评委{number},x,a\n" for number in range(99))

    assert desk.places(MARKS + wrong) == [f"m.csv:{number}:mark" for number in range(6, 56)]


@pytest.mark.parametrize(
    ("lang", "text"), [("C.UTF-8", "unknown key"), ("zh_CN.UTF-8", "未知的键")]
)
def test_messages_speak_the_language_of_the_terminal(desk: Desk, lang: str, text: str) -> None:
    desk.put("m.csv", MARKS)
    desk.put("r.toml", RULES + "foo = 1\n")

    run = desk.run("score", "m.csv", "--rules", "r.toml", "--out", "out.csv", lang=lang)

    assert run == (2, [f"r.toml:seats.foo: {text}"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["m.csv", "--rules", "r.toml"],
        ["m.csv", "--out", "out.csv"],
        ["m.csv", "--rules", "r.toml", "--out", "out.csv", "--frobnicate"],
        ["none.csv", "--rules", "r.toml", "--out", "out.csv"],
        ["m.csv", "--rules", ".", "--out", "out.csv"],
        ["m.csv", "--rules", "r.toml", "--out", "out.csv", "--explain", "./out.csv"],
        ["m.csv", "--rules", "r.toml", "--out", "./m.csv"],
    ],
)
def test_bad_command_lines_change_nothing(desk: Desk, arguments: list[str]) -> None:
    desk.put("m.csv", MARKS)
    desk.put("r.toml", RULES)

    code, lines = desk.run("score", *arguments)

    assert (code, bool(lines)) == (2, True)
    assert desk.read("m.csv") == MARKS
    assert sorted(os.listdir(desk.folder)) == ["m.csv", "r.toml"]


def test_a_refused_run_leaves_earlier_outputs_alone(desk: Desk) -> None:
    desk.put("out.csv", "old")
    desk.put("why.json", "old")

    code, _ = desk.score(MARKS + "A\n", RULES, None, "--explain", "why.json")

    assert (code, desk.read(), desk.read("why.json")) == (2, "old", "old")
    assert sorted(os.listdir(desk.folder)) == ["m.csv", "out.csv", "r.toml", "why.json"]


@pytest.mark.parametrize("explain", ["folder", "nowhere/why.json"])
def test_result_and_explanation_are_written_both_or_neither(desk: Desk, explain: str) -> None:
    (desk.folder / "folder").mkdir()

    code, lines = desk.score(MARKS, RULES, None, "--explain", explain)

    assert (code, len(lines)) == (1, 1)
    assert explain in lines[0]
    assert sorted(os.listdir(desk.folder)) == ["folder", "m.csv", "r.toml"]


def test_scoring_starts_without_the_platform() -> None:
    program = (
        "import sys\n"
        "from pingxuan.cli import main\n"
        "for name in ('score', 'judges'): main.cli.get_command(None, name)\n"
        "print(sorted({'django', 'numpy'} & sys.modules.keys()))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
