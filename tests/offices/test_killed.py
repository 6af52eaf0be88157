"""A worker that is killed: real processes, a real gateway, SIGKILL in the middle of the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAD = """
import os, sys
from datetime import timedelta
import django
django.setup()
from tests.builders import COLLECTING
"""
LETTERS = """
from pingxuan.messages.actions import queue
from pingxuan.messages.models import Letter
for number in range(20):
    queue("t", f"第 {number} 封", way=Letter.Way.SMS, to="+8613800000001", now=COLLECTING)
"""
SEND = """
from pingxuan.messages.actions import send_waiting
send_waiting(now=COLLECTING + timedelta(minutes=int(sys.argv[1])))
"""
LEFT = """
from pingxuan.messages.models import Letter
print(Letter.objects.filter(sent_at=None).count())
"""
PROVINCE = """
from tests import builders
from tests.nominations.offices import TODAY, Filer, staff
from pingxuan.domain.vocabulary import Act
from pingxuan.offices.actions.running import begin
from pingxuan.offices.queries.desk import Seat
province = builders.plant_province()
campaign = builders.load_campaign(province.root)
people = staff(campaign, province)
make = Filer(campaign, province, people.filler)
cases = [make(office=province.county) for _n in range(20)]
begin(Seat(campaign, province.county), [(c.pk, c.revision.hash) for c in cases], act=Act.ENDORSE,
      opinion="同意推荐。", opinion_on=TODAY, person=people.county, now=COLLECTING)
"""
FORWARD = """
from pingxuan.nominations.models import Endorsement
from pingxuan.offices.actions.running import finish_left
while finish_left(COLLECTING + timedelta(minutes=5)):
    print(Endorsement.objects.count(), flush=True)
"""
SEALS = """
from pingxuan.audit.models import Record
from pingxuan.nominations.models import Endorsement
from pingxuan.offices.models import RunItem
print(Endorsement.objects.count(), Endorsement.objects.values("nomination").distinct().count(),
      RunItem.objects.filter(state="done").count(), Record.objects.filter(act="endorse").count())
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A data folder with a database of its own, as a child process finds it."""
    data = tmp_path_factory.mktemp("machine")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PINGXUAN_")}
    environment = kept | {
        "PINGXUAN_DATA": str(data),
        "PINGXUAN_DATABASE_URL": f"sqlite:///{data / 'main.sqlite3'}",
        "PINGXUAN_BALLOTS_URL": f"sqlite:///{data / 'ballots.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "pingxuan.site.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "pingxuan", "manage", "migrate", "-v0"]
    subprocess.run(command, env=environment, check=True, timeout=240)
    return environment


def start(machine: dict[str, str], script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HEAD + script, *arguments]
    return subprocess.Popen(command, env=machine, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def run(machine: dict[str, str], script: str, *arguments: str) -> str:
    with start(machine, script, *arguments) as child:
        said, _nothing = child.communicate(timeout=240)
        assert child.returncode == 0
    return said.strip()


def test_a_bulk_forward_that_was_killed_loses_nothing_and_does_nothing_twice(
    machine: dict[str, str],
) -> None:
    run(machine, PROVINCE)
    with start(machine, FORWARD) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline()
        worker.send_signal(signal.SIGKILL)

    before = int(run(machine, SEALS).split()[0])
    run(machine, FORWARD)

    assert before > 0
    assert run(machine, SEALS) == "20 20 20 20"
