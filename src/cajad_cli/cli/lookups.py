"""Answers the commands that look something up, which are the rows of `lookups.tsv`."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from cajad_cli.cli.options import FILTERS, LISTED, named_data
from cajad_cli.cli.registry import command
from cajad_cli.cli.streams import emit, warn, write_screen
from cajad_cli.errors import NotFound
from cajad_cli.query import views
from cajad_cli.query.view import Filters, View, columns, gather
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import Store
from cajad_cli.text.shipped import shipped

# What answers a lookup: it gets the store, the arguments by name, and as `filters` all options that
# narrow a list.
Ask = Callable[..., View]


def answer(
    data: str | None, ask: Ask, write: Callable[[Store, View], None], empty: str = ""
) -> None:
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


def formatted(format: str, store: Store, view: View) -> Iterator[str]:
    """The pieces of a view in a format for programs."""
    from cajad_cli.render.formats import WRITERS, write_document

    if format == "markdown" and len(view.kinds) > 1 and not view.added:
        fields = {kind: [f.name for f in store.fields_of(kind)] for kind in view.kinds}
        rows = [(row.kind, row.json) for row in view.rows]
        return write_document(rows, fields, whole=view.layout == "record")
    return WRITERS[format]((row.json for row in view.rows), columns(store, view))


def _lookup(group: str, name: str, options: str, says: str, *examples: str) -> None:
    """Declare the lookup of a row of the table."""

    def look_up(format: str, data: str | None, no_pager: bool, **given: Any) -> None:
        ask: Ask = getattr(views, name, None) or partial(views.listing, kind=LISTED[name])
        narrowing = {option: given.pop(option) or () for option in FILTERS if option in given}
        filters = Filters(**narrowing)
        if narrowing:
            given["filters"] = filters

        def write(store: Store, view: View) -> None:
            if format != "table":
                emit(formatted(format, store, view))
                return
            from cajad_cli.render.screens import laid_out

            # What the environment names need not be typed again.
            named = data if data != named_data() else None
            write_screen(laid_out(view, gather(store, view, filters, named)), no_pager)

        # Where nothing is found, JSON is an array.
        answer(data, lambda store: ask(store, **given), write, "[]\n" * (format == "json"))

    look_up.__name__, look_up.__doc__ = name, says
    command(group, f"{options} format data no_pager", *(examples or ("",)))(look_up)


for _row in shipped("cli/lookups.tsv").splitlines():
    if not _row.startswith("#"):
        _lookup(*_row.split("\t"))
