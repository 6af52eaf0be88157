"""A sheet with ballots (票决) that could never come to a result is refused where it says so."""

from __future__ import annotations

import pytest

from pingxuan.domain.judging.rules import BallotInput
from pingxuan.domain.rules.contest import RoundBy
from pingxuan.domain.rules.problems import SheetInvalid
from pingxuan.domain.rules.reading import decode
from tests.builders import sheet_text
from tests.jury.ballot_sheets import elected_sheet

COMBINE = '[judging.combine]\nmode = "percent"\njury = 70\nvote = 30\n\n[judging.ties]'
BY_MARKS = [
    ('[judging.ballot]\ninput = "points"\n', "", "judging", "write [judging.ballot]"),
    ('input = "points"', 'input = "rank"\npoints = "borda"', "judging.ballot.input", '"rank"'),
    ('input = "points"', 'input = "mark"\npoints = "borda"', "judging.ballot.input", '"mark"'),
    ("[judging.ties]", COMBINE, "judging.combine", "leave it out"),
    ("order = []", 'order = ["votes"]', "judging.ties.order", "write []"),
    (
        'on_cut_tie = "leave-open"',
        'on_cut_tie = "extend"',
        "judging.seats.on_cut_tie",
        '"leave-open"',
    ),
    (
        "[judging.ballot]",
        "[judging.jury]\nmin_mark = 0\n\n[judging.ballot]",
        "judging.jury.min_mark",
        "leave it out",
    ),
    (
        "[judging.ballot]",
        "[judging.jury.criteria]\ntypical = 2\n\n[judging.ballot]",
        "judging.jury.criteria",
        "leave it out",
    ),
    ("at_most = 10\n", "", "jury.rounds[0].at_most", "how many names"),
    ("at_most = 10\n", "at_most = 7\n", "jury.rounds[0].at_most", "elects 13 at most, 15"),
    (
        'at_most = 10\nquorum = 3\nmajority = "half"',
        'at_most = 9\nmajority = "two_thirds"',
        "jury.rounds[0].at_most",
        "elects 13 at most, 15",
    ),
    ("at_most = 10\n", "at_most = 10\nmarks_per_entry = 3\n", "jury.rounds[0].marks_per_entry", ""),
]


@pytest.mark.parametrize(("old", "new", "key", "said"), BY_MARKS)
def test_a_last_round_by_ballot_elects_and_nothing_else(
    old: str, new: str, key: str, said: str
) -> None:
    text = elected_sheet()
    assert old in text

    [(place, found)] = faults(text.replace(old, new, 1))

    assert place == key
    assert said in found


WITH_MARKS = [
    ('input = "rank"\npoints = "borda"\njudge_ties = "share"', "judging.ballot.input", "5"),
    ('input = "points"', "judging.ballot.input", "one criterion"),
    ('input = "mark"\npoints = "borda"', "judging.ballot.judge_ties", '"share"'),
    ('input = "mark"\npoints = "borda"\njudge_ties = "reject"', "judging.ballot.judge_ties", ""),
]


@pytest.mark.parametrize(("ballot", "key", "said"), WITH_MARKS)
def test_marks_become_places_only_where_that_can_be_computed(
    ballot: str, key: str, said: str
) -> None:
    [(place, found)] = faults(ranked_sheet(ballot))

    assert place == key
    assert said in found


def test_sheets_that_can_work_are_read() -> None:
    elected = decode(elected_sheet(), "sheet.toml")
    ranked = decode(ranked_sheet('input = "mark"\npoints = "borda"\njudge_ties = "share"'), "s")
    one_name = decode(elected_sheet(at_most=1, majority="most"), "sheet.toml")

    assert elected.jury.rounds[-1].by is RoundBy.BALLOT
    assert ranked.judging.rules.ballot is not None
    assert ranked.judging.rules.ballot.input is BallotInput.MARK
    assert one_name.jury.rounds[-1].at_most == 1


def test_every_category_is_in_the_last_round() -> None:
    text = sheet_text().replace(
        "[[jury.rounds]]",
        '[[jury.rounds]]\ncode = "early"\nname = "初评"\ncategories = ["creative"]\n\n'
        "[[jury.rounds]]",
        1,
    )
    text = text.replace(
        '["institution", "individual", "creative"]', '["institution", "individual"]'
    )

    assert faults(text) == [
        (
            "jury.rounds[1].categories",
            "ranks are computed from the last round, so creative must be in it",
        )
    ]


def test_reserves_of_one_category_are_read_and_checked() -> None:
    text = sheet_text() + "\n"
    named = text.replace(
        "[judging.seats.category]",
        "[judging.seats.reserves]\ninstitution = 1\n\n[judging.seats.category]",
    )

    assert [one.reserve for one in decode(named, "s").categories] == [1, 3, 3]
    assert faults(named.replace("institution = 1\n", "institutional = 1\n"))[0][0] == (
        "judging.seats.reserves.institutional"
    )


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SheetInvalid) as refused:
        decode(text, "sheet.toml")
    return [(one.key, one.text.en) for one in refused.value.problems]


def ranked_sheet(ballot: str) -> str:
    """The built-in sheet, by marks, whose computation turns marks into places."""
    text = sheet_text().replace('method = "mean"\n', "", 1)
    return text.replace("[judging.combine]", f"[judging.ballot]\n{ballot}\n\n[judging.combine]", 1)
