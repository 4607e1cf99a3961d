"""Asks a store for a view and writes it: the one way in which every lookup is answered."""

from collections.abc import Callable, Iterator

from cajad_cli.cli.streams import emit, warn
from cajad_cli.errors import NotFound
from cajad_cli.query import views
from cajad_cli.query.views import View
from cajad_cli.store.opening import open_store
from cajad_cli.store.store import UNSOUND, Store


def answer(
    data: str | None,
    ask: Callable[[Store], View],
    write: Callable[[Store, View], None],
    empty: str = "",
) -> None:
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
        from traceback import walk_tb

        *_, (frame, _) = walk_tb(error.__traceback__)
        # Of a module that cannot be read, the data file is innocent.
        if store.trusted or frame.f_code.co_filename.startswith("<frozen importlib"):
            raise
        raise store.damaged(error) from None


def formatted(format: str, store: Store, view: View) -> Iterator[str]:
    """The pieces of a view in a format for programs."""
    from cajad_cli.render.formats import WRITERS, write_document

    if format == "markdown" and len(view.kinds) > 1 and not view.added:
        columns = {kind: [f.name for f in store.fields_of(kind)] for kind in view.kinds}
        return write_document([(row.kind, row.json) for row in view.rows], columns)
    return WRITERS[format]((row.json for row in view.rows), views.columns(store, view))
