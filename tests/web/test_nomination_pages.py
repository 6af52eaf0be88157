"""The pages of a writer: list, new, form, autosave, filing, reading, paper in and out."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Role, Status
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.filing import file_nomination
from pingxuan.nominations.actions.returning import return_
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import IncomingForm, Nomination, Revision
from pingxuan.nominations.tasks import read_papers
from pingxuan.papers.reading import read_file
from tests.builders import (
    BEFORE,
    COLLECTING,
    SCREENING_ONLY,
    Province,
    at,
    load_campaign,
    make_officer,
    make_person,
)
from tests.nominations.offices import TODAY, Offices, staff
from tests.nominations.writing import GOOD, written
from tests.voting.builders import shift_to, sign_in

DESK = "/c/mass-line-2021/desk"
ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "papers" / "samples"


@pytest.fixture
def offices(campaign: Campaign, province: Province) -> Offices:
    shift_to(campaign, COLLECTING, datetime.now(UTC))
    return staff(campaign, province)


@pytest.fixture
def case(campaign: Campaign, province: Province, offices: Offices) -> Nomination:
    """A good draft of the county's unit."""
    return written(campaign, province.county_unit, offices.filler, now=datetime.now(UTC))


def sit(client: Client, person: Person) -> None:
    sign_in(client, person, way="password")


def page_of(case: Nomination, act: str = "") -> str:
    return f"{DESK}/n/{case.pk}" + (f"/{act}" if act else "")


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def posted(values: dict[str, Any], version: int) -> dict[str, Any]:
    """Name values as the inputs of the page are named."""
    data: dict[str, Any] = {"revision": str(version)}
    for key, value in values.items():
        if key in ("accounts", "works"):
            for place, row in enumerate(value):
                data |= {f"{key}-{place}-{name}": cell for name, cell in row.items()}
        elif value is True:
            data[key] = "on"
        elif value is not False:
            data[key] = value
    return data


def hand_in(case: Nomination, person: Person) -> Nomination:
    return file_nomination(case.pk, person=person, now=datetime.now(UTC))


# -- who sees what ---------------------------------------------------------------------------------


def test_nothing_opens_without_signing_in(client: Client, case: Nomination) -> None:
    for address in (DESK, f"{DESK}/new", page_of(case), f"{DESK}/incoming"):
        response = client.get(address)
        assert (response.status_code, "sign-in" in response["Location"]) == (302, True)


def test_a_draft_is_unknown_to_all_but_its_writers(
    client: Client, case: Nomination, offices: Offices
) -> None:
    told = {}
    for who, way in [
        ("filler", "password"),
        ("filler", "sms"),
        ("unit", "password"),
        ("county", "password"),
        ("province", "password"),
        ("manager", "password"),
    ]:
        sign_in(client, getattr(offices, who), way=way)
        told[who, way] = client.get(page_of(case)).status_code

    assert set(told.items()) == {
        (("filler", "password"), 200),
        (("filler", "sms"), 404),
        (("unit", "password"), 404),
        (("county", "password"), 404),
        (("province", "password"), 404),
        (("manager", "password"), 404),
    }


def test_a_desk_reads_what_was_handed_in_with_personal_fields_masked(
    client: Client, case: Nomination, offices: Offices
) -> None:
    hand_in(case, offices.filler)
    sit(client, offices.county)

    page = text_of(client.get(page_of(case)))

    assert "138****0001" in page
    assert "1985-＊＊" in page
    for secret in ("13800000001", "1985-03", "汉族", "中共党员"):
        assert secret not in page
    for act in ("amend", "form.docx"):
        assert client.get(page_of(case, act)).status_code == 404
    assert client.post(page_of(case, "withdraw")).status_code == 404


def test_its_writer_reads_it_whole_with_version_seals_and_what_happened(
    client: Client, case: Nomination, offices: Offices
) -> None:
    filed = hand_in(case, offices.filler)
    assert filed.revision is not None
    sit(client, offices.filler)

    page = text_of(client.get(page_of(case)))

    code = filed.revision.hash
    assert f"{code[:4]}·{code[4:8]}·{code[8:12]}" in page
    assert filed.file_number in page
    assert "13800000001" in page
    assert "等待青杨县卫生健康委员会盖章" in page
    assert "提交第 1 版" in page
    assert "更正" in page
    assert "撤回" in page


def test_a_provisional_decision_is_told_to_nobody_below(
    client: Client, campaign: Campaign, case: Nomination, offices: Offices
) -> None:
    filed = hand_in(case, offices.filler)
    now = datetime.now(UTC)
    for person in (offices.unit, offices.county, offices.city):
        filed = endorse(
            case.pk,
            revision=filed.revision.hash,  # type: ignore[union-attr]
            opinion="同意。",
            opinion_on=TODAY,
            person=person,
            now=now,
        )
    before = accept(
        case.pk,
        revision=filed.revision.hash,  # type: ignore[union-attr]
        opinion="受理意见只有省里知道。",
        opinion_on=TODAY,
        person=offices.province,
        now=now,
    )
    sit(client, offices.filler)

    pages = text_of(client.get(page_of(case))) + text_of(client.get(DESK))

    assert before.is_provisional
    assert "东岭省级主管部门正在审核" in pages
    for leak in (before.public_number, "受理意见", "已受理", "列入候选"):
        assert leak not in pages


# -- writing ---------------------------------------------------------------------------------------


def test_a_filler_begins_writes_and_hands_in_without_a_script(
    client: Client, campaign: Campaign, province: Province, offices: Offices
) -> None:
    sit(client, offices.filler)
    begun = client.post(f"{DESK}/new", {"way": "unit", "unit": str(province.county_unit.pk)})
    case = Nomination.objects.get()
    assert begun["Location"] == page_of(case)
    empty = text_of(client.get(page_of(case)))
    assert "要先看过公开范围并同意" in empty
    assert 'aria-invalid="true"' not in empty

    saved = client.post(page_of(case), posted(GOOD | {"phone": "138"}, 0))
    refused = client.post(page_of(case, "file"), posted(GOOD | {"phone": "138"}, 1))
    filed = client.post(page_of(case, "file"), posted(GOOD, 1))

    assert (saved.status_code, refused.status_code, filed.status_code) == (302, 422, 302)
    assert "少 8 位" in text_of(refused)
    assert 'href="#id_phone"' in text_of(refused)
    case.refresh_from_db()
    assert (case.status, case.unit) == (Status.AT_UNIT, province.county_unit)
    assert Revision.objects.get().personal["phone"] == "13800000001"


def test_what_was_typed_comes_back_in_its_place(
    client: Client, case: Nomination, offices: Offices
) -> None:
    sit(client, offices.filler)
    spoilt = GOOD | {
        "title": '"><script>alert(1)</script>',
        "ethnicity": "火星族",
        "works": [{"platform": "wechat", "title": "甲", "link": "ftp://x", "reads": "许多"}],
    }

    page = text_of(client.post(page_of(case, "file"), posted(spoilt, 1)))

    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert '<option value="火星族" selected>' in page
    assert 'value="ftp://x"' in page
    assert 'value="许多"' in page
    assert 'href="#id_works-0-link"' in page
    assert 'id="id_works-0-reads_error"' in page


def test_every_field_of_the_sheet_is_on_the_page_and_no_other(
    client: Client, province: Province
) -> None:
    text = (ROOT / "campaigns" / "sheets" / "innovation-award.toml").read_text("utf-8")
    campaign = load_campaign(province.root, text, now=BEFORE)
    now = datetime.now(UTC)
    shift_to(campaign, datetime.fromisoformat("2026-02-10T09:00:00+08:00"), now)
    filler = make_officer(71, Role.UNIT_FILLER, campaign, province.city_unit, now=BEFORE)
    sit(client, filler)
    client.post("/c/innovation-2026/desk/new", {"way": "unit", "unit": str(province.city_unit.pk)})
    case = Nomination.objects.get()

    response = client.get(f"/c/innovation-2026/desk/n/{case.pk}")

    names = set(re.findall(r' name="([a-z_]+)"', text_of(response)))
    keys = {field.key for field in campaign.sheet.fields}
    assert (
        names - {"revision", "csrfmiddlewaretoken", "viewport", "format_detection", "then"} == keys
    )
    assert "form.docx" not in text_of(response)
    assert client.get("/c/innovation-2026/desk/form.docx").status_code == 404


def test_the_panels_are_numbered_as_the_language_counts(
    client: Client, case: Nomination, offices: Offices
) -> None:
    sit(client, offices.filler)
    heads = {}
    for lang in ("zh-hans", "en"):
        client.cookies["px_lang"] = lang
        heads[lang] = re.findall(r"<h2>(\S)　", text_of(client.get(page_of(case))))

    assert heads == {"zh-hans": list("一二三四"), "en": list("1234")}


def test_autosave_keeps_what_is_there_and_says_when(
    client: Client, case: Nomination, offices: Offices
) -> None:
    sit(client, offices.filler)

    answer = client.post(page_of(case, "autosave"), posted(GOOD | {"title": "半个题"}, 1))

    case.refresh_from_db()
    assert (answer.status_code, answer.json()["revision"], case.title) == (200, "2", "半个题")
    assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.json()["saved_at"])


def test_two_writers_both_keep_their_text(
    client: Client, campaign: Campaign, province: Province, case: Nomination, offices: Offices
) -> None:
    colleague = make_officer(72, Role.UNIT_FILLER, campaign, province.county_unit)
    sit(client, colleague)
    client.post(page_of(case, "autosave"), posted(GOOD | {"title": "同事的题目"}, 1))
    sit(client, offices.filler)

    answer = client.post(page_of(case, "autosave"), posted(GOOD | {"title": "我的题目"}, 1))
    page = client.post(page_of(case), posted(GOOD | {"title": "我的题目"}, 1))

    told = answer.json()
    assert (answer.status_code, told["revision"], told["by"]) == (409, "2", colleague.name)
    assert (told["fields"]["title"], told["fields"]["works-0-title"]) == ("同事的题目", "一张椅子")
    assert told["fields"]["consent"] == "on"
    assert page.status_code == 409
    assert "同事的题目" in text_of(page)
    assert 'value="我的题目"' in text_of(page)
    again = client.post(page_of(case), posted(GOOD | {"title": "我的题目"}, 2))
    assert again.status_code == 302


def test_autosave_after_the_sign_in_has_ended_leads_to_signing_in(
    client: Client, case: Nomination
) -> None:
    answer = client.post(page_of(case, "autosave"), posted(GOOD, 1))

    assert (answer.status_code, "sign-in" in answer["Location"]) == (302, True)


def test_after_collection_a_draft_can_be_read_only(
    client: Client, campaign: Campaign, case: Nomination, offices: Offices
) -> None:
    shift_to(campaign, SCREENING_ONLY, datetime.now(UTC))
    sit(client, offices.filler)

    page = client.get(page_of(case))
    saved = client.post(page_of(case), posted(GOOD | {"title": "x"}, 1))

    assert page.status_code == 200
    assert "没有提交" in text_of(page)
    assert 'name="narrative"' not in text_of(page)
    assert saved.status_code == 409


def test_remarks_stand_at_their_fields(client: Client, case: Nomination, offices: Offices) -> None:
    hand_in(case, offices.filler)
    return_(
        case.pk,
        remarks=[("phone", "请核对号码"), ("works", "补上日期"), ("", "写得再短些")],
        person=offices.unit,
        now=datetime.now(UTC),
    )
    sit(client, offices.filler)

    page = text_of(client.get(page_of(case)))

    at_phone = page[page.index('id="field-phone"') : page.index('id="field-post"')]
    assert "请核对号码" in at_phone
    assert page.index("补上日期") > page.index('id="table-works"')
    assert "写得再短些" in page
    assert "改好 3 条意见后再提交" in page


def test_a_person_nominates_themselves_over_phone_and_code(
    client: Client, campaign: Campaign, province: Province, offices: Offices
) -> None:
    nominee = make_person(73, "李四")
    sign_in(client, nominee, way="sms")
    page = text_of(client.get(f"{DESK}/new"))
    assert "个人自荐" in page
    assert "单位推荐" not in page
    client.post(f"{DESK}/new", {"way": "person", "unit": str(province.city_unit.pk)})
    case = Nomination.objects.get()

    values = GOOD | {"category": "individual"}
    wrong = client.post(page_of(case, "file"), posted(GOOD, 0))
    filed = client.post(page_of(case, "file"), posted(values, 1))

    assert (wrong.status_code, filed.status_code) == (422, 302)
    assert 'value="institution"' not in text_of(wrong)
    case.refresh_from_db()
    assert (case.status, case.is_self_nominated) == (Status.AT_UNIT, True)


def test_a_unit_that_is_not_ones_own_is_refused_at_the_field(
    client: Client, province: Province, offices: Offices
) -> None:
    sit(client, offices.filler)

    page = client.post(f"{DESK}/new", {"way": "unit", "unit": str(province.city_unit.pk)})

    assert page.status_code == 422
    assert "这个单位不归你填报" in text_of(page)
    assert Nomination.objects.count() == 0


def test_a_correction_and_a_withdrawal_through_the_pages(
    client: Client, case: Nomination, offices: Offices
) -> None:
    filed = hand_in(case, offices.filler)
    assert filed.revision is not None
    sit(client, offices.filler)
    before = text_of(client.get(page_of(case, "amend")))
    values = posted(GOOD | {"title": "两张椅子"}, 0) | {"seen": filed.revision.hash}

    wrong = client.post(page_of(case, "amend"), values | {"title": ""})
    amended = client.post(page_of(case, "amend"), values)
    stale = client.post(page_of(case, "amend"), values)
    gone = client.post(page_of(case, "withdraw"))

    assert "形成新的版本" in before
    codes = [r.status_code for r in (wrong, amended, stale, gone)]
    assert codes == [422, 302, 409, 302]
    case.refresh_from_db()
    assert (case.status, case.title, case.revisions.count()) == (Status.WITHDRAWN, "两张椅子", 2)
    assert "更正为第 2 版" in text_of(client.get(page_of(case)))


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    others: int, client: Client, campaign: Campaign, province: Province, offices: Offices
) -> None:
    for number in range(others):
        made = written(
            campaign,
            province.county_unit,
            offices.filler,
            now=datetime.now(UTC),
            title=f"案例{number}",
        )
        hand_in(made, offices.filler)
    sit(client, offices.filler)
    client.get(DESK)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = text_of(client.get(DESK))

    assert page.count("/desk/n/") == others
    assert len(queries) == 6


# -- paper -----------------------------------------------------------------------------------------


def test_the_word_form_comes_blank_and_filled_and_reads_back(
    client: Client, case: Nomination, offices: Offices
) -> None:
    sit(client, offices.filler)

    blank = client.get(f"{DESK}/form.docx")
    drafted = client.get(page_of(case, "form.docx"))
    filed = hand_in(case, offices.filler)
    printed = client.get(page_of(case, "form.docx"))
    as_pdf = client.get(page_of(case, "form.pdf"))

    assert read_file("a.docx", blank.content).errors == ["blank_form"]
    assert filed.file_number in printed["Content-Disposition"]
    assert read_file("a.pdf", client.get(f"{DESK}/form.pdf").content).errors == ["blank_form"]
    (paper,) = read_file("a.pdf", as_pdf.content).forms
    assert (paper.values["title"], paper.values["phone"]) == ("窗口前的一张椅子", "13800000001")
    for response in (drafted, printed):
        (form,) = read_file("a.docx", response.content).forms
        read = form.as_json()
        assert (read["fields"]["title"], read["fields"]["category"]) == (
            "窗口前的一张椅子",
            "institution",
        )
        assert (read["fields"]["birth"], read["fields"]["phone"]) == ("1985-03", "13800000001")
        assert read["narrative"] == GOOD["narrative"]


def bring(client: Client, province: Province, *files: tuple[str, bytes]) -> HttpResponse:
    papers = [SimpleUploadedFile(name, data) for name, data in files]
    data = {"unit": str(province.county_unit.pk), "papers": papers}
    response: HttpResponse = client.post(f"{DESK}/incoming", data)
    read_papers(datetime.now(UTC))
    return response


def test_many_files_come_in_and_each_says_what_it_is(
    client: Client, province: Province, offices: Offices
) -> None:
    good = (SAMPLES / "01-institution.docx").read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.docx", (SAMPLES / "03-individual.docx").read_bytes())
    sit(client, offices.county_reviewer)

    done = bring(
        client,
        province,
        ("推荐表（定稿）(2).docx", good),
        ("全部.zip", packed.getvalue()),
        ("空.docx", b""),
        ("坏.docx", b"PK\x03\x04xx"),
        ("扫描.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40),
    )
    page = text_of(client.get(f"{DESK}/incoming"))

    assert done.status_code == 302
    assert IncomingForm.objects.count() == 5
    assert "收到 5 个文件，正在读取" in page
    for said in ("文件是空的", "文件打不开", "读不出文字", "待确认", "有问题待处理"):
        assert said in page


def test_files_that_are_still_read_show_how_far_it_is(
    client: Client, province: Province, offices: Offices
) -> None:
    sit(client, offices.filler)
    for name in ("01-institution.docx", "03-individual.docx"):
        papers = SimpleUploadedFile(name, (SAMPLES / name).read_bytes())
        data = {"unit": str(province.county_unit.pk), "papers": [papers]}
        one = client.post(f"{DESK}/incoming", data, headers={"X-One-File": "1"})
        assert one.status_code == 204

    before = client.get(f"{DESK}/incoming", headers={"HX-Request": "true"})
    row = IncomingForm.objects.latest("arrived_at")
    shown = text_of(client.get(f"{DESK}/incoming/{row.pk}"))
    refused = client.post(f"{DESK}/incoming/{row.pk}", {"title": "早了"})
    read_papers(datetime.now(UTC))
    after = client.get(f"{DESK}/incoming", headers={"HX-Request": "true"})

    assert "已读 0 / 2 个文件" in text_of(before)
    assert "every 2s" in before.content.decode()
    assert "<html" not in before.content.decode()
    assert "这个文件还在读" in shown
    assert refused.status_code == 409
    assert "every 2s" not in after.content.decode()
    assert "周三晚八点" in text_of(after)


def test_a_single_file_that_is_refused_is_answered_with_a_sentence(
    client: Client, province: Province, offices: Offices, settings: Any
) -> None:
    settings.FORM_FILE_LIMIT = 10
    sit(client, offices.filler)
    data = {
        "unit": str(province.county_unit.pk),
        "papers": [SimpleUploadedFile("大.docx", b"0" * 11)],
    }

    answer = client.post(f"{DESK}/incoming", data, headers={"X-One-File": "1"})
    nothing = client.post(f"{DESK}/incoming", {}, headers={"X-One-File": "1"})

    assert (answer.status_code, nothing.status_code) == (413, 422)
    assert answer.content.decode().startswith("大.docx: 文件太大")


def test_the_paper_is_shown_beside_what_was_read_from_it(
    client: Client, province: Province, offices: Offices
) -> None:
    sit(client, offices.filler)
    blank = pdfium.PdfDocument.new()
    blank.new_page(595, 842)
    scan = io.BytesIO()
    blank.save(scan)
    bring(
        client,
        province,
        ("表.docx", (SAMPLES / "01-institution.docx").read_bytes()),
        ("扫描.pdf", scan.getvalue()),
    )
    paper, picture = IncomingForm.objects.order_by("name")[::-1]

    beside = client.get(f"{DESK}/incoming/{paper.pk}").content.decode()
    scanned = client.get(f"{DESK}/incoming/{picture.pk}").content.decode()
    first = client.get(f"{DESK}/incoming/{picture.pk}/page/1.png")
    beyond = client.get(f"{DESK}/incoming/{picture.pk}/page/2.png")

    assert 'colspan="5"' in beside
    assert '<p class="original__line">“马上就改”留言办理台账网上公开' in beside
    assert f"{DESK}/incoming/{picture.pk}/page/1.png" in scanned
    assert first.content.startswith(b"\x89PNG")
    assert beyond.status_code == 404


def test_a_file_over_the_limit_is_said_and_the_others_are_taken(
    client: Client, province: Province, offices: Offices, settings: Any
) -> None:
    settings.FORM_FILE_LIMIT = 30_000
    good = (SAMPLES / "01-institution.docx").read_bytes()
    assert len(good) < 30_000
    sit(client, offices.filler)

    page = bring(client, province, ("好.docx", good), ("大.docx", b"0" * 30_001))

    assert page.status_code == 413
    assert "大.docx: 文件太大" in text_of(page)
    assert [row.name for row in IncomingForm.objects.all()] == ["好.docx"]


def test_without_a_file_the_page_says_so(
    client: Client, province: Province, offices: Offices
) -> None:
    sit(client, offices.filler)

    page = bring(client, province)

    assert (page.status_code, "请选文件" in text_of(page)) == (422, True)


def test_what_was_read_is_mended_and_becomes_a_draft(
    client: Client, province: Province, offices: Offices
) -> None:
    sit(client, offices.filler)
    bring(client, province, ("表.docx", (SAMPLES / "01-institution.docx").read_bytes()))
    row = IncomingForm.objects.get()
    address = f"{DESK}/incoming/{row.pk}"

    page = text_of(client.get(address))
    fields = {
        name: value for name, value in row.reading["fields"].items() if isinstance(value, str)
    }
    narrative = row.reading["narrative"]
    done = client.post(address, fields | {"title": "改过的题目", "narrative": narrative})
    again = client.post(address, fields)

    assert "1982.06" in page
    assert 'value="1982-06"' in page
    case = Nomination.objects.get()
    assert done["Location"] == page_of(case)
    assert (case.title, case.status, again.status_code) == ("改过的题目", Status.DRAFT, 409)
    assert client.get(f"{address}/file").content == (SAMPLES / "01-institution.docx").read_bytes()
    form = text_of(client.get(page_of(case)))
    assert "改过的题目" in form


def test_doubtful_fields_come_first(client: Client, province: Province, offices: Offices) -> None:
    sit(client, offices.filler)
    bring(client, province, ("表.docx", (SAMPLES / "01-institution.docx").read_bytes()))
    row = IncomingForm.objects.get()
    row.reading["fields"]["phone"] = None
    row.reading["doubts"] = {"birth": ["年份只有两位", "two-digit year"]}
    row.errors, row.state = ["bad_phone"], IncomingForm.State.HELD
    row.save()

    page = text_of(client.get(f"{DESK}/incoming/{row.pk}"))

    places = [page.index(f'id="field-{key}"') for key in ("birth", "phone", "name")]
    assert places == sorted(places)
    assert "年份只有两位" in page
    assert "请先看这几处" in page


def test_incoming_paper_is_for_clerks_of_the_branch(
    client: Client, province: Province, offices: Offices
) -> None:
    sit(client, offices.filler)
    bring(client, province, ("表.docx", (SAMPLES / "01-institution.docx").read_bytes()))
    address = f"{DESK}/incoming/{IncomingForm.objects.get().pk}"

    told = {}
    for who in ("county", "other_city", "manager"):
        sit(client, getattr(offices, who))
        told[who] = [client.get(f"{DESK}/incoming").status_code, client.get(address).status_code]

    assert told == {"county": [200, 200], "other_city": [200, 404], "manager": [403, 404]}


@pytest.mark.parametrize("number", [1, 3])
def test_the_intake_costs_the_same_for_one_and_for_three(
    number: int, client: Client, province: Province, offices: Offices
) -> None:
    sit(client, offices.filler)
    samples = sorted(SAMPLES.glob("*.docx"))[:number]
    bring(client, province, *((path.name, path.read_bytes()) for path in samples))
    client.get(f"{DESK}/incoming")

    with CaptureQueriesContext(connection) as queries:
        client.get(f"{DESK}/incoming")

    assert len(queries) == 10


def test_the_page_says_until_when_it_passes_all_offices_in_time(
    client: Client, campaign: Campaign, case: Nomination, offices: Offices
) -> None:
    """The county has to send on before the city's deadline; after it, the collection's end counts."""
    sit(client, offices.filler)

    before = text_of(client.get(page_of(case)))
    shift_to(campaign, at("11-17 09:00"), datetime.now(UTC))
    after = text_of(client.get(page_of(case)))

    assert "11 月 16 日 18:00" in before
    assert "11 月 20 日 17:30" in after
