"""Load a sheet, give a post, set a deadline, count on."""

from __future__ import annotations

import pytest
from django.db import transaction

from pingxuan.audit.models import Record
from pingxuan.campaigns.actions import give_post, load_sheet, next_number, set_deadline
from pingxuan.campaigns.models import Campaign, Counter, OfficeDeadline, Post, SheetVersion
from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.vocabulary import Role, Stage
from tests.builders import (
    BEFORE,
    COLLECTING,
    Province,
    at,
    make_officer,
    make_person,
    sheet_text,
)


def test_loading_the_same_sheet_again_changes_nothing(campaign: Campaign) -> None:
    before = Record.objects.count()

    again = load_sheet(sheet_text(), now=COLLECTING)

    assert (again, SheetVersion.objects.count(), Record.objects.count()) == (campaign, 1, before)


def test_a_changed_sheet_is_a_new_version_with_before_and_after(campaign: Campaign) -> None:
    manager = make_officer(1, Role.MANAGER, campaign, None)
    old = campaign.sheet.hash
    text = sheet_text().replace("2021-11-20T20:00:00", "2021-11-20T19:00:00")

    changed = load_sheet(text, now=COLLECTING, person=manager)

    line = Record.objects.get(act="load_sheet", person_id=manager.pk)
    assert line.facts == {"before": old, "after": changed.sheet.hash}
    assert changed.version is not None
    assert changed.version.number == 2
    assert changed.sheet.window(Stage.INTERACTION).opens_at == at("11-20 19:00")
    assert old != changed.sheet.hash


def test_a_stranger_loads_no_sheet(campaign: Campaign) -> None:
    with pytest.raises(NotYourAct):
        load_sheet(sheet_text(), now=COLLECTING, person=make_person(1))

    assert SheetVersion.objects.count() == 1


def test_a_post_is_given_once_and_stands_in_the_book(
    campaign: Campaign, province: Province
) -> None:
    manager, holder = make_officer(1, Role.MANAGER, campaign, None), make_person(2)

    for _ in range(2):
        give_post(
            holder,
            Role.OFFICE_SEALER,
            campaign=campaign,
            unit=province.city,
            person=manager,
            now=BEFORE,
        )

    lines = Record.objects.filter(act="give_post", person_id=manager.pk)
    assert [line.facts for line in lines] == [
        {"role": "office_sealer", "unit": str(province.city.pk)}
    ]
    assert Post.objects.filter(person=holder).count() == 1


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OFFICE_SEALER, Role.JUROR, Role.AUDITOR])
def test_only_managers_and_administrators_give_posts(role: Role, campaign: Campaign) -> None:
    officer = make_officer(1, role, campaign, None)

    with pytest.raises(NotYourAct):
        give_post(
            officer, Role.MANAGER, campaign=campaign, unit=None, person=officer, now=COLLECTING
        )

    assert not Post.objects.filter(role=Role.MANAGER).exists()


def test_a_deadline_can_be_moved_and_each_move_is_recorded(
    campaign: Campaign, province: Province
) -> None:
    manager = make_officer(1, Role.MANAGER, campaign, None)

    for text in ("11-15 12:00", "11-16 12:00"):
        set_deadline(
            campaign, province.city, at(text), reason="延期", person=manager, now=COLLECTING
        )

    assert OfficeDeadline.objects.get().ends_at == at("11-16 12:00")
    assert Record.objects.filter(act="set_deadline").count() == 2


def test_a_number_is_never_given_twice(campaign: Campaign) -> None:
    with transaction.atomic():
        given = [next_number(campaign, "J"), next_number(campaign, "G"), next_number(campaign, "J")]

    assert given == [1, 1, 2]
    assert Counter.objects.get(campaign=campaign, name="J").value == 2
