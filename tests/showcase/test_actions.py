"""Stories and notices: by the editor, out by the campaign's clock, corrected in the open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pingxuan.audit.models import Record
from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.vocabulary import Act
from pingxuan.showcase.actions import correct_bulletin, write_bulletin
from pingxuan.showcase.models import Bulletin, Story
from pingxuan.showcase.queries import bulletins_shown, stories_shown
from pingxuan.showcase.stories import write_story
from tests.builders import NOTICE, RESULTS
from tests.jury.builders import Panel

SECOND = timedelta(seconds=1)


def bulletin(panel: Panel, title: str = "公告", *, pinned: bool = False) -> Bulletin:
    return write_bulletin(
        panel.campaign,
        title=title,
        body="正文",
        publish_at=RESULTS,
        is_pinned=pinned,
        person=panel.officers.editor,
        now=NOTICE,
    )


def test_a_notice_comes_out_by_the_clock(panel: Panel) -> None:
    made = bulletin(panel)

    assert list(bulletins_shown(panel.campaign, RESULTS - SECOND)) == []
    assert list(bulletins_shown(panel.campaign, RESULTS)) == [made]


def test_pinned_notices_stand_first(panel: Panel) -> None:
    later = bulletin(panel, "后")
    Bulletin.objects.filter(pk=later.pk).update(publish_at=RESULTS + SECOND)
    pinned, plain = bulletin(panel, "置顶", pinned=True), bulletin(panel, "前")

    shown = list(bulletins_shown(panel.campaign, RESULTS + SECOND))

    assert shown == [pinned, later, plain]


def test_a_correction_keeps_what_stood_there_before_in_the_book(panel: Panel) -> None:
    made = bulletin(panel)

    correct_bulletin(
        made, body="新正文", correction="更正日期", person=panel.officers.editor, now=RESULTS
    )

    made.refresh_from_db()
    assert (made.body, made.correction, made.corrected_at) == ("新正文", "更正日期", RESULTS)
    last = Record.objects.filter(act=Act.ANNOUNCE).last()
    assert last is not None
    assert last.facts == {"correction": "更正日期", "before": "正文"}


def test_a_story_of_an_entry_takes_its_category_place_and_nominee(panel: Panel) -> None:
    [entry] = panel.publish({"creative": 1})

    made = write_story(
        panel.campaign,
        kind=Story.Kind.WINNER,
        title="水表会说话",
        lead="一句话",
        body="全文",
        publish_at=RESULTS,
        entry=entry,
        person=panel.officers.editor,
        now=NOTICE,
    )

    assert (made.category, made.place, made.by) == ("creative", entry.place, entry.by)
    assert list(stories_shown(panel.campaign, RESULTS - SECOND)) == []
    assert list(stories_shown(panel.campaign, RESULTS)) == [made]


@pytest.mark.parametrize("who", ["supervisor", "chair"])
def test_only_editor_and_manager_write(panel: Panel, who: str) -> None:
    made = bulletin(panel)
    lines = Record.objects.count()
    person = getattr(panel.officers, who)

    with pytest.raises(NotYourAct):
        write_bulletin(
            panel.campaign, title="x", body="x", publish_at=RESULTS, person=person, now=NOTICE
        )
    with pytest.raises(NotYourAct):
        correct_bulletin(made, body="x", correction="x", person=person, now=NOTICE)
    with pytest.raises(NotYourAct):
        write_story(
            panel.campaign,
            kind=Story.Kind.ACCOUNT,
            title="x",
            lead="x",
            body="x",
            publish_at=RESULTS,
            person=person,
            now=NOTICE,
        )

    assert (Bulletin.objects.count(), Story.objects.count()) == (1, 0)
    assert Record.objects.count() == lines
    made.refresh_from_db()
    assert made.body == "正文"
