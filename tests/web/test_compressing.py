"""Pages leave compressed, whole, and of no length that tells something."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from pingxuan.campaigns.models import Campaign
from pingxuan.web.compressing import compressed

RULES = "/c/mass-line-2021/rules"


def test_a_page_is_compressed_for_a_browser_that_can_read_it(
    client: Client, campaign: Campaign
) -> None:
    plain = client.get(RULES)
    packed = client.get(RULES, headers={"accept-encoding": "gzip, br"})

    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert ["Accept-Encoding" in each["Vary"] for each in (plain, packed)] == [True, True]


@pytest.mark.django_db
def test_a_short_answer_stays_as_it_is(client: Client) -> None:
    answer = client.get("/api/v1/campaigns/nowhere/counts", headers={"accept-encoding": "gzip"})

    assert len(answer.content) < 1024
    assert "Content-Encoding" not in answer.headers


def test_the_length_of_a_body_differs_from_page_to_page() -> None:
    body = b"the same page " * 200

    lengths = {len(compressed(body)) for _ in range(64)}

    assert len(lengths) > 8
    assert gzip.decompress(compressed(body)) == body
