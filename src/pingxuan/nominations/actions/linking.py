"""The links of a nomination: which are to be looked at, and what the worker found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.content.addresses import addresses_in, plain_address
from pingxuan.nominations.links.reach import Reach
from pingxuan.nominations.links.visit import LONGEST_ADDRESS, Limits, LinkState, Visit, visit
from pingxuan.nominations.models import LinkCheck, Nomination

MOST_LINKS = 100
AT_ONCE = 8
# Nobody looks at an address while it is still being typed.
PAUSE = timedelta(seconds=20)
AGAIN = (timedelta(minutes=10), timedelta(hours=2), timedelta(hours=12))
"""A link that does not open is looked at again after these; a site may be down for a moment."""


def want_links(
    nomination: Nomination, sheet: RuleSheet, values: Mapping[str, Any], now: datetime
) -> None:
    """Put the links of a text on the list of the worker; those that are gone leave it.

    Must run inside the transaction of the act that saves the text.
    """
    wanted = {_key(one): one for one in _checkable(sheet, nomination, values)}
    known = dict(nomination.link_checks.values_list("key", "pk"))
    if gone := [known[key] for key in known.keys() - wanted.keys()]:
        LinkCheck.objects.filter(pk__in=gone).delete()
    LinkCheck.objects.bulk_create(
        LinkCheck(
            nomination=nomination,
            address=wanted[key],
            key=key,
            same=_key(plain_address(wanted[key])),
            due_at=now + PAUSE,
        )
        for key in wanted.keys() - known.keys()
    )


def check_due(
    now: datetime, *, reach: Reach | None = None, limits: Limits | None = None
) -> list[LinkCheck]:
    """Look at the links that are due, a few at once; give them with what was found.

    Nothing is locked while the network is waited for.

    Source:
        N7: links alive; L3.
    """
    due = list(LinkCheck.objects.filter(due_at__lte=now).order_by("due_at", "pk")[:AT_ONCE])
    if not due:
        return []
    with ThreadPoolExecutor(AT_ONCE) as visitors:
        found = list(visitors.map(lambda one: _visited(one.address, reach, limits), due))
    with transaction.atomic():
        for check, came in zip(due, found, strict=True):
            _note(check, came, now)
    return due


def _visited(address: str, reach: Reach | None, limits: Limits | None) -> Visit:
    return visit(address, reach=reach, limits=limits)


def _note(check: LinkCheck, came: Visit, now: datetime) -> None:
    is_dead = came.state is LinkState.DEAD
    again = AGAIN[check.tries] if is_dead and check.tries < len(AGAIN) else None
    check.state, check.reason, check.landed = came.state.value, came.reason, came.landed
    check.tries += 1
    check.checked_at = now
    check.due_at = now + again if again else None
    # By its key: a row that the writer took away meanwhile is not brought back.
    LinkCheck.objects.filter(pk=check.pk).update(
        state=check.state,
        reason=check.reason,
        landed=check.landed,
        tries=check.tries,
        checked_at=check.checked_at,
        due_at=check.due_at,
    )


def _checkable(sheet: RuleSheet, nomination: Nomination, values: Mapping[str, Any]) -> list[str]:
    lying = nomination.attachments.filter(removed_at=None).exclude(link="")
    links: Iterable[str] = [*addresses_in(sheet, values), *lying.values_list("link", flat=True)]
    fitting = dict.fromkeys(one for one in links if len(one) <= LONGEST_ADDRESS)
    return list(fitting)[:MOST_LINKS]


def _key(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
