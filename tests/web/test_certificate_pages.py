"""Certificates and papers in the browser: who checks, who downloads, who issues and packs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pingxuan.campaigns.models import Campaign
from pingxuan.results.actions.certifying import certify
from pingxuan.results.actions.packaging import make_next
from pingxuan.results.actions.publishing import announce, open_notice
from pingxuan.results.models import Certificate, Decision, Package
from tests.builders import NOTICE, RESULTS, Province, make_person
from tests.jury.builders import Panel, officers_of
from tests.results.ranking import strictly
from tests.voting.builders import shift_to, sign_in

BASE = "/c/mass-line-2021"


@pytest.fixture(autouse=True)
def _own_cache(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture
def announced(campaign: Campaign, province: Province) -> Panel:
    panel = Panel(campaign, province, officers_of(campaign), [])
    panel.publish({"institution": 12})
    panel.seat(province.other_city_unit)
    panel.assign()
    strictly(panel)
    decision = panel.decide()
    open_notice(decision.pk, person=panel.officers.manager, now=NOTICE)
    announce(decision.pk, person=panel.officers.manager, now=RESULTS)
    shift_to(panel.campaign, RESULTS, datetime.now(UTC))
    return panel


def issue(panel: Panel) -> list[Certificate]:
    decision = Decision.objects.get()
    return certify(decision.pk, person=panel.officers.manager, now=datetime.now(UTC))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_everybody_checks_a_certificate_and_a_revoked_one_says_so(
    client: Client, announced: Panel
) -> None:
    first = issue(announced)[0]
    path = f"{BASE}/certificates/{first.code}"

    good = text_of(client.get(path))
    typed = text_of(client.get(f"{BASE}/certificates", {"code": first.code.upper()}))
    unknown = client.get(f"{BASE}/certificates/{'a' * 20}")
    sign_in(client, announced.officers.supervisor, way="password")
    client.post(f"{BASE}/decide/certificates/{first.pk}/revoke", {"reason": "名称写错"})
    gone = text_of(Client().get(path))

    for words in ("这张证书有效", "2021-J-001", "案例J-001", "青杨县卫生健康委员会"):
        assert words in good
    assert "这张证书有效" in typed
    assert (unknown.status_code, "没有这张证书" in text_of(unknown)) == (404, True)
    assert ("这张证书已撤销" in gone, "名称写错" in gone, "有效" in gone) == (True, True, False)


def test_looking_up_is_too_slow_to_leaf_through(client: Client, announced: Panel) -> None:
    answers = [client.get(f"{BASE}/certificates/{n:020d}").status_code for n in range(61)]
    found = [client.get(f"{BASE}/results?q=J-{n:03d}") for n in range(61)]

    assert answers == [404] * 60 + [429]
    assert [one.status_code for one in found] == [200] * 60 + [429]
    assert int(found[-1]["Retry-After"]) > 0


def test_phone_and_code_show_the_own_results_and_give_the_certificate(
    client: Client, announced: Panel
) -> None:
    first = issue(announced)[0]
    pdf = f"{BASE}/results/certificates/{first.pk}"
    assert client.get(f"{BASE}/results/mine").status_code == 302
    sign_in(client, make_person(9002))
    own = text_of(client.get(f"{BASE}/results/mine"))
    given = client.get(pdf)
    sign_in(client, make_person(1))
    others = text_of(client.get(f"{BASE}/results/mine"))

    assert own.count("下载证书") == 10
    assert own.count("递补候选") == 2
    assert (given.status_code, given.content[:5]) == (200, b"%PDF-")
    assert ("没有找到您报送的作品" in others, client.get(pdf).status_code) == (True, 404)


def test_the_phone_that_the_form_names_finds_the_result_too(
    client: Client, announced: Panel
) -> None:
    person = make_person(1)
    key = person.phones.get().lookup
    decision = Decision.objects.get()
    decision.outcomes.filter(entry__number="J-012").update(phone_lookup=key)
    sign_in(client, person)

    page = text_of(client.get(f"{BASE}/results/mine"))

    assert ("J-012" in page, "递补候选" in page, "J-001" in page) == (True, True, False)


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 200), ("supervisor", 200), ("chair", 200), ("editor", 403)]
)
def test_who_gets_the_papers(client: Client, announced: Panel, who: str, status: int) -> None:
    sign_in(client, getattr(announced.officers, who), way="password")
    papers = [f"{BASE}/decide/papers", f"{BASE}/decide/papers/tables.docx"]

    assert [client.get(path).status_code for path in papers] == [status, status]
    assert client.get(f"{BASE}/decide/papers/nothing.pdf").status_code == (
        404 if status == 200 else 403
    )


def test_the_manager_issues_and_packs_and_sees_how_far_it_is(
    client: Client, announced: Panel
) -> None:
    sign_in(client, announced.officers.manager, way="password")
    decision = Decision.objects.get()
    page = client.post(f"{BASE}/decide/{decision.pk}/certificates", follow=True)
    client.post(f"{BASE}/decide/packages/ask", {"kind": "certificates"})
    waiting = text_of(client.get(f"{BASE}/decide/packages"))
    wrong = client.post(f"{BASE}/decide/packages/ask", {"kind": "entry", "entry": "J-099"})

    make_next(now=datetime.now(UTC))
    package = Package.objects.get()
    done = text_of(client.get(f"{BASE}/decide/packages"))
    given = client.get(f"{BASE}/decide/packages/{package.pk}")

    assert "颁发了 10 张证书" in text_of(page)
    assert ('hx-trigger="every 2s"' in waiting, "hx-trigger" in done) == (True, False)
    assert (wrong.status_code, "没有这个编号" in text_of(wrong), "J-099" in text_of(wrong)) == (
        422,
        True,
        True,
    )
    assert (given.status_code, given.content[:2]) == (200, b"PK")
    sign_in(client, announced.officers.chair, way="password")
    assert client.get(f"{BASE}/decide/packages/{package.pk}").status_code == 403


def test_the_page_costs_the_same_for_one_certificate_and_for_ten(
    client: Client, announced: Panel
) -> None:
    issue(announced)
    sign_in(client, announced.officers.manager, way="password")
    costs = []
    for kept in (10, 1):
        Certificate.objects.filter(serial__gt=f"2021-J-{kept:03d}").delete()
        client.get(f"{BASE}/decide/papers")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{BASE}/decide/papers").status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
