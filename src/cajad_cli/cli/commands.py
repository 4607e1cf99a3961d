"""The commands: each parses its options, asks for a view and hands it on to be written.

No table and no YAML here. Typer alone parses the command line.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from cajad_cli import __version__
from cajad_cli.cli import completions
from cajad_cli.cli.options import (
    DATA_VARIABLE,
    EXPORTS,
    FORMATS,
    STYLES,
    Area,
    Country,
    Data,
    Format,
    Status,
    Trust,
    one_of,
)
from cajad_cli.cli.registry import Commands, command
from cajad_cli.cli.streams import emit, stdout_to_stderr, warn, writing
from cajad_cli.errors import BadUsage, CannotWrite, NotFound
from cajad_cli.model.kinds import KINDS
from cajad_cli.model.vocabulary import STATUSES, TRUSTS
from cajad_cli.query import views
from cajad_cli.query.views import Filters, View
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import Store
from cajad_cli.text.safe import is_web_address

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


def _filters(
    country: Sequence[str] | None = None,
    area: Sequence[str] | None = None,
    status: Sequence[str] | None = None,
    trust: Sequence[str] | None = None,
    kind: Sequence[str] | None = None,
) -> Filters:
    return Filters(
        country=country or (),
        area=area or (),
        status=[one_of("--status", value, STATUSES) for value in status or ()],
        trust=[one_of("--trust", value, TRUSTS) for value in trust or ()],
        kind=[one_of("--kind", value, tuple(KINDS)) for value in kind or ()],
    )


# Writes a view.
_Write = Callable[[Store, View], None]


def _answer(data: str | None, ask: Callable[[Store], View], write: _Write, empty: str = "") -> None:
    """Ask the store of a data file for a view and write it; `empty` where nothing is found.

    Every lookup passes through here.
    """
    store = open_store(data)
    for remark in store.remarks:
        warn(remark)
    try:
        view = ask(store)
        for remark in view.remarks:
            warn(remark)
        write(store, view)
    except NotFound:
        if empty:
            emit([empty])
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        if store.trusted:
            raise
        # A stranger's compiled file holds what no dataset does.
        raise store.damaged(error) from None


def _lookup(format: str, data: str | None, ask: Callable[[Store], View]) -> None:
    """Answer in the format; where nothing is found, JSON is still an array."""
    chosen = one_of("--format", format, FORMATS)

    def write(store: Store, view: View) -> None:
        if chosen == "table":
            from cajad_cli.render.layouts import LAYOUTS
            from cajad_cli.render.page import Page
            from cajad_cli.render.terminal import console

            with writing():
                page = Page(console())
                LAYOUTS[view.layout](page, views.gather(store, view))
                page.flush()
        else:
            emit(_formatted(chosen, store, view))

    _answer(data, ask, write, "[]\n" if chosen == "json" else "")


def _formatted(format: str, store: Store, view: View) -> Iterator[str]:
    from cajad_cli.render.formats import WRITERS

    return WRITERS[format]((row.json for row in view.rows), views.columns(store, view))


# ---------------------------------------------------------------- the commands

READ = "The summit"
LISTS = "Lists"
CONTESTED = "Views, disputes, gaps"
FIND = "Find"
TOOLS = "Data"


@command(READ, "cajad overview", "cajad overview -f json")
def overview(format: Format = "table", data: Data = None) -> None:
    """The summit on one screen."""
    _lookup(format, data, views.overview)


@command(READ, "cajad countries", "cajad countries カザフスタン", "cajad countries TJ -f yaml")
def countries(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Any name, spelling, script or ISO code.",
            autocompletion=completions.ids("country"),
        ),
    ] = None,
    format: Format = "table",
    data: Data = None,
) -> None:
    """The six participants; with a name, a briefing on one."""
    _lookup(
        format,
        data,
        lambda store: (
            views.listing(store, "country") if name is None else views.briefing(store, name)
        ),
    )


@command(READ, "cajad initiative")
def initiative(format: Format = "table", data: Data = None) -> None:
    """The CA+JAD Tokyo Initiative: purpose, areas, commitments, target."""
    _lookup(format, data, views.initiative)


@command(READ, "cajad areas", "cajad areas connectivity", "cajad areas HRD")
def areas(
    name: Annotated[
        str | None,
        typer.Argument(help="Any name of an area.", autocompletion=completions.ids("area")),
    ] = None,
    format: Format = "table",
    data: Data = None,
) -> None:
    """The priority areas; with a name, one with its commitments."""
    _lookup(
        format,
        data,
        lambda store: (
            views.listing(store, "area")
            if name is None
            else views.about(store, name, ("area",), "one area", views.OF_AREA)
        ),
    )


@command(READ, "cajad declaration")
def declaration(format: Format = "table", data: Data = None) -> None:
    """The Tokyo Declaration: what it says, how it is read, what is not known."""
    _lookup(format, data, views.declaration)


@command(READ, "cajad tracker", "cajad tracker --country kg")
def tracker(
    country: Country = None, area: Area = None, format: Format = "table", data: Data = None
) -> None:
    """What became of the commitments, by area and country."""
    _lookup(format, data, lambda store: views.tracker(store, _filters(country, area)))


_NARROWING = {"country": Country, "area": Area, "status": Status, "trust": Trust}


def _list(group: str, name: str, narrowing: str, doc: str, *examples: str) -> None:
    """Declare a command that lists the records of a kind, with options that narrow the list."""
    kind = next(kind.name for kind in KINDS.values() if name in (kind.name, kind.plural))

    def run(format: str, data: str | None, **options: list[str] | None) -> None:
        filters = _filters(**options)
        _lookup(format, data, lambda store: views.listing(store, kind, filters))

    types: dict[str, Any] = {option: _NARROWING[option] for option in narrowing.split()}
    types |= {"format": Format, "data": Data}
    parameters = [
        Parameter(
            option,
            Parameter.KEYWORD_ONLY,
            default="table" if option == "format" else None,
            annotation=type_,
        )
        for option, type_ in types.items()
    ]
    run.__name__, run.__doc__, run.__annotations__ = name, doc, types
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    command(group, *examples)(run)


for row in (
    ("targets", "country area trust", "Quantified goals: amount, unit, period, whose they are."),
    (
        "commitments",
        "country area status trust",
        "What was promised, by whom, and how it stands as of when.",
        "cajad commitments --area connectivity",
        "cajad commitments --country kg --status under-way",
    ),
    ("deals", "country area trust", "Deals with firms, with their amounts.", "cajad deals -c kz"),
    ("statements", "country area trust", "Who said or proposed what.", "cajad statements -c uz"),
):
    _list(LISTS, *row)
for row in (
    ("analysis", "country area", "Interpretations, each with its author: views, not facts."),
    ("disputes", "country area", "Where sources contradict each other, with our verdict."),
    ("unknown", "country area", "What was looked for and not found."),
):
    _list(CONTESTED, *row)


@command(LISTS, "cajad documents", "cajad documents tokyo-declaration")
def documents(
    id: Annotated[
        str | None,
        typer.Argument(
            help="Id or name of a document.", autocompletion=completions.ids("document")
        ),
    ] = None,
    country: Country = None,
    area: Area = None,
    trust: Trust = None,
    format: Format = "table",
    data: Data = None,
) -> None:
    """What was adopted or signed; with an id, one document whole."""
    filters = _filters(country, area, None, trust)
    if id is not None and (country or area or trust):
        raise BadUsage("an id and --country, --area or --trust do not go together; leave one out")
    _lookup(
        format,
        data,
        lambda store: (
            views.listing(store, "document", filters)
            if id is None
            else views.show(store, [id], ("document",))
        ),
    )


@command(LISTS, "cajad timeline", "cajad timeline --from 2026 --country uz")
def timeline(
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="2025-12-20, 2025-12 or 2025.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day, month or year.")
    ] = None,
    country: Country = None,
    area: Area = None,
    trust: Trust = None,
    format: Format = "table",
    data: Data = None,
) -> None:
    """Events from the founding of the dialogue to the newest."""
    filters = _filters(country, area, None, trust)
    _lookup(format, data, lambda store: views.timeline(store, filters, from_, to))


@command(FIND, "cajad search 3 trillion yen", "cajad search カスピ海 -k commitment")
def _search(
    term: Annotated[list[str], typer.Argument(help="Words, names, numbers or a question.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            "-k",
            metavar="KIND",
            help=f"Only records of this kind: {', '.join(KINDS)}.",
            autocompletion=completions.words(KINDS, completions.meaning_of_kind),
        ),
    ] = None,
    country: Country = None,
    area: Area = None,
    trust: Trust = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=1000, help="At most so many records.")
    ] = 10,
    format: Format = "table",
    data: Data = None,
) -> None:
    """Records by any words, best first."""
    filters = _filters(country, area, None, trust, kind)
    _lookup(format, data, lambda store: views.search(store, term, filters, limit))


@command(FIND, "cajad show three-trillion-yen", "cajad show kazakhstan tokyo-declaration -f json")
def show(
    id: Annotated[
        list[str], typer.Argument(help="Ids or names of records.", autocompletion=completions.ids())
    ],
    format: Format = "table",
    data: Data = None,
) -> None:
    """Any record whole, with sources, locators and related records."""
    _lookup(format, data, lambda store: views.show(store, id))


@command(FIND, "cajad sources", "cajad sources mofa-result", "cajad sources mofa-result --open")
def sources(
    id: Annotated[
        str | None,
        typer.Argument(help="Id of a source.", autocompletion=completions.ids("source")),
    ] = None,
    open: Annotated[
        bool, typer.Option("--open", help="Open the source in a browser, after its address.")
    ] = False,
    format: Format = "table",
    data: Data = None,
) -> None:
    """Where everything comes from; with an id, all that rests on one source."""
    if open:
        if id is None:
            raise BadUsage("--open needs the id of a source; 'cajad sources' lists them")
        if one_of("--format", format, FORMATS) != "table":
            raise BadUsage("--open writes an address and nothing else; leave --format out")
        _answer(data, lambda store: views.show(store, [id], ("source",)), _open)
        return
    _lookup(
        format,
        data,
        lambda store: (
            views.listing(store, "source")
            if id is None
            else views.about(store, id, ("source",), "one source", views.OF_SOURCE)
        ),
    )


def _open(store: Store, view: View) -> None:
    """Write the address of a source, then lead a browser there."""
    import webbrowser
    from json import loads

    (source,) = (loads(row.json) for row in view.rows)
    url = source.get("url", "")
    # The checker refuses other schemes, and so does this.
    if not is_web_address(url):
        raise NotFound(f"{source['id']} has no address on record")
    emit([url, "\n"])
    with stdout_to_stderr():
        # What BROWSER names may have a place for an action, which this is none of.
        started = webbrowser.open(url.replace("%action", "%ACtion"))
    if not started:
        raise CannotWrite("no browser could be started; set BROWSER to the name of one")


@command(
    FIND,
    "cajad cite tokyo-declaration",
    "cajad cite three-trillion-yen mofa-result --style bibtex > summit.bib",
)
def cite(
    id: Annotated[
        list[str], typer.Argument(help="Ids or names of records.", autocompletion=completions.ids())
    ],
    style: Annotated[
        str,
        typer.Option(
            "--style",
            metavar="STYLE",
            help=f"How the citations are written: {', '.join(STYLES)}.",
            autocompletion=completions.words(STYLES, completions.meaning_of_style),
        ),
    ] = "text",
    data: Data = None,
) -> None:
    """The sources of records as citations, for an article or a reference manager."""
    chosen = one_of("--style", style, STYLES)

    def write(store: Store, view: View) -> None:
        from json import loads

        from cajad_cli.render.citations import WRITERS

        sources = [loads(row.json) for row in view.rows]
        emit(WRITERS[chosen](sources, store.meta["data:as_of"]))

    _answer(data, lambda store: views.sources_of(store, id), write, "[]\n" * (chosen == "csl-json"))


@command(TOOLS, "cajad export > summit.json", "cajad export --format sqlite --output summit.db")
def export(
    format: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=f"How the records are written: {', '.join(EXPORTS)}.",
            autocompletion=completions.words(EXPORTS, completions.meaning_of_format),
        ),
    ] = "json",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; sqlite needs a file."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if there is one.")
    ] = False,
    data: Data = None,
) -> None:
    """Every record, for spreadsheets, notebooks and databases."""
    chosen = one_of("--format", format, EXPORTS)
    if output is None or output == "-":
        if chosen == "sqlite" or force:
            option = "--format sqlite" if chosen == "sqlite" else "--force"
            raise BadUsage(f"{option} needs a file; name it with --output")
        _lookup(chosen, data, views.everything)
        return

    def write(store: Store, view: View) -> None:
        from cajad_cli.cli.streams import whole_file, write_file

        if chosen == "sqlite":
            from cajad_cli.render.sqlite_export import write_sqlite

            with whole_file(output, force, store.file) as unfinished:
                write_sqlite(unfinished, store.meta, (row.json for row in view.rows))
        else:
            write_file(output, _formatted(chosen, store, view), force, store.file)

    _answer(data, views.everything, write)


@command(TOOLS, "cajad compile my.yaml", "cajad compile my.yaml --output my.db")
def compile_(
    file: Annotated[str, typer.Argument(help="A dataset in YAML.")],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; FILE.db unless told."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace also what is no compiled file.")
    ] = False,
) -> None:
    """Check a dataset and write it as a file that --data asks at once."""
    from cajad_cli.cli.compiling import compile_file

    compile_file(file, output or os.path.splitext(file)[0] + ".db", force)


@command(TOOLS, "cajad validate", "cajad validate my.yaml --format json")
def validate(
    file: Annotated[
        list[str] | None, typer.Argument(help="Datasets to check; the bundled one unless told.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="How problems are written.")
    ] = "text",
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
