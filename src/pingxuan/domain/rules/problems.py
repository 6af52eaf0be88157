"""What is wrong with a rule sheet: one problem each, with file, line and key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pingxuan.domain.errors import NotValid
from pingxuan.domain.rules.text import Text


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a rule sheet.

    Attributes:
        file: the file's name as it was given.
        line: counted from 1; for a missing key, the line of the table that lacks it.
        key: the dotted key, elements of an array counted from 0: `categories[1].seats`.
        text: what is wrong, in both languages.
    """

    file: str
    line: int
    key: str
    text: Text

    def sentence(self, lang: str = "en") -> str:
        """Write the problem as `FILE:LINE:KEY: text`."""
        return f"{self.file}:{self.line}:{self.key}: {self.text.get(lang)}"


@dataclass(eq=False)
class SheetInvalid(NotValid):
    """The rule sheet cannot be used; `problems` names everything at once, in order of lines."""

    problems: Sequence[Problem]

    def facts(self) -> dict[str, Any]:
        """List the problems as plain rows."""
        return {
            "problems": [
                {"line": p.line, "key": p.key, "zh": p.text.zh, "en": p.text.en or p.text.zh}
                for p in self.problems
            ]
        }

    def __str__(self) -> str:
        """Write all problems, a line each."""
        return "\n".join(problem.sentence() for problem in self.problems)
