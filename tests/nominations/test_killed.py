"""The worker is killed while LibreOffice converts an old Word file for it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.machines import Machine, has_ended, make_machine, processes_about
from tests.papers.variants.base import form

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
RECEIVE = """
from pathlib import Path
from tests import builders
from tests.nominations.offices import staff
from pingxuan.nominations.actions.receiving import receive
province = builders.plant_province()
campaign = builders.load_campaign(province.root)
people = staff(campaign, province)
receive(campaign, province.county_unit, "表.doc", Path(sys.argv[1]).read_bytes(),
        person=people.filler, now=COLLECTING)
"""
READ = """
from pingxuan.nominations.tasks import read_papers
print(read_papers(COLLECTING), read_papers(COLLECTING))
"""
ROWS = """
from pingxuan.audit.models import Record
from pingxuan.nominations.models import IncomingForm
for row in IncomingForm.objects.all():
    print(row.state, row.tries, row.reading.get("fields", {}).get("name"), row.file.size)
print(Record.objects.filter(act="import_form").count())
"""
# The first conversion says where it is and stays at it; the next ones give a form.
OFFICE = """#!/bin/sh
d="$(dirname "$0")"
if [ ! -e "$d/begun" ]; then
  touch "$d/begun"
  sleep 600 &
  echo "$$ $! $HOME" > "$d/told"
  wait
fi
mkdir -p "$HOME/out"; cp "$d/made.docx" "$HOME/out/form.docx"
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine whose LibreOffice is one of our own."""
    made = make_machine(tmp_path / "data")
    office = tmp_path / "bin"
    office.mkdir()
    (office / "soffice").write_text(OFFICE)
    (office / "soffice").chmod(0o755)
    (office / "made.docx").write_bytes(form())
    os.mkfifo(office / "told")
    return made.with_settings(PATH=f"{office}{os.pathsep}{os.environ['PATH']}")


def test_a_conversion_ends_with_its_worker_and_the_next_reads_the_file_once(
    machine: Machine, tmp_path: Path
) -> None:
    old = ROOT / "papers" / "converted" / "01-institution.doc"
    machine.run(RECEIVE, str(old))
    with machine.worker() as worker:
        office, child, home = (tmp_path / "bin" / "told").read_text().split()
        kept = sorted(path.name for path in Path(home).iterdir())
        wardens = set(processes_about(home)) - {int(office), int(child)}
        worker.send_signal(signal.SIGKILL)

    assert kept == ["form.doc", "profile"]
    assert all(has_ended(int(one)) for one in (office, child, *wardens))
    assert not Path(home).exists()
    size = old.stat().st_size
    assert machine.run(ROWS).splitlines() == [f"received 1 None {size}", "1"]
    assert machine.run(READ) == "1 0"
    assert machine.run(ROWS).splitlines() == [f"waiting 2 张三 {size}", "1"]
    assert processes_about(str(tmp_path)) == []
