"""What the pages of a jury's meeting show: the agenda, its ballots, the standing of a closed round. Source: G6."""

from __future__ import annotations

from typing import Any

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import may
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.rules.contest import RoundBy
from pingxuan.jury import meetings, queries
from pingxuan.jury.models import Meeting, Poll
from pingxuan.jury.polls import may_be_held_again, polls_of, voters_of
from pingxuan.voting.models import Entry


def titles_of(campaign: Campaign) -> dict[str, Entry]:
    """Give all entries of a campaign by their public number."""
    return {one.number: one for one in Entry.objects.filter(campaign=campaign)}


def polls_shown(campaign: Campaign, round_code: str) -> list[dict[str, Any]]:
    """Describe a round's ballots: how many have voted while they are open, counts afterwards."""
    titles = titles_of(campaign)
    shown = []
    for poll in polls_of(campaign, round_code):
        result = poll.result
        shown.append(
            {
                "poll": poll,
                "category": campaign.sheet.category(poll.category).name,
                "voters": len(voters_of(campaign, round_code, poll.category)),
                "cast": poll.n_cast,  # type: ignore[attr-defined]  # annotated
                "rows": [
                    {
                        "number": number,
                        "title": titles[number].title if number in titles else "",
                        "votes": votes,
                        "state": "elected"
                        if number in result["elected"]
                        else "tied"
                        if number in result["tied"]
                        else "",
                    }
                    for number, votes in result.get("votes", {}).items()
                ],
                "may_again": bool(result.get("tied")) and may_be_held_again(poll),
            }
        )
    return shown


def desk_of(person: Person, campaign: Campaign) -> dict[str, Any]:
    """Collect what the meeting's desk shows to a person."""
    meeting = meetings.meeting_of(campaign)
    code = meeting.round if meeting else current_round(campaign)
    jurors = meetings.jurors_at(meeting) if meeting else []
    leads = may(person, "jury.lead", campaign)
    return {
        "meeting": meeting,
        "is_open": meeting is not None and meeting.closed_at is None,
        "may_lead": leads,
        "round": queries.round_of(campaign, code),
        "rounds": campaign.sheet.jury.rounds,
        "is_by_ballot": queries.round_of(campaign, code).by is RoundBy.BALLOT,
        "jurors": jurors,
        "floor": meetings.floor_of(meeting, jurors) if meeting else None,
        "agenda": _agenda(campaign, meeting),
        "lines": list(meetings.lines_of(meeting)) if meeting else [],
        "polls": polls_shown(campaign, code),
        "standing": _standing(campaign, code) if leads else [],
        "categories": [
            campaign.sheet.category(c) for c in queries.round_of(campaign, code).categories
        ],
        "majorities": Poll.MajorityChoice.choices,
    }


def current_round(campaign: Campaign) -> str:
    """Name the first round that is not closed, else the last."""
    closed = queries.closings(campaign)
    rounds = campaign.sheet.jury.rounds
    return next((one.code for one in rounds if one.code not in closed), rounds[-1].code)


def _agenda(campaign: Campaign, meeting: Meeting | None) -> list[Entry]:
    if meeting is None:
        return []
    titles = titles_of(campaign)
    return [titles[number] for number in meeting.agenda if number in titles]


def _standing(campaign: Campaign, code: str) -> list[dict[str, Any]]:
    titles = titles_of(campaign)
    return [
        {"line": line, "title": titles[line.entry].title if line.entry in titles else ""}
        for line in meetings.standing_of(campaign, code)
    ]
