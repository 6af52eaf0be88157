"""A bulk forward whose worker is killed: real processes, SIGKILL in the middle of the work."""

from __future__ import annotations

import signal

import pytest

from tests.machines import Machine, make_machine

pytestmark = pytest.mark.slow

PROVINCE = """
from tests import builders
from tests.nominations.offices import Filer, staff
province = builders.plant_province()
campaign = builders.load_campaign(province.root)
people = staff(campaign, province)
make = Filer(campaign, province, people.filler)
for _n in range(20):
    make(office=province.county)
"""
BEGIN = """
from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.models import Post
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.models import Nomination
from pingxuan.offices.actions.running import begin
from pingxuan.offices.queries.desk import Seat
from pingxuan.units.models import Unit
from tests.nominations.offices import TODAY
county = Unit.objects.get(name="青杨县")
sealer = Post.objects.get(unit=county, role="office_sealer").person
cases = Nomination.objects.select_related("revision")
begin(Seat(Campaign.objects.get(), county), [(c.pk, c.revision.hash) for c in cases],
      act=Act.ENDORSE, opinion="同意推荐。", opinion_on=TODAY, person=sealer, now=COLLECTING)
"""
FORWARD = """
from pingxuan.nominations.models import Endorsement
from pingxuan.offices.actions import running
while any(running.advance(run, now=COLLECTING, limit=3) for run in
          running.Run.objects.filter(finished_at=None).order_by("began_at")[:1]):
    print(Endorsement.objects.count(), flush=True)
"""
SEALS = """
from pingxuan.audit.models import Record
from pingxuan.nominations.models import Endorsement, Nomination
from pingxuan.offices.models import RunItem
print(Endorsement.objects.count(), Endorsement.objects.values("nomination").distinct().count(),
      Nomination.objects.filter(office__name="临溪市").count(),
      Record.objects.filter(act="endorse").count(),
      *(RunItem.objects.filter(state=state).count() for state in ("done", "refused", "waiting")))
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return make_machine(tmp_path_factory.mktemp("machine"))


def test_a_bulk_forward_killed_again_and_again_does_each_once_and_can_be_repeated(
    machine: Machine,
) -> None:
    machine.run(PROVINCE + BEGIN)
    done = []
    for _kill in range(2):
        with machine.start(FORWARD) as worker:
            assert worker.stdout is not None
            done.append(int(worker.stdout.readline()))
            worker.send_signal(signal.SIGKILL)

    told = machine.run(SEALS + FORWARD + SEALS + BEGIN + FORWARD + SEALS).splitlines()

    between, after, repeated = (line.split() for line in told if " " in line)
    assert (done[0] > 0, done == sorted(set(done))) == (True, True)
    assert len(set(between[:5])) == 1  # whatever stands sealed is sent on, booked and ticked off
    assert after == ["20"] * 5 + ["0"] * 2
    assert repeated == ["20"] * 6 + ["0"]
