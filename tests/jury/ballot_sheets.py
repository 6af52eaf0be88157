"""A rule sheet whose last round is by ballot (票决)."""

from __future__ import annotations

from tests.builders import sheet_text

ROUND = """by = "ballot"
at_most = {at_most}
quorum = {quorum}
majority = "{majority}"
"""
JUDGING = """[judging.ballot]
input = "points"

[judging.ties]
order = []

"""
FINAL = 'name = "终评"\nname_en = "Final round"\n'
COMPUTED = ("[judging.jury]\nmethod", "[judging.seats]\n")


def elected_sheet(
    *, at_most: int = 10, quorum: int = 3, majority: str = "half", seats: int = 10, reserve: int = 3
) -> str:
    """The built-in sheet with its one round by ballot; `seats` are those of institutions."""
    text = sheet_text()
    start, end = (text.index(mark) for mark in COMPUTED)
    text = text[:start] + JUDGING + text[end:]
    held = ROUND.format(at_most=at_most, quorum=quorum, majority=majority)
    text = text.replace(FINAL, FINAL + held, 1)
    text = text.replace("\nseats = 10\n", f"\nseats = {seats}\n", 1)
    text = text.replace("\ninstitution = 10\n", f"\ninstitution = {seats}\n", 1)
    return text.replace("\nreserve = 3\n", f"\nreserve = {reserve}\n", 1)
