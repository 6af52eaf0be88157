"""A new campaign from a rule sheet, with the topmost office of its tree and its first manager."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files

from django.db import transaction

from pingxuan.accounts.models import Person
from pingxuan.accounts.permissions import require
from pingxuan.audit.actions import record
from pingxuan.campaigns.actions import give_post, load_sheet
from pingxuan.campaigns.models import Campaign, Post
from pingxuan.campaigns.reading import decode_sheet
from pingxuan.domain.errors import ContentInvalid
from pingxuan.domain.routes import Level
from pingxuan.domain.vocabulary import Act, Role
from pingxuan.units.actions import plant
from pingxuan.units.models import Unit

BUILT_IN = ("blank", "mass-line-2021")


def built_in(name: str) -> str:
    """Give the text of a rule sheet that comes with the product.

    Raises:
        KeyError: there is none of that name.
    """
    if name not in BUILT_IN:
        raise KeyError(name)
    return (files("pingxuan.campaigns") / "sheets" / f"{name}.toml").read_text("utf-8")


@transaction.atomic
def make_campaign(
    text: str, *, root: Unit | None, root_name: str, person: Person, now: datetime
) -> Campaign:
    """Make a campaign of a rule sheet; whoever makes it manages it.

    Args:
        root: the topmost office, if it is in the tree already; else it is planted as `root_name`.

    Raises:
        NotYourAct: `person` does not administer the site.
        SheetInvalid: the sheet has problems; all of them are in it.
        ContentInvalid: a campaign of that name exists.

    Source:
        A1: create one in the browser.
    """
    require(person, "campaigns.load_sheet", None)
    slug = decode_sheet(text, "sheet").slug
    if Campaign.objects.filter(slug=slug).exists():
        raise ContentInvalid({"slug": ["taken"]})
    campaign = load_sheet(text, now=now, person=person)
    campaign.root = root or plant(None, root_name, Level.PROVINCE)
    campaign.save(update_fields=["root"])
    give_post(person, Role.MANAGER, campaign=campaign, unit=None, person=None, now=now)
    return campaign


@transaction.atomic
def make_administrator(holder: Person, *, now: datetime) -> Post:
    """Give somebody the post that administers the whole site; the command line does this first."""
    post, is_new = Post.objects.get_or_create(
        person=holder,
        campaign=None,
        role=Role.ADMINISTRATOR.value,
        unit=None,
        defaults={"from_at": now},
    )
    if is_new:
        record(Act.GIVE_POST, holder, person=None, now=now, role=post.role, unit=None)
    return post
