"""Where the ballot box lies, as the pages ask it: its database, its keys, who a voter is there."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from pingxuan.accounts.models import Person
from pingxuan.accounts.queries import verified_phone
from pingxuan.ballotbox import keys as ballot_keys
from pingxuan.ballotbox.keys import Keys
from pingxuan.ballotbox.places import ballots_url
from pingxuan.campaigns.models import Campaign


@lru_cache(maxsize=4)
def _load(given: str, folder: str) -> Keys:
    return ballot_keys.load_master(Path(folder))


def keys() -> Keys:
    """Give the keys of the ballot box, read once for each master secret."""
    return _load(os.environ.get("PINGXUAN_MASTER_KEY", ""), str(settings.DATA))


def url() -> str:
    """Give the address of the ballot database."""
    return ballots_url()


def voter_of_phone(campaign: Campaign, phone: str) -> bytes:
    """Turn a normalised number into the voter of a campaign."""
    return ballot_keys.voter_id(keys(), str(campaign.pk), phone)


def voter_of(person: Person | None, campaign: Campaign) -> bytes | None:
    """Give the voter that a person is; None without a verified number.

    Source:
        C25: a person is a verified phone number.
    """
    phone = verified_phone(person) if person is not None else None
    return None if phone is None else voter_of_phone(campaign, phone)
