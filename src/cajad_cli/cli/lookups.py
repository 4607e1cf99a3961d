"""The commands that look something up: how all are answered, and what each asks, a row each."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from cajad_cli.cli.options import FILTERS, named_data
from cajad_cli.cli.pager import write_screen
from cajad_cli.cli.registry import command
from cajad_cli.cli.streams import emit, warn
from cajad_cli.errors import NotFound
from cajad_cli.query import views
from cajad_cli.query.view import Filters, View, columns, gather
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import Store

# What answers a lookup: it gets the store, the arguments by name, and as `filters` all options that
# narrow a list.
Ask = Callable[..., View]
Write = Callable[[Store, View], None]


def answer(data: str | None, ask: Ask, write: Write, empty: str = "") -> None:
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
        if empty:
            emit([empty])
        raise


def formatted(format: str, store: Store, view: View) -> Iterator[str]:
    """The pieces of a view in a format for programs."""
    from cajad_cli.render.formats import WRITERS, write_document

    if format == "markdown" and len(view.kinds) > 1 and not view.added:
        fields = {kind: [f.name for f in store.fields_of(kind)] for kind in view.kinds}
        rows = [(row.kind, row.json) for row in view.rows]
        return write_document(rows, fields, whole=view.layout == "record")
    return WRITERS[format]((row.json for row in view.rows), columns(store, view))


def _lookup(group: str, name: str, options: str, ask: Ask, doc: str, *examples: str) -> None:
    """Declare a lookup; `options` are keys of OPTIONS, beside those that all lookups take.

    Examples are what stands behind the name; the name alone unless others are given.
    """

    def function(format: str, data: str | None, no_pager: bool, **given: Any) -> None:
        narrowing = {option: given.pop(option) or () for option in FILTERS if option in given}
        filters = Filters(**narrowing)
        if narrowing:
            given["filters"] = filters

        def write(store: Store, view: View) -> None:
            if format == "table":
                write_screen(_screen(store, view, filters, data), no_pager)
            else:
                emit(formatted(format, store, view))

        # Where nothing is found, JSON is an array.
        answer(data, lambda store: ask(store, **given), write, "[]\n" * (format == "json"))

    function.__name__, function.__doc__ = name, doc
    command(group, f"{options} format data no_pager", *(examples or ("",)))(function)


def _screen(store: Store, view: View, filters: Filters, data: str | None) -> str:
    from cajad_cli.render.screen import laid_out

    # What the environment names need not be typed again.
    named = data if data != named_data() else None
    return laid_out(view, gather(store, view, filters, named))


def _all(kind: str) -> Ask:
    return partial(views.listing, kind=kind)


_areas = partial(views.one_or_all, kind="area", others=views.OF_AREA)
_documents = partial(views.one_or_all, kind="document")

READ, LISTS, CONTESTED, FIND = "The summit", "Lists", "Views, disputes, gaps", "Find"
_WHERE, _LIST = "country area", "country area trust"

_lookup(READ, "overview", "", views.overview, "The summit on one screen.")
_doc = "The six participants; with a name, a briefing on one."
_lookup(READ, "countries", "name:country", views.briefing, _doc, "", "カザフスタン", "TJ -f yaml")
_doc = "The CA+JAD Tokyo Initiative: purpose, areas, commitments, target."
_lookup(READ, "initiative", "", views.initiative, _doc)
_doc = "The priority areas; with a name, one with its commitments."
_lookup(READ, "areas", "name:area", _areas, _doc, "", "connectivity", "HRD")
_doc = "The Tokyo Declaration: what it says, how it is read, what is not known."
_lookup(READ, "declaration", "", views.declaration, _doc)
_doc = "What became of the commitments, by area and country."
_lookup(READ, "tracker", _WHERE, views.tracker, _doc, "", "-c kg")
_doc = "Two or three countries side by side."
_lookup(READ, "compare", "countries", views.compare, _doc, "uzbekistan tajikistan")

_doc = "Every sum of money on record, never added up."
_lookup(LISTS, "money", _LIST, views.money, _doc, "", "--country uz")
_doc = "Quantified goals: amount, unit, period, whose they are."
_lookup(LISTS, "targets", _LIST, _all("target"), _doc, "", "-f csv")
_doc = "What was promised, by whom, and how it stands as of when."
_options, _examples = (
    f"{_WHERE} status trust silent",
    ("-a connectivity", "-c kg --status under-way"),
)
_lookup(LISTS, "commitments", _options, views.commitments, _doc, *_examples)
_lookup(LISTS, "deals", _LIST, _all("deal"), "Deals with firms, with their amounts.", "-c kz")
_doc = "What was adopted or signed; with an id, one document whole."
_options = f"name:document {_LIST}"
_lookup(LISTS, "documents", _options, _documents, _doc, "", "tokyo-declaration")
_doc = "Events from the founding of the dialogue to the newest."
_lookup(LISTS, "timeline", f"start end {_LIST}", views.timeline, _doc, "--from 2026 --country uz")
_lookup(LISTS, "statements", _LIST, _all("statement"), "Who said or proposed what.", "-c uz")

_doc = "Interpretations, each with its author: views, not facts."
_lookup(CONTESTED, "analysis", _WHERE, _all("analysis"), _doc)
_doc = "Where sources contradict each other, with our verdict."
_lookup(CONTESTED, "disputes", f"{_WHERE} unsettled", views.disputes, _doc, "", "--open")
_doc = "What was looked for and not found."
_lookup(CONTESTED, "unknown", _WHERE, _all("unknown"), _doc)

_doc, _options = "Records by any words, best first.", f"terms kind {_LIST} limit"
_lookup(FIND, "search", _options, views.search, _doc, "3 trillion yen", "カスピ海 -k commitment")
_doc = "Any record whole, with sources, locators and related records."
_examples = ("three-trillion-yen", "kazakhstan tokyo-declaration -f json")
_lookup(FIND, "show", "names", views.show, _doc, *_examples)
_doc = "Where everything comes from; with an id, all that rests on one source."
_options = "name:source country type language"
_lookup(FIND, "sources", _options, views.sources, _doc, "", "mofa-result")
_doc = "What bodies, terms, countries and leaders are called in other languages."
_lookup(FIND, "names", "words", views.names, _doc, "", "JICA")
