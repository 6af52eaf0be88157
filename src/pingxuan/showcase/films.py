"""Keep films for stories, with their captions. Source: I1, N6; WCAG 1.2.2."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.captions import captions_of, problem_of
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.vocabulary import Act
from pingxuan.papers.films import ENDINGS, film_type, without_place
from pingxuan.papers.model import Unreadable
from pingxuan.papers.sniff import clean_name
from pingxuan.showcase.models import Film, Story

MOST_BYTES = 50 * 1024 * 1024
FILES = "files"
LONGEST_STEM = 120


def add_film(story_id: UUID, name: str, raw: bytes, *, person: Person, now: datetime) -> Film:
    """Keep a film for a story, without where it was taken; whatever its name says.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: `files`: no film that browsers play, a broken or too large one.
    """
    story = Story.objects.select_related("campaign").get(pk=story_id)
    require(person, "showcase.write", story.campaign)
    media_type, content = _read(raw)
    stem = clean_name(name).rpartition(".")[0] or clean_name(name)
    digest = sha256(content).hexdigest()
    with transaction.atomic():
        film = Film.objects.create(
            story=story,
            name=f"{stem[:LONGEST_STEM]}.{ENDINGS[media_type]}",
            media_type=media_type,
            size=len(content),
            sha256=digest,
            file=ContentFile(content, name=digest),
            added_by=person,
            added_at=now,
        )
        record(Act.WRITE_STORY, story, person=person, now=now, film=digest)
    return film


def caption_film(
    story_id: UUID, film_id: UUID, raw: bytes, *, person: Person, now: datetime
) -> Film:
    """Give a film its captions, WebVTT, in the place of those that it had.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: `files`: what is wrong with them, and in which line.
    """
    story = Story.objects.select_related("campaign").get(pk=story_id)
    require(person, "showcase.write", story.campaign)
    text = captions_of(raw)
    if problem := problem_of(text):
        raise ContentInvalid({FILES: [problem]})
    with transaction.atomic():
        film = Film.objects.select_for_update().get(pk=film_id, story=story)
        film.captions = text
        film.save(update_fields=["captions"])
        digest = sha256(text.encode()).hexdigest()
        record(Act.WRITE_STORY, story, person=person, now=now, film=film.sha256, captions=digest)
    return film


def _read(raw: bytes) -> tuple[str, bytes]:
    if not raw:
        raise ContentInvalid({FILES: ["empty_file"]})
    if len(raw) > MOST_BYTES:
        raise ContentInvalid({FILES: [f"file_too_large:{MOST_BYTES // (1024 * 1024)}"]})
    try:
        media_type = film_type(raw)
        content = without_place(raw, media_type)
    except Unreadable as fault:
        code = "broken_file" if fault.code == "corrupt" else fault.code
        raise ContentInvalid({FILES: [code]}) from fault
    if not media_type:
        raise ContentInvalid({FILES: ["no_film"]})
    return media_type, content
