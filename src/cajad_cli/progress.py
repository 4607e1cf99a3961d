"""A progress bar on standard error for work that takes longer than a second, if someone watches."""

from __future__ import annotations

import os
import sys
import time
from select import select
from types import TracebackType
from typing import TYPE_CHECKING

from cajad_cli.reader import Progress
from cajad_cli.vocabulary import COMPLETING

if TYPE_CHECKING:
    from rich.console import Console

PATIENCE = 1.0
BAR_WIDTH = 24


class Watched:
    """Work that may take long: within `with`, its shares report how far they have come."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._shown = False

    def __enter__(self) -> Watched:
        return self

    def share(self, begin: float, end: float) -> Progress | None:
        """A reporter for the part of the work between two fractions; None if nobody watches."""
        if sys.stderr is None or not sys.stderr.isatty() or COMPLETING in os.environ:
            return None
        if os.environ.get("TERM") in ("dumb", "unknown"):
            # A bar needs a terminal that can write over a line.
            return None
        return lambda done: self._show(begin + done * (end - begin))

    def _show(self, done: float) -> None:
        """Draw the bar over the one before.

        Rich's own display would hide the cursor, and draw once more when it is interrupted: on a
        terminal that takes nothing more it would wait for ever.
        """
        if not self._shown and time.monotonic() - self._began < PATIENCE:
            return
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        self._shown = True
        _wipe()
        _console().print(
            Text(f"{done:4.0%} "),
            ProgressBar(total=1.0, completed=done, width=BAR_WIDTH),
            Text(f" {self._what}"),
            end="",
            no_wrap=True,
            overflow="crop",
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown and _takes_more():
            _wipe()


def _console() -> Console:
    """A console on standard error. A new one: nothing of an interrupted line waits in it."""
    from rich.console import Console

    return Console(stderr=True, markup=False, emoji=False, highlight=False)


def _wipe() -> None:
    from rich.control import Control
    from rich.segment import ControlType

    _console().control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))


def _takes_more() -> bool:
    """Whether the terminal takes what is written to it at once: one that was stopped does not."""
    return sys.platform == "win32" or bool(select([], [sys.stderr], [], 0)[1])
