"""Who may plan the seminar, and who lets people in."""

from __future__ import annotations

import rules

from pingxuan.campaigns.permissions import holding
from pingxuan.domain.vocabulary import Role

rules.add_perm("seminar.plan", holding(Role.EDITOR, Role.MANAGER))
rules.add_perm("seminar.check_in", holding(Role.EDITOR, Role.MANAGER))
