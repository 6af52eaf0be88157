"""What a paper lacks is named in the reader's language."""

from __future__ import annotations

from django.utils.translation import override

from pingxuan.campaigns.models import Campaign
from pingxuan.web.readings import in_list


def test_a_label_that_is_missing_is_said_in_the_pages_language(campaign: Campaign) -> None:
    told = {}
    for lang in ("zh-hans", "en"):
        with override(lang):
            told[lang] = [
                in_list(campaign.sheet, f"missing:{label}") for label in ("手机号", "别的")
            ]

    assert told == {
        "zh-hans": ["“手机号”没有填。", "“别的”没有填。"],
        "en": ["“Mobile phone” is not filled in.", "“别的” is not filled in."],
    }
