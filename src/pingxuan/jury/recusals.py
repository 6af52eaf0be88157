"""Who is recused from what, and whether that can be known at all. Source: G1."""

from __future__ import annotations

from pingxuan.domain.judging import recusal
from pingxuan.jury.models import Juror
from pingxuan.units.models import Unit

OWN_UNIT = "本人单位或其下级单位报送"


def is_checkable(juror: Juror) -> bool:
    """Say whether recusals can be known: the juror's unit is, or that there is none in the tree."""
    return juror.unit is not None or juror.is_outside


def is_recused(juror: Juror, unit: Unit) -> bool:
    """Say whether a juror must not judge what `unit` sent: own unit and below, and declared ones.

    Source:
        G1; interfaces-judging section 6: units above the juror's own are not recused.
    """
    return recusal.is_recused(_components(unit), _components(juror.unit), _declared(juror))


def _components(unit: Unit | None) -> tuple[str, ...]:
    return recusal.read_unit(unit.path) if unit else ()


def _declared(juror: Juror) -> list[tuple[str, ...]]:
    return [_components(unit) for unit in juror.recused_units.all()]
