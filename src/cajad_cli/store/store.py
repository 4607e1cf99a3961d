"""A compiled dataset, as it is asked. Open one with `store.opening.open_store`."""

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from threading import Lock
from typing import Any
from weakref import finalize

from cajad_cli import __version__
from cajad_cli.errors import BadData, in_import
from cajad_cli.model import ID
from cajad_cli.named import Values
from cajad_cli.text.safe import escaped, shown_path, visible

# The signs of tags as the search index holds them: letters of no alphabet, which no text has.
TAG_SIGNS = str.maketrans(":- ", "\ue000\ue001\ue002")
# The sign before a sound in the table of synonyms, which no word has.
SOUND = "~"
# The oldest version that all commands were tried with.
LEAST_SQLITE = (3, 28, 0)
# Rows fetched from SQLite, and parsed, at a time.
BATCH = 100
# Of a word no more records are ranked than these, the most important first, and no more are shown.
CANDIDATES = 1000
# So many steps of SQLite's machine a stranger's file may take at a query: a search of 100,000
# records takes some ten million.
MOST_STEPS, STEPS_AT_A_TIME = 1_000_000_000, 1_000_000
# No text of a stranger's file has more, nor anything that SQLite makes of one: no record needs it.
MOST_BYTES = 16 * 1024 * 1024
# The most letters of a string of a record: of one line, and of what is longer by its field. A link
# holds the phrase of its passage, each letter of which may take twelve.
LONGEST_LINE, LONGEST = 500, {"text": 1_000, "url": 2_000, "link": 9_000}
# The most items of a list of a record, but of those that are worked out: these name other records.
MOST_ITEMS, WORKED_OUT = 500, ("steps", "counted_in", "disputed_by")
# What the program meets where a stranger's compiled file holds what no dataset does.
UNSOUND = (
    *(ArithmeticError, AttributeError, LookupError, RecursionError),
    *(StopIteration, TypeError, ValueError),
)
# Held while SQLite works: by one thread at a time, and by a process that forks, whose child would
# else inherit a database in the middle of a query and wait for ever.
_LOCK = Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release
    )


class Row(Values):
    """A record as the store holds it: its rank of importance, its kind, and its JSON."""

    n: int
    kind: str
    json: str


class FieldInfo(Values):
    """What a screen has to know of a field, so that no command imports the model."""

    name: str
    heading: str
    form: str


def lacking(error: Exception | None = None) -> BadData | None:
    """What to raise where the SQLite of this Python is too old, or built without what was asked."""
    problem, _, part = str(error).partition(": ")
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        fault = f"is older than {'.'.join(map(str, LEAST_SQLITE))}"
    elif problem in ("no such module", "no such function") or part == "json_each":
        fault = f"was built without {part}"
    else:
        return None
    there = f"the SQLite of this Python, {sqlite3.sqlite_version}, {fault}, which cajad needs"
    return BadData(f"{there}; use a Python whose sqlite3 module has a newer or fuller SQLite")


def parsed(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Records as mappings; those parsed together share the names of their fields."""
    from json import loads

    records: list[dict[str, Any]] = []
    left = iter(rows)
    while some := [row.json for row in islice(left, BATCH)]:
        records += loads(f"[{','.join(some)}]")
    return records


def _require_short(value: Any, field: str = "") -> None:
    """Raise ValueError for a string or list in a value of a field that is longer than it may be."""
    if isinstance(value, str):
        if len(value) > (most := LONGEST.get(field, LONGEST_LINE)):
            raise ValueError(f"a text is longer than {most:,} characters")
    elif isinstance(value, list):
        if len(value) > MOST_ITEMS and field not in WORKED_OUT:
            raise ValueError(f"a list is longer than {MOST_ITEMS} items")
        for item in value:
            _require_short(item, field)
    elif isinstance(value, dict):
        for key, item in value.items():
            _require_short(key)
            _require_short(item, key)


class Store:
    """The records of one data file, ready to be asked, from any thread."""

    def __init__(self, database: sqlite3.Connection, file: str, trusted: bool) -> None:
        self.file = file
        self.remarks: list[str] = []
        """What is to be said of the file beside the answer."""
        self.trusted = trusted
        """Whether it was compiled by this program, and not by a stranger."""
        self._database = database
        # From 3.13 on Python warns of databases that nobody closed.
        finalize(self, database.close)
        steps = self._steps = [0]

        # It knows nothing of this object: else neither would go when nobody needs them any more.
        def is_too_much() -> bool:
            steps[0] += STEPS_AT_A_TIME
            return steps[0] > MOST_STEPS

        if not trusted:
            database.execute("PRAGMA trusted_schema = OFF")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
            database.set_progress_handler(is_too_much, STEPS_AT_A_TIME)
            self._require_ours()
        self.meta: dict[str, str] = dict(self.ask("SELECT key, value FROM meta ORDER BY key"))

    def _require_ours(self) -> None:
        """Raise BadData unless this version of cajad made the file, with its tables alone."""
        from cajad_cli.text import shipped

        mark, version = "PRAGMA application_id", "SELECT value FROM meta WHERE key = 'made_with'"
        tables = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
        with closing(sqlite3.connect(":memory:")) as ours:
            ours.executescript(shipped("store/schema.sql"))
            wanted = {query: ours.execute(query).fetchall() for query in (mark, tables)}
        name = shown_path(self.file)
        if list(self.ask(mark)) != wanted[mark]:
            raise BadData(f"{name} is no file that 'cajad compile' wrote; name one, or a YAML file")
        if list(self.ask(tables)) != wanted[tables] or self.first(version) != [__version__]:
            told = f"{name} was compiled by another version of cajad, or holds tables of others"
            raise BadData(f"{told}; compile it anew with 'cajad compile FILE.yaml'")

    def rows(self, where: str = "", values: Sequence[Any] = (), order: str = "n") -> Iterator[Row]:
        """The records that an SQL condition holds for."""
        query = f"SELECT n, kind, id, json FROM record {where} ORDER BY {order}"
        return (self._row(*row) for row in self.ask(query, values))

    def numbered(self, numbers: Sequence[int]) -> dict[int, tuple[Row, str]]:
        """The records with these numbers, each with its text."""
        # SQLite reads the JSON: to import Python's takes as long as a search.
        among = f"WHERE n IN ({', '.join(f'{n:d}' for n in numbers)})"
        if self.trusted:
            text = "json_extract(json, '$.text')"
            found = self.ask(f"SELECT n, kind, json, {text} FROM record {among} ORDER BY n")
            return {n: (Row(n, kind, json), told) for n, kind, json, told in found}
        # What it reads of a stranger's is looked at before.
        rows = list(self.rows(among))
        text = "SELECT json_extract(?, '$.text')"
        return {row.n: (row, self.first(text, (row.json,))[0]) for row in rows}

    def keys(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """What a query gives whose first two columns are the numbers and ids of records."""
        found = list(self.ask(query, values))
        for _, key, *_ in found:
            self._require_id(key)
        return found

    def _require_id(self, key: Any) -> None:
        """Raise BadData for what is no id: they stand in commands that people copy."""
        if not self.trusted and not re.fullmatch(ID, str(key)):
            raise self.damaged(ValueError("the id of a record is not of its form"))

    def _row(self, n: int, kind: str, key: str, json: str) -> Row:
        if not self.trusted:
            from json import dumps, loads

            self._require_id(key)
            try:
                record = loads(json)
                named = isinstance(record, dict) and (record.get("kind"), record.get("id"))
                if named != (kind, key):
                    raise ValueError("is not of its kind or id")
                _require_short(record)
                json = escaped(dumps(record, ensure_ascii=False, allow_nan=False))
            except UNSOUND as error:
                raise self.damaged(ValueError(f"record {key}: {error}")) from None
        return Row(n, kind, json)

    def ask(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """What a query gives, so many rows at a time, while other threads wait.

        Raises BadData where the file is damaged or asks for endless work.
        """
        try:
            with _LOCK:
                self._steps[0] = 0
                cursor = self._database.execute(query, values)
                rows = cursor.fetchmany(BATCH)
            while rows:
                yield from rows
                with _LOCK:
                    rows = cursor.fetchmany(BATCH)
        except UnicodeEncodeError:
            # What is asked for is no text, so it stands nowhere.
            return
        except (sqlite3.Error, UnicodeError) as error:
            raise self.damaged(error) from None

    def damaged(self, error: Exception) -> BadData:
        """What to raise where the file is not as it was written."""
        if said := lacking(error):
            return said
        if self.trusted:
            return BadData(f"the compiled record is damaged: {error}; install cajad anew")
        name, fault = shown_path(self.file), visible(str(error), 200)
        return BadData(f"{name} is not as 'cajad compile' writes it: {fault}; compile it anew")

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Takes what goes wrong within for damage of a stranger's file, and raises BadData."""
        try:
            yield
        except UNSOUND as error:
            # Of a module that cannot be read, the data file is innocent.
            if self.trusted or in_import(error):
                raise
            raise self.damaged(error) from None

    def first(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """The first column of what a query gives."""
        return [row[0] for row in self.ask(query, values)]

    def by_name(
        self, names: Sequence[str], condition: str = "", values: Sequence[Any] = ()
    ) -> list[tuple[int, str]]:
        """Number and id of the records that bear one of these folded names.

        Sources and names only if nothing else does: they often bear the title of what they are
        about. The condition is one of SQL on the table `record`.
        """
        query = (
            "SELECT DISTINCT record.n, id, kind FROM name JOIN record ON record.n = name.n"
            f" WHERE name.name IN ({', '.join('?' * len(names))}) {condition} ORDER BY record.n"
        )
        rows = self.keys(query, (*names, *values))
        others = [row for row in rows if row[2] not in ("source", "name")]
        return [(n, key) for n, key, _ in others or rows]

    def by_ids(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The records with these ids, as mappings."""
        from json import dumps

        # One value, because SQLite takes so many and no more.
        named = self.rows("WHERE id IN (SELECT value FROM json_each(?))", (dumps(keys),))
        return {record["id"]: record for record in parsed(named)}

    def tagged(self, tag: str, *kinds: str) -> list[Row]:
        """The records with a tag, of those kinds if any are named, in order of importance."""
        condition = f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        where = f"WHERE n IN (SELECT n FROM tag WHERE tag = ?) {condition}"
        return list(self.rows(where, (tag, *kinds)))

    def count(self, kind: str) -> int:
        """How many records of a kind there are."""
        return int(self.meta[f"count:{kind}"])

    def asking(self, name: str) -> frozenset[str]:
        """The words by which a sort of question is told; see `asking.tsv`."""
        return frozenset(self.meta[f"asking:{name}"].split(" "))

    def fields_of(self, kind: str) -> list[FieldInfo]:
        """The fields of a kind in the order in which they are written out."""
        written = self.meta[f"fields:{kind}"].split("\n")
        return [FieldInfo(*map(visible, field.split("\t"))) for field in written]
