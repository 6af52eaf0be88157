"""Soft goals count winners by place, and only say what is over."""

from __future__ import annotations

from pingxuan.domain.judging.goals import Exceeded, exceeded


def test_only_places_over_the_goal_are_named_the_most_first() -> None:
    places = {"a": "临溪市", "b": "临溪市", "c": "云泽市", "d": "", "e": "临溪市", "f": "云泽市"}

    assert exceeded(list(places), places, 2) == [Exceeded("临溪市", 3, 2)]
    assert exceeded(list(places), places, 1) == [
        Exceeded("临溪市", 3, 1),
        Exceeded("云泽市", 2, 1),
    ]
    assert exceeded([], places, 1) == []
