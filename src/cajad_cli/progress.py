"""A progress bar on standard error for work that takes longer than a second, if someone watches."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import Any

from cajad_cli.reader import Progress

PATIENCE = 1.0


class Watched:
    """Work that may take long: within `with`, its shares report how far they have come."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Watched:
        return self

    def share(self, begin: float, end: float) -> Progress | None:
        """A reporter for the part of the work between two fractions; None if nobody watches."""
        if sys.stderr is None or not sys.stderr.isatty():
            return None
        if os.environ.get("TERM") in ("dumb", "unknown"):
            # A bar needs a terminal that can write over a line.
            return None
        return lambda done: self._show(begin + done * (end - begin))

    def _show(self, done: float) -> None:
        if self._bar is None:
            if time.monotonic() - self._began < PATIENCE:
                return
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

            console = Console(stderr=True, markup=False, emoji=False, highlight=False)
            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TaskProgressColumn(),
                console=console,
                transient=True,
                auto_refresh=False,
            )
            self._bar.start()
            self._bar.add_task(self._what, total=1.0)
        self._bar.update(self._bar.task_ids[0], completed=done, refresh=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
