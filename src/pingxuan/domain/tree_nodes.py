"""The tree of units as it stands, and what people write when they mean one of it. Source: B1, C4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pingxuan.domain.routes import Level

SEPARATOR = "/"
DEEPEST = 10
"""How many units may stand above one another."""


@dataclass(frozen=True)
class TreeNode:
    """A unit as it stands; `parent` is empty for the root of what may be changed."""

    key: str
    parent: str
    name: str
    level: Level
    short_name: str = ""
    code: str = ""
    is_active: bool = True


class Finder:
    """Finds standing units by what people write: a key, a code, a path, a name that is the only one."""

    def __init__(self, standing: Iterable[TreeNode]) -> None:
        self.nodes = {one.key: one for one in standing}
        self.codes = {one.code: one.key for one in self.nodes.values() if one.code}
        self.paths = {path_of(self.nodes, key): key for key in self.nodes}
        self._named: dict[str, list[str]] = {}
        for one in self.nodes.values():
            self._named.setdefault(one.name, []).append(one.key)
        self.names = {name: keys[0] for name, keys in self._named.items() if len(keys) == 1}
        short = Counter(one.short_name for one in self.nodes.values() if one.short_name)
        self.shorts = {
            one.short_name: one.key for one in self.nodes.values() if short[one.short_name] == 1
        }

    def find(self, text: str) -> str:
        """Give the key that a text means; empty when it means none, or more than one."""
        text = SEPARATOR.join(part.strip() for part in text.split(SEPARATOR))
        for known in (self.nodes, self.codes, self.paths, self.names, self.shorts):
            if text in known:
                return text if known is self.nodes else str(known[text])
        last = text.rpartition(SEPARATOR)[2]
        ways = ((path_of(self.nodes, key), key) for key in self._named.get(last, ()))
        tails = [key for path, key in ways if path.endswith(SEPARATOR + text)]
        return tails[0] if len(tails) == 1 else ""


def path_of(nodes: Mapping[str, TreeNode], key: str) -> str:
    """Write where a unit stands: the names from the root down."""
    names: list[str] = []
    while key in nodes and len(names) <= DEEPEST:  # a circle, or one too deep, ends somewhere
        names.append(nodes[key].name)
        key = nodes[key].parent
    return SEPARATOR.join(reversed(names))
