"""The commands and the program itself. What is looked up stands in the rows of `lookups.tsv`.

No table and no YAML here. Typer alone parses the command line.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import typer

from cajad_cli import __version__
from cajad_cli.cli.options import FILTERS, LISTED, MOST_OPENED, NAMED, named_data, option
from cajad_cli.cli.registry import ALSO, HELP_OPTIONS, Commands, command
from cajad_cli.cli.streams import browse, emit, warn, whole_file, write_out, write_screen
from cajad_cli.errors import BadUsage, NotFound
from cajad_cli.query import views
from cajad_cli.query.names import exact
from cajad_cli.query.view import Filters, View, columns, gather
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import Store, parsed
from cajad_cli.text.safe import is_web_address, visible
from cajad_cli.text.shipped import shipped

FIND, TOOLS = "Find", "Data"
# Of so many records a page has some ten megabytes.
MOST_ON_PAGE = 10_000

app = typer.Typer(
    cls=Commands,
    # Typer's installer is not used: see cajad_cli.cli.completions.
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=HELP_OPTIONS,
)


def _version(wanted: bool) -> None:
    if wanted:
        store = open_store(named_data())
        with store.guarded():
            told = f"data {store.meta['data:version']} as of {store.meta['data:as_of']}"
        print(f"cajad {__version__}, {visible(told)}")
        raise typer.Exit


def _completion(asked: typer.CallbackParam, shell: str | None) -> None:
    if shell is not None:
        from cajad_cli.cli.completions import bring_completion

        bring_completion(asked.opts[0], shell)
        raise typer.Exit


_VERSION = option(
    "--version", None, "Versions of program and data.", False, is_eager=True, callback=_version
)()
_BRINGS: dict[str, Any] = {"metavar": "[SHELL]", "is_eager": True, "callback": _completion}
_YOURS = "Write completion for a shell, your own unless named."
_INSTALL = option("--install-completion", says=_YOURS, **_BRINGS)()
_SHOW = option("--show-completion", says="Print that completion.", **_BRINGS)()


@app.callback(
    help='The record of the first "Central Asia plus Japan" summit, with the source of every fact.'
    "\n\nWithout a command it shows the overview.",
    epilog="\b\nExamples:\n  cajad countries kz\n  cajad search 3 trillion yen\n"
    "  cajad commitments --country uzbekistan -f csv",
)
def cajad(
    version: bool = _VERSION,
    install_completion: str | None = _INSTALL,
    show_completion: str | None = _SHOW,
) -> None:
    """Take the options of the program itself, each of which ends it."""


Ask = Callable[[Store], View]
Write = Callable[[Store, View], None]


def _answer(data: str | None, ask: Ask, write: Write, empty: str = "") -> None:
    """Ask the store of a data file for a view and write it; `empty` where nothing is found."""
    store = open_store(data)
    for remark in store.remarks:
        warn(remark)
    try:
        with store.guarded():
            view = ask(store)
            for remark in view.remarks:
                warn(remark)
            write(store, view)
    except NotFound:
        emit([empty])
        raise


def _formatted(format: str, store: Store, view: View, ask: Ask) -> Iterator[str]:
    """The pieces of a view in a format for programs.

    Those of a stranger's file are made once before any is given, because half an answer would pass
    for a whole one; `ask` gives the view again, whose rows may come but once.
    """
    if not store.trusted:
        first = view if isinstance(view.rows, list) else ask(store)
        for _ in _pieces(format, store, first):
            pass
    return _pieces(format, store, view)


def _pieces(format: str, store: Store, view: View) -> Iterator[str]:
    from cajad_cli.render.formats import WRITERS, listed, write_document

    fields, whole = columns(store, view), view.layout == "record"
    if format == "markdown" and len(view.kinds) > 1 and not view.added:
        return write_document([(row.kind, row.json) for row in view.rows], fields, whole)
    if format == "markdown" and not whole:
        fields = [*view.added, *listed(*view.kinds)]
    return WRITERS[format]((row.json for row in view.rows), fields)


def _narrow(store: Store, name: str, words: Sequence[str], options: dict[str, list[str]]) -> None:
    """Take words, each by itself or all as one, as values of options to which they are names.

    It is told. Raises BadUsage with a command that takes such words for those that are none.
    """
    whole, told = " ".join(words), f"cajad {name}"
    kind = f" --kind {LISTED[name]}" if name in LISTED else ""
    for word in [whole] if exact(store, whole, NAMED) else words:
        for named in NAMED:
            if len(found := exact(store, word, (named,))) == 1:
                break
        else:
            is_year = name == "timeline" and whole.isdigit()
            other = f"timeline --from {whole}" if is_year else f"search {whole}{kind}"
            raise BadUsage(f"cajad {name} takes no such words; did you mean cajad {other}?")
        options.setdefault(named, []).append(found[0][1])
        if word.lower() == store.by_ids([found[0][1]])[found[0][1]].get("capital", "").lower():
            warn(f"{word} is taken for its country; for the place: cajad search {word}{kind}")
        told += f" --{named} {found[0][1]}"
    warn(told)


def _lookup(group: str, name: str, options: str, says: str, also: str, *examples: str) -> None:
    """Declare the lookup of a row of the table.

    Its view gets the store, the arguments by name, and as `filters` all options that narrow a list.
    """

    def look_up(format: str, data: str | None, no_pager: bool, **given: Any) -> None:
        look = getattr(views, name, None) or partial(views.listing, kind=LISTED[name])
        words, narrows = given.pop("which", None), "country" in given
        filters = Filters(**{option: given.pop(option, None) for option in FILTERS})
        if narrows:
            given["filters"] = filters

        def ask(store: Store) -> View:
            if words:
                _narrow(store, name, words, filters.options)
            return look(store, **given)

        def write(store: Store, view: View) -> None:
            if format != "table":
                emit(_formatted(format, store, view, partial(look, **given)))
                return
            from cajad_cli.render.screen import laid_out

            # What the environment names need not be typed again.
            named = data if data != named_data() else None
            write_screen(laid_out(view, gather(store, view, filters, named)), no_pager)

        # Where nothing is found, JSON is an array.
        _answer(data, ask, write, "[]\n" * (format == "json"))

    look_up.__name__, look_up.__doc__ = name, says
    command(group, f"{options} format data no_pager", *(examples or ("",)))(look_up)
    for said in filter(None, also.split("; ")):
        called, _, wanted = said.partition(" --")
        ALSO[called] = [name, *([f"--{wanted}"] if wanted else [])]


for _row in shipped("cli/lookups.tsv").splitlines():
    if not _row.startswith("#"):
        _lookup(*_row.split("\t"))


@command(
    TOOLS,
    "name:pages output open force data",
    "--output summit.html --open",
    "turkmenistan --output turkmenistan.html",
    "kazakhstan uzbekistan > two.html",
)
def page(
    name: list[str] | None, output: str | None, open: bool, force: bool, data: str | None
) -> None:
    """The record, or a part of it, as one HTML file to send, print and put on the web."""
    if _to_stdout(output, "--open" if open else "--force" if force else "") and os.isatty(1):
        raise BadUsage("a page is for a browser; name a file with --output, or use '>'")

    def write(store: Store, view: View) -> None:
        from cajad_cli.html.gathering import subject
        from cajad_cli.html.writer import page_of

        chosen = subject(store, name or ())
        if (records := len(chosen.shown) + len(chosen.more)) > MOST_ON_PAGE:
            told = f"a page holds at most {MOST_ON_PAGE:,} records, and these are {records:,}"
            raise BadUsage(f"{told}; name what the page should be of, such as a country")
        for remark in chosen.remarks:
            warn(remark)
        write_out(output, [page_of(chosen, store)], force, store.file)

    _answer(data, views.everything, write)
    if open and output:
        from pathlib import Path

        browse(Path(output).absolute().as_uri())


def _cited(view: View) -> list[dict[str, Any]]:
    """The sources of a view, each with the passages of it that records beside them cite."""
    from cajad_cli.render.citations import linked

    sources = {source["id"]: source | {"passages": []} for source in parsed(view.rows)}
    for passage in (one for record in parsed(view.beside) for one in record["sources"]):
        sources[passage["id"]]["passages"].append(passage)
    for source in sources.values():
        # The checker refuses other schemes, and so does this: they run programs.
        if not all(map(is_web_address, (source.get("url", ""), linked(source)[0]))):
            source.pop("url", None)
    return list(sources.values())


@command(FIND, "id all data", "three-trillion-yen", "mofa-result")
def open_(id: str, all: bool, data: str | None) -> None:
    """The page that a record rests on, printed and opened in a browser at the passage."""

    def write(store: Store, view: View) -> None:
        from cajad_cli.render.citations import linked, write_text

        sources = _cited(view)
        lines = zip(sources, write_text(sources, store.meta["data:as_of"]), strict=True)
        pages = [(one["url"], linked(one), line) for one, line in lines if "url" in one]
        if not pages:
            raise NotFound("no address of a page is on record for it")
        pages = pages if all else pages[:1]
        for url, (_, words), line in pages:
            warn(line.rstrip() + f" Found by: {words}" * bool(words))
            emit([f"{url}\n"])
        browse(*(passage for _, (passage, _), _ in pages[:MOST_OPENED]))
        if len(pages) > MOST_OPENED:
            warn(f"opened the first {MOST_OPENED} of {len(pages)} pages")

    _answer(data, lambda store: views.sources_of(store, [id]), write)


@command(
    FIND,
    "id:some style country data",
    "tokyo-declaration",
    "three-trillion-yen mofa-result --style bibtex > summit.bib",
    "--country kz --style ris > kazakhstan.ris",
)
def cite(id: list[str] | None, style: str, country: list[str] | None, data: str | None) -> None:
    """The sources of records as citations, for an article or a reference manager."""
    if bool(id) == bool(country):
        raise BadUsage("name records whose sources are wanted, or a country with --country")

    def ask(store: Store) -> View:
        of_country = Filters(country=country)
        return views.sources_of(store, id) if id else views.sources(store, None, of_country)

    def write(store: Store, view: View) -> None:
        from cajad_cli.render.citations import WRITERS

        emit(WRITERS[style](_cited(view), store.meta["data:as_of"]))

    _answer(data, ask, write, "[]\n" * (style == "csl-json"))


@command(
    TOOLS, "format:export output force data", "> summit.json", "--format sqlite --output summit.db"
)
def export(format: str, output: str | None, force: bool, data: str | None) -> None:
    """Every record, for spreadsheets, notebooks and databases."""
    _to_stdout(output, "--format sqlite" if format == "sqlite" else "--force" if force else "")

    def write(store: Store, view: View) -> None:
        if format == "sqlite" and output is not None:
            from cajad_cli.render.sqlite_export import write_sqlite

            with whole_file(output, force, store.file) as unfinished:
                write_sqlite(unfinished, store.meta, (row.json for row in view.rows))
        else:
            pieces = _formatted(format, store, view, views.everything)
            write_out(output, pieces, force, store.file)

    _answer(data, views.everything, write)


def _to_stdout(output: str | None, option: str) -> bool:
    """Whether no file is named to write to. Raises BadUsage then for an option that needs one."""
    if output not in (None, "-"):
        return False
    if option:
        raise BadUsage(f"{option} needs a file; name it with --output")
    return True


@command(TOOLS, "file output force", "my.yaml", "my.yaml --output my.db")
def compile_(file: str, output: str | None, force: bool) -> None:
    """Check a dataset and write it as a file that --data asks at once."""
    from cajad_cli.cli.datasets import compile_file

    if output == "-":
        raise BadUsage("a compiled file is nothing to read; name a file with --output")
    compile_file(file, output or os.path.splitext(file)[0] + ".db", force)


@command(TOOLS, "file:some format:report", "", "my.yaml --format json")
def validate(file: list[str] | None, format: str) -> None:
    """Check a dataset; say how many records it holds when it is sound."""
    from cajad_cli.cli.datasets import validate_files

    validate_files(file or list(filter(None, [named_data()])), format == "json")


@command(TOOLS, "", "> summit.schema.json")
def schema() -> None:
    """The JSON Schema of a dataset, for editors and validators."""
    if __doc__ is None:
        raise BadUsage("the schema tells what Python leaves out with -OO; run cajad without that")
    from json import dumps

    from cajad_cli.model.schema import dataset_schema

    emit([dumps(dataset_schema(), indent=2, ensure_ascii=False), "\n"])
