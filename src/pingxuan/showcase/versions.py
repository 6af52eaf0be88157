"""Versions of a story: one becomes public now or at its hour, or becomes the draft again. Source: I1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, QuerySet

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.domain.vocabulary import Act
from pingxuan.showcase.models import Story, StoryVersion


def locked(story_id: UUID, person: Person) -> Story:
    """Lock a story for somebody who may write it.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    story = _locked(story_id)
    require(person, "showcase.write", story.campaign)
    return story


def add_version(
    story: Story,
    content: Mapping[str, Any],
    *,
    public_from: datetime | None,
    person: Person,
    at: datetime,
) -> StoryVersion:
    """Keep a content under the next number; None for `public_from` only keeps it."""
    last = story.versions.aggregate(last=Max("number"))["last"] or 0
    return StoryVersion.objects.create(
        story=story,
        number=last + 1,
        content=content,
        made_by=person,
        made_at=at,
        public_from=public_from,
    )


def show_version(story: Story, version: StoryVersion) -> None:
    """Let a story say what a version of it says, from the version's moment on."""
    for name, value in version.content.items():
        setattr(story, name, value)
    story.version, story.is_withdrawn = version.number, False
    story.publish_at = version.public_from or version.made_at
    story.save()


def waiting_versions() -> QuerySet[StoryVersion]:
    """Give the versions that are to follow what is public, in their order.

    One that was made later takes the place of all before it, and a story that was taken out has
    none.
    """
    return StoryVersion.objects.filter(
        public_from__isnull=False, number__gt=F("story__version"), story__is_withdrawn=False
    ).order_by("number")


@transaction.atomic
def take_over(version_id: int, *, now: datetime) -> bool:
    """Let a version whose hour has come follow what was public; False when it waits no more."""
    story = _locked(StoryVersion.objects.values_list("story_id", flat=True).get(pk=version_id))
    version = waiting_versions().filter(pk=version_id).first()
    if version is None or version.public_from is None:
        return False
    if version.public_from > story.campaign.at(now):
        return False
    show_version(story, version)
    record(Act.WRITE_STORY, story, person=None, now=now, public=version.number)
    return True


@transaction.atomic
def call_off(story_id: UUID, *, person: Person, now: datetime) -> int:
    """Let what is public stay: versions that wait for their hour are kept, but wait no more.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
    """
    story = locked(story_id, person)
    called_off = waiting_versions().filter(story=story).update(public_from=None)
    if called_off:
        record(Act.WRITE_STORY, story, person=person, now=now, called_off=called_off)
    return called_off


@transaction.atomic
def restore_version(story_id: UUID, number: int, *, person: Person, now: datetime) -> Story:
    """Make a version the draft again; a draft that stands in no version is kept as one before.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        StoryVersion.DoesNotExist: there is no such version.
    """
    story = locked(story_id, person)
    version = story.versions.get(number=number)
    if story.draft not in [one.content for one in story.versions.all()]:
        at = story.campaign.at(now)
        add_version(story, story.draft, public_from=None, person=person, at=at)
    story.draft = version.content
    story.save(update_fields=["draft"])
    record(Act.WRITE_STORY, story, person=person, now=now, restored=number)
    return story


def _locked(story_id: UUID) -> Story:
    found = Story.objects.select_for_update(of=("self",)).select_related("campaign__version")
    return found.get(pk=story_id)
