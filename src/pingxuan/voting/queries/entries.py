"""Entries one by one, with what the public may read of them."""

from __future__ import annotations

from django.db.models import QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.models import Attachment
from pingxuan.nominations.queries.attached import BESIDE, files_field, of_revision
from pingxuan.voting.models import Entry


def visible(campaign: Campaign) -> QuerySet[Entry]:
    """Give the published entries of a campaign: everyone may see them, the withdrawn ones too."""
    return Entry.objects.filter(campaign=campaign).select_related("revision", "unit", "nomination")


def files_of(campaign: Campaign, entry: Entry) -> list[Attachment]:
    """Give the files that the public sees of an entry: those of the published text, if the sheet says so.

    Proof pictures stay with the offices; a withdrawn entry shows its text and no files.

    Source:
        A1: whether a field is public is a rule of the sheet; D4.
    """
    field = files_field(campaign.sheet)
    if field is None or not field.public or entry.withdrawn_at is not None:
        return []
    return [one for one in of_revision(entry.revision) if one.kind in BESIDE]
