"""The files that come with the form of a story: kept at once, so that nothing sent is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from pingxuan.accounts.models import Person
from pingxuan.domain.blocks import BlockKind
from pingxuan.domain.errors import ContentInvalid
from pingxuan.nominations.content.files import FILES
from pingxuan.nominations.content.films import MOST_BYTES
from pingxuan.showcase import films, stories
from pingxuan.showcase.models import Film, Story
from pingxuan.web.request import EdgeRequest

MEGABYTE = 1024 * 1024
Problems = dict[str, list[str]]


def take_files(
    request: EdgeRequest, story: Story, blocks: Sequence[dict[str, str]], *, person: Person
) -> Problems:
    """Keep what came with the form, and name it in its block; say there what could not be taken."""
    taking = _Taking(request, story, person)
    for place, block in enumerate(blocks):
        if block["kind"] in (BlockKind.PICTURE, BlockKind.FILM):
            taking.picture(place, block)
        if block["kind"] == BlockKind.FILM:
            taking.film(place, block)
            taking.captions(place, block)
    return taking.problems


def captioned(story: Story) -> frozenset[str]:
    """Name the films of a story that have captions."""
    found = Film.objects.filter(story=story).exclude(captions="")
    return frozenset(str(pk) for pk in found.values_list("pk", flat=True))


class _Taking:
    """Takes the files of one form, block by block."""

    def __init__(self, request: EdgeRequest, story: Story, person: Person) -> None:
        self.request, self.story, self.person = request, story, person
        self.problems: Problems = {}

    def picture(self, place: int, block: dict[str, str]) -> None:
        def keep(file: UploadedFile[Any]) -> None:
            kept = stories.add_picture(self.story.pk, *_said(file), **self._by())
            block["picture"] = str(kept.pk)

        self._take(f"{place}-file", f"{place}-picture", stories.MOST_PICTURE_BYTES, keep)

    def film(self, place: int, block: dict[str, str]) -> None:
        def keep(file: UploadedFile[Any]) -> None:
            block["film"] = str(films.add_film(self.story.pk, *_said(file), **self._by()).pk)

        self._take(f"{place}-film-file", f"{place}-film", MOST_BYTES, keep)

    def captions(self, place: int, block: dict[str, str]) -> None:
        def keep(file: UploadedFile[Any]) -> None:
            try:
                film = UUID(block["film"])
                films.caption_film(self.story.pk, film, file.read(), **self._by())
            except (ValueError, Film.DoesNotExist):
                raise ContentInvalid({FILES: ["missing"]}) from None

        self._take(f"{place}-captions-file", f"{place}-film", MEGABYTE, keep)

    def _by(self) -> dict[str, Any]:
        return {"person": self.person, "now": self.request.now}

    def _take(
        self, field: str, told_at: str, most: int, keep: Callable[[UploadedFile[Any]], None]
    ) -> None:
        file = self.request.FILES.get(field)
        if not isinstance(file, UploadedFile):
            return
        if (file.size or 0) > most:
            self.problems[told_at] = [f"file_too_large:{most // MEGABYTE}"]
            return
        try:
            keep(file)
        except ContentInvalid as invalid:
            self.problems.setdefault(told_at, list(invalid.problems[FILES]))


def _said(file: UploadedFile[Any]) -> tuple[str, bytes]:
    return file.name or "", file.read()
