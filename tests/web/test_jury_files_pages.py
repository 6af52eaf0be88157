"""The files of an entry before a juror: only to whoever judges it, under a name that names nobody."""

from __future__ import annotations

import pytest
from django.test import Client

from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.revision import fingerprint
from pingxuan.jury.models import Assignment
from pingxuan.nominations.content.files import read_file
from pingxuan.nominations.models import Attachment, Revision
from pingxuan.voting.models import Entry
from tests.builders import COLLECTING, REVIEWING, SCREENING_ONLY, Province, make_person, sheet_text
from tests.jury.builders import Panel, officers_of
from tests.voting.builders import sign_in
from tests.web.large import BEHIND, NAMED, grow
from tests.web.test_entry_pieces import lay, listed, photo
from tests.web.test_jury_pages import JURY, go_to, pledged, text_of

FILE = f"{JURY}/J-001/files/1"


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    """Two jurors; the second works where the entry with a picture comes from."""
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 1})
    entry = Entry.objects.select_related("nomination", "revision").get(number="J-001")
    rules = campaign.sheet.evidence
    kept = read_file("青杨县张三.jpg", photo(), kinds=rules.files, most_bytes=10**7)
    content = {
        **entry.revision.content,
        "attachments": listed([lay(entry.nomination, kept)]),
    }
    entry.revision = Revision.objects.create(
        nomination=entry.nomination,
        number=2,
        hash=fingerprint([str(entry.pk), content]),
        content=content,
        personal={},
        made_by=make_person(9002),
        made_at=SCREENING_ONLY,
    )
    entry.save()
    panel.seat(province.other_city_unit, province.county)
    panel.assign()
    pledged(panel)
    go_to(panel, REVIEWING)
    return panel


def test_the_juror_sees_the_file_and_opens_it(client: Client, panel: Panel) -> None:
    sign_in(client, panel.jurors[0].person, way="password")

    page, answer = text_of(client.get(f"{JURY}/J-001")), client.get(FILE)

    assert f'href="{FILE}"' in page
    assert "青杨县张三.jpg" in page
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer.content.startswith(b"\xff\xd8")
    assert client.get(f"{JURY}/J-001/files/2").status_code == 404


def test_its_small_picture_stands_beside_it(client: Client, panel: Panel) -> None:
    sign_in(client, panel.jurors[0].person, way="password")

    page, answer = text_of(client.get(f"{JURY}/J-001")), client.get(f"{FILE}/preview")

    assert f'src="{FILE}/preview"' in page
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    sign_in(client, panel.officers.manager, way="password")
    assert client.get(f"{FILE}/preview").status_code == 403


def test_hidden_names_are_not_in_its_name(client: Client, panel: Panel) -> None:
    load_sheet(
        sheet_text().replace("names_hidden = false\n", "names_hidden = true\n", 1), now=COLLECTING
    )
    sign_in(client, panel.jurors[0].person, way="password")

    page, answer = text_of(client.get(f"{JURY}/J-001")), client.get(FILE)

    assert "J-001-1.jpg" in page
    shown = page + str(answer.headers)
    assert "J-001-1.jpg" in str(answer.headers)
    assert [name for name in ("张三", "青杨县", "%E5%BC%A0") if name in shown] == []


@pytest.mark.parametrize("who", ["recused", "manager", "chair", "nobody"])
def test_nobody_else_opens_it_here(client: Client, panel: Panel, who: str) -> None:
    people = vars(panel.officers) | {"recused": panel.jurors[1].person}
    if who != "nobody":
        sign_in(client, people[who], way="password")

    status = client.get(FILE).status_code

    assert status == {"recused": 404, "nobody": 302}.get(who, 403)
    assert Assignment.objects.get(juror=panel.jurors[1]).state == "recused"


@pytest.mark.parametrize("who", ["recused", "manager", "nobody", "juror"])
def test_a_large_file_is_left_to_the_ballot_box_for_its_jurors_alone(
    client: Client, panel: Panel, who: str
) -> None:
    named = grow(Attachment.objects.get())
    people = vars(panel.officers) | {
        "recused": panel.jurors[1].person,
        "juror": panel.jurors[0].person,
    }
    if who != "nobody":
        sign_in(client, people[who], way="password")

    answer = client.get(FILE, headers=BEHIND)

    assert answer.headers.get(NAMED) == (named if who == "juror" else None)
    assert (answer.status_code == 200) == (who == "juror")
    assert who != "juror" or answer["Cache-Control"] == "private, no-store"
