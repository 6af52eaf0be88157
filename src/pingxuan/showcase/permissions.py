"""Who may write the showcase and the announcements."""

from __future__ import annotations

import rules

from pingxuan.campaigns.permissions import holding
from pingxuan.domain.vocabulary import Role

rules.add_perm("showcase.write", holding(Role.EDITOR, Role.MANAGER))
