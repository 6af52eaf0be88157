"""An entry of the notice is disputed and taken off the list, in the fewest words."""

from __future__ import annotations

from datetime import datetime

from pingxuan.accounts.models import Person
from pingxuan.results.actions.objecting import object_to
from pingxuan.results.actions.removing import (
    confirm_removal,
    effects_of_removal,
    propose_removal,
)
from pingxuan.results.models import Decision, Objection, Removal
from pingxuan.results.noticing import of_entry
from pingxuan.results.seconding import fingerprint_of_matter
from pingxuan.voting.models import Entry
from tests.builders import NOTICE, make_person
from tests.jury.builders import Panel

REASON = "文中的三项数据与公开报表不符。"


def dispute(number: str, person: Person | None = None, now: datetime = NOTICE) -> Objection:
    """Let somebody dispute an entry."""
    entry = Entry.objects.get(number=number)
    notice = of_entry(Decision.objects.exclude(confirmed_at=None).get(), entry)
    assert notice is not None
    return object_to(
        notice,
        entry,
        name="李四",
        text=REASON,
        person=person or make_person(1),
        now=now,
    )


def propose(panel: Panel, objection: Objection, now: datetime = NOTICE) -> Removal:
    """Let the manager propose that the entry is disqualified."""
    return propose_removal(
        objection.pk, reason="核实属实，取消资格。", person=panel.officers.manager, now=now
    )


def seen_of(removal: Removal) -> str:
    """Give what a careful second person has read."""
    return fingerprint_of_matter(removal, effects_of_removal(removal))


def remove(panel: Panel, number: str, now: datetime = NOTICE) -> Removal:
    """Let two people take an entry off the list after an objection."""
    removal = propose(panel, dispute(number, now=now), now)
    return confirm_removal(
        removal.pk, seen=seen_of(removal), person=panel.officers.supervisor, now=now
    )
