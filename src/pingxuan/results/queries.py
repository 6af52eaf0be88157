"""What the public, a participant and the desk may see of a result, and when."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from pingxuan.accounts.models import Person
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.judging.awards import Standing
from pingxuan.results.models import Announcement, Decision, Notice, Objection, Outcome


def current(campaign: Campaign) -> Decision | None:
    """Give the decision at hand: the confirmed one, else the newest proposal."""
    return (
        Decision.objects.filter(campaign=campaign, dropped_at=None)
        .select_related("proposed_by", "confirmed_by")
        .order_by(F("confirmed_at").desc(nulls_last=True), "-proposed_at")
        .first()
    )


def notice_shown(campaign: Campaign, moment: datetime) -> Notice | None:
    """Give the notice that the public may see at `moment` (campaign time)."""
    return (
        Notice.objects.filter(decision__campaign=campaign, entry=None, opens_at__lte=moment)
        .select_related("decision")
        .first()
    )


def promotions_shown(decision: Decision, moment: datetime) -> list[Notice]:
    """Give the notices of those who moved up after the list was put up, newest first. Source: H5."""
    shown = Notice.objects.filter(decision=decision, opens_at__lte=moment).exclude(entry=None)
    return list(shown.select_related("entry__unit").order_by("-opens_at", "entry__number"))


def announced(campaign: Campaign, moment: datetime) -> Announcement | None:
    """Give the announcement, once its minute has come.

    An objection that came after it was set, and waits for its answer, holds it back.
    """
    found = (
        Announcement.objects.filter(decision__campaign=campaign, announced_at__lte=moment)
        .select_related("decision")
        .first()
    )
    return None if found is None or is_held(found.decision) else found


def is_held(decision: Decision) -> bool:
    """Whether an objection against the list, made before the results were to come out, waits."""
    open_ones = Objection.objects.filter(notice__decision=decision, notice__entry=None)
    return open_ones.filter(state=Objection.State.RECEIVED).exists()


def selected(decision: Decision) -> QuerySet[Outcome]:
    """Give the outcomes that stand on the list of the selected, by category and rank."""
    return (
        decision.outcomes.filter(status=Standing.WINNER)
        .select_related("entry__unit")
        .order_by("category", "rank", "entry__number")
    )


_NUMBER = re.compile(r"([A-Z])-?0*([0-9]{1,6})")


def number_in(text: str) -> str:
    """Read a public number as people type it: `j14` is J-014; other words stay as they are."""
    typed = unicodedata.normalize("NFKC", text).strip()
    match = _NUMBER.fullmatch(typed.upper())
    return f"{match[1]}-{int(match[2]):03d}" if match else typed


def look_up(decision: Decision, text: str) -> QuerySet[Outcome]:
    """Find outcomes by public number, or by the whole name of nominee, unit or work.

    Source:
        C29: whoever took part looks up the own result; it is no list to leaf through.
    """
    wanted = number_in(text)
    return (
        decision.outcomes.filter(
            Q(entry__number=wanted)
            | Q(entry__unit__name=wanted)
            | Q(entry__title=wanted)
            | Q(entry__by=wanted)
            | Q(entry__by__startswith=f"{wanted}\u3000")
        )
        .select_related("entry")
        .order_by("entry__number")
    )


def outcomes_of(decision: Decision, person: Person) -> QuerySet[Outcome]:
    """Give what became of the entries that a person wrote, or that name the person's phone.

    Source:
        H6, C29: phone and code look up one's own result.
    """
    phones = list(person.phones.values_list("lookup", flat=True))
    return (
        decision.outcomes.filter(Q(entry__nomination__writer=person) | Q(phone_lookup__in=phones))
        .select_related("entry")
        .order_by("entry__number")
    )


def objection_counts(notice: Notice) -> list[tuple[str, int]]:
    """Count the objections by what became of them: all that the public sees of them."""
    made = Objection.objects.filter(notice__decision=notice.decision_id)
    counts = dict(made.values_list("state").annotate(n=Count("pk")).order_by())
    return [(str(state.label), counts[state]) for state in Objection.State if state in counts]
