"""The lines of the statistics table that an office sends up with its material."""

from __future__ import annotations

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.content.cleaning import text_of
from pingxuan.nominations.content.halves import filed
from pingxuan.nominations.queries.office import PASSED, REACHED, in_trays, senders
from pingxuan.papers.model import Row
from pingxuan.units.models import Unit


def statistics_rows(campaign: Campaign, office: Unit) -> list[Row]:
    """List what an office has recommended; the topmost one, all that reached it.

    Source:
        C22, C23; the columns are those of the forms' paper.
    """
    is_top = office.pk == campaign.root_id or office.parent_id is None
    trays = REACHED if is_top else PASSED
    found = in_trays(campaign, office).filter(tray__in=[tray.value for tray in trays])
    below = senders(office) if is_top else []
    rows = []
    for nomination in found.select_related("unit", "revision").order_by("category", "file_number"):
        values = filed(nomination.revision) if nomination.revision else {}
        path = nomination.unit.path
        sender = next((unit.name for unit in below if path.startswith(unit.path)), office.name)
        rows.append(
            Row(
                category=nomination.category,
                title=nomination.title,
                name=text_of(values.get("name")),
                post=text_of(values.get("post")),
                phone=text_of(values.get("phone")),
                level=sender,
                note=nomination.file_number,
            )
        )
    return rows
