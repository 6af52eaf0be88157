"""The two halves of a form's values: what is personal is kept encrypted, and masked when shown."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from pingxuan.domain.revision import fingerprint
from pingxuan.domain.rules.entry import Field, FieldKind
from pingxuan.domain.rules.sheet import RuleSheet
from pingxuan.nominations.models import Nomination, Revision

SALT = "salt"
HIDDEN = "＊＊"
_PHONE_HEAD, _PHONE_TAIL = 3, 4


def halves(sheet: RuleSheet, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split values by field key into what is not personal and what is. Source: L1."""
    personal = {field.key for field in sheet.personal_fields()}
    open_half = {key: value for key, value in values.items() if key not in personal}
    return open_half, {key: value for key, value in values.items() if key in personal}


def drafted(nomination: Nomination) -> dict[str, Any]:
    """Give all that was typed into a draft, by field key."""
    return {**nomination.draft, **nomination.draft_personal}


def filed(revision: Revision) -> dict[str, Any]:
    """Give all values of a filed text, by field key."""
    values = {**revision.content, **revision.personal}
    values.pop(SALT, None)
    return values


def salted(open_half: Mapping[str, Any]) -> dict[str, Any]:
    """Add a salt to the open half, so that the fingerprint tells nothing of a birth date."""
    return {**open_half, SALT: secrets.token_hex(16)}


def revision_hash(content: Mapping[str, Any], personal: Mapping[str, Any]) -> str:
    """Give the fingerprint of a filed text: both halves, the salt included."""
    return fingerprint({"content": dict(content), "personal": dict(personal)})


def masked(field: Field, value: Any) -> str:
    """Show a personal value without what it tells: 138****0001, the year of a birth, else ＊＊.

    Source:
        L1: masked by default.
    """
    text = "" if value is None else str(value)
    if not text or not field.personal:
        return text
    if field.kind is FieldKind.PHONE and len(text) > _PHONE_HEAD + _PHONE_TAIL:
        hidden = "*" * (len(text) - _PHONE_HEAD - _PHONE_TAIL)
        return text[:_PHONE_HEAD] + hidden + text[-_PHONE_TAIL:]
    if field.kind is FieldKind.YEAR_MONTH:
        return f"{text[:4]}-＊＊"
    return HIDDEN
