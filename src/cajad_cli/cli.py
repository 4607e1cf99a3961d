"""The commands: each parses its options, asks for a view and hands it on to be written.

No table and no YAML here. Typer alone parses the command line.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from cajad_cli import __version__, completions, views
from cajad_cli.commands import Commands, command
from cajad_cli.errors import BadUsage, CannotWrite, NotFound
from cajad_cli.options import (
    Area,
    Country,
    Data,
    Format,
    Status,
    Trust,
    one_of,
)
from cajad_cli.output import announce, beside, emit, writing
from cajad_cli.store import Store, open_store
from cajad_cli.terminal import inert
from cajad_cli.views import Filters, View
from cajad_cli.vocabulary import (
    DATA_VARIABLE,
    EXPORTS,
    FORMATS,
    KINDS,
    MOST_HITS,
    STATUSES,
    STYLES,
    TRUSTS,
)

if TYPE_CHECKING:
    from cajad_cli.search import Found

app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        meta = open_store(os.environ.get(DATA_VARIABLE) or None).meta
        print(f"cajad {__version__}, data {meta['data:version']} as of {meta['data:as_of']}")
        raise typer.Exit


@app.callback(
    epilog="\b\nExamples:\n  cajad countries kz\n  cajad search '3 trillion yen'\n"
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
    country: str | None = None,
    area: str | None = None,
    status: str | None = None,
    trust: str | None = None,
) -> Filters:
    return Filters(
        country, area, one_of("--status", status, STATUSES), one_of("--trust", trust, TRUSTS)
    )


def _answer(
    format: str, data: str | None, ask: Callable[[Store], View], whole: bool = False
) -> None:
    """Ask the store for a view and write it in the format.

    Where nothing is found, JSON is still an array.
    """
    chosen = one_of("--format", format, FORMATS) or "table"
    store = open_store(data, whole=whole)
    try:
        view = ask(store)
        if view.read_as is not None:
            announce(f"no exact match; showing {view.read_as}")
        if chosen == "table":
            from cajad_cli.page import Page
            from cajad_cli.screens import LAYOUTS
            from cajad_cli.terminal import console

            with writing():
                page = Page(console())
                LAYOUTS[view.layout](page, view.rows, store)
                page.flush()
        else:
            from cajad_cli.formats import WRITERS

            records = (row.json for row in view.rows)
            emit(WRITERS[chosen](records, views.columns(store, view.kinds)))
    except NotFound:
        if chosen == "json":
            emit(["[]\n"])
        raise


# ---------------------------------------------------------------- the commands

READ = "The summit"
LISTS = "Lists"
CONTESTED = "Views, disputes, gaps"
FIND = "Find"
TOOLS = "Data"


@command(READ, "cajad overview", "cajad overview -f json")
def overview(format: Format = "table", data: Data = None) -> None:
    """The summit on one screen."""
    _answer(format, data, views.overview)


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
    _answer(
        format,
        data,
        lambda store: (
            views.listing(store, "country") if name is None else views.briefing(store, name)
        ),
    )


@command(READ, "cajad initiative")
def initiative(format: Format = "table", data: Data = None) -> None:
    """The CA+JAD Tokyo Initiative: purpose, areas, commitments, target."""
    _answer(format, data, views.initiative)


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
    _answer(
        format,
        data,
        lambda store: (
            views.listing(store, "area")
            if name is None
            else views.one(store, name, ("area",), "one area", views.OF_AREA)
        ),
    )


@command(READ, "cajad declaration")
def declaration(format: Format = "table", data: Data = None) -> None:
    """The Tokyo Declaration: what it says, how it is read, what is not known."""
    _answer(format, data, views.declaration)


@command(READ, "cajad tracker", "cajad tracker --country kg")
def tracker(
    country: Country = None, area: Area = None, format: Format = "table", data: Data = None
) -> None:
    """What became of the commitments, by area and country."""
    _answer(format, data, lambda store: views.tracker(store, _filters(country, area)))


@command(LISTS, "cajad targets", "cajad targets -f csv")
def targets(
    country: Country = None,
    area: Area = None,
    trust: Trust = None,
    format: Format = "table",
    data: Data = None,
) -> None:
    """Quantified goals: amount, unit, period, whose they are."""
    filters = _filters(country, area, None, trust)
    _answer(format, data, lambda store: views.listing(store, "target", filters))


@command(
    LISTS,
    "cajad commitments --area connectivity",
    "cajad commitments --country kg --status 'under way'",
)
def commitments(
    country: Country = None,
    area: Area = None,
    status: Status = None,
    trust: Trust = None,
    format: Format = "table",
    data: Data = None,
) -> None:
    """What was promised, by whom, and how it stands as of when."""
    filters = _filters(country, area, status, trust)
    _answer(format, data, lambda store: views.listing(store, "commitment", filters))


@command(LISTS, "cajad deals", "cajad deals --country kazakhstan")
def deals(
    country: Country = None,
    area: Area = None,
    trust: Trust = None,
    format: Format = "table",
    data: Data = None,
) -> None:
    """Deals with firms, with their amounts."""
    filters = _filters(country, area, None, trust)
    _answer(format, data, lambda store: views.listing(store, "deal", filters))


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
    _answer(
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
    _answer(format, data, lambda store: views.timeline(store, filters, from_, to))


@command(LISTS, "cajad statements --country uzbekistan")
def statements(
    country: Country = None,
    area: Area = None,
    trust: Trust = None,
    format: Format = "table",
    data: Data = None,
) -> None:
    """Who said or proposed what."""
    filters = _filters(country, area, None, trust)
    _answer(format, data, lambda store: views.listing(store, "statement", filters))


@command(CONTESTED, "cajad analysis", "cajad analysis --country kz")
def analysis(
    country: Country = None, area: Area = None, format: Format = "table", data: Data = None
) -> None:
    """Interpretations, each with its author: views, not facts."""
    filters = _filters(country, area)
    _answer(format, data, lambda store: views.listing(store, "analysis", filters))


@command(CONTESTED, "cajad disputes")
def disputes(
    country: Country = None, area: Area = None, format: Format = "table", data: Data = None
) -> None:
    """Where sources contradict each other, with our verdict."""
    filters = _filters(country, area)
    _answer(format, data, lambda store: views.listing(store, "dispute", filters))


@command(CONTESTED, "cajad unknown")
def unknown(
    country: Country = None, area: Area = None, format: Format = "table", data: Data = None
) -> None:
    """What was looked for and not found."""
    filters = _filters(country, area)
    _answer(format, data, lambda store: views.listing(store, "unknown", filters))


@command(FIND, "cajad search 3 trillion yen", "cajad search カスピ海 -k commitment")
def _search(
    term: Annotated[list[str], typer.Argument(help="Words, names, numbers or a question.")],
    kind: Annotated[
        str | None,
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
        int, typer.Option("--limit", "-n", min=1, max=MOST_HITS, help="At most so many records.")
    ] = 10,
    format: Format = "table",
    data: Data = None,
) -> None:
    """Records by any words, best first."""
    from cajad_cli.search import MOST_WORDS, search

    chosen = one_of("--format", format, FORMATS) or "table"
    sort = one_of("--kind", kind, KINDS)
    filters = _filters(country, area, None, trust)
    store = open_store(data)
    try:
        found = search(store, " ".join(term), filters.tags(store), sort, limit)
    except NotFound:
        if chosen == "json":
            emit(["[]\n"])
        raise
    for typed, meant in found.corrections:
        announce(f"no match for {inert(typed, 60)}; showing {inert(meant)}")
    if found.passed_over:
        announce(f"{found.passed_over} words after the first {MOST_WORDS} were passed over")
    for word in found.unknown:
        announce(f"nothing is known of {inert(word, 60)!r}; showing what holds the other words")
    _write_found(chosen, store, found)


def _write_found(format: str, store: Store, found: "Found") -> None:
    if format == "table":
        from cajad_cli.page import Page
        from cajad_cli.screens import write_hits
        from cajad_cli.terminal import console

        with writing():
            page = Page(console())
            write_hits(page, found, store)
            page.flush()
        return
    from cajad_cli.formats import WRITERS

    kinds = list(dict.fromkeys(hit.kind for hit in found.hits))
    columns = ["rank", "score", "snippet", *views.columns(store, kinds)]
    emit(WRITERS[format]((hit.json for hit in found.hits), columns))


@command(FIND, "cajad show three-trillion-yen", "cajad show kazakhstan tokyo-declaration -f json")
def show(
    id: Annotated[
        list[str], typer.Argument(help="Ids or names of records.", autocompletion=completions.ids())
    ],
    format: Format = "table",
    data: Data = None,
) -> None:
    """Any record whole, with sources, locators and related records."""
    _answer(format, data, lambda store: views.show(store, id))


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
        _open(views.show(open_store(data), [id], ("source",)))
        return
    _answer(
        format,
        data,
        lambda store: (
            views.listing(store, "source")
            if id is None
            else views.one(store, id, ("source",), "one source", views.OF_SOURCE)
        ),
    )


def _open(view: View) -> None:
    """Write the address of a source, then lead a browser there."""
    from json import loads

    if view.read_as is not None:
        announce(f"no exact match; showing {view.read_as}")
    (source,) = (loads(row.json) for row in view.rows)
    # Other schemes run programs; the checker refuses them, and so does this.
    if not source.get("url", "").startswith(("http://", "https://")):
        raise NotFound(f"{source['id']} has no address on record")
    emit([inert(source["url"]), "\n"])
    with beside():
        started = _browse(source["url"])
    if not started:
        raise CannotWrite("no browser could be started; set BROWSER to the name of one")


def _browse(url: str) -> bool:
    """Lead the browser that BROWSER names to an address, or else the one of the system."""
    import webbrowser

    # `webbrowser.open` goes on to browsers that nobody asked for.
    named = os.environ.get("BROWSER")
    for name in named.split(os.pathsep) if named else [None]:
        # The last two are what it makes of a BROWSER that is no command line.
        with suppress(webbrowser.Error, OSError, ValueError, IndexError):
            if webbrowser.get(name).open(url):
                return True
    return False


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
    from cajad_cli import citations

    chosen = one_of("--style", style, STYLES) or "text"
    store = open_store(data)
    try:
        view = views.show(store, id)
    except NotFound:
        if chosen == "csl-json":
            emit(["[]\n"])
        raise
    if view.read_as is not None:
        announce(f"no exact match; showing {view.read_as}")
    sources = citations.sources_of(store, view.rows)
    emit(citations.STYLES[chosen](sources, store.meta["data:as_of"]))


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
    chosen = one_of("--format", format, EXPORTS) or "json"
    if output is None or output == "-":
        if chosen == "sqlite" or force:
            option = "--format sqlite" if chosen == "sqlite" else "--force"
            raise BadUsage(f"{option} needs a file; name it with --output")
        _answer(chosen, data, views.everything, whole=True)
        return
    store = open_store(data, whole=True)
    if chosen == "sqlite":
        from cajad_cli.sqlite_export import export_sqlite

        export_sqlite(store, output, force)
        return
    from cajad_cli.formats import WRITERS
    from cajad_cli.output import write_file

    view = views.everything(store)
    records = (row.json for row in view.rows)
    write_file(output, WRITERS[chosen](records, views.columns(store, view.kinds)), force)


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
    from cajad_cli.validation import validate_files

    as_json = one_of("--format", format, ("text", "json")) == "json"
    validate_files(file or [], as_json)


@command(TOOLS, "cajad cache", "cajad cache --clear")
def cache(
    clear: Annotated[
        bool, typer.Option("--clear", help="Remove the stores of all datasets.")
    ] = False,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="How it is written.")
    ] = "text",
    data: Data = None,
) -> None:
    """Where the compiled store of a dataset is, and why."""
    from cajad_cli.cache_report import clear_stores, report

    as_json = one_of("--format", format, ("text", "json")) == "json"
    if clear:
        clear_stores(as_json)
    else:
        report(open_store(data), as_json)


@command(TOOLS, "cajad schema > summit.schema.json")
def schema() -> None:
    """The JSON Schema of a dataset, for editors and validators."""
    from json import dumps

    from cajad_cli.schema import dataset_schema

    emit([dumps(dataset_schema(), indent=2, ensure_ascii=False), "\n"])
