"""`pingxuan forms`: one JSON object, exit codes, nothing half-written."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pingxuan.papers.writing import write_form
from tests.machines import processes_about
from tests.papers import hostile_further  # noqa: F401  fill the list
from tests.papers.hostile import HOSTILE
from tests.papers.variants.base import form

SAMPLES = Path(__file__).parent / "samples"


def pingxuan(*arguments, cwd, lang="C"):
    return subprocess.run(
        [sys.executable, "-m", "pingxuan", "forms", *arguments],
        cwd=cwd, capture_output=True, check=False, timeout=60, env={**os.environ, "LANG": lang, "LC_ALL": ""},
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "一.docx").write_bytes(form())
    (tmp_path / "two.docx").write_bytes(form(category="☑优秀机构案例☑优秀个人案例", title="另一个"))
    (tmp_path / "bad.docx").write_bytes(b"")
    return tmp_path


def test_all_well_is_zero_and_keys_are_the_names_as_given(folder):
    done = pingxuan("read", "./一.docx", cwd=folder)

    assert (done.returncode, done.stderr) == (0, b"")
    assert list(json.loads(done.stdout)) == ["./一.docx"]


def test_some_held_is_one_and_each_is_told_in_the_language_of_the_terminal(folder):
    done = pingxuan("read", "一.docx", "two.docx", "bad.docx", cwd=folder, lang="zh_CN.UTF-8")

    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "two.docx: two_categories_ticked: 勾选了不止一个征集类别",
        "bad.docx: empty: 是空文件",
    ]


def test_nothing_read_is_two(folder):
    assert pingxuan("read", "bad.docx", "none.docx", cwd=folder).returncode == 2
    assert pingxuan("read", cwd=folder).returncode == 2


def test_a_table_brings_differences_under_its_own_name(folder):
    table = str(SAMPLES / "tongjibiao-filled.xlsx")
    forms = [str(path) for path in sorted(SAMPLES.glob("0[1-5]*.docx"))]

    done = pingxuan("read", *forms, "--table", table, "--out", "o.json", cwd=folder)

    assert (done.returncode, done.stdout) == (0, b"")
    told = json.loads((folder / "o.json").read_text("utf-8"))
    assert [(d["code"], d["name"]) for d in told[table]["differences"]] == [
        ("not_in_forms", "周八")
    ]


def test_a_written_form_is_read_back_and_the_blank_is_the_office_s(folder):
    (folder / "n.json").write_text(json.dumps({"name": "张三", "title": "案例"}), "utf-8")

    assert (
        pingxuan("write", "--nomination", "n.json", "--out", "n.docx", cwd=folder).returncode == 0
    )
    assert pingxuan("write", "--blank", "--out", "b.docx", cwd=folder).returncode == 0
    assert (folder / "b.docx").read_bytes() == write_form(None)
    assert (folder / "n.docx").read_bytes() == write_form({"name": "张三", "title": "案例"})


@pytest.mark.parametrize(
    ("content", "code"), [("{", 2), ("[]", 2), ('{"birth": "85"}', 1), ('{"fields": 3}', 1)]
)
def test_a_bad_nomination_leaves_no_file(folder, content, code):
    (folder / "n.json").write_text(content, "utf-8")

    done = pingxuan("write", "--nomination", "n.json", "--out", "n.docx", cwd=folder)

    assert (done.returncode, (folder / "n.docx").exists()) == (code, False)
    assert b"Traceback" not in done.stderr


def test_bad_usage_is_two(folder):
    assert pingxuan("write", "--out", "a.docx", cwd=folder).returncode == 2
    assert (
        pingxuan(
            "write", "--blank", "--nomination", "n.json", "--out", "a.docx", cwd=folder
        ).returncode
        == 2
    )
    assert pingxuan("write", "--blank", "--out", "none/a.docx", cwd=folder).returncode == 2


def test_one_run_over_all_hostile_files_stays_small_and_leaves_nothing_behind(tmp_path):
    names, expected = [], {}
    for recipe, make in HOSTILE.items():
        name, data, errors, _ = make()
        (tmp_path / recipe).mkdir()
        path = tmp_path / recipe / Path(name.replace("\\", "/")).name
        path.write_bytes(data)
        names.append(str(path))
        expected[str(path)] = errors
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'pingxuan', 'forms', 'read', *sys.argv[1:]],"
        " stderr=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
        "sys.exit(done.returncode)"
    )
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}

    done = subprocess.run(
        [sys.executable, "-c", script, *names],
        capture_output=True, check=False, timeout=300, env=environment,
    )  # fmt: skip

    # The largest of all processes, the ones that open PDFs and convert old files among them.
    assert int(done.stderr) < 300 * 1024
    assert done.returncode == 1
    told = {name: file["errors"] for name, file in json.loads(done.stdout).items()}
    if shutil.which("soffice"):
        expected[next(one for one in names if "an_old_word_file" in one)] = ["corrupt"]
    assert told == expected
    assert processes_about(str(temporary)) == []
    assert list(temporary.iterdir()) == []
