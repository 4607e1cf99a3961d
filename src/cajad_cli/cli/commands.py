"""The commands, which `commands.tsv` declares.

No table and no YAML here. Typer alone parses the command line.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from cajad_cli.cli import browse, emit, warn, whole_file, write_out, write_screen
from cajad_cli.cli.registry import (
    CHOICES,
    FILTERS,
    LISTED,
    NAMED,
    OPTIONS,
    CommandSpec,
    built,
    named_data,
)
from cajad_cli.errors import BadUsage, NotFound
from cajad_cli.query import Filters, View, columns, everything, gather
from cajad_cli.store import open_store
from cajad_cli.store.store import Store, parsed
from cajad_cli.text import rows
from cajad_cli.text.safe import is_web_address

# Of so many records a page has some ten megabytes.
MOST_ON_PAGE = 10_000
# So many pages are opened at once.
MOST_OPENED = 5

# What is told where no other command is meant.
SHOWN = "'{} --help' shows how it is used"

Ask = Callable[[Store], View]
Write = Callable[[Store, View], None]


def _answer(data: str | None, ask: Ask, write: Write, empty: str = "") -> None:
    """Ask the store of a data file for a view and write it; `empty` where nothing is found."""
    store = open_store(data)
    warn(*store.remarks)
    try:
        with store.guarded():
            view = ask(store)
            warn(*view.remarks)
            write(store, view)
    except NotFound:
        emit([empty])
        raise


def _formatted(format: str, store: Store, view: View, ask: Ask) -> Iterator[str]:
    """The pieces of a view in a format for programs.

    Those of a stranger's file are made once before any is given, because half an answer would pass
    for a whole one; `ask` gives the view again, whose rows may come but once.
    """
    from cajad_cli.render.formats import WRITERS, listed, write_document

    # What they are called is much to read where every record tells it itself.
    fields = [] if format.startswith("json") else columns(store, view)
    whole = view.layout == "record"

    def pieces(view: View) -> Iterator[str]:
        if format == "markdown" and len(view.kinds) > 1 and not view.added:
            return write_document([(row.kind, row.json) for row in view.rows], fields, whole)
        table = format == "markdown" and not whole
        shown = [*view.added, *listed(*view.kinds)] if table else fields
        return WRITERS[format]((row.json for row in view.rows), shown)

    if not store.trusted:
        for _ in pieces(view if isinstance(view.rows, list) else ask(store)):
            pass
    return pieces(view)


def _narrow(
    store: Store, name: str, words: Sequence[str], options: dict[str, list[str]], others: str
) -> None:
    """Take words, each by itself or all as one, as values of options to which they are names.

    It is told, with the other options. Raises BadUsage with a command that takes such words for
    those that are none.
    """
    from cajad_cli.query.names import exact, without_between
    from cajad_cli.text.words import fold_name, is_idle

    whole = " ".join(words)
    folded = fold_name(whole).split()
    idle = all(map(is_idle, folded)) or bool(store.asking("except") & set(folded))
    kind = f" --kind {LISTED[name]}" if name in LISTED else ""
    for word in [whole] if exact(store, whole, NAMED) else without_between(words):
        found = [(named, exact(store, word, (named,))) for named in NAMED]
        named, key = next(((named, one[0][1]) for named, one in found if len(one) == 1), ("", ""))
        if not named:
            ways = [_as_option(command, whole) for command in (name, "commitments")]
            if name == "timeline":
                from cajad_cli.query.leads import commands_for
                from cajad_cli.query.question import Question

                see = commands_for(store, Question(store, f"{name} {whole}"), {})
                ways += [command.removeprefix("cajad ") for command in see]
            other = next(filter(None, ways), "" if idle else f"search {whole}{kind}")
            cure = f"did you mean cajad {other}?" if other else SHOWN.format(f"cajad {name}")
            raise BadUsage(f"cajad {name} takes no such words; {cure}")
        options.setdefault(named, []).append(key)
        if word.lower() == store.by_ids([key])[key].get("capital", "").lower():
            warn(f"{word} is taken for its country; for the place: cajad search {word}{kind}")
    pairs = ((option, value) for option in options for value in options[option])
    told = "".join(f" --{option} {value.replace(' ', '-')}" for option, value in pairs)
    warn(f"cajad {name}{told}{others}")


def _as_option(name: str, words: str) -> str:
    """A command with words as the option of it that they are the name or a value of, if any."""
    plain = words.lower().replace(" ", "-")
    for key in COMMANDS[name].options.split():
        if key == plain:
            return f"{name} {OPTIONS[key][3].split()[0]}"
        if plain in (choice.replace(" ", "-") for choice in CHOICES.get(key, ())):
            return f"{name} {OPTIONS[key][3].split()[0]} {plain}"
    return ""


def _view_of(name: str) -> Callable[..., View]:
    """What answers a command that looks something up; that which reads words is loaded for two."""
    if name in ("search", "names"):
        from cajad_cli.query import hits

        return hits.search if name == "search" else hits.names
    from cajad_cli.query import views

    return getattr(views, name, None) or partial(views.listing, kind=LISTED[name])


def _option(data: str | None) -> str:
    """The option that names a data file; what the environment names need not be typed again."""
    if data in (None, named_data()):
        return ""
    from shlex import quote

    return f" --data {quote(str(data))}"


def _look_up(name: str) -> Callable[..., None]:
    """What answers a command that looks something up.

    Its view gets the store, the arguments by name, and as `filters` all options that narrow a list.
    """

    def look_up(format: str, data: str | None, no_pager: bool, **given: Any) -> None:
        look = _view_of(name)
        words, narrows = given.pop("which", None), "country" in given
        takes = [option for option in NAMED if option in given]
        filters = Filters(**{option: given.pop(option, None) for option in FILTERS})
        if narrows:
            given["filters"] = filters

        def ask(store: Store) -> View:
            called, narrowing = given.get("name") if narrows else None, words
            if called:
                from cajad_cli.query.names import exact
            if called and exact(store, called, takes) and not exact(store, called, [LISTED[name]]):
                # A list that takes the name of one is narrowed by a name as the others are.
                given["name"], narrowing = None, [called]
            if narrowing:
                from shlex import quote

                typed = {key: given[key] for key in OPTIONS.keys() & given if given[key]}
                told = [
                    f" {OPTIONS[key][3].split()[0]}" + f" {quote(str(one))}" * (one is not True)
                    for key, one in sorted(typed.items())
                ]
                _narrow(store, name, narrowing, filters.options, "".join([*told, _option(data)]))
            return look(store, **given)

        def write(store: Store, view: View) -> None:
            if format != "table":
                emit(_formatted(format, store, view, partial(look, **given)))
                return
            from cajad_cli.render.screen import laid_out

            write_screen(laid_out(view, gather(store, view, filters, _option(data))), no_pager)

        # Where nothing is found, JSON is an array.
        _answer(data, ask, write, "[]\n" * (format == "json"))

    return look_up


def _page(
    name: list[str] | None, output: str | None, open: bool, force: bool, data: str | None
) -> None:
    _needs_file(output, {"--open": open, "--force": force})
    if output in (None, "-") and os.isatty(1):
        raise BadUsage("a page is for a browser; name a file with --output, or use '>'")

    def write(store: Store, view: View) -> None:
        from cajad_cli.html.gathering import subject
        from cajad_cli.html.writer import page_of

        chosen = subject(store, name or ())
        if (records := len(chosen.shown) + len(chosen.more)) > MOST_ON_PAGE:
            told = f"a page holds at most {MOST_ON_PAGE:,} records, and these are {records:,}"
            raise BadUsage(f"{told}; name what the page should be of, such as a country")
        warn(*chosen.remarks)
        write_out(output, [page_of(chosen, store)], force, store.file)

    _answer(data, everything, write)
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


def _open(id: str, all: bool, data: str | None) -> None:
    def write(store: Store, view: View) -> None:
        from cajad_cli.render.citations import linked, write_text

        sources = _cited(view)
        lines = zip(sources, write_text(sources, store.meta["data:as_of"]), strict=True)
        pages = [(one["url"], linked(one), line) for one, line in lines if "url" in one]
        if not pages:
            raise NotFound("no address of a page is on record for it")
        pages = pages if all else pages[:1]
        for url, (_, words), line in pages:
            warn(line.rstrip() + f" Look for: {words}" * bool(words))
            emit([f"{url}\n"])
        browse(*(passage for _, (passage, _), _ in pages[:MOST_OPENED]))
        if len(pages) > MOST_OPENED:
            warn(f"opened the first {MOST_OPENED} of {len(pages)} pages")

    from cajad_cli.query.views import sources_of

    _answer(data, lambda store: sources_of(store, [id]), write)


def _cite(id: list[str] | None, style: str, country: list[str] | None, data: str | None) -> None:
    if bool(id) == bool(country):
        raise BadUsage("name records whose sources are wanted, or a country with --country")

    def ask(store: Store) -> View:
        from cajad_cli.query.views import sources, sources_of

        return sources_of(store, id) if id else sources(store, None, Filters(country=country))

    def write(store: Store, view: View) -> None:
        from cajad_cli.render.citations import WRITERS

        for record in parsed(view.beside):
            disputes = store.by_ids(record.get("disputed_by", ()))
            if unsettled := [key for key, one in disputes.items() if one["settled"] != "fully"]:
                told = f"sources contradict each other on {record['id']}, and that is not settled"
                warn(f"{told}: cajad show {' '.join(unsettled)}{_option(data)}")
        # All of it first: half of a file would pass for the whole.
        emit([*WRITERS[style](_cited(view), store.meta["data:as_of"])])

    _answer(data, ask, write, "[]\n" * (style == "csl-json"))


def _export(format: str, output: str | None, force: bool, data: str | None) -> None:
    _needs_file(output, {"--format sqlite": format == "sqlite", "--force": force})

    def write(store: Store, view: View) -> None:
        if format == "sqlite" and output is not None:
            from cajad_cli.render.sqlite_export import write_sqlite

            with whole_file(output, force, store.file) as unfinished:
                write_sqlite(unfinished, store.meta, (row.json for row in view.rows))
        else:
            pieces = _formatted(format, store, view, everything)
            write_out(output, pieces, force, store.file)

    _answer(data, everything, write)


def _needs_file(output: str | None, options: dict[str, bool]) -> None:
    for option, is_given in options.items():
        if is_given and output in (None, "-"):
            raise BadUsage(f"{option} needs a file; name it with --output")


def _compile(file: str, output: str | None, force: bool) -> None:
    from cajad_cli.cli.datasets import compile_file

    if output == "-":
        raise BadUsage("a compiled file is nothing to read; name a file with --output")
    beside = os.path.splitext(file)[0] + ".db"
    compile_file(file, beside if output is None else output, force)


def _validate(file: list[str] | None, format: str) -> None:
    from cajad_cli.cli.datasets import validate_files

    validate_files(file or list(filter(None, [named_data()])), format == "json")


def _schema() -> None:
    from json import dumps

    from cajad_cli.model.records import dataset_schema

    emit([dumps(dataset_schema(), indent=2, ensure_ascii=False), "\n"])


# The commands that do more than to look something up.
DEEDS: dict[str, Callable[..., None]] = {
    function.__name__.strip("_"): function
    for function in (_page, _open, _cite, _export, _compile, _validate, _schema)
}
# By name, in the order in which help lists them.
COMMANDS: dict[str, CommandSpec] = {}
# What some of them are also called, and what is typed then.
ALSO: dict[str, list[str]] = {}
for _group, _name, _options, _says, _also, *_examples in rows("cli/commands.tsv"):
    if _name not in DEEDS:
        _options += " format data no_pager"
    _lines = [f"cajad {_name} {example}".rstrip() for example in _examples or [""]]
    _function = DEEDS.get(_name) or _look_up(_name)
    COMMANDS[_name] = CommandSpec(_group, _says, _options, _lines, _function)
    for _said in filter(None, _also.split("; ")):
        _called, _, _wanted = _said.partition(" --")
        ALSO[_called] = [_name, *([f"--{_wanted}"] if _wanted else [])]


def command(name: str, typed: Sequence[str] | None = None) -> Any:
    """Typer's command of that name; for a line that is typed with the options of this line."""
    return built(name, COMMANDS[name], typed)
