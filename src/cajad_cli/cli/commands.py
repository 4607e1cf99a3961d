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
    Country,
    Data,
    ExportFormat,
    Force,
    Output,
    SomeNames,
    Style,
    TextFormat,
    one_of,
)
from cajad_cli.cli.registry import Commands, command
from cajad_cli.cli.streams import browse, emit, warn, writing
from cajad_cli.errors import BadUsage
from cajad_cli.query import views
from cajad_cli.query.views import View
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import Store

FIND, TOOLS = "Find", "Data"
# So many pages are opened at once.
MOST_OPENED = 5

app = typer.Typer(
    cls=Commands,
    # Typer's installer is not used: see cajad_cli.cli.shells.
    add_completion=False,
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


def _install(shell: str | None) -> None:
    if shell is not None:
        from cajad_cli.cli.shells import install_completion

        install_completion(shell)
        raise typer.Exit


def _show(shell: str | None) -> None:
    if shell is not None:
        from cajad_cli.cli.shells import show_completion

        show_completion(shell)
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
    install_completion: Annotated[
        str | None,
        typer.Option(
            metavar="[SHELL]",
            is_eager=True,
            callback=_install,
            help="Write completion for a shell, your own unless named.",
        ),
    ] = None,
    show_completion: Annotated[
        str | None,
        typer.Option(
            metavar="[SHELL]", is_eager=True, callback=_show, help="Print that completion."
        ),
    ] = None,
) -> None:
    """The record of the first "Central Asia plus Japan" summit, with the source of every fact.

    Without a command it shows the overview.
    """


@command(FIND, "cajad open three-trillion-yen", "cajad open mofa-result")
def open_(
    id: Annotated[str, typer.Argument(help="Id or name of a record or a source.")],
    every: Annotated[
        bool, typer.Option("--all", help=f"All its pages; at most {MOST_OPENED} are opened.")
    ] = False,
    data: Data = None,
) -> None:
    """The page that a record rests on, printed and opened in a browser at the passage."""

    def write(store: Store, view: View) -> None:
        pages = views.pages_of(store, view)
        _open_pages(pages if every else pages[:1])

    answer(data, lambda store: views.show(store, [id]), write)


def _open_pages(pages: list[tuple[str, str]]) -> None:
    """Print addresses, and lead a browser to the passages in them."""
    emit(f"{url}\n" for url, _ in pages)
    browse(*(passage for _, passage in pages[:MOST_OPENED]))
    if len(pages) > MOST_OPENED:
        warn(f"opened the first {MOST_OPENED} of {len(pages)} pages")


@command(
    FIND,
    "cajad cite tokyo-declaration",
    "cajad cite three-trillion-yen mofa-result --style bibtex > summit.bib",
    "cajad cite --country kz --style ris > kazakhstan.ris",
)
def cite(
    id: SomeNames = None, style: Style = "text", country: Country = None, data: Data = None
) -> None:
    """The sources of records as citations, for an article or a reference manager."""
    chosen = one_of("--style", style, STYLES)
    if bool(id) == bool(country):
        raise BadUsage("name records whose sources are wanted, or a country with --country")

    def ask(store: Store) -> View:
        if id:
            return views.sources_of(store, id)
        return views.sources(store, None, views.Filters(country=country or ()))

    def write(store: Store, view: View) -> None:
        from json import loads

        from cajad_cli.render.citations import WRITERS

        sources = [loads(row.json) for row in view.rows]
        emit(WRITERS[chosen](sources, store.meta["data:as_of"]))

    answer(data, ask, write, "[]\n" * (chosen == "csl-json"))


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
