"""What the answer to a command is, what narrows it, and all that a screen shows of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cajad_cli.errors import NotFound
from cajad_cli.model.kinds import KINDS
from cajad_cli.query.names import resolve
from cajad_cli.store.store import FieldInfo, Row, Store
from cajad_cli.text.safe import visible

# So many of the records that name one are told with it.
MOST_LINKED = 12

Record = dict[str, Any]


class View:
    """The answer to a command: its rows, main one first, and how they are laid out."""

    def __init__(
        self,
        layout: str,
        rows: Iterable[Row],
        kinds: Sequence[str] = (),
        remarks: Sequence[str] = (),
        words: Sequence[str] = (),
        added: Sequence[str] = (),
        beside: Iterable[Row] = (),
        total: str = "",
    ) -> None:
        self.layout, self.rows = layout, rows
        self.kinds = kinds or list(dict.fromkeys(row.kind for row in rows))
        self.remarks = remarks
        """What was done with what was typed, in a sentence each."""
        self.words = words
        """The words that were searched for."""
        self.added = added
        """What each record holds before its fields."""
        self.beside = beside
        """What screens count or name beside the answer, and programs do not get."""
        self.total = total
        """How many records a search found, in words."""


class Gathered(NamedTuple):
    """A view with all that a screen shows of it, so that screens ask no database."""

    records: list[Record]
    others: dict[str, Record]
    """The records that these refer to, by id."""
    backlinks: dict[str, list[str]]
    """The ids of the records that name one."""
    fields: dict[str, list[FieldInfo]]
    """The fields of each kind."""
    beside: list[Record]
    """What is counted or named beside these."""
    meta: dict[str, str]
    words: Sequence[str]
    total: str
    options: Mapping[str, Sequence[str]]
    """The options that narrowed the answer, with their values as records are called."""
    data: str
    """The option that names the data file, for commands to be typed next."""


class Filters:
    """What narrows a list: of each option that is given, any of its values."""

    def __init__(self, **options: Sequence[str]) -> None:
        self.options = {name: values for name, values in options.items() if values}

    def tags(self, store: Store) -> list[list[str]]:
        """The store's tags for them. Raises NotFound for an unknown country or area."""
        return [
            [f"{option}:{value_of(store, option, value)}" for value in values]
            for option, values in self.options.items()
        ]

    def only(self, *options: str) -> "Filters":
        """Those of some options."""
        return Filters(**{name: self.options.get(name, ()) for name in options})


def value_of(store: Store, option: str, value: str) -> str:
    """A value of an option; for a country or an area the id of what is called so.

    Raises NotFound also where only a near name is known: a list narrowed by a guess looks right.
    """
    if option not in ("country", "area"):
        return value
    _, key, guessed = resolve(store, value, (option,))
    if guessed:
        asked = f"there is no {option} called {visible(value, 60)!r}"
        raise NotFound(f"{asked}; did you mean {key}?")
    return key


ALL = Filters()


def columns(store: Store, view: View) -> list[str]:
    """The fields of the records of a view, in canonical order, each once."""
    names = [field.name for kind in view.kinds for field in store.fields_of(kind)]
    return list(dict.fromkeys([*view.added, *names]))


def gather(store: Store, view: View, filters: Filters = ALL, data: str | None = None) -> Gathered:
    """All that a screen shows of a view."""
    from json import loads

    records = [loads(row.json) for row in view.rows]
    beside = [loads(row.json) for row in view.beside]
    fields = {kind: store.fields_of(kind) for kind in KINDS}
    backlinks: dict[str, list[str]] = {}
    if tag := {"record": "link", "source": "source"}.get(view.layout):
        query = "SELECT id FROM tag JOIN record ON record.n = tag.n WHERE tag = ? ORDER BY record.n"
        tags = {r["id"]: "source" if r["kind"] == "source" else tag for r in records}
        backlinks = {key: store.first(query, (f"{of}:{key}",)) for key, of in tags.items()}
    wanted = [key for r in (*records, *beside) for key in _referred(r, fields[r["kind"]])]
    if view.layout == "record":
        wanted += [key for keys in backlinks.values() for key in keys[:MOST_LINKED]]
    others = store.by_ids(list(dict.fromkeys(wanted)))
    options = {
        option: [value_of(store, option, value) for value in values]
        for option, values in filters.options.items()
    }
    option = ""
    if data is not None:
        from shlex import quote

        option = f" --data {quote(data)}"
    shown = (fields, beside, store.meta, view.words, view.total, options, option)
    return Gathered(records, others, backlinks, *shown)


def _referred(record: Record, fields: list[FieldInfo]) -> Iterator[str]:
    """The ids in a record."""
    for field in fields:
        if field.form == "reference" and field.name in record:
            yield record[field.name]
        elif field.form == "references":
            yield from record.get(field.name, ())
    yield from (citation["id"] for citation in record["sources"])
