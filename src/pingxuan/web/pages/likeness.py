"""What a reviewer is told beside a text: cases that are like it, side by side, and links that do not open."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pingxuan.nominations.models import LinkCheck, Nomination
from pingxuan.nominations.queries.alike import Twin, twins_of
from pingxuan.nominations.queries.office import readable_by
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.paper import Line, lines


@dataclass(frozen=True)
class Found:
    """A twin as a page shows it; `nomination` is None where it belongs to another branch."""

    twin: Twin
    nomination: Nomination | None
    why: str


@require_safe
def show(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """List what is like a nomination, with links that do not open: a panel, or a page of its own."""
    nomination = _readable(request, pk)
    found = twins_of(nomination)
    person, campaign = who(request)
    known = (
        readable_by(person, campaign)
        .select_related("unit")
        .in_bulk([twin.nomination_id for twin in found])
    )
    shown = [Found(twin, known.get(twin.nomination_id), _why(twin)) for twin in found]
    context = {
        "nomination": nomination,
        "twins": [one for one in shown if one.nomination],
        "elsewhere": sum(one.nomination is None and one.twin.is_strong for one in shown),
        "links": nomination.link_checks.exclude(state=LinkCheck.State.OPENED).order_by("pk"),
        "checked": nomination.link_checks.exclude(checked_at=None).count(),
    }
    is_part = request.htmx and not request.htmx.boosted
    return render(request, "inbox/_alike.html" if is_part else "inbox/alike.html", context)


@require_safe
def compare(request: EdgeRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Set two nominations side by side, field by field; both must be readable to the person."""
    one, two = _readable(request, pk), _readable(request, other)
    lang = get_language() or ""
    if one.revision is None or two.revision is None or one.pk == two.pk:
        raise Http404
    sheet = one.campaign.sheet
    # Each as what changed from the other, so that what both have stands out plainly.
    ours = lines(sheet, one.revision, None, (), lang=lang, shows_personal=False)
    theirs = lines(sheet, two.revision, one.revision, (), lang=lang, shows_personal=False)
    twin = next((t for t in twins_of(one) if t.nomination_id == two.pk), None)
    context = {
        "one": one,
        "two": two,
        "pairs": [(a, b) for a, b in zip(ours, theirs, strict=True) if _has_any(a, b)],
        "why": _why(twin) if twin else "",
    }
    return render(request, "inbox/compare_cases.html", context)


def _has_any(*pair: Line) -> bool:
    return any(line.pieces or line.table for line in pair)


def _readable(request: EdgeRequest, pk: UUID) -> Nomination:
    person, campaign = who(request)
    found = readable_by(person, campaign).select_related("unit", "revision", "campaign__version")
    return get_object_or_404(found, pk=pk)


def _why(twin: Twin) -> str:
    """Say in what two are alike."""
    said = []
    if twin.title:
        same = twin.title >= 100
        said.append(_("名称相同") if same else _("名称相近 %(n)s%%") % {"n": round(twin.title)})
    if twin.text:
        said.append(_("事迹重合约 %(n)s%%") % {"n": round(100 * twin.text)})
    if twin.links:
        said.append(_("同样的链接 %(n)s 个") % {"n": twin.links})
    if twin.phone:
        said.append(_("同一手机号"))
    return "，".join(said)


urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/office/n/<uuid:pk>/alike", in_campaign(signed_in(show)), name="alike"),
    path(
        "c/<slug:slug>/office/n/<uuid:pk>/alike/<uuid:other>",
        in_campaign(signed_in(compare)),
        name="compare_cases",
    ),
]
