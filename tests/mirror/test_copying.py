"""The static copy: whole, self-contained, readable below any path, and rewritten only where it changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

import httpx
import lxml.html
import pytest

from pingxuan.campaigns.models import Campaign
from pingxuan.mirror.addresses import COPIED, Address, address_of
from pingxuan.mirror.copying import NotOurs, Outcome, copy_site
from pingxuan.mirror.this_site import order_of
from pingxuan.site.urls import urlpatterns
from tests.builders import VOTING, Province
from tests.voting.builders import Contest, make_contest, shift_to

# Each page is asked for as a server would, which ends its database connection afterwards.
pytestmark = pytest.mark.django_db(transaction=True)

LIVE = "https://award.example.org/"


@pytest.fixture
def contest(campaign: Campaign, province: Province) -> Contest:
    shift_to(campaign, VOTING, datetime.now(UTC))
    return make_contest(campaign, [province.county_unit, province.city_unit], count=6)


@pytest.fixture
def copied(contest: Contest, tmp_path: Path) -> Path:
    done = make(tmp_path / "sub" / "copy")
    assert done.missing == []
    return tmp_path / "sub" / "copy"


@pytest.fixture
def address(copied: Path) -> Iterator[str]:
    """Serve the copy by a plain web server, below another path than the site's."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(copied.parent.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sub/copy/"
        server.shutdown()


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SimpleHTTPRequestHandler, "log_message", lambda *_: None)


def make(out: Path) -> Outcome:
    return copy_site(
        order_of(live=LIVE, base="https://copy.example.org/x/", now=datetime.now(UTC)), out
    )


def test_every_link_leads_to_a_page_of_the_copy_or_out_of_it(address: str) -> None:
    client, waiting, seen = httpx.Client(), [address], set()
    outside = set()
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        answer = client.get(page)
        assert answer.status_code == 200, page
        if "html" not in answer.headers["content-type"]:
            continue
        tree = lxml.html.document_fromstring(answer.content)
        assert "localhost" not in answer.text
        assert tree.xpath("//script | //form | //@onclick | //@hx-get") == []
        for _element, _name, link, _place in tree.iterlinks():
            whole = urldefrag(urljoin(page, link)).url
            if whole.startswith(address):
                waiting.append(whole)
            else:
                outside.add(whole)
    assert len(seen) > 30
    assert all(
        link.startswith(("https://award.example.org", "https://example.")) for link in outside
    ), outside


def test_both_languages_are_there_and_lead_to_each_other(copied: Path, contest: Contest) -> None:
    number = contest.numbers[0]
    chinese = copied / f"c/mass-line-2021/e/{number}/index.html"
    english = copied / f"en/c/mass-line-2021/e/{number}/index.html"

    assert f'href="../../../../en/c/mass-line-2021/e/{number}/index.html"' in chinese.read_text()
    assert f'href="../../../../../c/mass-line-2021/e/{number}/index.html"' in english.read_text()
    assert 'lang="en"' in english.read_text()


def test_what_needs_the_live_site_says_so(copied: Path, contest: Contest) -> None:
    page = (copied / f"c/mass-line-2021/e/{contest.numbers[0]}/index.html").read_text()
    live = (copied / "live/index.html").read_text()

    assert "../../../../live/index.html" in page
    assert LIVE in live
    assert "静态副本" in live


def test_the_sitemap_names_every_page(copied: Path) -> None:
    tree = ElementTree.fromstring((copied / "sitemap.xml").read_text())
    named = {
        unquote(loc.text or "")
        for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    }

    pages = {
        "https://copy.example.org/x/" + str(file.relative_to(copied)).removesuffix("index.html")
        for file in copied.rglob("index.html")
        if "live" not in file.parts and "http-equiv" not in file.read_text()
    }
    assert named == pages


def test_a_second_copy_writes_what_changed_and_takes_away_what_is_gone(
    copied: Path, contest: Contest
) -> None:
    entry = copied / f"c/mass-line-2021/e/{contest.numbers[0]}/index.html"
    entry.unlink()
    kept = copied / f"c/mass-line-2021/e/{contest.numbers[1]}/index.html"
    before = kept.stat().st_mtime_ns

    done = make(copied)

    assert entry.is_file()
    assert kept.stat().st_mtime_ns == before
    assert done.written < 10
    Campaign.objects.update(version=None)
    gone = make(copied)
    assert not entry.exists()
    assert gone.removed > 10


def test_a_folder_with_other_files_is_left_alone(contest: Contest, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")

    with pytest.raises(NotOurs):
        make(folder)

    assert [file.name for file in folder.iterdir()] == ["mine.txt"]


def test_only_pages_for_everyone_are_copied() -> None:
    names = {pattern.name for pattern in urlpatterns if hasattr(pattern, "name")}

    assert names >= COPIED


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("/c/x/vote?page=2&cat=a&q=b", Address("/c/x/vote", (("cat", "a"), ("page", "2")))),
        ("/c/x/vote?page=1", Address("/c/x/vote")),
        ("?cat=b", Address("/c/x/rules", (("cat", "b"),))),
        ("/c/x/office/inbox", None),
        ("/c/x/me", None),
        ("/sign-in", None),
        ("//evil.example/c/x/rules", None),
        ("https://example.org/", None),
    ],
)
def test_where_a_link_leads(link: str, leads_to: Address | None) -> None:
    found = address_of(link, Address("/c/x/rules"))

    assert (found[0] if found else None) == leads_to


def test_a_querys_value_cannot_leave_the_folder() -> None:
    name = Address("/c/x/vote", (("cat", "../../etc"),)).file()

    assert name == "c/x/vote/cat-______etc/index.html"
