"""A refusal as it is kept in a row, and given back: its kind and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pingxuan.domain import errors
from pingxuan.domain.vocabulary import Act, Stage


def kept(refusal: errors.Refusal) -> dict[str, Any]:
    """Write a refusal as plain JSON."""
    facts = {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in refusal.facts().items()
    }
    return {"kind": type(refusal).__name__, "facts": facts}


def revived(stored: Mapping[str, Any]) -> errors.Refusal:
    """Give back what `kept` wrote; a kind that this version does not know is any refusal."""
    kind = getattr(errors, str(stored.get("kind", "")), None)
    if not (isinstance(kind, type) and issubclass(kind, errors.Refusal)):
        return errors.Refusal()
    facts = dict(stored.get("facts", {}))
    for key, value in facts.items():
        if key.endswith("_at") and value:
            facts[key] = datetime.fromisoformat(value)
    if "act" in facts:
        facts["act"] = Act(facts["act"])
    if "needs" in facts:
        facts["needs"] = Stage(facts["needs"])
    return kind(**facts)
