"""The book of a campaign: who did what, when, to which text; and whether the chain holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from pingxuan.accounts.permissions import require
from pingxuan.audit.models import Head, Record
from pingxuan.audit.queries import first_fault, lines
from pingxuan.nominations.models import Nomination
from pingxuan.units.models import Unit
from pingxuan.web.acts import act_words, subject_words
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.auditing import SearchForm

ROWS_PER_PAGE = 50
_NOMINATION = "nominations.nomination"
_UNITS = ("unit", "to")


@dataclass(frozen=True)
class BookLine:
    """One line of the book as it is shown. `facts` are short, in the order of their names."""

    number: int
    at: datetime
    act: str
    person: str
    subject: str
    facts: list[tuple[str, str]]
    hash: str


@dataclass(frozen=True)
class Check:
    """The outcome of reading the whole chain: the first line at fault, or None."""

    fault: int | None
    count: int


@require_safe
def show(request: EdgeRequest) -> HttpResponse:
    """Show the book, newest first; `check=1` reads the whole chain anew."""
    person, campaign = who(request)
    require(person, "campaigns.audit", campaign)
    chain = str(campaign.pk)
    search = SearchForm(request.GET)
    page = Paginator(_sought(lines(chain), search), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    head = Head.objects.filter(chain=chain).first()
    query = request.GET.copy()
    for name in ("page", "check"):
        query.pop(name, None)
    context = {
        "search": search,
        "page_obj": page,
        "query": query.urlencode() + "&" if query else "",
        "rows": _book_lines(page),
        "head": head,
        "check": Check(first_fault(chain), head.number if head else 0)
        if request.GET.get("check")
        else None,
    }
    return render(request, "auditing/book.html", context)


def _sought(found: QuerySet[Record], search: SearchForm) -> QuerySet[Record]:
    search.is_valid()
    wanted = search.cleaned_data
    if wanted.get("act"):
        found = found.filter(act=wanted["act"])
    text = wanted.get("q", "").strip()
    if text:
        cases = Nomination.objects.filter(
            Q(title__icontains=text) | Q(file_number=text) | Q(public_number__iexact=text)
        )
        ids = [str(pk) for pk in cases.values_list("pk", flat=True)[:500]]
        found = found.filter(
            Q(person_name__icontains=text)
            | Q(subject_kind=_NOMINATION, subject_id__in=ids)
            | Q(hash__startswith=text.replace("·", "").lower())
        )
    return found


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _book_lines(records: Iterable[Record]) -> list[BookLine]:
    kept = list(records)
    ids = [UUID(one.subject_id) for one in kept if one.subject_kind == _NOMINATION]
    titles = {str(case.pk): case.title for case in Nomination.objects.filter(pk__in=ids)}
    # "to" names a unit where something was sent, and a moment where a clock was moved.
    facts = (str(one.facts[key]) for one in kept for key in _UNITS if one.facts.get(key))
    named = [text for text in facts if _is_uuid(text)]
    units = {str(unit.pk): unit.name for unit in Unit.objects.filter(pk__in=named)}
    return [
        BookLine(
            number=one.number,
            at=one.at,
            act=act_words(one.act),
            person=one.person_name,
            subject=titles.get(one.subject_id) or subject_words(one.subject_kind),
            facts=[
                (name, units.get(str(value)) or _short(value))
                for name, value in sorted(one.facts.items())
            ],
            hash=one.hash,
        )
        for one in kept
    ]


def _short(value: object) -> str:
    """Write a fact on one line; a fingerprint by its head, as papers print it."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    is_fingerprint = len(text) == 64 and text.isalnum()
    return text[:12] + "…" if is_fingerprint else text[:80]


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/audit", in_campaign(signed_in(show)), name="audit"),
]
