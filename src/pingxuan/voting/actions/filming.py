"""Lay a film beside a published entry, and take it away again. Source: E3, N6; WCAG 1.2.2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.rules.entry import FileKind
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.content.files import FILES, Kept, read_file
from pingxuan.nominations.content.films import read_captions, read_film
from pingxuan.voting.models import Entry, EntryFilm

_Read = TypeVar("_Read")
MOST_FILMS = 3
MOST_POSTER_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Reel:
    """What comes with a film.

    Attributes:
        name: the file's name, as it came in.
        captions: WebVTT; empty when nobody speaks.
        silent: what is heard when nobody speaks, in words.
        poster: a picture to be seen before it plays; empty for none.
    """

    title: str
    name: str
    raw: bytes
    captions: bytes = b""
    silent: str = ""
    poster: bytes = b""


def lay_film(entry: Entry, reel: Reel, *, person: Person, now: datetime) -> EntryFilm:
    """Lay a film beside an entry; it is public at once, as far as the entry's files are.

    Raises:
        NotYourAct: `person` does not manage the campaign.
        ContentInvalid: what is wrong with film, captions or poster, by the part it is about;
            or there are neither captions nor words (`captions_needed`), or
            `too_many_films`.
    """
    require(person, "voting.lay_film", entry)
    captions = _part("captions", read_captions, reel.captions) if reel.captions else ""
    if not captions and not reel.silent:
        raise ContentInvalid({"captions": ["captions_needed"]})
    kept = _part("film", partial(read_film, reel.name), reel.raw)
    poster = _part("poster", _poster, reel.poster).preview if reel.poster else b""
    with transaction.atomic():
        held = Entry.objects.select_for_update().get(pk=entry.pk)
        if held.films.count() >= MOST_FILMS:
            raise ContentInvalid({"film": [f"too_many_films:{MOST_FILMS}"]})
        made = EntryFilm(
            entry=held,
            title=reel.title,
            name=kept.name,
            media_type=kept.media_type,
            size=len(kept.content),
            sha256=kept.sha256,
            captions=captions,
            silent=reel.silent,
            laid_by=person,
            laid_at=held.campaign.at(now),
        )
        made.file.save(kept.sha256, ContentFile(kept.content), save=False)
        if poster:
            made.poster.save(f"{kept.sha256}.webp", ContentFile(poster), save=False)
        made.save()
        record(Act.LAY_FILM, held, person=person, now=now, film=kept.sha256)
    return made


@transaction.atomic
def take_film(film_id: UUID, *, person: Person, now: datetime) -> None:
    """Take a film away from its entry, and its file with it.

    Raises:
        NotYourAct: `person` does not manage the campaign.
    """
    film = EntryFilm.objects.select_for_update().select_related("entry__campaign").get(pk=film_id)
    require(person, "voting.take_film", film.entry)
    stored = [(file.storage, str(file.name)) for file in (film.file, film.poster) if file]
    film.delete()
    for storage, name in stored:
        transaction.on_commit(partial(storage.delete, name))
    record(Act.TAKE_FILM, film.entry, person=person, now=now, film=film.sha256)


def _poster(raw: bytes) -> Kept:
    return read_file("", raw, kinds={FileKind.PICTURE}, most_bytes=MOST_POSTER_BYTES)


def _part(name: str, read: Callable[[bytes], _Read], raw: bytes) -> _Read:
    """Read one part; what is wrong with it is told under its name."""
    try:
        return read(raw)
    except ContentInvalid as refusal:
        raise ContentInvalid({name: list(refusal.problems[FILES])}) from refusal
