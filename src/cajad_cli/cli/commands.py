"""The commands that do something with the record or a file, and the program itself.

No table and no YAML here. Typer alone parses the command line.
"""

import os
from typing import Annotated, Any

import typer

from cajad_cli import __version__
from cajad_cli.cli import lookups  # noqa: F401 - declares commands, which help lists first
from cajad_cli.cli.answering import answer, formatted
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
    named_argument,
    one_of,
)
from cajad_cli.cli.registry import Commands, command
from cajad_cli.cli.streams import browse, emit, warn, whole_file, write_out, writing
from cajad_cli.errors import BadUsage
from cajad_cli.query import views
from cajad_cli.query.view import Filters, View
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import Store
from cajad_cli.text.safe import visible

FIND, TOOLS = "Find", "Data"
# So many pages are opened at once.
MOST_OPENED = 5
_REPORTED = typer.Option("--format", "-f", metavar="text|json", help="How problems are written.")
_PAGES = "Ids or names of records, or a command such as tracker; the whole record without any."

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
        store = open_store(os.environ.get(DATA_VARIABLE) or None)
        with writing():
            try:
                told = f"data {store.meta['data:version']} as of {store.meta['data:as_of']}"
            except LookupError as error:
                raise store.damaged(error) from None
            print(f"cajad {__version__}, {visible(told)}")
        raise typer.Exit


def _completion(option: str, says: str) -> Any:
    """An option that does something with the completion of a shell."""

    def bring(shell: str | None) -> None:
        if shell is not None:
            from cajad_cli.cli.shells import bring_completion

            bring_completion(option, shell)
            raise typer.Exit

    return typer.Option(option, metavar="[SHELL]", is_eager=True, callback=bring, help=says)


_VERSION = typer.Option(
    "--version", is_eager=True, callback=_version, help="Versions of program and data."
)
_INSTALL = _completion(
    "--install-completion", "Write completion for a shell, your own unless named."
)
_SHOW = _completion("--show-completion", "Print that completion.")


@app.callback(
    epilog="\b\nExamples:\n  cajad countries kz\n  cajad search 3 trillion yen\n"
    "  cajad commitments --country uzbekistan -f csv"
)
def cajad(
    version: Annotated[bool, _VERSION] = False,
    install_completion: Annotated[str | None, _INSTALL] = None,
    show_completion: Annotated[str | None, _SHOW] = None,
) -> None:
    """The record of the first "Central Asia plus Japan" summit, with the source of every fact.

    Without a command it shows the overview.
    """


@command(
    TOOLS,
    "cajad page --output summit.html --open",
    "cajad page turkmenistan --output turkmenistan.html",
    "cajad page kazakhstan uzbekistan > two.html",
)
def page(
    name: Annotated[list[str] | None, named_argument(_PAGES)] = None,
    output: Output = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the file in a browser.")] = False,
    force: Force = False,
    data: Data = None,
) -> None:
    """The record, or a part of it, as one HTML file to send, print and put on the web."""
    if _to_stdout(output, "--open" if open_ else "--force" if force else "") and os.isatty(1):
        raise BadUsage("a page is for a browser; name a file with --output, or use '>'")

    def write(store: Store, view: View) -> None:
        from cajad_cli.html.gathering import subject
        from cajad_cli.html.writer import page_of

        chosen = subject(store, name or ())
        for remark in chosen.remarks:
            warn(remark)
        write_out(output, [page_of(chosen, store)], force, store.file)

    answer(data, views.everything, write)
    if open_ and output:
        from pathlib import Path

        browse(Path(output).absolute().as_uri())


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
        return views.sources(store, None, Filters(country=country or ()))

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
    _to_stdout(output, "--format sqlite" if chosen == "sqlite" else "--force" if force else "")

    def write(store: Store, view: View) -> None:
        if chosen == "sqlite" and output:
            from cajad_cli.render.sqlite_export import write_sqlite

            with whole_file(output, force, store.file) as unfinished:
                write_sqlite(unfinished, store.meta, (row.json for row in view.rows))
        else:
            write_out(output, formatted(chosen, store, view), force, store.file)

    answer(data, views.everything, write)


def _to_stdout(output: str | None, option: str) -> bool:
    """Whether no file is named to write to. Raises BadUsage then for an option that needs one."""
    if output is not None and output != "-":
        return False
    if option:
        raise BadUsage(f"{option} needs a file; name it with --output")
    return True


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
    format: Annotated[str, _REPORTED] = "text",
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
