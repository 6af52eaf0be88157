"""Compose the stories of the showcase: a draft of blocks, versions of it, pictures. Source: I1, C30."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.blocks import BlockKind, problems_of, tidied
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.rules.entry import FileKind
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.content.files import read_file
from pingxuan.showcase.models import Film, Picture, Story, StoryVersion
from pingxuan.showcase.queries import stories_shown
from pingxuan.showcase.versions import add_version, locked, show_version
from pingxuan.voting.models import Entry

MOST_PICTURE_BYTES = 10 * 1024 * 1024
HEAD = {"title": 200, "by": 200, "lead": 300, "place": 120, "theme": 40, "link": 500}
"""The fields above the blocks, with the most characters of each."""


@transaction.atomic
def begin_story(
    campaign: Campaign,
    *,
    kind: Story.Kind,
    draft: Mapping[str, Any],
    publish_at: datetime,
    person: Person,
    now: datetime,
    entry: Entry | None = None,
) -> Story:
    """Begin a piece of the showcase as a draft; nothing of it is public.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    require(person, "showcase.write", campaign)
    content = _tidied(draft)
    story = Story.objects.create(
        campaign=campaign,
        kind=kind,
        entry=entry,
        category=entry.category if entry else "",
        title=content["title"],
        publish_at=publish_at,
        written_by=person,
        draft=content,
    )
    record(Act.WRITE_STORY, story, person=person, now=now, kind=kind)
    return story


@transaction.atomic
def save_draft(story_id: UUID, draft: Mapping[str, Any], *, person: Person, now: datetime) -> Story:
    """Keep what the editor has written so far, whole or not.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    story = locked(story_id, person)
    content = _tidied(draft)
    if content != story.draft:
        story.draft = content
        story.save(update_fields=["draft"])
        record(Act.WRITE_STORY, story, person=person, now=now, draft=True)
    return story


@transaction.atomic
def publish_story(
    story_id: UUID, *, publish_at: datetime, person: Person, now: datetime
) -> StoryVersion:
    """Make the draft the next version, public from `publish_at` (campaign time) on.

    What is public until then stays so.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: what is missing, by `title`, `lead`, `link` or `<place>-<field>`.
    """
    story = locked(story_id, person)
    content, moment = story.draft, story.campaign.at(now)
    problems = problems_of(content["blocks"]) | _head_problems(story, content)
    if problems:
        raise ContentInvalid(problems)
    is_out = stories_shown(story.campaign, moment).filter(pk=story.pk).exists()
    version = add_version(story, content, public_from=publish_at, person=person, at=moment)
    if not is_out or publish_at <= moment:
        show_version(story, version)
    record(Act.WRITE_STORY, story, person=person, now=now, version=version.number)
    return version


@transaction.atomic
def withdraw_story(story_id: UUID, *, person: Person, now: datetime) -> Story:
    """Take a story out of the showcase; its versions stay.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    story = locked(story_id, person)
    story.is_withdrawn = True
    story.save(update_fields=["is_withdrawn"])
    record(Act.WRITE_STORY, story, person=person, now=now, withdrawn=True)
    return story


@transaction.atomic
def add_picture(story_id: UUID, name: str, raw: bytes, *, person: Person, now: datetime) -> Picture:
    """Keep a picture for a story, without where and when it was taken.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: `files`: no picture, a broken or too large one.

    Source:
        N6: type by content, location data removed.
    """
    story = locked(story_id, person)
    kept = read_file(name, raw, kinds={FileKind.PICTURE}, most_bytes=MOST_PICTURE_BYTES)
    picture = Picture.objects.create(
        story=story,
        name=kept.name,
        media_type=kept.media_type,
        sha256=kept.sha256,
        file=ContentFile(kept.content, name=kept.sha256),
        added_by=person,
        added_at=now,
    )
    record(Act.WRITE_STORY, story, person=person, now=now, picture=kept.sha256)
    return picture


def write_story(
    campaign: Campaign,
    *,
    kind: Story.Kind,
    title: str,
    lead: str,
    body: str,
    publish_at: datetime,
    person: Person,
    now: datetime,
    entry: Entry | None = None,
    blocks: Sequence[Mapping[str, str]] = (),
    **head: str,
) -> Story:
    """Begin a story of one text, with more blocks if given, and publish it.

    Args:
        head: `by`, `place`, `theme`, `link`; an entry gives the first two where they are missing.

    Raises:
        NotYourAct: `person` is neither editor nor manager. ContentInvalid: something is missing.
    """
    given = {"by": entry.by, "place": entry.place} if entry else {}
    draft = {
        **given,
        **{name: value for name, value in head.items() if value},
        "title": title,
        "lead": lead,
        "blocks": [{"kind": BlockKind.TEXT, "text": body}, *blocks],
    }
    with transaction.atomic():
        story = begin_story(
            campaign,
            kind=kind,
            draft=draft,
            publish_at=publish_at,
            person=person,
            now=now,
            entry=entry,
        )
        publish_story(story.pk, publish_at=publish_at, person=person, now=now)
    story.refresh_from_db()
    return story


def _tidied(draft: Mapping[str, Any]) -> dict[str, Any]:
    head = {name: str(draft.get(name, "")).strip()[:most] for name, most in HEAD.items()}
    return {**head, "blocks": tidied(draft.get("blocks", ()))}


def _head_problems(story: Story, content: Mapping[str, Any]) -> dict[str, list[str]]:
    found = {name: ["missing"] for name in ("title", "lead") if not content[name]}
    if content["link"] and not content["link"].startswith(("http://", "https://")):
        found["link"] = ["bad_link"]
    return found | _file_problems(story, content["blocks"])


def _file_problems(story: Story, blocks: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """Say which blocks name no picture or film of this story, and which film nobody can follow."""
    found = {}
    pictures = {str(pk) for pk in story.pictures.values_list("pk", flat=True)}
    films = {str(film.pk): film for film in story.films.all()}
    for place, block in enumerate(blocks):
        kind, picture = block["kind"], block.get("picture", "")
        if (
            (kind == BlockKind.PICTURE or picture)
            and "picture" in block
            and picture not in pictures
        ):
            found[f"{place}-picture"] = ["missing"]
        if kind == BlockKind.FILM and block["film"]:
            film: Film | None = films.get(block["film"])
            if film is None:
                found[f"{place}-film"] = ["missing"]
            elif not film.captions and not block["silent"].strip():
                found[f"{place}-film"] = ["captions_needed"]
    return found
