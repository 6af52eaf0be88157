"""Notices before and after they are out: written anew, pinned, corrected, with files."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from pingxuan.audit.models import Record
from pingxuan.domain.errors import AlreadyDone, ContentInvalid, NotYourAct, WrongStatus
from pingxuan.showcase.actions import (
    MOST_FILES,
    correct_bulletin,
    pin_bulletin,
    rewrite_bulletin,
    write_bulletin,
)
from pingxuan.showcase.models import Bulletin
from tests.builders import NOTICE, RESULTS
from tests.jury.builders import Panel

SECOND = timedelta(seconds=1)


def picture(colour: str = "white") -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), colour).save(made, "PNG")
    return made.getvalue()


def write(panel: Panel, **given: object) -> Bulletin:
    values = {"title": "公告", "body": "正文", "publish_at": RESULTS, "now": NOTICE, **given}
    return write_bulletin(panel.campaign, **values, person=panel.officers.editor)


def test_a_notice_that_is_not_out_is_written_anew_without_a_trace_on_it(panel: Panel) -> None:
    made = write(panel)

    rewrite_bulletin(
        made.pk, title="新题", body="新文", publish_at=RESULTS, is_pinned=True,
        person=panel.officers.editor, now=RESULTS - SECOND,
    )  # fmt: skip

    made.refresh_from_db()
    assert (made.title, made.body, made.is_pinned, made.corrected_at) == (
        "新题",
        "新文",
        True,
        None,
    )
    assert not made.corrections.exists()


def test_what_is_out_is_corrected_and_what_is_not_is_written_anew(panel: Panel) -> None:
    made, editor = write(panel), panel.officers.editor

    with pytest.raises(AlreadyDone):
        rewrite_bulletin(
            made.pk, title="x", body="x", publish_at=RESULTS, person=editor, now=RESULTS
        )
    with pytest.raises(WrongStatus):
        correct_bulletin(made, body="x", correction="x", person=editor, now=RESULTS - SECOND)
    made.refresh_from_db()
    assert made.body == "正文"


def test_every_correction_stays_with_what_stood_there_before(panel: Panel) -> None:
    made, editor = write(panel), panel.officers.editor
    for body, what, moment in (("二", "改日期", RESULTS), ("三", "改地点", RESULTS + SECOND)):
        correct_bulletin(made, body=body, correction=what, person=editor, now=moment)

    kept = list(made.corrections.values_list("what", "before", "corrected_at"))

    assert kept == [("改日期", "正文", RESULTS), ("改地点", "二", RESULTS + SECOND)]


def test_files_hang_on_a_notice_once_and_not_too_many(panel: Panel) -> None:
    made = write(panel, enclosed=[("图.png", picture()), ("同一张.png", picture())])
    assert [(one.name, one.media_type) for one in made.files.all()] == [("同一张.png", "image/png")]

    many = [(f"{n}.png", picture(f"rgb({n},0,0)")) for n in range(MOST_FILES)]
    with pytest.raises(ContentInvalid) as refused:
        correct_bulletin(
            made, body="x", correction="x", enclosed=many,
            person=panel.officers.editor, now=RESULTS,
        )  # fmt: skip
    assert refused.value.problems == {"files": [f"too_many_files:{MOST_FILES}"]}
    assert made.files.count() == 1


@pytest.mark.parametrize("raw", [b"", b"MZ\x90\x00", b"<html><script>1</script>"])
def test_what_is_neither_pdf_nor_picture_is_not_hung(panel: Panel, raw: bytes) -> None:
    with pytest.raises(ContentInvalid):
        write(panel, enclosed=[("附件.pdf", raw)])
    assert not Bulletin.objects.exists()


def test_only_editors_pin_and_it_is_in_the_book(panel: Panel) -> None:
    made = write(panel)
    with pytest.raises(NotYourAct):
        pin_bulletin(made.pk, is_pinned=True, person=panel.officers.supervisor, now=NOTICE)

    pin_bulletin(made.pk, is_pinned=True, person=panel.officers.editor, now=NOTICE)

    made.refresh_from_db()
    last = Record.objects.order_by("pk").last()
    assert last is not None
    assert (made.is_pinned, last.facts) == (True, {"is_pinned": True})
