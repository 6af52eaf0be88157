"""The clerk's hour: forty files dropped at once, the reader killed meanwhile, nothing lost or twice."""

from __future__ import annotations

import io
import os
import signal
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_one_case import AXE, CAMPAIGN
from tests.papers.hostile import HOSTILE
from tests.papers.variants import labels, layouts, tables  # noqa: F401  fill the list
from tests.papers.variants.base import VARIANTS, form
from tests.papers.wordmaking import zipped

pytestmark = pytest.mark.browser
SAMPLES = Path(__file__).parent.parent / "papers" / "samples"
LOOKS = ("empty", "truncated", "a_program", "behind_a_password", "macros_in_a_docx")


def forty_files(folder: Path) -> list[Path]:
    """Forms as offices draw them, an archive, a table, scans, and some that cannot be read."""
    made = {path.name: path.read_bytes() for path in SAMPLES.glob("0*.docx")}
    made["统计表.xlsx"] = (SAMPLES / "tongjibiao-filled.xlsx").read_bytes()
    made["各乡镇.zip"] = zipped(
        {f"{n}.docx": form(name=n, title=f"{n}的事") for n in ("甲乙", "丙丁")}
    )
    made["扫描件.png"] = b"\x89PNG\r\n\x1a\n" + bytes(64)
    for look in LOOKS:
        name, data, _errors, _warnings = HOSTILE[look]()
        made[f"{look}{Path(name).suffix}"] = data
    for number, recipe in enumerate(VARIANTS.values()):
        if len(made) == 40:
            break
        one = recipe()
        if one.name.endswith(".docx"):
            made[f"第{number}号推荐表.docx"] = _unlike(one.data, number)
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return sorted(folder.iterdir())


def _unlike(data: bytes, number: int) -> bytes:
    """Give the same document with another hash."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("docProps/number.txt", str(number))
    return stream.getvalue()


def workers_on(folder: Path) -> list[int]:
    """Find the workers of the server whose data lie in a folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            name = (place / "comm").read_text().strip()
            is_its = str(folder).encode() in (place / "environ").read_bytes()
        except OSError:
            continue
        if is_its and name == "px-jobs":
            found.append(int(place.name))
    return found


def collect(page: Page, base: str) -> None:
    page.goto(f"{base}/_demo/")
    with page.expect_navigation():
        page.click("#move-collection")


def sit(page: Page, base: str, chair: str) -> None:
    page.goto(f"{base}/_demo/")
    with page.expect_navigation():
        page.click(f"#sit-{chair}")


def look(page: Page) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    serious = [one["id"] for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert not serious, page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def names_in(page: Page) -> list[str]:
    """Name the files of the list, a row each."""
    found = page.locator("#incoming-arrivals tbody td:nth-child(2)").all_inner_texts()
    return [name.split("\n")[0] for name in found]


def test_forty_files_come_in_at_once_and_are_read_once(
    chromium: Browser, demo: str, demo_folder: Path, tmp_path: Path
) -> None:
    files = forty_files(tmp_path)
    assert len(files) == 40
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    sit(page, demo, "county")
    page.goto(f"{demo}{CAMPAIGN}/desk/incoming")
    look(page)
    laid = names_in(page)  # what the demonstration holds from the beginning

    page.set_input_files("#intake-form input[type=file]", files)
    with page.expect_navigation():
        page.click("#intake-form button[type=submit]")
    workers = workers_on(demo_folder)
    assert workers
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    expect(page.locator("progress")).to_have_count(0, timeout=120_000)

    look(page)
    # One archive holds two forms, one document a form and a table; everything else is one row.
    count = str(42 + len(laid))
    expect(page.locator("#incoming-arrivals .panel__end").first).to_contain_text(count)
    names = names_in(page)
    assert len(names) == 42 + len(laid)
    assert set(names) - set(laid) == {path.name for path in files}
    for said in ("文件是空的", "文件打不开", "加了密码", "宏", "读不出文字"):
        expect(page.locator("#incoming-arrivals")).to_contain_text(said)
    context.close()


def test_a_paper_stands_beside_its_fields_on_a_phone_too(
    chromium: Browser, demo: str, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport={"width": 375, "height": 812}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    collect(page, demo)
    sit(page, demo, "unit")
    page.goto(f"{demo}{CAMPAIGN}/desk/incoming")
    one = tmp_path / "我的推荐表.docx"
    one.write_bytes(form(name="戊己", title="手机上传的案例"))

    page.set_input_files("#intake-form input[type=file]", one)
    with page.expect_navigation():
        page.click("#intake-form button[type=submit]")
    page.locator("a", has_text="手机上传的案例").first.click()

    look(page)
    expect(page.locator(".original")).to_contain_text("手机上传的案例")
    with page.expect_navigation():
        page.locator(".actionbar button[type=submit]").click()
    expect(page.locator("body")).to_contain_text("已转为草稿")
    page.goto(f"{demo}{CAMPAIGN}/desk/mailbox")
    look(page)
    context.close()


def test_a_paper_photographed_sideways_is_turned_and_stays_above_its_fields(
    chromium: Browser, demo: str, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport={"width": 375, "height": 812}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    collect(page, demo)
    sit(page, demo, "unit")
    page.goto(f"{demo}{CAMPAIGN}/desk/incoming")
    photo = tmp_path / "横着拍的推荐表.png"
    Image.effect_noise((900, 600), 60).save(photo)

    page.set_input_files("#intake-form input[type=file]", photo)
    with page.expect_navigation():
        page.click("#intake-form button[type=submit]")
    expect(page.locator("progress")).to_have_count(0, timeout=60_000)
    page.locator("a", has_text="横着拍的推荐表").first.click()
    paper, picture = page.locator(".original"), page.locator(".original img")
    lying = picture.bounding_box()
    page.get_by_role("button", name="转 90 度").click()
    standing = picture.bounding_box()

    assert lying is not None
    assert standing is not None
    assert lying["width"] > lying["height"]
    assert standing["height"] > standing["width"]
    assert abs(standing["width"] - lying["width"]) < 2
    look(page)
    page.locator("#confirm-form input, #confirm-form textarea").last.scroll_into_view_if_needed()
    place = paper.bounding_box()
    assert place
    assert 0 <= place["y"] < 60
    context.close()
