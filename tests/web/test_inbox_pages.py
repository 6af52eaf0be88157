"""The pages of an office: inbox, the desk where it seals, bulk forward, the statistics table."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from pingxuan.accounts.models import Person
from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import Refusal
from pingxuan.domain.vocabulary import Act, Role, Status
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.returning import decline, return_
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import Attachment, Endorsement, Nomination
from pingxuan.papers.table import read_table
from tests.builders import COLLECTING, SCREENING_ONLY, VOTING, Province, at
from tests.nominations.offices import TODAY, Filer, Offices, staff
from tests.voting.builders import shift_to, sign_in
from tests.web.large import BEHIND, NAMED, grow

BASE = "/c/mass-line-2021/office"
INBOX = f"{BASE}/inbox"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def make_filed(campaign: Campaign, province: Province, offices: Offices) -> Filer:
    return Filer(campaign, province, offices.filler)


def page_of(case: Nomination, act: str = "") -> str:
    return f"{BASE}/n/{case.pk}" + (f"/{act}" if act else "")


def sit(client: Client, person: Person) -> None:
    sign_in(client, person, way="password")


def opinion(case: Nomination, **changed: object) -> dict[str, object]:
    assert case.revision is not None
    given = {"revision": case.revision.hash, "opinion": "同意推荐。", "opinion_on": "2021-11-05"}
    return given | changed


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("who", "way", "status"),
    [
        (None, "", 302),
        ("filler", "password", 403),
        ("county", "sms", 403),
        ("county", "password", 200),
        ("county_reviewer", "password", 200),
        ("city", "password", 200),
        ("province", "password", 200),
        ("manager", "password", 200),
    ],
)
def test_who_reads_an_inbox(
    who: str | None, way: str, status: int, client: Client, offices: Offices, make_filed: Filer
) -> None:
    make_filed()
    if who:
        sign_in(client, getattr(offices, who), way=way)

    assert client.get(INBOX).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("county", 200), ("city", 200), ("province", 200), ("other_city", 404), ("filler", 403)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_case_outside_the_branch_is_not_known(
    method: str,
    who: str,
    status: int,
    client: Client,
    offices: Offices,
    make_filed: Filer,
    province: Province,
) -> None:
    case = make_filed(office=province.root)
    sit(client, getattr(offices, who))

    if method == "get":
        assert client.get(page_of(case)).status_code == status
    else:
        expected = {200: 422, 404: 404, 403: 403}[status]
        assert client.post(page_of(case, "decline"), {"reason": ""}).status_code == expected


@pytest.mark.parametrize("rows", [3, 60])
def test_an_inbox_takes_the_same_queries_for_any_number_of_rows(
    rows: int, client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    make_filed(office=province.city)
    sit(client, offices.city)
    client.get(INBOX)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(INBOX)
    for _ in range(rows - 1):
        make_filed(office=province.city)

    with CaptureQueriesContext(connection) as many:
        page = client.get(INBOX)

    assert len(many) == len(one)
    assert text_of(page).count('name="pick"') == min(rows, 50)


def test_a_filter_lives_in_the_address_and_in_the_pager(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    for _ in range(51):
        make_filed(office=province.city)
    make_filed(office=province.root, title="电梯加装模拟器")
    sit(client, offices.city)

    first = text_of(client.get(f"{INBOX}?tray=todo"))
    sent = text_of(client.get(f"{INBOX}?tray=sent"))
    odd = client.get(f"{INBOX}?tray=nonsense&sender=%00&page=x")

    assert "?tray=todo&amp;page=2" in first
    assert "电梯加装模拟器" not in first
    assert "电梯加装模拟器" in sent
    assert odd.status_code == 200


def test_the_sealed_opinion_goes_up_and_the_next_case_comes(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case, waiting = make_filed(office=province.county), make_filed(office=province.county)
    sit(client, offices.county)

    page = text_of(client.get(page_of(case)))
    answer = client.post(page_of(case, "endorse"), opinion(case))

    assert "盖下去的是这一份" in page
    assert "盖章，推荐到临溪市" in page
    assert answer.status_code == 302
    assert answer["Location"] == page_of(waiting)
    assert "已盖章，推荐到临溪市" in text_of(client.get(answer["Location"]))
    case.refresh_from_db()
    assert (case.status, case.office) == (Status.AT_OFFICE, province.city)


def test_a_scan_is_kept_and_handed_out_as_a_download(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    picture = BytesIO()
    Image.new("RGB", (20, 20), "white").save(picture, "PNG")
    scan = SimpleUploadedFile("盖章页.exe", picture.getvalue())
    sit(client, offices.county)

    client.post(page_of(case, "endorse"), opinion(case, scan=scan))
    kept = Attachment.objects.get()
    download = client.get(page_of(case, f"files/{kept.pk}"))
    named = grow(kept)
    large = client.get(page_of(case, f"files/{kept.pk}"), headers=BEHIND)
    sit(client, offices.other_city)
    elsewhere = client.get(page_of(case, f"files/{kept.pk}"))

    assert (download.status_code, download["Content-Type"]) == (200, "image/png")
    assert download["Content-Disposition"].startswith("attachment;")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert large[NAMED] == named
    assert elsewhere.status_code == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"opinion": ""}, "这个字段是必填项"),
        ({"opinion": "好" * 501}, "500"),
        ({"opinion_on": "2021-11-06"}, "日期不能晚于今天"),
        ({"scan": SimpleUploadedFile("a.png", b"MZ")}, "PNG、JPEG 图片或 PDF"),
    ],
)
def test_a_bad_opinion_comes_back_with_what_was_typed(
    changed: dict[str, object],
    words: str,
    client: Client,
    offices: Offices,
    make_filed: Filer,
    province: Province,
) -> None:
    case = make_filed(office=province.county)
    sit(client, offices.county)

    answer = client.post(page_of(case, "endorse"), opinion(case, **changed))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Endorsement.objects.exists()


def test_what_a_colleague_decided_or_a_writer_changed_is_told_and_not_sealed(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    done, returned, stale = (make_filed(office=province.county) for _ in range(3))
    read = opinion(stale)
    make_filed.revise(stale)
    now = datetime.now(UTC)
    sealed: dict[str, Any] = opinion(done) | {"opinion_on": TODAY}
    endorse(done.pk, **sealed, person=offices.county, now=now)
    return_(returned.pk, remarks=[("", "改")], person=offices.county_reviewer, now=now)
    sit(client, offices.county)

    answers = [
        client.post(page_of(done, "endorse"), opinion(done)),
        client.post(page_of(returned, "endorse"), opinion(returned)),
        client.post(page_of(stale, "endorse"), read),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert "已经办过了" in text_of(answers[0])
    assert "退回待改" in text_of(answers[1])
    assert "改过，没有盖章" in text_of(answers[2])
    assert Endorsement.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "office", "moment", "words"),
    [
        ("county", "county", "11-16 18:00", "11 月 16 日 18:00"),
        ("city", "city", "11-20 17:30", "11 月 20 日 17:30"),
        ("province", "root", "11-20 20:00", "11 月 20 日 20:00"),
    ],
)
def test_after_its_deadline_a_desk_only_reads_and_says_when_it_closed(
    who: str,
    office: str,
    moment: str,
    words: str,
    client: Client,
    offices: Offices,
    make_filed: Filer,
    province: Province,
    campaign: Campaign,
) -> None:
    case = make_filed(office=getattr(province, office))
    shift_to(campaign, at(moment), datetime.now(UTC))
    sit(client, getattr(offices, who))

    page = text_of(client.get(page_of(case)))
    act = "accept" if office == "root" else "endorse"
    answer = client.post(page_of(case, act), opinion(case))

    assert f"{words} 已截止" in page
    assert page_of(case, act) not in page
    assert answer.status_code == 409


def test_remarks_go_back_to_the_fields(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    sit(client, offices.county_reviewer)

    empty = client.post(page_of(case, "return"), {})
    answer = client.post(
        page_of(case, "return"), {"remark_narrative": "第二段的数字请核对。", "remark_": "缺章。"}
    )

    assert (empty.status_code, answer.status_code) == (422, 302)
    assert "退回要写明改什么" in text_of(empty)
    case.refresh_from_db()
    assert case.status == Status.RETURNED
    assert set(case.remarks.values_list("field", flat=True)) == {"narrative", ""}
    assert "第二段的数字请核对。" in text_of(client.get(page_of(case)))


def test_the_topmost_office_accepts_with_a_number_and_the_city_is_not_told(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.root)
    sit(client, offices.province)

    answer = client.post(page_of(case, "accept"), opinion(case))
    above = text_of(client.get(answer["Location"])) + text_of(client.get(page_of(case)))
    sit(client, offices.city)
    below = text_of(client.get(page_of(case))) + text_of(client.get(INBOX))

    assert "J-001" in above
    assert "J-001" not in below
    assert "已受理</p>" not in below
    assert below.count('data-state="done"') == 0


def test_declining_ends_the_way(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    sit(client, offices.county)

    answer = client.post(page_of(case, "decline"), {"reason": "事迹早于 2021 年。"})

    assert answer["Location"] == INBOX
    case.refresh_from_db()
    assert case.status == Status.DECLINED


def test_bulk_forward_seals_what_is_ticked_and_says_what_was_not(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    good, stale = make_filed(office=province.county), make_filed(office=province.county)
    assert good.revision is not None
    sit(client, offices.county)
    ticked = [f"{good.pk}:{good.revision.hash}", f"{stale.pk}:{'0' * 64}", "nonsense"]

    none = client.post(f"{BASE}/forward", {"opinion": "同意。"})
    refused = client.post(f"{BASE}/forward", {"opinion": "同意。", "pick": ticked})
    answer = client.post(f"{BASE}/forward", {"opinion": "同意。", "pick": ticked[:2]}, follow=True)

    assert (none.status_code, refused.status_code, answer.status_code) == (422, 422, 200)
    assert "2 件中，1 件已盖章" in text_of(answer)
    assert "改过，没有盖章" in text_of(answer)
    assert [seal.nomination for seal in Endorsement.objects.all()] == [good]


ACTIONS = {
    Act.ENDORSE: lambda case, **who: endorse(
        case.pk, revision=case.revision.hash, opinion="同意。", opinion_on=TODAY, **who
    ),
    Act.ACCEPT: lambda case, **who: accept(
        case.pk, revision=case.revision.hash, opinion="受理。", opinion_on=TODAY, **who
    ),
    Act.RETURN: lambda case, **who: return_(case.pk, remarks=[("", "改")], **who),
    Act.DECLINE: lambda case, **who: decline(case.pk, reason="不符合条件", **who),
}


@pytest.mark.parametrize(
    "who", ["unit", "county", "county_reviewer", "city", "province", "manager"]
)
def test_a_button_appears_just_where_its_act_is_done(
    who: str,
    client: Client,
    offices: Offices,
    make_filed: Filer,
    province: Province,
    campaign: Campaign,
) -> None:
    cases = [
        make_filed(),
        make_filed(office=province.county),
        make_filed(office=province.city),
        make_filed(office=province.root),
        make_filed(office=province.county, status=Status.RETURNED),
        make_filed(office=province.root, status=Status.ACCEPTED),
    ]
    person = getattr(offices, who)
    sit(client, person)
    shown, done = [], []

    for moment in (COLLECTING, at("11-17 12:00"), SCREENING_ONLY, VOTING):
        shift_to(campaign, moment, datetime.now(UTC))
        for case in cases:
            page = text_of(client.get(page_of(case)))
            shown.append({act for act in ACTIONS if f'action="{page_of(case, act.value)}"' in page})
            done.append({act for act in ACTIONS if _is_done(act, case, person)})

    assert shown == done
    assert any(shown)


def _is_done(act: Act, case: Nomination, person: Person) -> bool:
    """Try an act and undo it; say whether it was done."""
    case = Nomination.objects.get(pk=case.pk)
    try:
        with transaction.atomic():
            ACTIONS[act](case, person=person, now=datetime.now(UTC))
            transaction.set_rollback(True)
    except Refusal:
        return False
    return True


def test_personal_fields_are_masked_until_one_looks_and_the_look_is_recorded(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county)
    sit(client, offices.county)

    before = text_of(client.get(page_of(case)))
    after = text_of(client.post(page_of(case, "look")))

    assert "138****0001" in before
    assert "13800000001" not in before
    assert "汉族" not in before
    assert "13800000001" in after
    assert "汉族" in after
    looks = Record.objects.filter(act="look", subject_id=str(case.pk))
    assert [look.person_id for look in looks] == [offices.county.pk]


def test_the_next_reader_sees_what_changed(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    case = make_filed(office=province.county, narrative="当晚 23 点供水恢复。")
    make_filed.revise(case, narrative="当晚 22 点供水恢复。<script>")
    sit(client, offices.county)

    page = text_of(client.get(page_of(case)))

    assert "当晚 <del>23</del><ins>22</ins> 点供水恢复。" in page
    assert "&lt;script&gt;" in page
    assert re.search(r"和第 1 版比，改了 1 处", page)


def test_a_link_in_the_evidence_is_a_web_address_or_none(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    rows = [
        {"platform": "weibo", "name": "青杨", "link": "javascript:alert(1)", "followers": 12000},
        {"platform": "wechat", "name": "青杨", "link": "https://example.org/a", "followers": 5},
    ]
    case = make_filed(office=province.county, accounts=rows)
    sit(client, offices.county)

    page = text_of(client.get(page_of(case)))

    assert "javascript:" not in page
    assert 'href="https://example.org/a"' in page
    assert "12,005" in page


def test_the_statistics_table_lists_what_was_sent_up_and_the_look_is_recorded(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    make_filed(office=province.city, title="还在市里")
    make_filed(office=province.root, title="已经报省", post="青杨县卫健委主任")
    sit(client, offices.city)

    answer = client.post(f"{BASE}/table.xlsx")
    others = [client.post(f"{BASE}/table.xlsx", {"kind": kind}) for kind in ("docx", "pdf")]

    for kind, other in zip(("docx", "pdf"), others, strict=True):
        told = read_table(f"统计表.{kind}", other.content).table
        assert told is not None
        assert [row.title for row in told.rows] == ["已经报省"]
    table = read_table("统计表.xlsx", answer.content).table
    assert table is not None
    assert table.header.unit == "临溪市"
    assert [(row.title, row.phone, row.level) for row in table.rows] == [
        ("已经报省", "13800000001", "临溪市")
    ]
    assert Record.objects.filter(act="look", person_id=offices.city.pk).count() == 3
    assert client.get(f"{BASE}/table.xlsx").status_code == 405


def test_a_person_with_two_desks_changes_between_them(
    client: Client, offices: Offices, make_filed: Filer, province: Province, campaign: Campaign
) -> None:
    give_post(
        offices.county,
        Role.OFFICE_SEALER,
        campaign=campaign,
        unit=province.other_county,
        person=None,
        now=COLLECTING,
    )
    case = make_filed(unit=province.other_county, office=province.other_county)
    sit(client, offices.county)

    first = text_of(client.get(INBOX))
    second = text_of(client.get(f"{INBOX}?desk={province.other_county.pk.hex}"))
    page = text_of(client.get(page_of(case)))

    assert case.title not in first
    assert case.title in second
    assert "柳溪县的意见" in page


def test_who_wrote_a_case_is_told_why_there_is_no_seal_to_give(
    client: Client, offices: Offices, make_filed: Filer, province: Province
) -> None:
    own = make_filed(office=province.county, writer=offices.county)
    other = make_filed(office=province.county)
    sit(client, offices.county)
    told = "是你填报的，你不能再为它盖章"

    page = text_of(client.get(INBOX))

    assert page.count('name="pick"') == 1
    assert f"本页有 1 件{told}" in page
    assert page.count("你填报的，由另一人盖章") == 1
    assert told in text_of(client.get(page_of(own)))
    assert told not in text_of(client.get(page_of(other)))
