"""The command that makes a page of the record. No template is touched before it is called."""

import sys
from typing import Annotated

import typer

from cajad_cli.cli.answering import answer
from cajad_cli.cli.completions import ids
from cajad_cli.cli.options import Data, Force, Output
from cajad_cli.cli.registry import command
from cajad_cli.cli.streams import browse, emit, warn, write_file
from cajad_cli.errors import BadUsage
from cajad_cli.query import views
from cajad_cli.query.views import View
from cajad_cli.store.store import Store

_NAMES = "Ids or names of records, or a command such as tracker; the whole record without any."
_EXAMPLES = (
    "cajad page -o summit.html --open",
    "cajad page tm -o tm.html",
    "cajad page kz uz > 2.html",
)


@command("Data", *_EXAMPLES)
def page(
    name: Annotated[list[str] | None, typer.Argument(help=_NAMES, autocompletion=ids())] = None,
    output: Output = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the file in a browser.")] = False,
    force: Force = False,
    data: Data = None,
) -> None:
    """The record, or a part of it, as one HTML file to send, print and put on the web."""
    file = "" if output in (None, "-") else str(output)
    if not file and (open_ or force):
        raise BadUsage(f"{'--open' if open_ else '--force'} needs a file; name it with --output")
    if not file and sys.stdout.isatty():
        raise BadUsage("a page is for a browser; name a file with --output, or use '>'")

    def write(store: Store, view: View) -> None:
        from cajad_cli.html.gathering import subject
        from cajad_cli.html.writer import page_of

        chosen = subject(store, name or ())
        for remark in chosen.remarks:
            warn(remark)
        text = page_of(chosen, store)
        if file:
            write_file(file, [text], force, store.file)
        else:
            emit([text])

    answer(data, views.everything, write)
    if open_:
        from pathlib import Path

        browse(Path(file).absolute().as_uri())
