"""Films beside entries: laid and taken away at the vote's desk, fetched in parts by players.

Source:
    E3, N6; WCAG 1.2.2.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingxuan.accounts.permissions import require
from pingxuan.domain.errors import ContentInvalid
from pingxuan.papers.films import ENDINGS
from pingxuan.voting.actions.filming import lay_film, take_film
from pingxuan.voting.models import EntryFilm
from pingxuan.voting.queries.entries import films_of, shows_files, visible
from pingxuan.web.desks import who
from pingxuan.web.edge import EdgeRequest, in_campaign, signed_in
from pingxuan.web.forms.entry_films import FilmForm
from pingxuan.web.ranges import file_response
from pingxuan.web.sentences import code_sentence

KEPT_SECONDS = 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: EdgeRequest) -> HttpResponse:
    """Show the films that lie beside entries, and lay one."""
    person, campaign = who(request)
    require(person, "voting.lay_film", campaign)
    if request.method != "POST":
        return _page(request, FilmForm(campaign=campaign))
    form = FilmForm(request.POST, request.FILES, campaign=campaign)
    if not form.is_valid():
        return _page(request, form, status=422)
    entry = form.cleaned_data["number"]
    try:
        lay_film(entry, form.reel(), person=person, now=request.now)
    except ContentInvalid as invalid:
        for name, codes in invalid.problems.items():
            form.add_error(name, [code_sentence(code) for code in codes])
        return _page(request, form, status=422)
    messages.success(request, _("视频已放在 %(number)s 的作品页上。") % {"number": entry.number})
    return HttpResponseRedirect(reverse("entry_films", args=[campaign.slug]))


@require_POST
def take(request: EdgeRequest, pk: UUID) -> HttpResponse:
    """Take a film away from its entry."""
    person, campaign = who(request)
    found = get_object_or_404(EntryFilm, pk=pk, entry__campaign=campaign)
    take_film(found.pk, person=person, now=request.now)
    messages.success(request, _("视频已取下。"))
    return HttpResponseRedirect(reverse("entry_films", args=[campaign.slug]))


def _page(request: EdgeRequest, form: FilmForm, *, status: int = 200) -> HttpResponse:
    _person, campaign = who(request)
    films = EntryFilm.objects.filter(entry__campaign=campaign)
    films = films.select_related("entry", "laid_by").order_by("entry__number", "laid_at", "pk")
    context = {
        "films": [(film, shows_files(campaign, film.entry)) for film in films],
        "form": form,
    }
    return render(request, "voting/films.html", context, status=status)


@require_safe
@in_campaign
def film(request: EdgeRequest, number: str, pk: UUID, ending: str) -> HttpResponseBase:
    """Give a public film of an entry, or a part of it."""
    found = _found(request, number, pk)
    if ENDINGS[found.media_type] != ending:
        raise Http404
    return _kept(
        file_response(
            found.file.open("rb"),
            size=found.size,
            media_type=found.media_type,
            tag=found.sha256,
            headers=request.META,
        )
    )


@require_safe
@in_campaign
def captions(request: EdgeRequest, number: str, pk: UUID) -> HttpResponseBase:
    """Give the captions of a film."""
    found = _found(request, number, pk)
    if not found.captions:
        raise Http404
    return _kept(HttpResponse(found.captions, content_type="text/vtt; charset=utf-8"))


@require_safe
@in_campaign
def poster(request: EdgeRequest, number: str, pk: UUID) -> HttpResponseBase:
    """Give the picture that is seen before a film plays."""
    found = _found(request, number, pk)
    if not found.poster:
        raise Http404
    with found.poster.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    return _kept(response)


def _found(request: EdgeRequest, number: str, pk: UUID) -> EntryFilm:
    campaign = request.campaign
    if campaign is None or campaign.sheet.voting is None:
        raise Http404
    entry = get_object_or_404(visible(campaign), number=number)
    found = next((one for one in films_of(campaign, entry) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _kept(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


_DESK = "c/<slug:slug>/manage/vote/films"
_AT = "c/<slug:slug>/e/<str:number>/films/<uuid:pk>"

urlpatterns: list[URLPattern] = [
    path(_DESK, in_campaign(signed_in(desk)), name="entry_films"),
    path(f"{_DESK}/<uuid:pk>/take", in_campaign(signed_in(take)), name="entry_film_take"),
    path(f"{_AT}/film.<slug:ending>", film, name="entry_film"),
    path(f"{_AT}/captions.vtt", captions, name="entry_captions"),
    path(f"{_AT}/poster.webp", poster, name="entry_poster"),
]
