"""Which records answer: by name, by words, by command. Store in, views out.

A search goes through `question` (parsing), `lexicon` (synonyms, spelling), `terms` (retrieval),
`hits` (ranking) and `answers` (fields and commands beside the hits).

Imports `text`, `model` and `store`. Here stands what the answer to a command is, what narrows it,
and all that a screen shows of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from cajad_cli.errors import NotFound
from cajad_cli.model import KINDS, LANGUAGES
from cajad_cli.named import Values
from cajad_cli.store.store import FieldInfo, Row, Store, parsed
from cajad_cli.text.safe import visible

MOST_LINKED = 20  # So many of the records that name one are told with it

Record = dict[str, Any]


class View(Values):
    """The answer to a command: its rows, main one first, and how they are laid out."""

    layout: str
    rows: Iterable[Row]
    listed: Sequence[str] = ()  # The kinds that it is a list of, if it is one
    remarks: Sequence[str] = ()  # What was done with what was typed, in a sentence each
    words: Sequence[str] = ()  # The words that were searched for
    added: Sequence[str] = ()  # What each record holds before its fields
    beside: Iterable[Row] = ()
    """What screens count or name beside the answer, and programs do not get."""
    total: str = ""  # Of how many records these are, in words, where that is told
    typed: str = ""  # What was searched for, as it is typed
    lacking: Sequence[str] = ()
    """What is told of words that no record holds and of the others; and what is typed of these."""
    within: str = ""  # What it is narrowed to beside the filters, in words
    whole: str = ""  # How many of what was found hold all that was typed, where some do not

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of its records, in order."""
        return self.listed or list(dict.fromkeys(row.kind for row in self.rows))


class Gathered(Values):
    """A view with all that a screen shows of it, so that screens ask no database."""

    view: View
    records: list[Record]
    others: dict[str, Record]  # The records that these refer to, by id
    backlinks: dict[str, list[str]]  # The ids of the records that name one
    fields: dict[str, list[FieldInfo]]  # The fields of each kind
    beside: list[Record]  # What is counted or named beside these
    meta: dict[str, str]
    options: Mapping[str, Sequence[str]]
    """The options that narrowed the answer, with their values as records are called."""
    data: str  # The option that names the data file, for commands to be typed next


class Filters:
    """What narrows a list: of each option that is given, any of its values."""

    def __init__(self, **options: Sequence[str] | None) -> None:
        self.options = {name: list(values) for name, values in options.items() if values}

    def named(self, store: Store) -> dict[str, list[str]]:
        """The values of each option, as records are called. Raises NotFound as `value_of` does."""
        return {
            option: list(dict.fromkeys(value_of(store, option, value) for value in values))
            for option, values in self.options.items()
        }

    def tags(self, store: Store) -> list[list[str]]:
        """The store's tags for them. Raises NotFound for an unknown country or area."""
        named = self.named(store).items()
        return [[f"{option}:{value}" for value in values] for option, values in named]

    def conditions(self, store: Store) -> tuple[list[str], list[str]]:
        """SQL conditions for them, and their values. Raises NotFound as `tags` does."""
        groups = self.tags(store)
        marks = (", ".join("?" * len(tags)) for tags in groups)
        conditions = [f"n IN (SELECT n FROM tag WHERE tag IN ({places}))" for places in marks]
        return conditions, list(chain.from_iterable(groups))

    def only(self, *options: str) -> "Filters":
        """Those of some options."""
        return Filters(**{name: self.options.get(name, ()) for name in options})


ALL = Filters()


def value_of(store: Store, option: str, value: str) -> str:
    """A value of an option; for a country or area the id of what is called so, or NotFound."""
    if option == "language":
        named = {name.lower(): code for code, name in LANGUAGES.items()}
        return named.get(value.lower(), value.lower())
    if option not in ("country", "area"):
        return value
    from cajad_cli.query.names import resolve

    _, key, guessed = resolve(store, value, (option,))
    if guessed:
        # Narrowed by a guess, a list would look right and be another one.
        asked = f"there is no {option} called {visible(value, 60)!r}"
        raise NotFound(f"{asked}; did you mean {key}?")
    return key


def read(row: Row) -> Record:
    """The record of a row."""
    from json import loads

    return loads(row.json)  # type: ignore[no-any-return]


def columns(store: Store, view: View) -> list[str]:
    """The fields of the records of a view, in canonical order, each once."""
    names = [field.name for kind in view.kinds for field in store.fields_of(kind)]
    return list(dict.fromkeys([*view.added, *names]))


def gather(store: Store, view: View, filters: Filters = ALL, data: str = "") -> Gathered:
    """All that a screen shows of a view; `data` is the option that names its file."""
    records, beside = parsed(view.rows), parsed(view.beside)
    fields = {kind: store.fields_of(kind) for kind in {r["kind"] for r in (*records, *beside)}}
    backlinks: dict[str, list[str]] = {}
    most = 0
    query = (
        "SELECT record.n, id FROM tag JOIN record ON record.n = tag.n WHERE tag = ?"
        " ORDER BY record.n"
    )
    for record in records if view.layout in ("record", "source") else ():
        tag = "source" if "source" in (view.layout, record["kind"]) else "link"
        parts, links = (store.keys(query, (f"{one}:{record['id']}",)) for one in ("part", tag))
        backlinks[record["id"]] = list(dict.fromkeys(key for _, key in parts + links))
        most = max(most, len(parts) + MOST_LINKED)
    # The list of all countries tells nothing of what these refer to.
    wanted = []
    for record in (*records, *beside) if view.layout != "country" else ():
        for field in fields[record["kind"]]:
            if field.form == "reference" and field.name in record:
                wanted.append(record[field.name])
            elif field.form == "references" and field.name != "related":
                wanted += record.get(field.name, ())
        wanted += (citation["id"] for citation in record["sources"])
    # What to read next is told of a record alone: of a long list it would be half of all others.
    if view.layout == "record":
        wanted += [key for record in records for key in record.get("related", ())]
        wanted += [key for keys in backlinks.values() for key in keys[:most]]
    named = filters.named(store)
    wanted += [key for keys in named.values() for key in keys]
    others = store.by_ids(list(dict.fromkeys(wanted)))
    return Gathered(view, records, others, backlinks, fields, beside, store.meta, named, data)


def any_of(rows: Iterable[Row], otherwise: str) -> Iterator[Row]:
    """The rows; raises NotFound with what to say where there is none."""
    rows = iter(rows)
    for first in rows:
        return chain([first], rows)
    raise NotFound(otherwise)


def everything(store: Store) -> View:
    """Every record, in the order of the file."""
    return View("record", store.rows(), [kind for kind in KINDS if store.count(kind)])
