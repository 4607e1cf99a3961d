"""The commands that look something up, a row each: what is asked, with which options."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

from cajad_cli.cli.answering import answer_in
from cajad_cli.cli.options import CLOSED, FILTERS, OPTIONS, one_of
from cajad_cli.cli.registry import COMMANDS, CommandSpec
from cajad_cli.query import views
from cajad_cli.query.view import Filters, View
from cajad_cli.store.store import Store

# What answers a lookup: it gets the store, the arguments by name, and as `filters` all options that
# narrow a list.
Ask = Callable[..., View]


def _lookup(group: str, name: str, doc: str, options: str, ask: Ask, *examples: str) -> None:
    """Declare a lookup; `options` are keys of OPTIONS, beside --format and --data."""
    examples = examples or (f"cajad {name}",)
    COMMANDS[name] = CommandSpec(group, doc, examples, lambda: _function(name, options, ask))


def _list(group: str, name: str, doc: str, options: str, kind: str, *examples: str) -> None:
    """Declare a lookup of all records of a kind."""

    def ask(store: Store, filters: Filters) -> View:
        return views.listing(store, kind, filters)

    _lookup(group, name, doc, options, ask, *examples)


def _function(name: str, options: str, ask: Ask) -> Callable[..., None]:
    """The function that Typer makes the command of: its signature is the lookup's options."""
    keys = [*options.split(), "format", "data", "no_pager"]
    parameters = {key.partition(":")[0]: OPTIONS[key] for key in keys}

    def run(format: str, data: str | None, no_pager: bool, **given: Any) -> None:
        for option, choices in CLOSED.items():
            if given.get(option):
                given[option] = [one_of(f"--{option}", value, choices) for value in given[option]]
        narrowing = {option: given.pop(option) or () for option in FILTERS if option in given}
        filters = Filters(**narrowing)
        if narrowing:
            given["filters"] = filters
        answer_in(format, data, lambda store: ask(store, **given), filters, no_pager)

    run.__name__ = name
    run.__annotations__ = {name: type_ for name, (type_, _) in parameters.items()}
    run.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=type_)
            for name, (type_, default) in parameters.items()
        ]
    )
    return run


READ, LISTS, CONTESTED, FIND = "The summit", "Lists", "Views, disputes, gaps", "Find"
_WHERE, _LIST = "country area", "country area trust"

_lookup(READ, "overview", "The summit on one screen.", "", views.overview)
_examples: tuple[str, ...]
_doc = "The six participants; with a name, a briefing on one."
_examples = ("cajad countries", "cajad countries カザフスタン", "cajad countries TJ -f yaml")
_lookup(READ, "countries", _doc, "name:country", views.countries, *_examples)
_doc = "The CA+JAD Tokyo Initiative: purpose, areas, commitments, target."
_lookup(READ, "initiative", _doc, "", views.initiative)
_doc = "The priority areas; with a name, one with its commitments."
_examples = ("cajad areas", "cajad areas connectivity", "cajad areas HRD")
_lookup(READ, "areas", _doc, "name:area", views.areas, *_examples)
_doc = "The Tokyo Declaration: what it says, how it is read, what is not known."
_lookup(READ, "declaration", _doc, "", views.declaration)
_doc = "What became of the commitments, by area and country."
_lookup(READ, "tracker", _doc, _WHERE, views.tracker, "cajad tracker", "cajad tracker -c kg")

_doc = "Two or three countries side by side."
_lookup(READ, "compare", _doc, "countries", views.compare, "cajad compare uzbekistan tajikistan")
_doc = "Every sum of money on record, never added up."
_lookup(LISTS, "money", _doc, _LIST, views.money, "cajad money", "cajad money --country uz")
_doc = "Quantified goals: amount, unit, period, whose they are."
_list(LISTS, "targets", _doc, _LIST, "target", "cajad targets", "cajad targets -f csv")
_doc = "What was promised, by whom, and how it stands as of when."
_examples = ("cajad commitments -a connectivity", "cajad commitments -c kg --status under-way")
_options = f"{_WHERE} status trust silent"
_lookup(LISTS, "commitments", _doc, _options, views.commitments, *_examples)
_list(LISTS, "deals", "Deals with firms, with their amounts.", _LIST, "deal", "cajad deals -c kz")
_doc = "What was adopted or signed; with an id, one document whole."
_examples = ("cajad documents", "cajad documents tokyo-declaration")
_lookup(LISTS, "documents", _doc, f"name:document {_LIST}", views.documents, *_examples)
_doc = "Events from the founding of the dialogue to the newest."
_examples = ("cajad timeline --from 2026 --country uz",)
_lookup(LISTS, "timeline", _doc, f"start end {_LIST}", views.timeline, *_examples)
_doc = "Who said or proposed what."
_list(LISTS, "statements", _doc, _LIST, "statement", "cajad statements -c uz")

_doc = "Interpretations, each with its author: views, not facts."
_list(CONTESTED, "analysis", _doc, _WHERE, "analysis")
_doc = "Where sources contradict each other, with our verdict."
_examples = ("cajad disputes", "cajad disputes --open")
_lookup(CONTESTED, "disputes", _doc, f"{_WHERE} unsettled", views.disputes, *_examples)
_list(CONTESTED, "unknown", "What was looked for and not found.", _WHERE, "unknown")

_examples = ("cajad search 3 trillion yen", "cajad search カスピ海 -k commitment")
_doc = "Records by any words, best first."
_lookup(FIND, "search", _doc, f"terms kind {_LIST} limit", views.search, *_examples)
_examples = ("cajad show three-trillion-yen", "cajad show kazakhstan tokyo-declaration -f json")
_doc = "Any record whole, with sources, locators and related records."
_lookup(FIND, "show", _doc, "names", views.show, *_examples)
_doc = "Where everything comes from; with an id, all that rests on one source."
_examples = ("cajad sources", "cajad sources mofa-result")
_options = "name:source country type language"
_lookup(FIND, "sources", _doc, _options, views.sources, *_examples)
_doc = "What bodies, terms, countries and leaders are called in other languages."
_lookup(FIND, "names", _doc, "words", views.names, "cajad names", "cajad names JICA")
