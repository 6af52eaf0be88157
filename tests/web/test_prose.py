"""Markdown as editors type it: safe, and its web addresses are links."""

from __future__ import annotations

import re

import pytest

from pingxuan.web.prose import render_markdown


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("详见https://example.org/a?b=1&c=2。再见", ["https://example.org/a?b=1&amp;c=2"]),
        ("见 (https://example.org/a), 和 http://example.org/b.", 2 * ["…"]),
        ("- https://example.org/a_b_c", ["https://example.org/a_b_c"]),
        (
            "[报告](https://example.org/r) 和 [https://example.org/s](https://example.org/t)",
            2 * ["…"],
        ),
        ("`https://example.org/code` 与 https://", []),
        ("<https://example.org/auto>", ["https://example.org/auto"]),
        ("javascript:alert(1) ftp://example.org", []),
    ],
)
def test_bare_addresses_become_links_once_and_nothing_else_does(
    text: str, links: list[str]
) -> None:
    html = render_markdown(text)

    found = re.findall(r'<a href="([^"]*)" rel="noopener nofollow">', html)
    assert len(found) == html.count("<a ") == len(links)
    assert "…" in links or found == links


def test_what_people_type_as_html_stays_text() -> None:
    html = render_markdown('# 标题\n\n<script>x</script> https://example.org/"onload=x')

    assert "<h2>标题</h2>" in html
    assert "<script" not in html
    assert 'onload="' not in html
