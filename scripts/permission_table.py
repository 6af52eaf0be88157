"""Print who may do what with a nomination, from the one table: docs/reference/permissions.md.

.venv/bin/python scripts/permission_table.py > docs/reference/permissions.md
"""

from __future__ import annotations

from pingxuan.domain.transitions import NOMINATION, Row
from pingxuan.domain.vocabulary import ROLE_NAMES, STAGE_NAMES, STATUS_NAMES, Role, Status

HEAD = """# Who may do what with a nomination

Printed by `scripts/permission_table.py` from `domain/transitions.py`; a test holds this page, the
table and the permissions of `nominations/permissions.py` to one another, for every act, role, state
and stage. What is not listed is denied.

| role | is whoever |
| --- | --- |
| NOMINEE 报送人 | nominated themselves and wrote it (自荐); phone and code are enough |
| UNIT_FILLER 单位填报人 | holds that post at the recommending unit; or wrote it down for the unit at an office above it |
| OFFICE_REVIEWER 审核人, OFFICE_SEALER 盖章人 | holds that post at the very unit or office on whose desk it lies |
| MANAGER 活动管理员, SUPERVISOR 监督员 | holds that post in the campaign |

Whoever wrote the text neither endorses nor accepts it. A sealer accepts at the campaign's topmost
office only. A sign-in by phone and code holds no post; a hand-over from a host app does nothing here.

## Acts
"""


def act_rows() -> list[str]:
    """Give a line for each step of the table."""
    lines = ["| act | who | stage | from | to |", "| --- | --- | --- | --- | --- |"]
    return lines + [
        f"| `{row.act}` | {_roles(row)} | {_stage(row)} | {_sources(row)} | {_status(row.target)} |"
        for row in NOMINATION
    ]


def matrix_rows() -> list[str]:
    """Give a line for each act with a mark under each role that has it."""
    roles = [role for role in Role if any(role in row.roles for row in NOMINATION)]
    acts = list(dict.fromkeys(row.act for row in NOMINATION))
    lines = [
        f"| act | {' | '.join(ROLE_NAMES[role] for role in roles)} |",
        f"| --- |{' :-: |' * len(roles)}",
    ]
    for act in acts:
        held = {role for row in NOMINATION if row.act is act for role in row.roles}
        marks = " | ".join("●" if role in held else "" for role in roles)
        lines.append(f"| `{act}` | {marks} |")
    return lines


def page() -> str:
    """Give the whole page."""
    others = [ROLE_NAMES[role] for role in Role if not any(role in r.roles for r in NOMINATION)]
    closing = f"No act of a nomination's life belongs to: {'、'.join(others)}."
    parts = [HEAD, *act_rows(), "", "## Acts by role", "", *matrix_rows(), "", closing]
    return "\n".join(parts) + "\n"


def _roles(row: Row) -> str:
    return "、".join(ROLE_NAMES[role] for role in Role if role in row.roles)


def _stage(row: Row) -> str:
    return "any" if row.stage is None else STAGE_NAMES[row.stage]


def _sources(row: Row) -> str:
    return "、".join(_status(status) for status in Status if status in row.sources)


def _status(status: Status) -> str:
    return STATUS_NAMES[status]


if __name__ == "__main__":
    print(page(), end="")
