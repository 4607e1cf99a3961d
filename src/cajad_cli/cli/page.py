"""The command that makes a page of the record. No template is touched before it is called."""

import os
from typing import Annotated

import typer

from cajad_cli.cli import completions
from cajad_cli.cli.answering import answer
from cajad_cli.cli.options import Data, Force, Output
from cajad_cli.cli.registry import command
from cajad_cli.cli.streams import browse, emit, warn, write_file
from cajad_cli.errors import BadUsage
from cajad_cli.query import views
from cajad_cli.query.views import View
from cajad_cli.store.store import Store

_NAMES = typer.Argument(
    help="Ids or names of records, or a command such as tracker; the whole record without any.",
    autocompletion=completions.ids(),
)


@command(
    "Data",
    "cajad page --output summit.html --open",
    "cajad page turkmenistan --output turkmenistan.html",
    "cajad page kazakhstan uzbekistan > two.html",
)
def page(
    name: Annotated[list[str] | None, _NAMES] = None,
    output: Output = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the file in a browser.")] = False,
    force: Force = False,
    data: Data = None,
) -> None:
    """The record, or a part of it, as one HTML file to send, print and put on the web."""
    to_stdout = output is None or output == "-"
    if to_stdout and (open_ or force):
        raise BadUsage(f"{'--open' if open_ else '--force'} needs a file; name it with --output")
    if to_stdout and os.isatty(1):
        raise BadUsage("a page is for a browser; name a file with --output, or use '>'")

    def write(store: Store, view: View) -> None:
        from cajad_cli.html.gathering import subject
        from cajad_cli.html.writer import page_of

        chosen = subject(store, name or ())
        for remark in chosen.remarks:
            warn(remark)
        text = page_of(chosen)
        if output is None or output == "-":
            emit([text])
        else:
            write_file(output, [text], force, store.file)

    answer(data, views.everything, write)
    if open_ and output:
        from pathlib import Path

        browse(Path(output).absolute().as_uri())
