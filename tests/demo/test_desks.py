"""The desks of the demonstration have something of everything on them, and ask no network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.demo import chairs
from pingxuan.demo.building import sheet_text
from pingxuan.demo.desks import ask_for_leave, lay_out
from pingxuan.demo.planting import Staff, invented, plant_province
from pingxuan.demo.year import Year
from pingxuan.domain.vocabulary import Stage
from pingxuan.letterbox.models import Enclosure, Mail, Mailbox
from pingxuan.nominations.models import (
    Attachment,
    IncomingForm,
    LateAdmission,
    LinkCheck,
    Nomination,
)
from pingxuan.nominations.queries.marks import marks_of
from pingxuan.offices.models import Confirmation, Contact, Label, Note, SavedFilter, SealPicture

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    now = datetime.now(UTC)
    campaign = load_sheet(sheet_text(), now=now)
    campaign.root = plant_province()
    campaign.save(update_fields=["root"])
    chairs.set_up(campaign, now=now)
    year = Year(campaign, Staff(campaign, now, invented(now)), now=now)
    year.into(Stage.COLLECTION, after=timedelta(days=19))
    lay_out(year)
    ask_for_leave(year)
    return campaign


def test_a_visitor_finds_each_feature_with_content(campaign: Campaign) -> None:
    filed = list(Nomination.objects.order_by("file_number"))
    marks = marks_of(campaign, [one.pk for one in filed])

    papers = IncomingForm.objects.values_list("name", "state", "uploaded_by")
    states = {name: (state, by is not None) for name, state, by in papers}
    assert states == {
        "推荐表-水务服务中心.docx": ("waiting", True),
        "推荐表-赶集（没填完）.docx": ("held", True),
        "手机拍的推荐表.jpg": ("held", True),
        "推荐表(1)(1).docx": ("refused", True),
        "柳溪县统计表.xlsx": ("held", True),
        "推荐表.docx": ("waiting", False),
        "赶集.docx": ("waiting", False),
    }
    assert [marks[one.pk].twins for one in filed] == [1, 0, 0, 1]
    assert [bool(marks[one.pk].lacking) for one in filed] == [False, False, True, False]
    assert {one.kind for one in Attachment.objects.filter(nomination=filed[0])} == {
        *("picture", "pdf", "video_link", "proof")
    }
    found = set(LinkCheck.objects.values_list("state", flat=True))
    assert found == {"opened", "moved", "dead"}
    rows = (Label, Note, SavedFilter, SealPicture, Contact, Confirmation)
    assert [bool(model.objects.exists()) for model in rows] == [True] * 6


def test_the_county_asks_for_leave_to_be_late(campaign: Campaign) -> None:
    asked = LateAdmission.objects.get()

    assert (asked.nomination.office.name, asked.decided_at) == (  # type: ignore[union-attr]
        "柳溪县网上群众工作办公室",
        None,
    )


def test_the_mailbox_is_shown_with_its_mails_and_never_looked_into(campaign: Campaign) -> None:
    assert Mailbox.objects.get().is_on is False
    assert [one.is_too_large for one in Mail.objects.order_by("pk")] == [False] * 4 + [True]
    assert [one.was_known for one in Enclosure.objects.order_by("pk")] == [
        *(False, True, True, False)
    ]
