"""Asks a store for a view and writes it: the one way in which every lookup is answered."""

import os
from collections.abc import Callable, Iterator

from cajad_cli.cli.options import DATA_VARIABLE, FORMATS, one_of
from cajad_cli.cli.pager import write_screen
from cajad_cli.cli.streams import emit, warn
from cajad_cli.errors import NotFound
from cajad_cli.query.view import ALL, Filters, View, columns, gather
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import UNSOUND, Store

Ask = Callable[[Store], View]
Write = Callable[[Store, View], None]


def answer(data: str | None, ask: Ask, write: Write, empty: str = "") -> None:
    """Ask the store of a data file for a view and write it; `empty` where nothing is found."""
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
    except UNSOUND as error:
        if store.trusted or _is_of_an_import(error):
            raise
        raise store.damaged(error) from None


def _is_of_an_import(error: BaseException) -> bool:
    """Whether it was raised while a module was read, which says nothing of the data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename.startswith("<frozen importlib")


def answer_in(
    format: str, data: str | None, ask: Ask, filters: Filters = ALL, no_pager: bool = False
) -> None:
    """Answer in a format, as people type its name; where nothing is found, JSON is an array."""
    chosen = one_of("--format", format, FORMATS)
    # What the environment names need not be typed again.
    given = data if data != os.environ.get(DATA_VARIABLE) else None

    def write(store: Store, view: View) -> None:
        if chosen == "table":
            from cajad_cli.render import screens
            from cajad_cli.render.layout import Page
            from cajad_cli.render.terminal import console, written

            page = Page(console())
            screens.write(page, view, gather(store, view, filters, given))
            write_screen(written(page.console), no_pager)
        else:
            emit(formatted(chosen, store, view))

    answer(data, ask, write, "[]\n" if chosen == "json" else "")


def formatted(format: str, store: Store, view: View) -> Iterator[str]:
    """The pieces of a view in a format for programs."""
    from cajad_cli.render.formats import WRITERS, write_document

    if format == "markdown" and len(view.kinds) > 1 and not view.added:
        fields = {kind: [f.name for f in store.fields_of(kind)] for kind in view.kinds}
        return write_document([(row.kind, row.json) for row in view.rows], fields)
    return WRITERS[format]((row.json for row in view.rows), columns(store, view))
