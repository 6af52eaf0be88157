"""What a list of units asks of the tree: who is new, renamed, moved, merged, closed. Source: B1, C4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pingxuan.domain.routes import Level
from pingxuan.domain.tree_nodes import DEEPEST, SEPARATOR, Finder, TreeNode, path_of

LONGEST_NAME = 120
LONGEST_CODE = 40
LONGEST_WAY = 300
_RANK = {Level.PROVINCE: 0, Level.CITY: 1, Level.COUNTY: 2, Level.UNIT: 3}


class ChangeKind(StrEnum):
    """What happens to one unit."""

    ADDED = "added"
    RENAMED = "renamed"
    MOVED = "moved"
    MENDED = "mended"
    MERGED = "merged"
    CLOSED = "closed"
    REOPENED = "reopened"


_ORDER = list(ChangeKind)


@dataclass(frozen=True)
class Wanted:
    """One line of a list of units.

    Attributes:
        line: where it stands, for messages.
        parent: the code, path or unmistakable name of the unit above; empty for the root.
        code: the organiser's own number of the unit, by which it is known under any name.
        former: the name or path that it had before, where it has no code.
        into: the unit that it was merged into.
        is_closed: it is no more.
        key: the unit's own key, where a page and not a file asks.
    """

    line: int
    name: str
    level: str = ""
    parent: str = ""
    short_name: str = ""
    code: str = ""
    former: str = ""
    into: str = ""
    is_closed: bool = False
    key: str = ""


@dataclass(frozen=True)
class Change:
    """One thing that happens: to which unit, what it was and what it becomes.

    Attributes:
        key: the unit's key; `new:<line>` for one that is added.
        parent: the key of the unit above that an added or moved one gets.
        into: the key of the unit that a merged one goes into.
    """

    kind: ChangeKind
    key: str
    line: int
    before: str
    after: str
    parent: str = ""
    into: str = ""
    name: str = ""
    short_name: str = ""
    code: str = ""
    level: Level | None = None


@dataclass(frozen=True)
class Fault:
    """A line that cannot be followed: a code, and what it is about."""

    line: int
    code: str
    about: str = ""


@dataclass(frozen=True)
class Plan:
    """All that would happen, in the order in which it can be done; nothing, while there are faults."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]


@dataclass
class _Draft:
    """The tree as it would be, while lines are followed; `listed` has them by name and by code."""

    nodes: dict[str, TreeNode]
    root: str
    faults: list[Fault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    targets: dict[int, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    listed: dict[str, list[Wanted]] = field(default_factory=dict)


def plan(standing: Sequence[TreeNode], wanted: Sequence[Wanted], *, is_whole: bool) -> Plan:
    """Work out what a list asks of the tree.

    Args:
        standing: the root of what may be changed, and all below it.
        is_whole: units that the list does not name are closed.
    """
    root = next((one.key for one in standing if not one.parent), "")
    draft = _Draft({one.key: one for one in standing}, root)
    found = Finder(standing)
    _say_doubles(draft, wanted)
    faulty = {fault.line for fault in draft.faults}
    for one in wanted:
        if one.line not in faulty:
            _find(draft, found, one)
    for one in wanted:
        if one.line in draft.targets:
            for word in {one.name, one.code} - {""}:
                draft.listed.setdefault(word, []).append(one)
    for one in wanted:
        if one.line in draft.targets:
            _follow(draft, found, one)
    _end(draft, found, wanted)
    if is_whole:
        _close_unnamed(draft, standing)
    _look_over(draft)
    first = (ChangeKind.ADDED, ChangeKind.RENAMED, ChangeKind.MOVED)
    kept = [_placed(draft, c) for c in draft.changes if c.kind in first]
    kept += sorted(
        (c for c in draft.changes if c.kind not in first), key=lambda c: _ORDER.index(c.kind)
    )
    faults = tuple(dict.fromkeys(sorted(draft.faults, key=lambda one: one.line)))
    return Plan(tuple(kept), faults)


def _placed(draft: _Draft, change: Change) -> Change:
    """Say where a unit will stand, now that all lines were followed."""
    if change.kind is ChangeKind.ADDED:
        return replace(change, after=path_of(draft.nodes, change.key))
    if change.kind is ChangeKind.MOVED:
        return replace(change, after=path_of(draft.nodes, change.parent))
    return change


def _say_doubles(draft: _Draft, wanted: Sequence[Wanted]) -> None:
    codes = Counter(one.code for one in wanted if one.code)
    for one in wanted:
        if not one.name:
            draft.faults.append(Fault(one.line, "no_name"))
        elif len(one.name) > LONGEST_NAME or SEPARATOR in one.name:
            draft.faults.append(Fault(one.line, "bad_name", one.name[:LONGEST_NAME]))
        if max(len(one.code), len(one.short_name)) > LONGEST_CODE:
            draft.faults.append(Fault(one.line, "bad_code", one.name[:LONGEST_NAME]))
        if one.level and one.level not in {level.value for level in Level}:
            draft.faults.append(Fault(one.line, "bad_level", one.level[:LONGEST_NAME]))
        if codes[one.code] > 1:
            draft.faults.append(Fault(one.line, "double_code", one.code))


def _find(draft: _Draft, found: Finder, one: Wanted) -> None:
    """Find which unit a line is about; a new one, when it is none of those that stand."""
    key = one.key or found.codes.get(one.code, "")
    if not key and one.former:
        key = found.find(one.former)
        if not key:
            draft.faults.append(Fault(one.line, "unknown_former", one.former[:LONGEST_WAY]))
            return
    if not key and (parent := found.find(one.parent) if one.parent else ""):
        key = found.paths.get(path_of(found.nodes, parent) + SEPARATOR + one.name, "")
    if not key:
        moved = found.names.get(one.name, "")
        # One that has another code is another unit of the same name.
        key = "" if moved and one.code and found.nodes[moved].code else moved
    key = key or f"new:{one.line}"
    if key in draft.taken:
        draft.faults.append(Fault(one.line, "double_line", one.name))
        return
    draft.targets[one.line] = key
    draft.taken.add(key)


def _follow(draft: _Draft, found: Finder, one: Wanted) -> None:
    """Bring one unit to what its line says, and note what changed."""
    key = draft.targets[one.line]
    parent = _parent_of(draft, found, one)
    old = found.nodes.get(key)
    if key == draft.root:
        parent = ""
    elif not parent:
        draft.faults.append(Fault(one.line, "unknown_parent", one.parent[:LONGEST_WAY]))
        return
    level = Level(one.level) if one.level else (old.level if old else Level.UNIT)
    new = TreeNode(
        key,
        parent,
        one.name,
        level,
        one.short_name or (old.short_name if old else ""),
        one.code or (old.code if old else ""),
        is_active=True,
    )
    draft.nodes[key] = new
    _note(draft, one, old, new)


def _note(draft: _Draft, one: Wanted, old: TreeNode | None, new: TreeNode) -> None:
    facts = {"name": new.name, "short_name": new.short_name, "code": new.code, "level": new.level}
    after = path_of(draft.nodes, new.key)
    if old is None:
        added = Change(ChangeKind.ADDED, new.key, one.line, "", after, new.parent, **facts)  # type: ignore[arg-type]
        draft.changes.append(added)
        return
    kinds = []
    if old.name != new.name:
        kinds.append((ChangeKind.RENAMED, old.name, new.name))
    if old.parent != new.parent:
        kinds.append((ChangeKind.MOVED, old.parent, new.parent))
    if not old.is_active and not one.is_closed and not one.into:
        kinds.append((ChangeKind.REOPENED, "", ""))
    if (old.short_name, old.code, old.level) != (new.short_name, new.code, new.level):
        kinds.append((ChangeKind.MENDED, _facts(old), _facts(new)))
    for kind, was, becomes in kinds:
        if kind is ChangeKind.MOVED:
            was, becomes = path_of(draft.nodes, was), path_of(draft.nodes, becomes)
        change = Change(kind, new.key, one.line, was, becomes, new.parent, **facts)  # type: ignore[arg-type]
        draft.changes.append(change)


def _facts(node: TreeNode) -> str:
    return " · ".join(filter(None, [node.level.value, node.short_name, node.code]))


def _parent_of(draft: _Draft, found: Finder, one: Wanted) -> str:
    """Give the key of the unit above: among those of the list first, then among those that stand."""
    if not one.parent:
        old = found.nodes.get(draft.targets[one.line])
        return old.parent if old else ""
    if known := found.find(one.parent):
        return known
    above, _sign, last = one.parent.rpartition(SEPARATOR)
    listed = draft.listed
    by_code = [other for other in listed.get(one.parent, ()) if other.code == one.parent]
    by_name = [other for other in listed.get(last.strip(), ()) if other.name == last.strip()]
    named = [
        other for other in {o.line: o for o in (*by_code, *by_name)}.values() if other is not one
    ]
    fitting = [o for o in named if not above or not o.parent or o.parent.endswith(above)]
    return draft.targets[fitting[0].line] if len(fitting) == 1 else ""


def _end(draft: _Draft, found: Finder, wanted: Sequence[Wanted]) -> None:
    """Close what is closed, and merge what is merged."""
    for one in wanted:
        key = draft.targets.get(one.line, "")
        if not key or not (one.into or one.is_closed):
            continue
        old = found.nodes.get(key)
        if old is None or key == draft.root:
            draft.faults.append(Fault(one.line, "cannot_end", one.name))
            continue
        if not old.is_active:
            continue
        path = path_of(found.nodes, key)
        kind, into = ChangeKind.CLOSED, ""
        if one.into:
            kind, into = ChangeKind.MERGED, _into(draft, found, one)
            if into not in draft.nodes or into == key:
                draft.faults.append(Fault(one.line, "unknown_into", one.into[:LONGEST_WAY]))
                continue
        draft.nodes[key] = _ended(draft.nodes[key])
        after = path_of(draft.nodes, into) if into else ""
        draft.changes.append(Change(kind, key, one.line, path, after, into=into, name=one.name))


def _into(draft: _Draft, found: Finder, one: Wanted) -> str:
    listed = draft.listed.get(one.into, ())
    known = found.find(one.into)
    return known or (draft.targets[listed[0].line] if len(listed) == 1 else "")


def _close_unnamed(draft: _Draft, standing: Sequence[TreeNode]) -> None:
    named = set(draft.targets.values())
    paths = {one.key: one for one in standing}
    for one in standing:
        if one.key in named or one.key == draft.root or not one.is_active:
            continue
        draft.nodes[one.key] = _ended(draft.nodes[one.key])
        path = path_of(paths, one.key)
        draft.changes.append(Change(ChangeKind.CLOSED, one.key, 0, path, "", name=one.name))


def _ended(node: TreeNode) -> TreeNode:
    return TreeNode(
        node.key, node.parent, node.name, node.level, node.short_name, node.code, is_active=False
    )


def _look_over(draft: _Draft) -> None:
    """Find what no tree can be: a circle, two of one name, a higher tier below a lower one."""
    lines = {key: line for line, key in draft.targets.items()}
    places = Counter((one.parent, one.name) for one in draft.nodes.values())
    codes = Counter(one.code for one in draft.nodes.values() if one.code)
    depths = _depths(draft.nodes)
    for one in draft.nodes.values():
        line, above = lines.get(one.key, 0), draft.nodes.get(one.parent)
        depth = depths[one.key]
        if depth is None or depth > DEEPEST:
            draft.faults.append(Fault(line, "circle" if depth is None else "too_deep", one.name))
            continue
        if places[(one.parent, one.name)] > 1:
            draft.faults.append(Fault(line, "double_name", one.name))
        if codes[one.code] > 1:
            draft.faults.append(Fault(line, "double_code", one.code))
        if above is None:
            continue
        if _RANK[one.level] < _RANK[above.level]:
            draft.faults.append(Fault(line, "level_above", one.name))
        if one.is_active and not above.is_active:
            draft.faults.append(Fault(line or lines.get(above.key, 0), "has_children", above.name))
    for change in draft.changes:
        if change.kind is ChangeKind.MERGED and not draft.nodes[change.into].is_active:
            draft.faults.append(Fault(change.line, "into_closed", change.name))


def _depths(nodes: Mapping[str, TreeNode]) -> dict[str, int | None]:
    """Say how deep each node stands, the root at 0; None for those in a circle or below one."""
    depths: dict[str, int | None] = {}
    for key in nodes:
        way = []
        at = key
        while at in nodes and at not in depths:
            depths[at] = None  # met again before the root, it is in a circle
            way.append(at)
            at = nodes[at].parent
        above = depths[at] if at in nodes else -1
        for place, one in enumerate(reversed(way), 1):
            depths[one] = None if above is None else above + place
    return depths
