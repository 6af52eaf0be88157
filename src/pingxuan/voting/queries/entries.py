"""Entries one by one, with what the public may read of them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from pingxuan.campaigns.models import Campaign
from pingxuan.nominations.content.evidence import typed_rows
from pingxuan.nominations.models import Attachment
from pingxuan.nominations.queries.attached import BESIDE, files_field, of_revision
from pingxuan.voting.models import Entry, EntryFilm


def visible(campaign: Campaign) -> QuerySet[Entry]:
    """Give the published entries of a campaign: everyone may see them, the withdrawn ones too."""
    return Entry.objects.filter(campaign=campaign).select_related("revision", "unit", "nomination")


def files_of(campaign: Campaign, entry: Entry) -> list[Attachment]:
    """Give the files that the public sees of an entry: those of the published text, if the sheet says so.

    Proof pictures stay with the offices; a withdrawn entry shows its text and no files.

    Source:
        A1: whether a field is public is a rule of the sheet; D4.
    """
    if not shows_files(campaign, entry):
        return []
    return [one for one in of_revision(entry.revision) if one.kind in BESIDE]


def films_of(campaign: Campaign, entry: Entry) -> list[EntryFilm]:
    """Give the films that the public sees of an entry: none when its files are not public."""
    return list(entry.films.order_by("laid_at", "pk")) if shows_files(campaign, entry) else []


def shows_files(campaign: Campaign, entry: Entry) -> bool:
    """Whether the public sees the files of an entry: the sheet says so, and it stands."""
    field = files_field(campaign.sheet)
    return field is not None and field.public and entry.withdrawn_at is None


def pictures_of(campaign: Campaign) -> Mapping[str, UUID]:
    """Give the first public picture of each entry that has one, by public number, in two queries."""
    field = files_field(campaign.sheet)
    if field is None or not field.public:
        return {}
    kept = {
        (nomination, sha256): pk
        for nomination, sha256, pk in Attachment.objects.filter(
            nomination__entry__campaign=campaign, kind=Attachment.Kind.PICTURE
        )
        .exclude(preview="")
        .values_list("nomination_id", "sha256", "pk")
    }
    found = {}
    named = f"revision__content__{field.key}"
    rows = Entry.objects.filter(campaign=campaign, withdrawn_at=None)
    for number, nomination, files in rows.values_list("number", "nomination_id", named):
        names = [str(one.get("sha256", "")) for one in typed_rows(files)]
        pictures = [kept[nomination, name] for name in names if (nomination, name) in kept]
        if pictures:
            found[number] = pictures[0]
    return found
