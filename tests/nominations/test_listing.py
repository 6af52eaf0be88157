"""A statistics table beside what was received, and drafts of the lines that lack a form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pingxuan.audit.models import Record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import AlreadyDone, NotYourAct, WrongStatus
from pingxuan.nominations.actions.incoming import confirm_form, import_form
from pingxuan.nominations.actions.listing import draft_from_lines, settle_table
from pingxuan.nominations.content.halves import drafted
from pingxuan.nominations.models import IncomingForm, Nomination
from pingxuan.nominations.queries.listing import listing
from pingxuan.papers.model import Row, TableHeader
from pingxuan.papers.table import write_table_xlsx
from tests.builders import COLLECTING, Province, make_person
from tests.nominations.offices import Offices
from tests.nominations.test_incoming import FORM, SAMPLES

FIRST = Row(
    "institution", "“马上就改”留言办理台账网上公开", "张三", "东岭省临溪市住房和城乡建设局办公室主任",
    "13800001001", "", "",
)  # fmt: skip
MISSING = Row("creative", "没有交表的案例", "钱九", "青杨县图书馆馆员", "13800001099", "", "")


@pytest.fixture
def county_table(campaign: Campaign, province: Province, offices: Offices) -> IncomingForm:
    rows = [
        replace(FIRST, title="“马上就改”：留言办理台帐网上公开", phone="13800001000"),
        replace(MISSING, level=province.county_unit.name),
    ]
    who = {"person": offices.county_reviewer, "now": COLLECTING}
    data = write_table_xlsx(TableHeader("青杨县"), rows)
    (row,) = import_form(campaign, province.county, "统计表.xlsx", data, **who)
    import_form(campaign, province.county_unit, "一.docx", FORM, **who)
    other = (SAMPLES / "03-individual.docx").read_bytes()
    import_form(campaign, province.county_unit, "二.docx", other, **who)
    return row


def test_lines_and_forms_find_each_other(county_table: IncomingForm, offices: Offices) -> None:
    found = listing(county_table, offices.county_reviewer)

    assert [(line.number, line.is_missing) for line in found.lines] == [(2, True), (1, False)]
    assert [one.code for one in found.lines[1].differences] == ["title_differs", "phone_differs"]
    assert [one.form.values["name"] for one in found.unlisted] == ["王五"]
    assert (found.missing, found.differing) == (1, 1)


def test_a_confirmed_form_is_found_as_its_nomination(
    county_table: IncomingForm, offices: Offices
) -> None:
    paper = IncomingForm.objects.get(name="一.docx")
    values = {k: v for k, v in paper.reading["fields"].items() if isinstance(v, str)}
    case = confirm_form(paper.pk, values, person=offices.county_reviewer, now=COLLECTING)

    found = listing(county_table, offices.county_reviewer)

    received = found.lines[1].received
    assert received is not None
    assert (received.nomination, received.is_mine) == (case, True)


def test_a_line_without_a_form_becomes_a_draft_of_its_unit_once(
    county_table: IncomingForm, province: Province, offices: Offices
) -> None:
    who = {"person": offices.county_reviewer, "now": COLLECTING}

    (case,) = draft_from_lines(county_table.pk, [0, 1, 7], **who)
    again = draft_from_lines(county_table.pk, [0, 1], **who)

    assert (again, Nomination.objects.count()) == ([], 1)
    assert case.unit == province.county_unit
    assert drafted(case) == {
        "name": "钱九", "title": "没有交表的案例", "category": "creative", "phone": "13800001099",
        "post": "青杨县图书馆馆员",
    }  # fmt: skip
    county_table.refresh_from_db()
    found = listing(county_table, offices.county_reviewer)
    assert (found.missing, [line.is_missing for line in found.lines]) == (0, [False, False])
    assert Record.objects.filter(act="confirm_form", subject_id=str(county_table.pk)).count() == 1


def test_a_table_is_settled_once_and_by_its_clerks(
    county_table: IncomingForm, offices: Offices
) -> None:
    for stranger in (offices.other_city, offices.manager, make_person(61)):
        with pytest.raises(NotYourAct):
            settle_table(county_table.pk, person=stranger, now=COLLECTING)
        with pytest.raises(NotYourAct):
            draft_from_lines(county_table.pk, [1], person=stranger, now=COLLECTING)
    paper = IncomingForm.objects.get(name="一.docx")
    with pytest.raises(WrongStatus):
        settle_table(paper.pk, person=offices.county_reviewer, now=COLLECTING)

    settle_table(county_table.pk, person=offices.county_reviewer, now=COLLECTING)

    county_table.refresh_from_db()
    assert county_table.state == IncomingForm.State.CONFIRMED
    with pytest.raises(AlreadyDone):
        settle_table(county_table.pk, person=offices.county_reviewer, now=COLLECTING)
