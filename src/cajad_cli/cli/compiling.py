"""Compiles a data file into one that is asked at once."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cajad_cli.cli.streams import warn, whole_file
from cajad_cli.ingest.check import read_dataset
from cajad_cli.store.compiler import compile_dataset
from cajad_cli.store.opening import is_compiled
from cajad_cli.text.safe import shown_path


def compile_file(file: str, output: str, force: bool) -> None:
    """Check a data file and write it compiled; a compiled file that is there is replaced.

    Raises BadData if it is not sound, CannotWrite if something else may not be replaced.
    """
    with whole_file(output, force or is_compiled(output), file) as unfinished, _steps() as step:
        root = read_dataset(file)
        step()
        # Nobody reads it before it is whole, so it needs no journal and no lock.
        name = f"{Path(unfinished).absolute().as_uri()}?nolock=1"
        with closing(sqlite3.connect(name, isolation_level=None, uri=True)) as database:
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            compile_dataset(root, database)
        step()
    warn(f"wrote {shown_path(output)}; ask it with --data {shown_path(output)}")


@contextmanager
def _steps() -> Iterator[Callable[[], None]]:
    """A bar on standard error, if somebody watches: it moves when the file is read, and written."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("compiling", total=2)
        yield lambda: bar.advance(task)
