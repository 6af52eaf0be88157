"""The lines of the statistics table that an office sends up with its material."""

from __future__ import annotations

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.content.cleaning import text_of
from pingxuan.nominations.queries.office import PASSED, REACHED, in_trays, senders
from pingxuan.papers.model import Row
from pingxuan.units.models import Unit

_PRINTED = (
    *("category", "title", "file_number", "unit__path"),
    *("revision__content", "revision__personal"),
)


def statistics_rows(campaign: Campaign, office: Unit) -> list[Row]:
    """List what an office has recommended; the topmost one, all that reached it.

    Source:
        C22, C23; the columns are those of the forms' paper.
    """
    is_top = office.pk == campaign.root_id or office.parent_id is None
    trays = REACHED if is_top else PASSED
    found = in_trays(campaign, office).filter(tray__in=[tray.value for tray in trays])
    below = {unit.path: unit.name for unit in senders(office)} if is_top else {}
    rows = []
    # Thousands of lines: the columns that are printed, and nothing built or decrypted beside them.
    for category, title, number, path, content, personal in found.order_by(
        "category", "file_number"
    ).values_list(*_PRINTED):
        values = {**content, **personal}
        child = path[len(office.path) :].partition("/")[0]
        rows.append(
            Row(
                category=category,
                title=title,
                name=text_of(values.get("name")),
                post=text_of(values.get("post")),
                phone=text_of(values.get("phone")),
                level=below.get(f"{office.path}{child}/", office.name),
                note=number,
            )
        )
    return rows
