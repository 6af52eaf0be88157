"""Versions of a story: what is public stays until the next one's hour, and none is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from pingxuan.showcase.models import Story, StoryVersion
from pingxuan.showcase.tasks import publish_due
from tests.builders import at
from tests.voting.builders import shift_to
from tests.web.test_story_pages import BASE, HEAD, at_desk, begun, editor, panel, text_of

__all__ = ["begun", "editor", "panel"]  # fixtures


def test_what_is_changed_after_publishing_stays_a_draft_until_the_next_version(
    editor: Client, begun: Story
) -> None:
    editor.post(at_desk(begun), {**HEAD, "0-kind": "text", "0-text": "旧文", "act": "publish"})
    editor.post(at_desk(begun), {**HEAD, "0-kind": "text", "0-text": "新文", "act": "save"})

    between = text_of(Client().get(f"{BASE}/show/{begun.pk}"))
    editor.post(at_desk(begun), {**HEAD, "0-kind": "text", "0-text": "新文", "act": "publish"})
    after = text_of(Client().get(f"{BASE}/show/{begun.pk}"))

    assert ("旧文" in between, "新文" in between) == (True, False)
    assert ("旧文" in after, "新文" in after) == (False, True)
    versions = StoryVersion.objects.order_by("number")
    assert [v.content["blocks"][0]["text"] for v in versions] == ["旧文", "新文"]


def test_a_version_for_later_is_not_known_before(editor: Client, begun: Story) -> None:
    later = {**HEAD, "publish_at": "2021-12-30T10:00"}
    editor.post(at_desk(begun), {**later, "0-kind": "text", "0-text": "文", "act": "publish"})

    before = Client().get(f"{BASE}/show/{begun.pk}").status_code
    shift_to(begun.campaign, at("12-30 10:00"), datetime.now(UTC))

    assert (before, Client().get(f"{BASE}/show/{begun.pk}").status_code) == (404, 200)


def put_off(editor: Client, story: Story, words: str, when: str = "2021-12-30T10:00") -> None:
    one = {**HEAD, "publish_at": when, "0-kind": "text", "0-text": words, "act": "publish"}
    assert editor.post(at_desk(story), one).status_code == 302


def seen_at(story: Story, moment: datetime) -> str:
    """What the public reads at a moment, after the worker has looked once."""
    shift_to(story.campaign, moment, datetime.now(UTC))
    publish_due(datetime.now(UTC))
    page = text_of(Client().get(f"{BASE}/show/{story.pk}"))
    [found] = [words for words in ("旧文", "新文", "更新的文") if f">{words}<" in page]
    return found


def test_a_version_for_later_follows_what_is_public_at_its_hour(
    editor: Client, begun: Story
) -> None:
    put_off(editor, begun, "旧文", HEAD["publish_at"])
    put_off(editor, begun, "新文")

    desk = text_of(editor.get(at_desk(begun)))
    seen = [seen_at(begun, at(moment)) for moment in ("12-30 09:58", "12-30 10:01")]

    assert "第 2 版到" in desk
    assert seen == ["旧文", "新文"]
    begun.refresh_from_db()
    assert (begun.version, publish_due(datetime.now(UTC))) == (2, 0)
    assert "第 2 版到" not in text_of(editor.get(at_desk(begun)))


def test_a_newer_version_takes_the_place_of_one_that_waits(editor: Client, begun: Story) -> None:
    put_off(editor, begun, "旧文", HEAD["publish_at"])
    put_off(editor, begun, "新文")
    put_off(editor, begun, "更新的文", HEAD["publish_at"])

    assert [seen_at(begun, at(m)) for m in ("12-30 09:58", "12-30 10:01")] == ["更新的文"] * 2


@pytest.mark.parametrize("act", ["call_off", "withdraw"])
def test_a_version_that_was_called_off_never_comes(editor: Client, begun: Story, act: str) -> None:
    put_off(editor, begun, "旧文", HEAD["publish_at"])
    put_off(editor, begun, "新文")

    editor.post(at_desk(begun), {**HEAD, "0-kind": "text", "0-text": "新文", "act": act})
    shift_to(begun.campaign, at("12-30 10:01"), datetime.now(UTC))

    assert publish_due(datetime.now(UTC)) == 0
    begun.refresh_from_db()
    assert (begun.version, begun.blocks[0]["text"]) == (1, "旧文")
    assert StoryVersion.objects.count() == 2


def test_an_earlier_version_becomes_the_draft_and_what_was_typed_is_kept(
    editor: Client, begun: Story
) -> None:
    for words in ("旧文", "新文"):
        put_off(editor, begun, words, HEAD["publish_at"])

    typed = {**HEAD, "0-kind": "text", "0-text": "刚打的字"}
    editor.post(at_desk(begun), {**typed, "act": "restore:1"})
    again = editor.post(
        at_desk(begun), {**HEAD, "0-kind": "text", "0-text": "旧文", "act": "restore:2"}
    )

    begun.refresh_from_db()
    assert again.status_code == 302
    assert (begun.version, begun.draft["blocks"][0]["text"]) == (2, "新文")
    texts = StoryVersion.objects.order_by("number").values_list("content", "public_from")
    assert [(c["blocks"][0]["text"], when is None) for c, when in texts] == [
        ("旧文", False),
        ("新文", False),
        ("刚打的字", True),
    ]
    assert editor.post(at_desk(begun), {**typed, "act": "restore:9"}).status_code == 404
    assert "新文" in text_of(Client().get(f"{BASE}/show/{begun.pk}"))


def test_each_version_can_be_looked_at_and_says_when_it_was_made(
    editor: Client, begun: Story
) -> None:
    for words in ("旧文", "新文"):
        editor.post(at_desk(begun), {**HEAD, "0-kind": "text", "0-text": words, "act": "publish"})

    old, none = (editor.get(f"{at_desk(begun)}/preview?version={n}") for n in ("1", "x"))

    assert "这是第 1 版" in text_of(old)
    assert "旧文" in text_of(old)
    assert "新文" not in text_of(old)
    assert none.status_code == 404
    assert f"{at_desk(begun)}/preview?version=2" in text_of(editor.get(at_desk(begun)))
    made = StoryVersion.objects.get(number=1).made_at
    assert begun.campaign.at(datetime.now(UTC)) - made < timedelta(minutes=5)
