"""The book holds every act once, in order, and shows where somebody tore a page out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from django.db import models, transaction

from pingxuan.audit.actions import record
from pingxuan.audit.models import Head, Record
from pingxuan.audit.queries import first_fault, lines
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.vocabulary import Act, Role
from tests.builders import COLLECTING, make_officer


@pytest.fixture
def chain(campaign: Campaign) -> str:
    """A campaign's chain, begun by loading its sheet, with three lines more."""
    officer = make_officer(1, Role.MANAGER, campaign, None)
    with transaction.atomic():
        for number in range(3):
            record(
                Act.LOOK,
                campaign,
                person=officer,
                now=COLLECTING,
                campaign_id=campaign.pk,
                number=number,
            )
    return str(campaign.pk)


def test_a_whole_chain_has_no_fault(chain: str) -> None:
    entries = list(lines(chain))

    assert [entry.number for entry in entries] == [5, 4, 3, 2, 1]
    assert all(later.before == earlier.hash for later, earlier in pairwise(entries))
    assert first_fault(chain) is None


def test_an_empty_chain_has_no_fault(db: None) -> None:
    assert first_fault("none") is None


def _change(entries: models.QuerySet[Record]) -> None:
    entries.filter(number=4).update(facts={"number": 9})


def _remove(entries: models.QuerySet[Record]) -> None:
    entries.filter(number=4).delete()


def _cut_off(entries: models.QuerySet[Record]) -> None:
    entries.filter(number=5).delete()


def _swap_person(entries: models.QuerySet[Record]) -> None:
    entries.filter(number=4).update(person_id=None)


@pytest.mark.parametrize(
    ("tamper", "fault"), [(_change, 4), (_remove, 4), (_cut_off, 5), (_swap_person, 4)]
)
def test_tampering_shows_at_its_line(
    tamper: Callable[[models.QuerySet[Record]], None], fault: int, chain: str
) -> None:
    tamper(Record.objects.filter(chain=chain))

    assert first_fault(chain) == fault


def test_a_line_needs_the_transaction_of_its_act(
    transactional_db: None, campaign: Campaign
) -> None:
    with pytest.raises(RuntimeError):
        record(Act.LOOK, campaign, person=None, now=COLLECTING, campaign_id=campaign.pk)


def test_an_act_that_fails_leaves_no_line(chain: str, campaign: Campaign) -> None:
    before = Head.objects.get(chain=chain)

    @transaction.atomic
    def fail() -> None:
        record(Act.LOOK, campaign, person=None, now=COLLECTING, campaign_id=campaign.pk)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert Record.objects.filter(chain=chain).count() == before.number
    assert Head.objects.get(chain=chain).hash == before.hash
