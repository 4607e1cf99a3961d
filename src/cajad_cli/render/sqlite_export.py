"""Writes a dataset as an SQLite database that other programs query.

Its schema is public: made from the model, described in docs/sqlite-export.md, and changed only
with the version of the program. It has nothing to do with the store that cajad itself reads.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import chain
from json import dumps, loads
from typing import Any

from cajad_cli import __version__
from cajad_cli.model.records import CLASSES, Citation, Record
from cajad_cli.model.values import Choice, Field, FieldType
from cajad_cli.store import unread
from cajad_cli.text import shipped
from cajad_cli.text.words import fold

# The types of columns that hold no text; how what is no single text stands there; what has tables.
_SQL = {"number": "NUMERIC", "flag": "INTEGER"}
_SHAPE = {"flag": "0 for ", "list": "as a JSON array: ", "mapping": "as a JSON object: "}
_APART = ("references", "parts")
# The fields that every record has in the table `record`, beside its id and kind.
_SHARED = [field for field in Record.fields if field.type.form not in _APART and field.name != "id"]
# The columns of the table of each kind. Lists of ids are tables of their own, but those that are
# links read backwards.
_COLUMNS = {
    kind: [f for f in cls.fields if f.type.form not in _APART] for kind, cls in CLASSES.items()
}
_LINKS = {
    field.name: field.type
    for cls in CLASSES.values()
    for field in cls.fields
    if field.type.form == "references" and not field.type.derived
}
# What the index has in columns of their own; all else that a record is searched by shares one.
_SEARCHED = ("title", "text", "keywords", "aliases")
# No word of Japanese, Chinese or Korean that people search for has more letters.
_LONGEST_PART = 12
# What SQLite takes for a word: such letters, with the digits and the Latin letters among them.
_UNSPACED = "[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_CLAUSE = re.compile(f"[0-9a-z]*{_UNSPACED}(?:[0-9a-z]|{_UNSPACED})*")


def write_sqlite(path: str, meta: Mapping[str, str], records: Iterable[str]) -> None:
    """Write all records, given as JSON, to a new database. Raises sqlite3.Error if it cannot be
    written, ValueError if the records are those of no dataset."""
    told = {key.removeprefix("data:"): value for key, value in meta.items() if key[:5] == "data:"}
    told["made_with"] = f"cajad {__version__}"
    with closing(unread(path)) as database:
        database.executescript(schema())
        database.execute("BEGIN")
        try:
            database.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
            for table, values in chain.from_iterable(map(_rows, map(loads, records))):
                marks = ", ".join("?" * len(values))
                database.execute(f"INSERT INTO {table} VALUES ({marks})", values)
        except (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError) as error:
            # A stranger's compiled file holds what no dataset does.
            raise ValueError(error) from None
        database.execute("INSERT INTO record_search (record_search) VALUES ('rebuild')")
        database.execute("COMMIT")


def schema() -> str:
    """The SQL that makes the empty database, with the meaning of every column."""
    once = [{"shared": _lines(_SHARED), "citation": _lines(Citation.fields[1:])}]
    kinds = [{"kind": kind, "columns": _lines(fields)} for kind, fields in _COLUMNS.items()]
    links = []
    for name, type_ in _LINKS.items():
        table = _referred(type_)
        column = "linked" if table == "record" else table
        links.append({"link": name, "column": column, "table": table, "doc": type_.doc})
    told = []
    for part in shipped("render/export.sql").split("\n\n"):
        places = kinds if "{kind}" in part else links if "{link}" in part else once
        told += [part.format(**place) for place in places]
    return "\n".join(told)


def _lines(fields: Iterable[Field]) -> str:
    """Columns on a line each, with their meaning behind the comma."""
    lines = []
    for name, type_, required in fields:
        null = " NOT NULL" if required else ""
        refers = f" REFERENCES {_referred(type_)} (id)" if type_.form == "reference" else ""
        words = f" ({', '.join(type_.choices)})" if isinstance(type_, Choice) else ""
        column = f'"{name}" {_SQL.get(type_.form, "TEXT")}{null}{refers}'
        lines.append(f"    {column},  -- {_SHAPE.get(type_.form, '')}{type_.doc}{words}")
    return "\n".join(lines)


def _referred(type_: FieldType) -> str:
    return type_.kinds[0] if len(type_.kinds) == 1 else "record"


def _rows(record: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    key, kind = record["id"], record["kind"]
    # The texts that `cajad search` looks in, by their fields.
    fields = [f for f in CLASSES[kind].fields if f.type.index and f.name in record]
    texts = {field.name: list(field.type.texts(record[field.name])) for field in fields}
    more = "; ".join(text for name in texts if name not in _SEARCHED for text in texts[name])
    unspaced = _unspaced(chain.from_iterable(texts.values()))
    yield "record", [key, kind, *_values(record, _SHARED), more, unspaced]
    yield kind, _values(record, _COLUMNS[kind])
    for name in _LINKS:
        for position, target in enumerate(record.get(name, ()), 1):
            yield f"record_{name}", [key, position, target]
    for position, citation in enumerate(record["sources"], 1):
        yield "record_sources", [key, position, *_values(citation, Citation.fields)]
    for position, side in enumerate(record.get("positions", ()), 1):
        # A claim that is our reading is nobody's.
        for source in side["sources"] or [None]:
            yield "dispute_positions", [key, position, side["says"], source]


def _values(record: dict[str, Any], fields: Iterable[Field]) -> list[Any]:
    values = (record.get(field.name) for field in fields)
    return [dumps(v, ensure_ascii=False) if isinstance(v, list | dict) else v for v in values]


def _unspaced(texts: Iterable[str]) -> str:
    """All short parts of what is written without blanks."""
    parts: set[str] = set()
    for clause in (clause for text in texts for clause in _CLAUSE.findall(fold(text))):
        for length in range(1, _LONGEST_PART + 1):
            parts.update(clause[start : start + length] for start in range(len(clause)))
    return " ".join(sorted(parts))
