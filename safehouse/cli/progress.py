"""What is going on, on standard error: only for a person who watches, and only when it takes more than two seconds."""

from threading import Timer
from types import TracebackType
from typing import Self

from rich.console import Console

PATIENCE_S = 2.0


class Progress:
    """A line with a spinner around a piece of work; nothing at all when standard error is no terminal."""

    def __init__(self, first: str) -> None:
        console = Console(stderr=True)
        self._status = console.status(first)
        self._timer = Timer(PATIENCE_S, self._status.start)
        self._timer.daemon = True
        self._is_watched = console.is_terminal

    def __enter__(self) -> Self:
        if self._is_watched:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._is_watched:
            self._timer.join()
        self._status.stop()

    def show(self, what: str) -> None:
        """Say what is going on now."""
        self._status.update(what)
