"""The public page before it is public: the same page, nothing more, for nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Role
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.attaching import attach, attach_proof
from pingxuan.nominations.actions.returning import return_
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import Nomination
from pingxuan.voting.actions.publishing import publish_entries
from tests.builders import (
    COLLECTING,
    SCREENING_ONLY,
    VOTING,
    Province,
    make_officer,
)
from tests.nominations.files import photo
from tests.nominations.offices import TODAY, Offices, staff
from tests.nominations.writing import written
from tests.voting.builders import shift_to
from tests.web.test_nomination_pages import GOOD, hand_in, page_of, posted, sit, text_of

SLUG = "mass-line-2021"
SECRETS = (
    "13800000001",
    "138 0000 0001",
    "138****",
    "1985",
    "汉族",
    "党员",
    "内部意见",
    "证据截图",
)


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def case(campaign: Campaign, province: Province, offices: Offices) -> Nomination:
    """A good draft of the county's unit, with a picture and a proof."""
    made = written(campaign, province.county_unit, offices.filler, now=datetime.now(UTC))
    attach(made.pk, "现场.jpg", photo("navy"), person=offices.filler, now=datetime.now(UTC))
    attach_proof(
        made.pk, "证据截图.png", photo("teal"), person=offices.filler, now=datetime.now(UTC)
    )
    return made


def story(page: str) -> str:
    """What the public reads: without the frame, addresses of files, and the number."""
    found = re.search(r"<article(?: data-preview)?>(.*?)</article>", page, re.DOTALL)
    assert found
    bare = re.sub(r'(?:src|href)="/c/[^"]*"|<svg.*?</svg>', "", found[1], flags=re.DOTALL)
    return re.sub(r'<span class="num">(?:J-\d+|受理后编号)</span>', "", bare).strip()


def seal_up(case: Nomination, offices: Offices) -> Nomination:
    """Lead a filed nomination to the province, and let it be accepted."""
    now = datetime.now(UTC)
    case.refresh_from_db()
    for act, person in (
        (endorse, offices.unit),
        (endorse, offices.county),
        (endorse, offices.city),
        (accept, offices.province),
    ):
        assert case.revision is not None
        case = act(
            case.pk,
            revision=case.revision.hash,
            opinion="同意。",
            opinion_on=TODAY,
            person=person,
            now=now,
        )
    return case


def test_the_preview_of_a_draft_is_the_page_that_the_public_gets(
    client: Client, campaign: Campaign, case: Nomination, offices: Offices
) -> None:
    sit(client, offices.filler)
    before = text_of(client.get(page_of(case, "preview")))
    hand_in(case, offices.filler)
    handed_in = text_of(client.get(page_of(case, "preview")))
    accepted = seal_up(case, offices)
    manager = make_officer(93, Role.MANAGER, campaign, None)
    shift_to(campaign, SCREENING_ONLY, datetime.now(UTC))
    publish_entries(campaign, person=manager, now=datetime.now(UTC))
    shift_to(campaign, VOTING, datetime.now(UTC))

    public = text_of(Client().get(f"/c/{SLUG}/e/{accepted.public_number}"))

    assert "留言1200条" in story(public)
    assert story(before) == story(public)
    assert story(handed_in) == story(public)


def test_nothing_that_is_not_public_is_in_the_preview(
    client: Client, case: Nomination, offices: Offices
) -> None:
    hand_in(case, offices.filler)
    return_(
        case.pk,
        remarks=[("phone", "内部意见一"), ("", "内部意见二")],
        person=offices.unit,
        now=datetime.now(UTC),
    )
    sit(client, offices.filler)

    answer = client.get(page_of(case, "preview"))
    page = text_of(answer)

    assert [secret for secret in SECRETS if secret in page] == []
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == (
        "noindex, nofollow",
        "private, no-store",
    )
    assert "预览，还没有公开" in page
    assert "canonical" not in page


def test_a_draft_is_previewed_by_those_who_may_edit_it_only(
    client: Client, case: Nomination, offices: Offices
) -> None:
    told = {}
    for who in ("filler", "unit", "county", "province", "manager"):
        sit(client, getattr(offices, who))
        told[who] = client.get(page_of(case, "preview")).status_code
    away = Client().get(page_of(case, "preview"))

    assert told == {"filler": 200, "unit": 404, "county": 404, "province": 404, "manager": 404}
    assert (away.status_code, "sign-in" in away["Location"]) == (302, True)


def test_a_desk_previews_what_lies_on_it_without_a_provisional_decision(
    client: Client, case: Nomination, offices: Offices
) -> None:
    hand_in(case, offices.filler)
    accepted = seal_up(case, offices)
    address = f"/c/{SLUG}/office/n/{case.pk}/preview"
    told = {}
    for who in ("county", "province", "filler"):
        sit(client, getattr(offices, who))
        told[who] = client.get(address)

    assert accepted.is_provisional
    assert (told["county"].status_code, told["province"].status_code) == (200, 200)
    assert told["filler"].status_code in (403, 404)
    page = text_of(told["county"])
    assert [secret for secret in (*SECRETS, accepted.public_number) if secret in page] == []
    steps = re.findall(r'trail__what">([^<]+)<', page)
    assert steps[-1] == "东岭省级主管部门受理，进入投票"
    assert page.count('data-state="wait"') == 1


def test_the_form_saves_first_and_then_shows_the_preview(
    client: Client, case: Nomination, offices: Offices
) -> None:
    sit(client, offices.filler)
    form = text_of(client.get(page_of(case)))

    answer = client.post(
        page_of(case),
        posted(GOOD | {"title": "新的题目"}, case.draft_version) | {"then": "preview"},
        follow=True,
    )

    assert form.count('name="then" value="preview"') == 2
    assert answer.redirect_chain[-1][0] == page_of(case, "preview")
    assert "新的题目" in story(text_of(answer))


def test_an_empty_draft_says_what_is_public_and_still_missing(
    client: Client, campaign: Campaign, province: Province, offices: Offices
) -> None:
    bare = written(
        campaign,
        province.county_unit,
        offices.filler,
        now=datetime.now(UTC),
        title="",
        narrative="",
        category="",
    )
    sit(client, offices.filler)

    page = text_of(client.get(page_of(bare, "preview")))

    assert "还没有名称" in page
    assert "会公开、还空着" in page
