"""Writes a dataset as an SQLite database that other programs query.

Its schema is public: made from the model, described in docs/sqlite-export.md, and changed only
with the version of the program. It has nothing to do with the store that cajad itself reads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from json import dumps, loads
from typing import Any

from cajad_cli import __version__
from cajad_cli.errors import CannotWrite
from cajad_cli.models import KINDS, Field, fields_of
from cajad_cli.output import whole_file
from cajad_cli.store import Store
from cajad_cli.terminal import inert

# What every record has in the table `record`, beside its id and kind.
_COMMON = ("title", "text", "date", "part_of", "note", "trust")
# Fields that other records imply; what they list is found by reading a link backwards.
_BACKWARDS = ("steps", "disputed_by")
# The fields of each kind that are columns of its table; lists of ids are tables of their own.
_COLUMNS = {
    kind: [
        field
        for field in fields_of(cls)
        if field.rule.form not in ("references", "citations", "positions")
    ]
    for kind, cls in KINDS.items()
}
# The fields that list ids of other records, over all kinds.
_LINKS = {
    field.name: field.rule
    for cls in KINDS.values()
    for field in fields_of(cls)
    if field.rule.form == "references" and field.name not in _BACKWARDS
}


def export_sqlite(store: Store, path: str, force: bool) -> None:
    """Write all records of a store to a new database.

    Raises CannotWrite if a file stands there and is not to be replaced, or it cannot be written.
    """
    with whole_file(path, force) as unfinished:
        try:
            with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
                _fill(database, store)
        except sqlite3.Error as error:
            raise CannotWrite(f"{inert(path)} cannot be written: {error}") from None


def _fill(database: sqlite3.Connection, store: Store) -> None:
    # Nobody reads it before it is whole, so it needs no journal.
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + schema())
    database.execute("BEGIN")
    database.executemany("INSERT INTO metadata VALUES (?, ?)", _metadata(store))
    for row in store.rows():
        for table, values in _rows(loads(row.json)):
            marks = ", ".join("?" * len(values))
            database.execute(f"INSERT INTO {table} VALUES ({marks})", values)
    database.execute("INSERT INTO record_search (record_search) VALUES ('rebuild')")
    database.execute("COMMIT")


def schema() -> str:
    """The SQL that makes the empty database, with the meaning of every column."""
    return "\n".join(_statements())


def _statements() -> Iterator[str]:
    record = {field.name: field for cls in KINDS.values() for field in fields_of(cls)}
    yield _table("metadata", ["key TEXT PRIMARY KEY", "value TEXT NOT NULL"])
    yield _table(
        "record",
        [
            f"id TEXT PRIMARY KEY -- {record['id'].rule.doc}",
            "kind TEXT NOT NULL -- the table that holds the rest of it",
            *(_column(record[name], name in ("title", "text")) for name in _COMMON),
            "keywords TEXT -- as a JSON array: what people would type to find it",
            "aliases TEXT -- as a JSON array: its other names",
        ],
    )
    yield "CREATE INDEX record_kind ON record (kind);"
    for kind, fields in _COLUMNS.items():
        columns = [_column(field, field.required) for field in fields]
        columns[0] = f"id TEXT PRIMARY KEY REFERENCES record (id) -- {record['id'].rule.doc}"
        yield _table(kind, columns)
    for name, rule in _LINKS.items():
        column, table = (rule.kind, rule.kind) if rule.kind in KINDS else ("linked", "record")
        yield _table(
            f"record_{name}",
            [
                "record TEXT NOT NULL REFERENCES record (id)",
                "position INTEGER NOT NULL -- from 1, in the order of the list",
                f"{column} TEXT NOT NULL REFERENCES {table} (id) -- {rule.doc}",
                "PRIMARY KEY (record, position)",
            ],
        )
        yield f"CREATE INDEX record_{name}_{column} ON record_{name} ({column});"
    yield _table(
        "record_sources",
        [
            "record TEXT NOT NULL REFERENCES record (id)",
            "position INTEGER NOT NULL -- from 1, in the order of the list",
            "source TEXT NOT NULL REFERENCES source (id)",
            "locator TEXT NOT NULL -- where in the source",
            "backs TEXT -- as a JSON array: the fields it supports; NULL for the whole record",
            "PRIMARY KEY (record, position)",
        ],
    )
    yield "CREATE INDEX record_sources_source ON record_sources (source);"
    yield _table(
        "dispute_positions",
        [
            "dispute TEXT NOT NULL REFERENCES dispute (id)",
            "position INTEGER NOT NULL -- from 1",
            "says TEXT NOT NULL -- what these sources say",
            "source TEXT NOT NULL REFERENCES source (id) -- who says so; a row for each",
            "PRIMARY KEY (dispute, position, source)",
        ],
    )
    # Datasette finds the index of a table by the double quotes.
    yield (
        "CREATE VIRTUAL TABLE record_search USING fts5 (\n"
        '    title, text, keywords, aliases, content="record",\n'
        "    tokenize='porter unicode61 remove_diacritics 2'\n"
        ");\n"
    )


def _table(name: str, columns: list[str]) -> str:
    """CREATE TABLE, each column on a line with its comment behind the comma."""
    parts = [column.partition(" -- ") for column in columns]
    last = len(parts) - 1
    lines = (
        f"    {code}{',' if n < last else ''}{f'  -- {doc}' if doc else ''}"
        for n, (code, _, doc) in enumerate(parts)
    )
    return f"CREATE TABLE {name} (\n" + "\n".join(lines) + "\n);"


def _column(field: Field, required: bool) -> str:
    rule = field.rule
    kind = "NUMERIC" if rule.form == "number" else "TEXT"
    null = " NOT NULL" if required else ""
    refers = f" REFERENCES {rule.kind or 'record'} (id)" if rule.form == "reference" else ""
    shape = {"lines": "as a JSON array: ", "names": "as a JSON object: "}.get(rule.form, "")
    words = f" ({', '.join(rule.choices)})" if rule.choices else ""
    return f'"{field.name}" {kind}{null}{refers} -- {shape}{rule.doc}{words}'


def _metadata(store: Store) -> Iterator[tuple[str, str]]:
    for key, value in store.meta.items():
        if key.startswith("data:"):
            yield key.removeprefix("data:"), value
    yield "made_with", f"cajad {__version__}"


def _rows(record: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """The rows of one record, each with its table."""
    key, kind = record["id"], record["kind"]
    names = ["id", "kind", *_COMMON, "keywords", "aliases"]
    yield "record", [_value(record.get(name)) for name in names]
    yield kind, [_value(record.get(field.name)) for field in _COLUMNS[kind]]
    for name in _LINKS:
        for position, target in enumerate(record.get(name, ()), 1):
            yield f"record_{name}", [key, position, target]
    for position, one in enumerate(record["sources"], 1):
        yield (
            "record_sources",
            [key, position, one["id"], one["locator"], _value(one.get("backs"))],
        )
    for position, side in enumerate(record.get("positions", ()), 1):
        for source in side["sources"]:
            yield "dispute_positions", [key, position, side["says"], source]


def _value(value: Any) -> Any:
    return dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
