"""How an opinion is sealed from a page: on paper with a scan, by the electronic seal, or plainly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pingxuan.accounts.permissions import may
from pingxuan.accounts.second_factor import HOLDS_FOR, has_second_factor, prove
from pingxuan.domain.errors import BadCode, ContentInvalid, ScanMismatch, SecondFactorNeeded
from pingxuan.domain.vocabulary import Act
from pingxuan.nominations.actions.accepting import accept
from pingxuan.nominations.actions.sealing import endorse
from pingxuan.nominations.models import Nomination
from pingxuan.offices.actions.stamping import seal_of, stamp
from pingxuan.web.desks import Desk
from pingxuan.web.errors import sentence
from pingxuan.web.request import EdgeRequest
from pingxuan.web.sentences import code_sentence

_PROVED = "proved_at"
_DOES = {Act.ENDORSE: endorse, Act.ACCEPT: accept}


def stamped(
    request: EdgeRequest, desk: Desk, nomination: Nomination, act: Act, form: forms.Form
) -> Nomination:
    """Seal in the way that the form asks for.

    Raises:
        BadCode: the code of the second factor is wrong.
        SecondFactorNeeded, ContentInvalid, ScanMismatch and others: as the acts say.
    """
    given = dict(form.cleaned_data)
    with_seal, code = given.pop("with_seal"), given.pop("code")
    if not with_seal:
        return _DOES[act](nomination.pk, **given, person=desk.person, now=request.now)
    given.pop("scan")
    return stamp(
        nomination.pk,
        act=act,
        **given,
        picture=seal_of(desk.seat),
        proved_at=proved(request, code),
        person=desk.person,
        now=request.now,
    )


def proved(request: EdgeRequest, code: str) -> datetime | None:
    """Take a code, if one was typed; give when the second factor was shown in this session.

    Raises:
        BadCode, TooManyTries: as `second_factor.prove`.
        SecondFactorNeeded: none is set up.
    """
    person = request.person
    if person is None:
        return None
    if code.strip():
        if not has_second_factor(person):
            raise SecondFactorNeeded(Act.SET_UP_CODE, has_one=False)
        prove(person, code, now=request.now)
        request.session[_PROVED] = [str(person.pk), request.now.isoformat()]
    kept = request.session.get(_PROVED)
    if not kept or kept[0] != str(person.pk):
        return None
    return datetime.fromisoformat(kept[1])


def stamp_context(request: EdgeRequest, desk: Desk) -> dict[str, Any]:
    """Say what the panel of the opinion offers: the electronic seal, and whether a code is asked."""
    if not may(desk.person, "offices.keep_seal", desk.seat):
        return {"seal_picture": None}
    shown = proved(request, "")
    return {
        "seal_picture": seal_of(desk.seat),
        "is_proved": shown is not None and request.now < shown + HOLDS_FOR,
    }


def not_sealed(refusal: ContentInvalid | ScanMismatch | BadCode) -> tuple[str | None, str]:
    """Say at which field of the form, and in which words, something stood in the way."""
    match refusal:
        case ScanMismatch():
            return "scan", sentence(refusal)
        case BadCode(tries_left=left):
            return "code", _("动态口令不对，还可试 %(left)s 次。") % {"left": left}
        case ContentInvalid(problems=problems):
            return None, " ".join(
                code_sentence(code) for each in problems.values() for code in each
            )
