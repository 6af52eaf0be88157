"""Archives: made by the worker step by step, with an index and checksums that hold."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest

from pingxuan.domain.errors import NotYourAct
from pingxuan.results.actions.certifying import certify
from pingxuan.results.actions.packaging import ask_package, make_next
from pingxuan.results.actions.publishing import announce, open_notice
from pingxuan.results.documents import Kind, docx_of, paper_of
from pingxuan.results.models import Decision, Package
from pingxuan.results.packing import Archive, Item, check_sums, safe_name
from pingxuan.voting.models import Entry
from tests.builders import NOTICE, RESULTS
from tests.jury.builders import Panel
from tests.results.disputes import dispute
from tests.results.ranking import strictly

BASE = "https://pingxuan.example/"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def certified(panel: Panel) -> Panel:
    """Three institutions, all of them selected, announced and certified; one was disputed."""
    panel.publish({"institution": 3})
    panel.seat(panel.province.other_city_unit)
    panel.assign()
    strictly(panel)
    panel.decide()
    decision = Decision.objects.get()
    open_notice(decision.pk, person=panel.officers.manager, now=NOTICE)
    return panel


def announce_all(panel: Panel) -> None:
    decision = Decision.objects.get()
    announce(decision.pk, person=panel.officers.manager, now=RESULTS)
    certify(decision.pk, person=panel.officers.manager, now=RESULTS)


def ask(panel: Panel, kind: Package.Kind, entry: Entry | None = None) -> Package:
    return ask_package(
        panel.campaign,
        kind,
        base_url=BASE,
        entry=entry,
        person=panel.officers.manager,
        now=RESULTS,
    )


def made(package: Package) -> bytes:
    assert make_next(now=RESULTS)
    package.refresh_from_db()
    assert (package.state, package.done) == ("done", package.total)
    with package.file.open() as file:
        return bytes(file.read())


def test_all_certificates_lie_in_one_archive(certified: Panel) -> None:
    announce_all(certified)
    package = ask(certified, Package.Kind.CERTIFICATES)

    content = made(package)

    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        lines = list(csv.reader(StringIO(archive.read("目录.csv").decode("utf-8-sig"))))
    assert names == [
        *(f"2021-J-{n:03d} 青杨县卫生健康委员会.pdf" for n in (1, 2, 3)),
        "目录.csv",
        "SHA256SUMS",
    ]
    assert [line[0] for line in lines[1:]] == names[:3]
    assert list(check_sums(content)) == []
    assert package.total == 3


def test_the_campaigns_dossier_holds_rules_decision_papers_entries_and_book(
    certified: Panel,
) -> None:
    announce_all(certified)

    content = made(ask(certified, Package.Kind.CAMPAIGN))

    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        result = archive.read("定案/results.csv").decode()
        book = archive.read("审计/book.jsonl").decode().splitlines()
    assert {
        "规则/rules-sheet.toml",
        "定案/marks.csv",
        "证书/2021-J-001 青杨县卫生健康委员会.pdf",
    } < names
    for kind in Kind:
        assert {f"公文/{kind.label}.docx", f"公文/{kind.label}.pdf"} < names
    assert {f"作品/J-{n:03d}/案卷.json" for n in (1, 2, 3)} < names
    assert result == Decision.objects.get().result_csv
    assert json.loads(book[-1])["act"] == "ask_package"
    assert list(check_sums(content)) == []


def test_one_entrys_dossier_holds_its_objections_without_the_objectors_name(
    certified: Panel,
) -> None:
    dispute("J-002")
    entry = Entry.objects.get(number="J-002")

    content = made(ask(certified, Package.Kind.ENTRY, entry))

    with zipfile.ZipFile(BytesIO(content)) as archive:
        facts = json.loads(archive.read("案卷.json"))
    assert (facts["number"], facts["objections"][0]["number"]) == ("J-002", "Y-001")
    assert "李四" not in json.dumps(facts, ensure_ascii=False)


def test_asking_twice_makes_it_once_and_only_the_desk_asks(certified: Panel) -> None:
    first = ask(certified, Package.Kind.CAMPAIGN)

    assert ask(certified, Package.Kind.CAMPAIGN) == first
    with pytest.raises(NotYourAct):
        ask_package(
            certified.campaign,
            Package.Kind.CAMPAIGN,
            base_url=BASE,
            person=certified.officers.chair,
            now=RESULTS,
        )


def test_what_a_killed_worker_left_is_begun_anew(certified: Panel) -> None:
    package = ask(certified, Package.Kind.ENTRY, Entry.objects.get(number="J-001"))
    Package.objects.update(state="making", begun_at=RESULTS, done=1)

    assert not make_next(now=RESULTS + timedelta(minutes=9))
    assert make_next(now=RESULTS + timedelta(minutes=11))
    package.refresh_from_db()
    assert package.state == "done"


def test_every_paper_is_there_once_it_has_something_to_say(certified: Panel) -> None:
    decision = Decision.objects.get()
    before = {kind for kind in Kind if paper_of(decision, kind)}
    announce_all(certified)
    after = {kind for kind in Kind if paper_of(Decision.objects.get(), kind)}

    assert before == set(Kind) - {Kind.LETTER}
    assert after == set(Kind)
    notice = paper_of(decision, Kind.NOTICE)
    assert notice is not None
    said = "".join(getattr(one, "words", "") for one in notice.body)
    assert "公示期为2021年12月22日至2021年12月28日（5 个工作日）" in said
    assert docx_of(notice).startswith(b"PK")


def test_names_in_an_archive_lead_nowhere_and_are_never_taken_twice() -> None:
    archive = Archive()
    for _ in range(2):
        archive.add(Item(f"附件/{safe_name('../../etc/passwd')}.pdf", "x", b"1"))

    content = archive.finish()

    with zipfile.ZipFile(BytesIO(content)) as opened:
        assert opened.namelist()[:2] == ["附件/_.._etc_passwd.pdf", "附件/_.._etc_passwd (2).pdf"]
    assert [safe_name(name) for name in ("", "...", "a\u202eb", "甲/乙")] == [
        "_",
        "_",
        "a_b",
        "甲_乙",
    ]
