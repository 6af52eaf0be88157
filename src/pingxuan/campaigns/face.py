"""The campaign's face: banner, logo, two colours; and its fixed pages in versions. Source: I5."""

from __future__ import annotations

import io
import warnings
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.models import Campaign, PageVersion
from pingxuan.domain.contrast import is_colour, is_readable
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.vocabulary import Act

BANNER_SIZE, LOGO_SIZE = (1600, 800), (256, 256)
MOST_BYTES = 8 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "WEBP")


@transaction.atomic
def set_face(
    campaign: Campaign,
    *,
    work: str,
    mark: str,
    person: Person,
    now: datetime,
    banner: bytes | None = None,
    logo: bytes | None = None,
    banner_says: str = "",
) -> Campaign:
    """Give a campaign its colours and pictures.

    Args:
        work: the colour of links and ordinary buttons; empty for the house's own.
        mark: the colour of acts that go on record; empty for the house's own.
        banner, logo: a new picture; empty bytes take the old one away, None leaves it.
        banner_says: what the banner shows, for whoever cannot see it.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: a colour cannot be read somewhere (`unreadable_colour`), or a picture
            is none (`broken_file`) or too large (`file_too_large`).
    """
    require(person, "campaigns.set_face", campaign)
    for key, colour in (("work", work), ("mark", mark)):
        if colour and not (is_colour(colour) and is_readable(colour)):
            raise ContentInvalid({key: ["unreadable_colour"]})
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    face = {**held.face, "work": work, "mark": mark, "banner_says": banner_says}
    for key, raw, size in (("banner", banner, BANNER_SIZE), ("logo", logo, LOGO_SIZE)):
        if raw is not None:
            face[key] = _kept(key, raw, size) if raw else ""
    held.face = {key: value for key, value in face.items() if value}
    held.save(update_fields=["face"])
    record(Act.SET_FACE, held, person=person, now=now, campaign_id=held.pk, face=held.face)
    return held


def _kept(key: str, raw: bytes, size: tuple[int, int]) -> str:
    """Write a picture anew, without place and trailing bytes, under the hash of what it shows."""
    if len(raw) > MOST_BYTES:
        raise ContentInvalid({key: [f"file_too_large:{MOST_BYTES // (1024 * 1024)}"]})
    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=list(FORMATS)) as picture:
                upright = ImageOps.exif_transpose(picture)
                upright = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
                upright.thumbnail(size)
                upright.save(out, "WEBP", quality=82)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ContentInvalid({key: ["broken_file"]}) from None
    except (OSError, ValueError, SyntaxError):
        raise ContentInvalid({key: ["broken_file"]}) from None
    name = f"faces/{sha256(out.getvalue()).hexdigest()[:32]}.webp"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(out.getvalue()))
    return name


@transaction.atomic
def write_page(
    campaign: Campaign,
    *,
    code: str,
    title: str,
    body: str,
    title_en: str,
    body_en: str,
    person: Person,
    now: datetime,
) -> PageVersion:
    """Write a new version of a fixed page; the earlier ones stay and can be read.

    Raises:
        NotYourAct: `person` is neither editor nor manager.
        ContentInvalid: title or body is `missing`.
    """
    require(person, "campaigns.write_page", campaign)
    lacking = {
        key: ["missing"] for key, text in (("title", title), ("body", body)) if not text.strip()
    }
    if lacking:
        raise ContentInvalid(lacking)
    # The campaign's row is what two editors at once queue at: numbers run without gaps.
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    number = PageVersion.objects.filter(campaign=campaign, code=code).count() + 1
    written = PageVersion.objects.create(
        campaign=campaign,
        code=code,
        number=number,
        title=title,
        title_en=title_en,
        body=body,
        body_en=body_en,
        written_at=campaign.at(now),
        written_by=person,
    )
    pages = {**held.face.get("pages", {}), code: [title, title_en]}
    held.face = {**held.face, "pages": pages}
    held.save(update_fields=["face"])
    record(Act.WRITE_PAGE, campaign, person=person, now=now, code=code, version=number, title=title)
    return written
