"""Certificates: for what was awarded and nothing else, on paper as on the check page."""

from __future__ import annotations

import pytest
import segno

from pingxuan.audit.models import Record
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, GateShut, NotYourAct
from pingxuan.domain.vocabulary import Act
from pingxuan.results.actions.certifying import certify, revoke_certificate
from pingxuan.results.actions.publishing import announce, open_notice
from pingxuan.results.certificates import address_of, certificate_pdf
from pingxuan.results.models import Certificate, Decision
from pingxuan.voting.models import Entry
from tests.builders import NOTICE, RESULTS, at
from tests.jury.builders import Panel
from tests.papers.pictures import edges_of_ink, embedded_fonts, page_count, qr_modules, text_of
from tests.results.disputes import remove
from tests.results.ranking import strictly

BASE = "https://pingxuan.example/"
LONG = "关于在全市范围内深入开展网上群众路线实践活动并建立健全长效机制切实解决群众急难愁盼问题的若干探索"


@pytest.fixture
def noticed(panel: Panel) -> Panel:
    """Thirteen institutions in a strict order: J-001 to J-010 are up for notice, three in reserve."""
    panel.publish({"institution": 13})
    panel.seat(panel.province.city_unit)
    panel.assign()
    strictly(panel)
    panel.decide()
    open_notice(decision().pk, person=panel.officers.manager, now=NOTICE)
    return panel


@pytest.fixture
def announced(noticed: Panel) -> Panel:
    announce(decision().pk, person=noticed.officers.manager, now=RESULTS)
    return noticed


def decision() -> Decision:
    return Decision.objects.get()


def issue(panel: Panel, now: object = RESULTS) -> list[Certificate]:
    return certify(decision().pk, person=panel.officers.manager, now=now)  # type: ignore[arg-type]


def test_no_certificate_before_the_results_are_out(noticed: Panel) -> None:
    announce(decision().pk, person=noticed.officers.manager, now=NOTICE, at=at("12-29 15:00"))

    with pytest.raises(GateShut):
        issue(noticed, RESULTS)

    assert len(issue(noticed, at("12-29 15:00"))) == 10


def test_every_winner_gets_one_and_only_one(announced: Panel) -> None:
    made = issue(announced)

    assert [one.serial for one in made] == [f"2021-J-{n:03d}" for n in range(1, 11)]
    assert made[0].wording == {
        "name": "青杨县卫生健康委员会",
        "title": "案例J-001",
        "category": "优秀机构案例",
        "campaign": "“走好网上群众路线”典型案例征集展示",
        "issuer": announced.campaign.sheet.organiser.name.zh,
        "day": "2021-12-29",
    }
    assert len({one.code for one in made}) == 10
    assert issue(announced) == []
    lines = Record.objects.filter(act=Act.CERTIFY).order_by("number")
    assert [len(line.facts["serials"]) for line in lines] == [10, 0]


def test_who_is_still_in_notice_gets_it_later(noticed: Panel) -> None:
    remove(noticed, "J-003", now=at("12-24 10:00"))
    announce(decision().pk, person=noticed.officers.manager, now=RESULTS)

    first, later = issue(noticed), issue(noticed, at("12-31 00:00"))

    assert len(first) == 9
    assert [one.serial for one in later] == ["2021-J-011"]


@pytest.mark.parametrize("who", ["supervisor", "chair", "editor"])
def test_only_the_manager_issues(announced: Panel, who: str) -> None:
    with pytest.raises(NotYourAct):
        certify(decision().pk, person=getattr(announced.officers, who), now=RESULTS)

    assert Certificate.objects.count() == 0


def test_a_supervisor_revokes_with_a_reason_and_another_can_be_issued(announced: Panel) -> None:
    first = issue(announced)[0]
    supervisor = announced.officers.supervisor
    with pytest.raises(ContentInvalid):
        revoke_certificate(first.pk, reason=" ", person=supervisor, now=RESULTS)
    with pytest.raises(NotYourAct):
        revoke_certificate(first.pk, reason="x", person=announced.officers.manager, now=RESULTS)

    revoked = revoke_certificate(first.pk, reason="单位名称写错", person=supervisor, now=RESULTS)

    assert (revoked.revoked_reason, revoked.revoked_by) == ("单位名称写错", supervisor)
    with pytest.raises(AlreadyDone):
        revoke_certificate(first.pk, reason="x", person=supervisor, now=RESULTS)
    assert [one.serial for one in issue(announced)] == ["2021-J-001-2"]


def test_a_disqualification_revokes_the_certificate(noticed: Panel) -> None:
    remove(noticed, "J-003", now=at("12-24 10:00"))
    announce(decision().pk, person=noticed.officers.manager, now=RESULTS)
    issue(noticed, at("12-30 09:00"))
    remove(noticed, "J-011", now=at("12-30 10:00"))
    assert Certificate.objects.exclude(revoked_at=None).count() == 0
    issue(noticed, at("01-04 09:00").replace(year=2022))

    gone = Certificate.objects.filter(outcome__entry__number="J-011")
    assert gone.count() == 0


def test_the_paper_says_what_was_awarded_and_its_code_leads_to_the_check_page(
    announced: Panel,
) -> None:
    certificate = issue(announced)[0]

    pdf = certificate_pdf(certificate, BASE)

    text = text_of(pdf)
    address = f"https://pingxuan.example/c/mass-line-2021/certificates/{certificate.code}"
    assert address_of(certificate, BASE) == address
    for words in (
        "荣誉证书",
        "青杨县卫生健康委员会",
        "案例J-001",
        "2021-J-001",
        "2021年12月29日",
    ):
        assert words in text
    assert address in text
    named, inside = embedded_fonts(pdf)
    assert named == inside > 0
    assert certificate_pdf(certificate, BASE) == pdf
    modules = [[int(cell) for cell in row] for row in segno.make(address, error="m").matrix]
    assert qr_modules(pdf, len(modules)) == modules


def test_long_names_and_titles_wrap_and_stay_on_one_page(announced: Panel) -> None:
    Entry.objects.filter(number="J-001").update(title=LONG * 3, by=LONG * 2)
    certificate = issue(announced)[0]

    pdf = certificate_pdf(certificate, BASE)

    text = text_of(pdf)
    assert page_count(pdf) == 1
    assert (LONG * 3 in text, LONG * 2 in text, "2021-J-001" in text) == (True, True, True)
    assert min(edges_of_ink(pdf)) > 9


def test_a_name_that_would_stay_blank_keeps_the_certificates_back(announced: Panel) -> None:
    Entry.objects.filter(number="J-001").update(by="张𪚥")

    with pytest.raises(GateShut) as refused:
        issue(announced)

    assert refused.value.missing == ["字体里的字 𪚥（U+2A6A5）"]
    assert Certificate.objects.count() == 0
