"""Steps that take a while, shown as bars to a person who watches and as plain lines otherwise."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Advance = Callable[[int, int], None]


class ShownSteps:
    """One line for each step, from its beginning."""

    def __init__(self) -> None:
        console = Console()
        self._is_watched = console.is_terminal
        self._bars = Progress(
            TextColumn("{task.description:28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )

    def __enter__(self) -> Self:
        if self._is_watched:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def begin(self, name: str) -> Advance:
        """Begin a step; what is returned is told how many of how many are done."""
        if not self._is_watched:
            click.echo(f"{name} ...")
            return _say_nothing
        task = self._bars.add_task(name, total=None)

        def advance(done: int, total: int) -> None:
            self._bars.update(task, completed=done, total=total)

        return advance


def _say_nothing(done: int, total: int) -> None:
    """A log needs the beginning of a step only."""
