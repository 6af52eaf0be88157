"""Print the life of a nomination as a diagram and a table: docs/reference/states.md.

.venv/bin/python scripts/state_diagram.py > docs/reference/states.md
"""

from __future__ import annotations

from pingxuan.domain.transitions import NOMINATION
from pingxuan.domain.vocabulary import STAGE_NAMES, STATUS_NAMES, Status

HEAD = """# The life of a nomination

Printed by `scripts/state_diagram.py` from `domain/transitions.py`; a test holds this page to that
table. Who may do each act is in [permissions](permissions.md).

```mermaid
stateDiagram-v2
    direction TB
"""

NOTES = """
## Beside the table

- The tier is not part of the state: `at_office` is the same at a county, a city and the province;
  the row's `office` says whose desk it lies on.
- While `is_provisional` is set (from the top office's decision to the publication of all
  candidates), everybody below the top office still sees `at_office`.
- `endorse` leads from `at_office` to `at_office`: the next office of the route. The topmost office
  has no next one; it accepts.
- `amend` (correct after filing) makes a new revision, voids the seals of the old one, and goes back
  to the unit.
"""


def diagram() -> list[str]:
    """Give the lines of the diagram: names of the states, then one arrow for each pair of states."""
    used = [s for s in Status if any(s in row.sources or s is row.target for row in NOMINATION)]
    lines = [f'    state "{STATUS_NAMES[status]} {status}" as {status}' for status in used]
    lines.append(f"    [*] --> {Status.DRAFT}: draft")
    arrows: dict[tuple[Status, Status], list[str]] = {}
    for row in NOMINATION:
        for source in sorted(row.sources, key=list(Status).index):
            arrows.setdefault((source, row.target), []).append(row.act)
    return lines + [f"    {a} --> {b}: {', '.join(acts)}" for (a, b), acts in arrows.items()]


def table() -> list[str]:
    """Give a line for each state: what can be done from it, in which stage, and where that leads."""
    lines = ["| state | 中文 | what leads out of it |", "| --- | --- | --- |"]
    for status in Status:
        ways = [
            f"`{row.act}` → `{row.target}` ({STAGE_NAMES[row.stage] if row.stage else 'any time'})"
            for row in NOMINATION
            if status in row.sources
        ]
        lines.append(f"| `{status}` | {STATUS_NAMES[status]} | {'; '.join(ways) or _end(status)} |")
    return lines


def _end(status: Status) -> str:
    reached = any(row.target is status for row in NOMINATION)
    return "the end" if reached else "no act leads here yet"


def page() -> str:
    """Give the whole page."""
    return HEAD + "\n".join([*diagram(), "```", "", "## States", "", *table()]) + "\n" + NOTES


if __name__ == "__main__":
    print(page(), end="")
