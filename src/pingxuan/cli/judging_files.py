"""What `score` and `judges` share: input files, messages about them, and outputs that are all or none.

Source:
    interfaces-judging 1, Exit codes and Messages.
"""

from __future__ import annotations

import contextlib
import gc
import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from errno import EISDIR
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import click

from pingxuan.cli.language import say
from pingxuan.domain.judging.numbers import read_decimal
from pingxuan.domain.judging.problems import Problem, Trouble
from pingxuan.domain.judging.wording import sentences

MOST_MESSAGES: Final = 50
BAD_INPUT: Final = 2
CANNOT_WRITE: Final = 1


class ExactNumber(click.ParamType[Fraction]):
    """A decimal number on the command line, in the form that all judging files have."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """Take the number exactly as written."""
        number = read_decimal(value) if isinstance(value, str) else None
        if number is None:
            text = say(f"{value!r} is not a decimal number", f"{value!r} 不是十进制数")
            self.fail(text, param, ctx)
        return Fraction(number)


class Complaints:
    """The problems of all input files, in the order in which they are printed."""

    def __init__(self) -> None:
        """Begin without any."""
        self._lines: list[str] = []

    def read(self, path: str) -> bytes | None:
        """Read a file; note it and give None if that cannot be done."""
        try:
            return Path(path).read_bytes()
        except (OSError, ValueError) as refused:
            reason = getattr(refused, "strerror", None) or str(refused)
            self.add(path, [Problem("", Trouble.UNREADABLE, {"reason": reason})])
            return None

    def add(self, path: str, problems: Iterable[Problem]) -> None:
        """Note the problems of one file, in the order of its lines."""
        for problem in sorted(problems, key=lambda one: one.line):
            place = f"{path}:{problem.place}" if problem.place else path
            self._lines.append(f"{place}: {say(*sentences(problem))}")

    def stop_if_any(self, code: int = BAD_INPUT) -> None:
        """Print what was noted and end with `code`; go on if nothing was."""
        if self._lines:
            for line in self._lines[:MOST_MESSAGES]:
                click.echo(line, err=True)
            raise click.exceptions.Exit(code)


def refuse_same_file(outputs: Sequence[str], inputs: Iterable[str | None]) -> None:
    """Refuse outputs that would overwrite an input or each other.

    Raises:
        click.UsageError: two of the paths are one file.
    """
    taken = {Path(path).resolve() for path in inputs if path}
    for path in outputs:
        target = Path(path).resolve()
        if target in taken and not _is_device(Path(path)):
            raise click.UsageError(say(f"{path} would be overwritten", f"{path} 会被覆盖"))
        taken.add(target)


def write_all(outputs: dict[str, str]) -> None:
    """Write every output or none: all beside their places first, then moved there together.

    Raises:
        click.exceptions.Exit: with code 1, after a message, if one cannot be written.
    """
    devices = {path: text for path, text in outputs.items() if _is_device(Path(path))}
    files = {path: text for path, text in outputs.items() if path not in devices}
    try:
        with _written_beside(files) as pending:
            for path, text in devices.items():
                Path(path).write_text(text, encoding="utf-8", newline="")
            _move_together(pending)
    except OSError as refused:
        name, reason = refused.filename, refused.strerror or str(refused)
        text = say(f"{name}: cannot be written: {reason}", f"{name}：无法写入：{reason}")
        click.echo(text, err=True)
        raise click.exceptions.Exit(CANNOT_WRITE)


def _is_device(path: Path) -> bool:
    """Say whether a path is something like /dev/stdout, which takes text but cannot be replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextlib.contextmanager
def _written_beside(outputs: dict[str, str]) -> Iterator[list[tuple[Path, Path]]]:
    """Write each text to a new file in the folder where it belongs; leave none behind."""
    pending: list[tuple[Path, Path]] = []
    try:
        for path, text in outputs.items():
            target = Path(path).resolve()
            if target.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR), path)
            beside = target.with_name(f".pingxuan-{secrets.token_hex(8)}")
            pending.append((beside, target))
            _write_new(beside, text, path)
            if target.exists():
                beside.chmod(target.stat().st_mode & 0o7777)
        yield pending
    finally:
        for beside, _ in pending:
            beside.unlink(missing_ok=True)


def _write_new(beside: Path, text: str, path: str) -> None:
    """Write a file that must not be there yet; an error names the file that was asked for."""
    try:
        with beside.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as refused:
        raise OSError(refused.errno, refused.strerror, path) from refused


def _move_together(pending: list[tuple[Path, Path]]) -> None:
    """Put all files into place; if one cannot go there, put the earlier ones back."""
    done: list[tuple[Path, bytes | None]] = []
    try:
        for beside, target in pending:
            before = target.read_bytes() if target.is_file() else None
            beside.replace(target)
            done.append((target, before))
    except OSError:
        for target, before in done:
            if before is None:
                target.unlink(missing_ok=True)
            else:
                target.write_bytes(before)
        raise


def settle_process() -> None:
    """Set the process up for one short and exact computation.

    Exactness has no longest number, so Python's limit on digits is lifted; and hundreds of thousands
    of marks are no garbage, so the collector need not go through them again and again.
    """
    sys.set_int_max_str_digits(0)
    gc.disable()
