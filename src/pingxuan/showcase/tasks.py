"""What the worker runs for this room."""

from __future__ import annotations

from datetime import datetime

from pingxuan.showcase.versions import take_over, waiting_versions


def publish_due(now: datetime) -> int:
    """Make the versions public whose hour has come; give how many these were."""
    waiting = waiting_versions().select_related("story__campaign")
    due = [
        one for one in waiting if one.public_from and one.public_from <= one.story.campaign.at(now)
    ]
    return sum(take_over(one.pk, now=now) for one in due)
