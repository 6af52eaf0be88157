"""Where the doors are hung."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from pingxuan.web.pages import (
    auditing,
    bulletins,
    campaign_making,
    certificates,
    deciding,
    entry_films,
    entry_pieces,
    facing,
    figures,
    films,
    handover,
    home,
    inbox,
    incoming,
    jury,
    jury_ballots,
    jury_checks,
    jury_files,
    jury_offline,
    jury_seats,
    late,
    likeness,
    mailbox,
    managing,
    me,
    meeting,
    my_work,
    nominations,
    objecting,
    opening,
    papers,
    people,
    previewing,
    projector,
    public_log,
    results,
    second_factor,
    seminar,
    seminar_desk,
    showcase,
    signing_in,
    stories,
    tree,
    two_people,
    vote_desk,
    voting,
)

# Each page module says its own addresses, from the root.
_PAGES = (
    home,
    signing_in,
    nominations,
    incoming,
    inbox,
    likeness,
    previewing,
    voting,
    entry_films,
    entry_pieces,
    facing,
    figures,
    me,
    public_log,
    handover,
    meeting,
    projector,
    jury_ballots,
    jury_checks,
    jury_files,
    jury_offline,
    jury_seats,  # before the numbers of `jury`
    jury,
    two_people,
    objecting,
    opening,
    papers,
    certificates,
    deciding,
    results,
    second_factor,
    bulletins,
    seminar,
    seminar_desk,
    showcase,
    mailbox,
    stories,
    films,
    managing,
    vote_desk,
    tree,
    late,
    people,
    my_work,
    campaign_making,
    auditing,
)

urlpatterns: list[URLPattern | URLResolver] = [
    pattern for module in _PAGES for pattern in module.urlpatterns
]
urlpatterns += [path("api/v1/", include("pingxuan.api.urls"))]

if settings.DEMO:
    from pingxuan.web.pages import demo  # exists in demo mode only

    urlpatterns += demo.urlpatterns

handler403 = "pingxuan.web.errors.forbidden"
handler404 = "pingxuan.web.errors.not_found"
handler500 = "pingxuan.web.errors.broken"
