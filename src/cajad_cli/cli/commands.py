"""The commands that do something with the record or a file, and the program itself.

No table and no YAML here. Typer alone parses the command line.
"""

import os
from typing import Annotated

import typer

from cajad_cli import __version__
from cajad_cli.cli import lookups, page  # noqa: F401 - they declare commands, which help lists first
from cajad_cli.cli.answering import answer, answer_in, formatted
from cajad_cli.cli.options import (
    DATA_VARIABLE,
    EXPORTS,
    STYLES,
    Data,
    ExportFormat,
    Force,
    Names,
    Output,
    Style,
    TextFormat,
    one_of,
)
from cajad_cli.cli.registry import Commands, command
from cajad_cli.cli.streams import browse, emit, writing
from cajad_cli.errors import BadUsage, NotFound
from cajad_cli.query import views
from cajad_cli.query.views import View
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import Store
from cajad_cli.text.safe import is_web_address

FIND, TOOLS = "Find", "Data"

app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        meta = open_store(os.environ.get(DATA_VARIABLE) or None).meta
        with writing():
            print(f"cajad {__version__}, data {meta['data:version']} as of {meta['data:as_of']}")
        raise typer.Exit


@app.callback(
    epilog="\b\nExamples:\n  cajad countries kz\n  cajad search 3 trillion yen\n"
    "  cajad commitments --country uzbekistan -f csv"
)
def cajad(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_version, help="Versions of program and data."
        ),
    ] = False,
) -> None:
    """The record of the first "Central Asia plus Japan" summit, with the source of every fact.

    Without a command it shows the overview.
    """


@command(FIND, "cajad open mofa-result")
def open_(id: Annotated[str, typer.Argument(help="Id of a source.")], data: Data = None) -> None:
    """The address of a source, printed and opened in a browser."""
    answer(data, lambda store: views.show(store, [id], ("source",)), _open)


def _open(store: Store, view: View) -> None:
    """Write the address of a source, then lead a browser there."""
    from json import loads

    (source,) = (loads(row.json) for row in view.rows)
    url = source.get("url", "")
    # The checker refuses other schemes, and so does this.
    if not is_web_address(url):
        raise NotFound(f"{source['id']} has no address on record")
    emit([url, "\n"])
    browse(url)


@command(
    FIND,
    "cajad cite tokyo-declaration",
    "cajad cite three-trillion-yen mofa-result --style bibtex > summit.bib",
)
def cite(id: Names, style: Style = "text", data: Data = None) -> None:
    """The sources of records as citations, for an article or a reference manager."""
    chosen = one_of("--style", style, STYLES)

    def write(store: Store, view: View) -> None:
        from json import loads

        from cajad_cli.render.citations import WRITERS

        sources = [loads(row.json) for row in view.rows]
        emit(WRITERS[chosen](sources, store.meta["data:as_of"]))

    answer(data, lambda store: views.sources_of(store, id), write, "[]\n" * (chosen == "csl-json"))


@command(TOOLS, "cajad export > summit.json", "cajad export --format sqlite --output summit.db")
def export(
    format: ExportFormat = "json", output: Output = None, force: Force = False, data: Data = None
) -> None:
    """Every record, for spreadsheets, notebooks and databases."""
    chosen = one_of("--format", format, EXPORTS)
    if output is None or output == "-":
        if chosen == "sqlite" or force:
            option = "--format sqlite" if chosen == "sqlite" else "--force"
            raise BadUsage(f"{option} needs a file; name it with --output")
        answer_in(chosen, data, views.everything)
        return

    def write(store: Store, view: View) -> None:
        from cajad_cli.cli.streams import whole_file, write_file

        if chosen == "sqlite":
            from cajad_cli.render.sqlite_export import write_sqlite

            with whole_file(output, force, store.file) as unfinished:
                write_sqlite(unfinished, store.meta, (row.json for row in view.rows))
        else:
            write_file(output, formatted(chosen, store, view), force, store.file)

    answer(data, views.everything, write)


@command(TOOLS, "cajad compile my.yaml", "cajad compile my.yaml --output my.db")
def compile_(
    file: Annotated[str, typer.Argument(help="A dataset in YAML.")],
    output: Output = None,
    force: Force = False,
) -> None:
    """Check a dataset and write it as a file that --data asks at once."""
    from cajad_cli.cli.compiling import compile_file

    compile_file(file, output or os.path.splitext(file)[0] + ".db", force)


@command(TOOLS, "cajad validate", "cajad validate my.yaml --format json")
def validate(
    file: Annotated[
        list[str] | None, typer.Argument(help="Datasets to check; the bundled one unless told.")
    ] = None,
    format: TextFormat = "text",
) -> None:
    """Check a dataset; say how many records it holds when it is sound."""
    from cajad_cli.cli.validation import validate_files

    as_json = one_of("--format", format, ("text", "json")) == "json"
    named = os.environ.get(DATA_VARIABLE)
    validate_files(file or ([named] if named else []), as_json)


@command(TOOLS, "cajad schema > summit.schema.json")
def schema() -> None:
    """The JSON Schema of a dataset, for editors and validators."""
    from json import dumps

    from cajad_cli.model.schema import dataset_schema

    emit([dumps(dataset_schema(), indent=2, ensure_ascii=False), "\n"])
