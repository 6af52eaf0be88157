"""Who may, asked in one place: unknown names are loud, hand-overs only vote."""

from __future__ import annotations

import pytest

from pingxuan.accounts.permissions import may, require
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.errors import NotYourAct
from pingxuan.domain.vocabulary import Role
from tests.builders import make_officer


def test_a_misspelt_permission_is_no_quiet_no(campaign: Campaign) -> None:
    manager = make_officer(1, Role.MANAGER, campaign, None)

    with pytest.raises(KeyError):
        may(manager, "campaigns.set_deadlnie", campaign)


def test_a_post_opens_what_it_should(campaign: Campaign) -> None:
    manager = make_officer(1, Role.MANAGER, campaign, None)

    assert may(manager, "campaigns.set_deadline", campaign) is True


@pytest.mark.parametrize("way", ["sms", "hand_over", "retired"])
def test_a_sign_in_without_posts_opens_nothing(campaign: Campaign, way: str) -> None:
    manager = make_officer(1, Role.MANAGER, campaign, None)
    manager.may_use_posts = way != "sms"
    manager.may_only_vote = way == "hand_over"
    manager.is_active = way != "retired"

    with pytest.raises(NotYourAct) as refused:
        require(manager, "campaigns.set_deadline", campaign)

    assert refused.value.facts() == {"permission": "campaigns.set_deadline"}
