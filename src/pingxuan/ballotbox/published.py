"""The bundle that the site offers: of the days that have ended, made behind the votes, kept in files.

A description stands beside each archive and is written last, so that what has one is whole.

Source:
    architecture, "Public log": published as a page and as files; F4.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import msgspec

from pingxuan.ballotbox import bundle, places, snapshot
from pingxuan.ballotbox.keys import Keys

KEPT = 2  # the one before stays a while: somebody may be in the middle of fetching it
PIECE = 1 << 20


class Published(msgspec.Struct, frozen=True):
    """A bundle in a file.

    Attributes:
        name: of the file.
        day: the last voting day that it covers.
        head: its last head's number.
        sha256: of the whole file.
    """

    name: str
    day: date
    head: int
    tree_size: int
    root: str
    sha256: str
    size: int


def folder(campaign: str) -> Path:
    """Name the folder of a campaign's bundles."""
    return places.data_dir() / "bundles" / campaign


def newest(campaign: str) -> Published | None:
    """Find the newest bundle of a campaign."""
    made = _all(campaign)
    return made[-1] if made else None


def of_head(campaign: str, head: int) -> Published | None:
    """Find the bundle that ends with a head, if it is still kept."""
    return next((made for made in _all(campaign) if made.head == head), None)


def make_due(url: str, keys: Keys, about: snapshot.Snapshot, ended: int) -> Published | None:
    """Make the bundle of the days that have ended if the newest one ends before; take old ones away.

    Args:
        ended: how many heads there are up to the last ended day's.
    """
    last = newest(about.campaign)
    if ended == 0 or (last is not None and last.head >= ended - 1):
        return None
    place = folder(about.campaign)
    place.mkdir(parents=True, exist_ok=True)
    _remove(place, keep={f"{made.name}" for made in _all(about.campaign)})
    unnamed = place / "next.zip"
    head = bundle.export_ended(url, keys, about, unnamed)
    if head is None:
        return None
    name = f"{about.slug}-{head.day.isoformat()}-{ended - 1}.zip"
    made = Published(
        name, head.day, ended - 1, head.tree_size, head.root, _hash(unnamed), unnamed.stat().st_size
    )
    unnamed.replace(place / name)
    described = place / f".{name}.json"
    described.write_bytes(msgspec.json.encode(made))
    described.replace(place / f"{name}.json")
    _remove(place, keep={kept.name for kept in _all(about.campaign)[-KEPT:]})
    return made


def _all(campaign: str) -> list[Published]:
    found = [
        msgspec.json.decode(path.read_bytes(), type=Published)
        for path in folder(campaign).glob("[!.]*.json")
    ]
    return sorted(found, key=lambda made: made.head)


def _remove(place: Path, keep: set[str]) -> None:
    """Take away all files but these and their descriptions, descriptions first."""
    for path in sorted(place.iterdir(), key=lambda path: path.suffix != ".json"):
        if path.name.removesuffix(".json") not in keep:
            path.unlink(missing_ok=True)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
