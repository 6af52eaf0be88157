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
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.content.films import read_captions, read_film
from pingxuan.showcase.models import Film, Story


def add_film(story_id: UUID, name: str, raw: bytes, *, person: Person, now: datetime) -> Film:
    """Keep a film for a story, without where it was taken; whatever its name says.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: `files`: no film that browsers play, a broken or too large one.
    """
    story = Story.objects.select_related("campaign").get(pk=story_id)
    require(person, "showcase.write", story.campaign)
    kept = read_film(name, raw)
    with transaction.atomic():
        film = Film.objects.create(
            story=story,
            name=kept.name,
            media_type=kept.media_type,
            size=len(kept.content),
            sha256=kept.sha256,
            file=ContentFile(kept.content, name=kept.sha256),
            added_by=person,
            added_at=now,
        )
        record(Act.WRITE_STORY, story, person=person, now=now, film=kept.sha256)
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
    text = read_captions(raw)
    with transaction.atomic():
        film = Film.objects.select_for_update().get(pk=film_id, story=story)
        film.captions = text
        film.save(update_fields=["captions"])
        digest = sha256(text.encode()).hexdigest()
        record(Act.WRITE_STORY, story, person=person, now=now, film=film.sha256, captions=digest)
    return film
