"""Who may: the one question that every action asks before it looks at time and state."""

from __future__ import annotations

from typing import Any

import rules

from pingxuan.accounts.models import Person
from pingxuan.domain.errors import NotYourAct


def may(person: Person | None, permission: str, subject: Any = None) -> bool:
    """Say whether `person` holds `permission` for `subject`; nobody holds an unknown one.

    Raises:
        KeyError: no such permission: a misspelt name must not pass as a quiet no.
    """
    if not rules.perm_exists(permission):
        raise KeyError(f"no permission {permission!r}")
    if person is None or not person.is_active or person.may_only_vote:
        return False
    return bool(rules.has_perm(permission, person, subject))


def require(person: Person | None, permission: str, subject: Any = None) -> None:
    """Pass only whoever holds `permission` for `subject`.

    Raises:
        NotYourAct: the person does not.
    """
    if not may(person, permission, subject):
        raise NotYourAct(permission)
