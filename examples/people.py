"""Make the root of the tree and two people with posts: `pingxuan manage shell < examples/people.py`.

Change names, unit and slug to yours. Each password is asked from the environment, so that none stands
in a file: MANAGER_PASSWORD and SUPERVISOR_PASSWORD; without them long random ones are printed.
"""

import os
import secrets
from datetime import UTC, datetime

from pingxuan.accounts.actions import make_staff
from pingxuan.campaigns.actions import give_post
from pingxuan.campaigns.models import Campaign
from pingxuan.domain.routes import Level
from pingxuan.domain.vocabulary import Role
from pingxuan.units.actions import plant

now = datetime.now(UTC)
campaign = Campaign.objects.get(slug="mass-line-2021")
campaign.root = plant(None, "本省网上群众工作办公室", Level.PROVINCE, short_name="省")
campaign.save(update_fields=["root"])
for username, name, role in [
    ("manager", "活动管理员", Role.MANAGER),
    ("supervisor", "监督员", Role.SUPERVISOR),
]:
    password = os.environ.get(f"{username.upper()}_PASSWORD") or secrets.token_urlsafe(12)
    person = make_staff(username, name, password, now=now)
    give_post(person, role, campaign=campaign, unit=None, person=None, now=now)
    print(username, password)
