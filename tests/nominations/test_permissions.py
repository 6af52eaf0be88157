"""Every act of the table, for every role, in every state, inside its stage and outside."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from pathlib import Path

import pytest
import rules

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import NotNow
from pingxuan.domain.transitions import NOMINATION, acts, possible, step
from pingxuan.domain.vocabulary import STAFF_ROLES, Act, Role, Stage, Status
from pingxuan.nominations.models import IncomingForm, Nomination, Revision
from pingxuan.units.models import Unit
from tests.builders import BEFORE, COLLECTING, Province, load_campaign, make_person, sheet_text

ROOT = Path(__file__).parent.parent.parent
WITHOUT_UNIT = frozenset({Role.MANAGER, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR})


def people_at(campaign: Campaign, *units: Unit, first: int) -> Mapping[Role, Person]:
    """Make one person for each role, with the post at each of `units`."""
    people = {}
    for number, role in enumerate(Role, first):
        person = people[role] = make_person(number, role.value)
        for unit in units if role in STAFF_ROLES else ():
            at = None if role in WITHOUT_UNIT else unit
            give_post(person, role, campaign=campaign, unit=at, person=None, now=BEFORE)
        person.acting_at = COLLECTING
    return people


@pytest.fixture
def people(campaign: Campaign, province: Province) -> Mapping[Role, Person]:
    return people_at(campaign, province.provincial_unit, province.root, first=100)


def case_of(campaign: Campaign, province: Province, writer: Person, *, is_own: bool) -> Nomination:
    """Make a case that lies at the unit or at the topmost office, as its state says."""
    case = Nomination.objects.create(
        campaign=campaign,
        unit=province.provincial_unit,
        office=province.root,
        writer=writer,
        is_self_nominated=is_own,
        status=Status.DRAFT,
        created_at=COLLECTING,
    )
    case.revision = Revision.objects.create(
        nomination=case,
        number=1,
        hash=case.pk.hex * 2,
        content={},
        made_by=writer,
        made_at=COLLECTING,
    )
    return case


def goes(act: Act, status: Status, stages: frozenset[Stage]) -> bool:
    """Whether the domain has the step now."""
    try:
        step(act, status, stages)
    except NotNow:
        return False
    return True


def table_says(act: Act, role: Role, status: Status, stages: frozenset[Stage]) -> bool:
    """Whether a row of the table names this act, role, state and stage."""
    return any(
        row.act is act
        and role in row.roles
        and status in row.sources
        and (row.stage is None or row.stage in stages)
        for row in NOMINATION
    )


@pytest.mark.parametrize("act", sorted(acts()))
def test_who_may_what_and_when(
    act: Act, campaign: Campaign, province: Province, people: Mapping[Role, Person]
) -> None:
    own = case_of(campaign, province, people[Role.NOMINEE], is_own=True)
    units = case_of(campaign, province, make_person(99), is_own=False)
    stages = {row.stage for row in NOMINATION if row.act is act}
    inside = frozenset(stage for stage in stages if stage)
    wrong, seen = [], 0

    for role in Role:
        case = own if role is Role.NOMINEE else units
        for status in Status:
            for open_now in (inside, frozenset(Stage) - inside, frozenset[Stage]()):
                case.status = status
                allowed = may(people[role], f"nominations.{act}", case)
                does = allowed and goes(act, status, open_now)
                seen += 1
                if does is not table_says(act, role, status, open_now):
                    wrong.append((role, status, open_now))
                if does is not (act in possible(status, open_now, held=[role])):
                    wrong.append((role, status, "possible"))

    assert seen == len(Role) * len(Status) * 3
    assert wrong == []


def test_a_post_elsewhere_is_no_post_here(campaign: Campaign, province: Province) -> None:
    neighbours = people_at(campaign, province.city_unit, province.other_city, first=200)
    text = sheet_text().replace('slug = "mass-line-2021"', 'slug = "another-year"')
    others = people_at(
        load_campaign(province.root, text), province.provincial_unit, province.root, first=300
    )
    case = case_of(campaign, province, make_person(99), is_own=False)
    everywhere = {Role.MANAGER, Role.SUPERVISOR}

    passed = []
    for act in acts():
        for status in Status:
            case.status = status
            for role in Role:
                name = f"nominations.{act}"
                if role not in everywhere and may(neighbours[role], name, case):
                    passed.append(("neighbour", act, role))
                if may(others[role], name, case):
                    passed.append(("another campaign", act, role))

    assert passed == []


@pytest.mark.parametrize("weak", [{"may_use_posts": False}, {"may_only_vote": True}])
def test_a_weak_sign_in_holds_no_post(
    weak: dict[str, bool], campaign: Campaign, province: Province, people: Mapping[Role, Person]
) -> None:
    case = case_of(campaign, province, people[Role.UNIT_FILLER], is_own=False)
    for person in people.values():
        vars(person).update(weak)

    passed = []
    for status in Status:
        case.status = status
        passed += [
            (act, role)
            for act in acts()
            for role, person in people.items()
            if may(person, f"nominations.{act}", case) or may(None, f"nominations.{act}", case)
        ]

    assert passed == []


def test_who_wrote_it_neither_seals_nor_accepts(
    campaign: Campaign, province: Province, people: Mapping[Role, Person]
) -> None:
    split = (Act.ENDORSE, Act.ACCEPT)
    for role in (Role.OFFICE_SEALER, Role.MANAGER):
        writer = people[role]
        give_post(
            writer,
            Role.OFFICE_SEALER,
            campaign=campaign,
            unit=province.root,
            person=None,
            now=BEFORE,
        )
        writer = Person.objects.get(pk=writer.pk)
        case = case_of(campaign, province, writer, is_own=False)
        case.status = Status.AT_OFFICE

        assert [may(writer, f"nominations.{act}", case) for act in split] == [False, False]
        case.writer = make_person(98)
        assert case.revision is not None
        case.revision.made_by = case.writer
        assert [may(writer, f"nominations.{act}", case) for act in split] == [True, True]


def test_a_post_that_has_ended_is_none(campaign: Campaign, province: Province) -> None:
    sealer = make_person(97)
    give_post(
        sealer,
        Role.OFFICE_SEALER,
        campaign=campaign,
        unit=province.root,
        person=None,
        now=BEFORE,
        until=COLLECTING,
    )
    case = case_of(campaign, province, make_person(99), is_own=False)
    case.status = Status.AT_OFFICE
    sealer.acting_at = COLLECTING

    assert may(sealer, "nominations.endorse", case) is False


def test_paper_is_taken_in_for_ones_branch(
    campaign: Campaign, province: Province, people: Mapping[Role, Person]
) -> None:
    filing = {Role.UNIT_FILLER, Role.OFFICE_REVIEWER, Role.OFFICE_SEALER}
    here = IncomingForm(campaign=campaign, unit=province.provincial_unit)
    below = IncomingForm(campaign=campaign, unit=province.county_unit)
    clerk = make_person(96)
    give_post(
        clerk,
        Role.OFFICE_REVIEWER,
        campaign=campaign,
        unit=province.city,
        person=None,
        now=BEFORE,
    )

    for name in ("nominations.import_form", "nominations.confirm_form"):
        assert {role for role, one in people.items() if may(one, name, here)} == filing
        assert (may(clerk, name, below), may(clerk, name, here)) == (True, False)


def test_every_act_of_the_table_has_its_permission() -> None:
    for act in acts():
        assert rules.perm_exists(f"nominations.{act}")


def test_the_printed_table_is_up_to_date() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "permission_table.py"))
    printed = (ROOT / "docs" / "reference" / "permissions.md").read_text("utf-8")

    assert script["page"]() == printed
