"""Judging offline: what goes out shows neither votes nor hidden names, what comes back is looked at first."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.jury.models import Assignment, Juror, Mark, ScoreSheet
from pingxuan.jury.queries import has_pledged
from tests.builders import COLLECTING, REVIEWING, Province, make_officer, sheet_text
from tests.jury.builders import Panel, give_votes, officers_of
from tests.voting.builders import sign_in
from tests.web.test_jury_pages import FIVE, JURY, go_to, pledged, text_of

PACK = f"{JURY}/pack"
PAPERS = f"{JURY}/papers"


@pytest.fixture
def panel(campaign: Campaign, province: Province) -> Panel:
    """Two jurors before three entries of a county and one of a city unit."""
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 3})
    panel.publish({"creative": 1}, unit=province.city_unit)
    panel.seat(province.provincial_unit, province.city_unit)
    panel.assign()
    pledged(panel)
    give_votes(campaign, {"J-001": 98765})
    go_to(panel, REVIEWING)
    return panel


def sit(client: Client, juror: Juror) -> None:
    sign_in(client, juror.person, way="password")


def pdf_text(data: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in pages]


def filled(client: Client, cells: dict[str, Any]) -> SimpleUploadedFile:
    """Download the workbook, type into it, and give it as an upload."""
    book = load_workbook(io.BytesIO(client.get(f"{PACK}/scores.xlsx").content))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("scores.xlsx", stream.getvalue())


def test_the_dossier_has_contents_page_numbers_and_no_vote(client: Client, panel: Panel) -> None:
    sit(client, panel.jurors[0])

    answer = client.get(f"{PACK}/dossier.pdf")

    pages = pdf_text(answer.content)
    whole = "\n".join(pages)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dossier-final-P01.pdf"'
    assert len(pages) == 5
    for number, page in zip(("C-001", "J-001", "J-002", "J-003"), pages[1:], strict=True):
        assert number in pages[0]
        assert page.lstrip().startswith(number)
    assert "12,846" in whole
    assert "可复制推广性" in whole
    assert "98765" not in whole
    assert "98,765" not in whole
    assert b"/FontFile" in answer.content


def test_hidden_names_are_hidden_in_the_pack_and_its_file_names(
    client: Client, panel: Panel
) -> None:
    text = sheet_text().replace("names_hidden = false\n", "names_hidden = true\n", 1)
    load_sheet(text, now=COLLECTING)
    sit(client, panel.jurors[0])

    pdf, book = client.get(f"{PACK}/dossier.pdf"), client.get(f"{PACK}/scores.xlsx")

    cells = [c.value for row in load_workbook(io.BytesIO(book.content)).worksheets[0] for c in row]
    shown = "\n".join(
        [*pdf_text(pdf.content), *map(str, cells), str(pdf.headers), str(book.headers)]
    )
    for name in ("张三", "青杨县", "13800009999"):
        assert name not in shown


def test_a_recused_entry_is_in_neither(client: Client, panel: Panel) -> None:
    sit(client, panel.jurors[1])

    pdf, book = client.get(f"{PACK}/dossier.pdf"), client.get(f"{PACK}/scores.xlsx")

    assert "C-001" not in "".join(pdf_text(pdf.content))
    sheet = load_workbook(io.BytesIO(book.content)).worksheets[0]
    assert [sheet.cell(row, 1).value for row in (5, 6, 7, 8)] == ["J-001", "J-002", "J-003", None]


def test_a_workbook_is_compared_first_and_taken_over_as_drafts(
    client: Client, panel: Panel
) -> None:
    juror = panel.jurors[0]
    sit(client, juror)
    client.post(f"{JURY}/J-001/marks", {"typical": "3"})
    rows = dict.fromkeys(("C6", "D6", "E6", "F6", "G6"), 9)
    upload = filled(client, {**rows, "C7": 11, "C5": 5, "J6": "好做法"})

    posted = client.post(f"{PACK}/upload", {"sheet": upload})
    page = client.get(posted.headers["Location"])
    before = Mark.objects.count()
    states = {row["number"]: row["state"] for row in page.context["rows"]}
    client.post(f"{posted.headers['Location']}/apply")

    assert states == {"C-001": "partial", "J-001": "good", "J-002": "bad", "J-003": "empty"}
    assert "与原分不同，将改写" in text_of(page)
    assert "分数不合规则，不录入" in text_of(page)
    assert before == 1
    one = Assignment.objects.get(juror=juror, entry__number="J-001")
    assert [int(mark.mark) for mark in one.marks.all()] == [9] * 5
    assert (one.comment, one.state) == ("好做法", "open")
    assert ScoreSheet.objects.get().state == "taken"
    assert Record.objects.get(act=Act.APPLY_SHEET).facts["taken"] == ["C-001", "J-001"]
    assert client.post(f"{posted.headers['Location']}/apply").status_code == 409


def test_locked_and_foreign_lines_are_left_alone(client: Client, panel: Panel) -> None:
    juror = panel.jurors[1]
    sit(client, juror)
    upload = filled(client, {"A7": "C-001", "C5": 9, "C6": 9, "C7": 9})
    Assignment.objects.filter(juror=juror, entry__number="J-001").update(state="locked")

    posted = client.post(f"{PACK}/upload", {"sheet": upload})
    rows = client.get(posted.headers["Location"]).context["rows"]

    states = {row["number"]: row["state"] for row in rows}
    assert states == {
        "J-001": "locked",
        "J-002": "partial",
        "C-001": "recused",
        "J-003": "missing",
    }


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"%PDF-1.7", "wrong_type"), (b"", "wrong_type"), (b"x" * 100, "wrong_type")],
)
def test_a_wrong_file_is_said_to_be_one(
    client: Client, panel: Panel, data: bytes, says: str
) -> None:
    sit(client, panel.jurors[0])

    answer = client.post(f"{PACK}/upload", {"sheet": SimpleUploadedFile("x.xlsx", data)})

    assert (answer.status_code, ScoreSheet.objects.count()) == (422, 0)


def test_another_jurors_sheet_is_not_known(client: Client, panel: Panel) -> None:
    sit(client, panel.jurors[0])
    posted = client.post(f"{PACK}/upload", {"sheet": filled(client, {"C5": 5})})
    sit(client, panel.jurors[1])

    for path in (posted.headers["Location"], f"{posted.headers['Location']}/apply"):
        assert client.post(path).status_code in (404, 405)
        assert client.get(path).status_code in (404, 405)
    sign_in(client, panel.officers.manager, way="password")
    assert client.get(posted.headers["Location"]).status_code == 403


def typed(numbers: dict[str, str], **more: str) -> dict[str, str]:
    return {f"{n}.{code}": mark for n, mark in numbers.items() for code in FIVE} | more


def test_paper_is_typed_by_one_and_confirmed_by_another(client: Client, panel: Panel) -> None:
    juror = panel.jurors[0]
    Juror.objects.filter(pk=juror.pk).update(pledged_at=None, pledge_version="")
    second = panel.officers.supervisor
    sign_in(client, panel.officers.manager, way="password")
    form = typed({"J-001": "8", "J-002": "6"}, **{"J-001.comment": "实"})

    no_pledge = client.post(f"{PAPERS}/type/{juror.pk}", form)
    done = client.post(f"{PAPERS}/type/{juror.pk}", {**form, "pledge": "1"})
    paper = ScoreSheet.objects.get()
    alone = client.post(f"{PAPERS}/{paper.pk}/decide", {"decision": "confirm"})
    before = Mark.objects.count()
    sign_in(client, second, way="password")
    shown = text_of(client.get(f"{PAPERS}/{paper.pk}"))
    client.post(f"{PAPERS}/{paper.pk}/decide", {"decision": "confirm"})

    assert (no_pledge.status_code, done.status_code, alone.status_code) == (409, 302, 403)
    assert before == 0
    assert "与纸质表一致，确认" in shown
    locked = Assignment.objects.filter(juror=juror, state="locked").order_by("entry__number")
    assert [(one.entry.number, one.comment) for one in locked] == [("J-001", "实"), ("J-002", "")]
    assert [int(m.mark) for m in locked[0].marks.all()] == [8] * 5
    juror.refresh_from_db()
    assert has_pledged(juror)
    acts = Record.objects.filter(act__in=[Act.TYPE_SHEET, Act.CONFIRM_SHEET]).order_by("number")
    assert [(line.act, line.person_name) for line in acts] == [
        ("type_sheet", panel.officers.manager.name),
        ("confirm_sheet", second.name),
    ]


def test_wrong_paper_comes_back_as_it_was_typed_and_can_be_sent_back(
    client: Client, panel: Panel
) -> None:
    juror = panel.jurors[0]
    sign_in(client, panel.officers.manager, way="password")

    wrong = client.post(f"{PAPERS}/type/{juror.pk}", typed({"J-001": "88"}))
    nothing = client.post(f"{PAPERS}/type/{juror.pk}", {})
    client.post(f"{PAPERS}/type/{juror.pk}", typed({"J-001": "8"}))
    paper = ScoreSheet.objects.get()
    sign_in(client, panel.officers.supervisor, way="password")
    silent = client.post(f"{PAPERS}/{paper.pk}/decide", {"decision": "refuse"})
    client.post(f"{PAPERS}/{paper.pk}/decide", {"decision": "refuse", "remark": "第一格是 9"})

    assert (wrong.status_code, nothing.status_code, silent.status_code) == (422, 422, 422)
    assert text_of(wrong).count('value="88"') == 5
    paper.refresh_from_db()
    assert (paper.state, paper.remark, Mark.objects.count()) == ("refused", "第一格是 9", 0)


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("supervisor", 200), ("chair", 403), ("juror", 403), ("nobody", 302)],
)
def test_who_types_paper(client: Client, panel: Panel, who: str, status: int) -> None:
    people = vars(panel.officers) | {"juror": panel.jurors[0].person}
    if who != "nobody":
        sign_in(client, people[who], way="password")

    for path in (PAPERS, f"{PAPERS}/type/{panel.jurors[1].pk}"):
        assert client.get(path).status_code == status


def test_a_clerk_who_judges_does_not_type_the_own_paper(client: Client, panel: Panel) -> None:
    clerk = make_officer(21, Role.SUPERVISOR, panel.campaign, None)
    Juror.objects.filter(pk=panel.jurors[1].pk).update(person=clerk)
    sign_in(client, clerk, way="password")

    assert client.get(f"{PAPERS}/type/{panel.jurors[1].pk}").status_code == 404
    assert client.get(f"{PAPERS}/type/{panel.jurors[0].pk}").status_code == 200
