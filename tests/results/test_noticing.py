"""递补 has a notice of its own; objections have a number, a clock, files and letters; results wait for none of it but their minute."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from pingxuan.domain.errors import ContentInvalid, GateShut, StageClosed
from pingxuan.domain.vocabulary import Status
from pingxuan.messages.models import Letter
from pingxuan.nominations.models import Nomination
from pingxuan.results.actions.objecting import object_to, read_files, rule_on
from pingxuan.results.actions.publishing import announce, award_all_due, open_notice
from pingxuan.results.models import Decision, Notice, Objection
from pingxuan.results.noticing import of_entry, of_list, pending
from pingxuan.results.queries import announced, is_held, objection_counts, promotions_shown
from pingxuan.voting.models import Entry
from tests.builders import NOTICE, RESULTS, at, make_person
from tests.jury.builders import Panel
from tests.results.disputes import REASON, dispute, remove
from tests.results.ranking import strictly


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


def decision() -> Decision:
    return Decision.objects.get()


def status_of(number: str) -> str:
    return str(Nomination.objects.get(public_number=number).status)


def test_who_moves_up_has_five_working_days_of_their_own(noticed: Panel) -> None:
    remove(noticed, "J-003", now=at("12-24 10:00"))

    [own] = promotions_shown(decision(), at("12-24 10:00"))
    assert (own.entry.number, own.opens_at) == ("J-011", at("12-24 10:00"))
    assert own.closes_at == at("12-31 00:00")
    assert of_entry(decision(), own.entry) == own


def test_who_moved_up_is_disputed_in_the_own_notice_alone(noticed: Panel) -> None:
    remove(noticed, "J-003")
    [own] = promotions_shown(decision(), NOTICE)
    main = of_list(decision())
    assert main is not None
    late = at("12-29 09:00")

    def make(notice: Notice, number: str) -> Objection:
        return object_to(
            notice,
            Entry.objects.get(number=number),
            name="王五",
            text=REASON,
            person=make_person(2),
            now=NOTICE,
        )

    with pytest.raises(ContentInvalid):
        make(main, "J-011")
    with pytest.raises(ContentInvalid):
        make(own, "J-001")
    with pytest.raises(StageClosed):
        dispute("J-001", now=late)
    assert make(own, "J-011").number == "Y-002"


def test_the_results_come_out_while_the_promoted_wait(noticed: Panel) -> None:
    remove(noticed, "J-003", now=at("12-24 10:00"))

    announce(decision().pk, person=noticed.officers.manager, now=RESULTS)

    assert (status_of("J-001"), status_of("J-011")) == (Status.AWARDED, Status.SELECTED)
    assert pending(decision(), RESULTS) == {"J-011"}
    assert award_all_due(now=RESULTS) == 0
    assert pending(decision(), at("12-31 00:00")) == set()
    assert award_all_due(now=at("12-31 00:00")) == 1
    assert status_of("J-011") == Status.AWARDED
    assert award_all_due(now=at("12-31 00:00")) == 0


def test_the_results_come_out_at_their_minute_without_a_worker(noticed: Panel) -> None:
    minute = RESULTS + timedelta(hours=2)
    manager = noticed.officers.manager
    with pytest.raises(ContentInvalid):
        announce(decision().pk, person=manager, now=NOTICE, at=NOTICE - timedelta(minutes=1))
    with pytest.raises(GateShut):
        announce(decision().pk, person=manager, now=NOTICE, at=at("12-28 23:59"))

    made = announce(decision().pk, person=manager, now=NOTICE, at=minute)

    before, out = (
        announced(noticed.campaign, minute - timedelta(seconds=1)),
        announced(noticed.campaign, minute),
    )
    assert (before, out) == (None, made)
    assert status_of("J-001") == Status.SELECTED
    assert award_all_due(now=minute - timedelta(seconds=1)) == 0
    assert award_all_due(now=minute) == 10
    assert status_of("J-001") == Status.AWARDED


def test_an_objection_that_waits_holds_the_minute_back(noticed: Panel) -> None:
    minute = RESULTS + timedelta(hours=2)
    announce(decision().pk, person=noticed.officers.manager, now=NOTICE, at=minute)
    objection = dispute("J-003", now=at("12-23 10:00"))

    assert (announced(noticed.campaign, minute), is_held(decision())) == (None, True)
    assert award_all_due(now=minute) == 0
    rule_on(
        objection.pk,
        Objection.State.DISMISSED,
        answer="已核对。",
        person=noticed.officers.supervisor,
        now=RESULTS,
    )
    assert announced(noticed.campaign, minute) is not None


def test_an_objection_has_a_number_a_clock_and_letters(noticed: Panel) -> None:
    first, second = dispute("J-003"), dispute("J-004")

    assert (first.number, second.number) == ("Y-001", "Y-002")
    assert first.due_at == at("12-30 00:00")
    rule_on(
        first.pk,
        Objection.State.CORRECTED,
        answer="单位名称已更正。",
        person=noticed.officers.supervisor,
        now=NOTICE,
    )
    letters = Letter.objects.filter(person_id=first.person_id).order_by("created_at")
    assert [one.template for one in letters if "objection" in one.template] == [
        "objection_received",
        "objection_received",
        "objection_answered",
    ]
    notice = of_list(decision())
    assert notice is not None
    assert objection_counts(notice) == [("已收到", 1), ("已更正", 1)]


def test_files_are_told_by_their_content_and_lose_what_a_camera_adds() -> None:
    picture = BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Some camera"
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG", exif=exif)

    [kept] = read_files([("证据.exe", picture.getvalue())])

    assert (kept.name, kept.media_type) == ("证据.jpg", "image/jpeg")
    assert b"Some camera" not in kept.content
    for files, code in (
        ([("a.pdf", b"MZ\x00\x01")], "unknown_file_type"),
        ([("a.png", b"")], "empty_file"),
        ([("a.jpg", picture.getvalue())] * 6, "too_many_files"),
    ):
        with pytest.raises(ContentInvalid) as refused:
            read_files(files)
        assert refused.value.problems == {"files": [code]}
