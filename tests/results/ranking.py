"""Marks that leave no two entries with the same total."""

from __future__ import annotations

from pingxuan.jury.models import Mark
from tests.jury.builders import Panel


def strictly(panel: Panel) -> None:
    """Let all jurors give J-001 the best marks, J-002 the next best, and so on, and lock."""
    criteria = [one.code for one in panel.campaign.sheet.jury.criteria]
    panel.judge(5)
    given = Mark.objects.filter(assignment__juror__campaign=panel.campaign)
    for mark in given.select_related("assignment__entry"):
        worth = 50 - int(mark.assignment.entry.number[-3:])
        mark.mark = worth // 5 + (criteria.index(mark.criterion) < worth % 5)
        mark.save(update_fields=["mark"])
