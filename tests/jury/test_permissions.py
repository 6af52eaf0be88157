"""Every permission of jury, results and showcase, for every role: the table and the code agree."""

from __future__ import annotations

import pytest
import rules

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may
from pingxuan.campaigns.actions import give_post, load_sheet
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import STAFF_ROLES, Role
from pingxuan.jury.models import Assignment, Juror
from pingxuan.results.models import Notice
from tests.builders import BEFORE, make_person, sheet_text
from tests.jury.builders import Panel

MANAGER, CHAIR, SUPERVISOR = {Role.MANAGER}, {Role.JURY_CHAIR}, {Role.SUPERVISOR}
EVERYBODY = set(Role)

TABLE: dict[str, set[Role]] = {
    "jury.seat": MANAGER,
    "jury.invite": MANAGER,
    "jury.remind": MANAGER | CHAIR,
    "jury.assign": MANAGER,
    "jury.progress": MANAGER | CHAIR | SUPERVISOR,
    "jury.close_round": MANAGER | CHAIR,
    "jury.lead": CHAIR,
    "jury.type": MANAGER | SUPERVISOR,
    "jury.attend": MANAGER | CHAIR | SUPERVISOR,
    "jury.checks": CHAIR,
    "jury.pledge": set(),
    "jury.mark": set(),
    "results.propose": MANAGER,
    "results.confirm": SUPERVISOR,
    "results.see": MANAGER | CHAIR | SUPERVISOR,
    "results.open_notice": MANAGER,
    "results.rule_on_objection": SUPERVISOR,
    "results.propose_removal": MANAGER,
    "results.confirm_removal": SUPERVISOR,
    "results.propose_tie": CHAIR,
    "results.confirm_tie": SUPERVISOR,
    "results.announce": MANAGER,
    "results.certify": MANAGER,
    "results.revoke_certificate": SUPERVISOR,
    "results.package": MANAGER | SUPERVISOR,
    "results.papers": MANAGER | CHAIR | SUPERVISOR,
    "results.object": EVERYBODY,
    "showcase.write": {Role.EDITOR, Role.MANAGER},
}


def holder_of(role: Role, campaign: Campaign) -> Person:
    person = make_person(77)
    if role in STAFF_ROLES:
        give_post(person, role, campaign=campaign, unit=None, person=None, now=BEFORE)
    return person


def subject_of(permission: str, panel: Panel, person: Person | None = None) -> object:
    """A campaign; or, where a seat is asked about, the seat of `person` or of somebody else."""
    juror = Juror(campaign=panel.campaign, person=person or make_person(78))
    if permission == "jury.pledge":
        return juror
    if permission == "jury.mark":
        return Assignment(juror=juror)
    return Notice() if permission == "results.object" else panel.campaign


def test_the_table_names_every_permission_of_these_rooms() -> None:
    rooms = ("jury.", "results.", "showcase.")

    assert {name for name in rules.permissions.permissions if name.startswith(rooms)} == set(TABLE)


@pytest.mark.parametrize("role", Role)
def test_who_may(panel: Panel, role: Role) -> None:
    person = holder_of(role, panel.campaign)

    found = {name for name in TABLE if may(person, name, subject_of(name, panel))}

    assert found == {name for name, roles in TABLE.items() if role in roles}


@pytest.mark.parametrize("role", Role)
def test_the_own_seat_is_for_jurors_and_the_chair(panel: Panel, role: Role) -> None:
    person = holder_of(role, panel.campaign)

    found = {may(person, n, subject_of(n, panel, person)) for n in ("jury.pledge", "jury.mark")}

    assert found == {role in (Role.JUROR, Role.JURY_CHAIR)}


@pytest.mark.parametrize("name", sorted(set(TABLE) - {"results.object"}))
def test_posts_of_another_campaign_open_nothing(panel: Panel, name: str) -> None:
    other = load_sheet(sheet_text(), slug="another", now=BEFORE)
    person = make_person(77)
    for role in STAFF_ROLES:
        give_post(person, role, campaign=other, unit=None, person=None, now=BEFORE)

    assert not may(person, name, subject_of(name, panel, person))


@pytest.mark.parametrize("name", TABLE)
def test_phone_and_code_open_no_post_and_a_hand_over_only_votes(panel: Panel, name: str) -> None:
    person = make_person(77)
    for role in STAFF_ROLES:
        give_post(person, role, campaign=panel.campaign, unit=None, person=None, now=BEFORE)
    person.may_use_posts = False
    by_phone = may(person, name, subject_of(name, panel, person))
    person.may_use_posts, person.may_only_vote = True, True

    assert by_phone is (name == "results.object")
    assert not may(person, name, subject_of(name, panel, person))
    assert not may(None, name, subject_of(name, panel))
