"""Finds, builds and reads the compiled store of a data file.

A store lies in the user's cache directory and is taken only if it was compiled by this version
from exactly this file; otherwise it is compiled anew, beside it, and moved into its place. What
cannot be kept is compiled in memory. Every row that is read is checked against its checksum; a
damaged store is thrown away and built again.
"""

import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple
from weakref import finalize

from cajad_cli import __version__
from cajad_cli.cache import is_ours, is_sealed, place_of, seal, unfinished
from cajad_cli.errors import BadData
from cajad_cli.terminal import inert, named, typed

# Raised whenever what a store holds, or how words are folded into it, changes.
SCHEMA_VERSION = 9
# A file changed again within this many seconds may keep its times, so its content is compared.
YOUNG = 2.0
# Stores up to this many bytes are compared with their checksum as a whole whenever one is opened,
# which takes less than three milliseconds; of larger ones only what is read is.
WHOLE = 8_000_000
# Rows fetched from SQLite at a time.
BATCH = 100


class Row(NamedTuple):
    """A record as the store holds it: its rank of importance, its kind, and its JSON."""

    n: int
    kind: str
    json: str


def bundled_file() -> str:
    """The dataset that comes with the program: beside the package's modules, or in a checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    beside = os.path.join(here, "summit.yaml")
    if os.path.isfile(beside):
        return beside
    checkout = os.path.join(os.path.dirname(os.path.dirname(here)), "data", "summit.yaml")
    if os.path.isfile(checkout):
        return checkout
    raise BadData(f"the dataset is missing: neither {beside} nor {checkout} is there; reinstall")


class Store:
    """The records of one data file, ready to be asked. Open it with `open_store`."""

    def __init__(self, database: sqlite3.Connection, data_file: str, place: str | None, why: str):
        self.data_file = data_file
        self.place = place
        """The store's file, or None if it is in memory."""
        self.why = why
        """Why it was taken or built, in a few words."""
        self._database = database
        # Not __del__: of a ring of garbage the connection may go first, and complain.
        finalize(self, database.close)
        self._mended: list[Store] = []
        """Those that took its place, kept because each closes its database when it goes."""
        self._lock = Lock()
        self.meta: dict[str, str] = dict(database.execute("SELECT key, value FROM meta"))

    def rows(self, where: str = "", values: Sequence[Any] = (), order: str = "n") -> Iterator[Row]:
        """The records that an SQL condition holds for, each verified as it is read."""
        query = f"SELECT n, id, kind, date, json, checksum FROM record {where} ORDER BY {order}"
        for n, _, kind, _, text, _ in self.ask(query, values, _verify):
            yield Row(n, kind, text)

    def numbered(self, numbers: Sequence[int]) -> dict[int, tuple[Row, str]]:
        """The records with these numbers, each with its text; one that is not there is damage."""
        asked = self._database
        found = self._found(numbers)
        if len(found) < len(numbers):
            self._mend(asked)
            found = self._found(numbers)
        if len(found) < len(numbers):
            raise self._lost(sqlite3.DatabaseError("an index led to no record"))
        return found

    def _found(self, numbers: Sequence[int]) -> dict[int, tuple[Row, str]]:
        # SQLite reads the JSON: to import Python's takes as long as a search.
        query = (
            "SELECT n, id, kind, date, json, checksum, json_extract(json, '$.text')"
            f" FROM record WHERE n IN ({', '.join(map(str, numbers))}) ORDER BY n"
        )
        rows = self.ask(query, (), lambda row: _verify(row[:-1]))
        return {n: (Row(n, kind, text), own) for n, _, kind, _, text, _, own in rows}

    def ask(
        self, query: str, values: Sequence[Any] = (), verify: Callable[[Any], None] | None = None
    ) -> Iterator[Any]:
        """What a query with a fixed order gives, whole even if the store turns out damaged.

        Damage that shows while reading is mended by compiling again; the answer goes on where it
        stood, so that a reader never sees half of one.
        """
        given = 0
        for mended in (False, True):
            database = self._database
            try:
                for row in islice(self._fetched(database, query, values), given, None):
                    if verify is not None:
                        verify(row)
                    yield row
                    given += 1
                return
            except UnicodeEncodeError:
                # What is asked for is no text, so it stands nowhere.
                return
            except (sqlite3.DatabaseError, UnicodeError) as error:
                if mended:
                    raise self._lost(error) from None
                self._mend(database)

    def _fetched(
        self, database: sqlite3.Connection, query: str, values: Sequence[Any]
    ) -> Iterator[Any]:
        """The rows that a query gives, so many at a time, while other threads wait."""
        with self._lock:
            cursor = database.execute(query, values)
            rows = cursor.fetchmany(BATCH)
        while rows:
            yield from rows
            with self._lock:
                rows = cursor.fetchmany(BATCH)

    def called(
        self, names: Sequence[str], condition: str = "", values: Sequence[Any] = ()
    ) -> list[tuple[int, str]]:
        """Number and id of the records that bear one of these folded names.

        Sources only if nothing else does: one often bears the title of what it reports. The
        condition is one of SQL on the table `record`.
        """
        query = (
            "SELECT record.n, id, kind, date, json, record.checksum, name.name, name.checksum"
            " FROM name JOIN record ON record.n = name.n"
            f" WHERE name.name IN ({', '.join('?' * len(names))}) {condition} ORDER BY record.n"
        )
        rows = list(self.ask(query, (*names, *values), _verify_name))
        others = [row for row in rows if row[2] != "source"]
        return list(dict.fromkeys((n, key) for n, key, *_ in others or rows))

    def record(self, n: int, key: str) -> Row:
        """The record that an index says has this number and id; if it has not, that is damage."""
        asked = self._database
        # The sign keeps SQLite from asking the index again.
        for row in self.rows("WHERE n = ? AND +id = ?", (n, key)):
            return row
        self._mend(asked)
        for row in self.rows("WHERE id = ?", (key,)):
            return row
        raise self._lost(sqlite3.DatabaseError("a name led to no record"))

    def first(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """The first column of what a query with a fixed order gives."""
        return [row[0] for row in self.ask(query, values)]

    def columns_of(self, kind: str) -> list[str]:
        """The fields of a kind in the order in which they are written out."""
        return self.meta[f"columns:{kind}"].split(" ")

    def _mend(self, damaged: sqlite3.Connection) -> None:
        with self._lock:
            if self._database is not damaged:
                # Another thread has done it.
                return
            fresh = open_store(self.data_file, rebuild=True)
            if fresh.meta["content"] != self.meta["content"]:
                # Half an answer out of the one and half out of the other would be true of neither.
                raise BadData(f"{named(self.data_file)} changed while it was asked; ask again")
            self.place, self.why = fresh.place, fresh.why
            # What is damaged stays open: another thread may be reading it.
            self._mended.append(fresh)
            self._database = fresh._database

    def _lost(self, error: Exception) -> BadData:
        return BadData(
            f"the compiled store of {named(self.data_file)} was damaged: {error}; ask again, and if"
            " that does not help, set XDG_CACHE_HOME to a directory on another disk"
        )


def _verify(row: Any) -> None:
    """Raise DatabaseError if the row is not as it was written."""
    *written, borne = row
    if borne != checksum(*written):
        raise sqlite3.DatabaseError("a row is not as it was written")


def _verify_name(row: Any) -> None:
    """Raise DatabaseError if this record, or that it bears this name, is not as it was written."""
    *record, name, borne = row
    _verify(record)
    _verify((name, record[0], borne))


def checksum(*written: int | str) -> int:
    """What tells that a row of the store is as it was written."""
    return zlib.crc32("\0".join(map(str, written)).encode())


def open_store(data_file: str | None = None, rebuild: bool = False, whole: bool = False) -> Store:
    """The store of a data file (the bundled one unless told), compiled first if need be.

    With `whole` a large one, too, is compared with its checksum, for who reads all of it.
    Raises BadData if the file is missing, unreadable or unsound.
    """
    try:
        # Not abspath: it folds `link/..`, which the system follows.
        file = os.path.join(os.getcwd(), data_file) if data_file is not None else bundled_file()
        os.fsencode(file)
    except (OSError, UnicodeError) as error:
        # Where the working directory is gone, a path that starts there leads nowhere.
        reason = getattr(error, "strerror", None) or "its name cannot be that of a file"
        raise BadData(f"{named(str(data_file))} cannot be read: {reason}") from None
    place = place_of(file, SCHEMA_VERSION)
    if place is not None and not rebuild:
        store = _take(place, file, whole)
        if store is not None:
            return store
    return _build(file, place)


def _key_of(file: str, status: os.stat_result) -> str:
    """What a data file is known by, as it is in this state."""
    # The version of the program stands in the key because it decides what a sound file is.
    return (
        f"{SCHEMA_VERSION} {__version__} {status.st_dev} {status.st_ino} {status.st_size}"
        f" {status.st_mtime_ns} {status.st_ctime_ns} {file!a}"
    )


def _digest(content: bytes) -> str:
    """What tells contents apart when the times of a file do not."""
    from hashlib import blake2b

    return blake2b(content).hexdigest()


def _connect(place: str) -> sqlite3.Connection:
    from pathlib import Path

    # A store is never changed in place, so SQLite need not lock it or look for changes.
    return _opened(f"{Path(place).as_uri()}?mode=ro&immutable=1")


def _opened(name: str) -> sqlite3.Connection:
    """A database that any thread may ask: the store lets in one at a time."""
    database = sqlite3.connect(name, isolation_level=None, check_same_thread=False, uri=True)
    # What is sorted stays off a disk that may be full.
    database.execute("PRAGMA temp_store = MEMORY")
    return database


def _take(place: str, file: str, whole: bool) -> Store | None:
    """The store at this place if it is sound and was compiled from the file as it is."""
    try:
        data = os.stat(file)
        if not is_ours(os.path.dirname(place)) or not is_ours(place):
            return None
        status = os.stat(place)
        if (whole or status.st_size <= WHOLE) and not is_sealed(place):
            return None
        store = Store(_connect(place), file, place, "compiled before from the file as it is")
        if store.meta.pop("checksum", None) != _checksum_of(store.meta):
            return None
        if store.meta["key"] != _key_of(file, data):
            return None
        # The time of a store's file is when the content of the data file was last looked at.
        changed = max(data.st_mtime, data.st_ctime)
        if status.st_mtime - changed < YOUNG and not _is_content(file, store):
            return None
    except (OSError, sqlite3.DatabaseError, ValueError, TypeError, KeyError):
        # It is not there, or damaged in one of the many ways there are.
        return None
    return store


def _is_content(file: str, store: Store) -> bool:
    """Whether the store was compiled from the file's content; if so, its file is dated anew."""
    looked = time.time()
    with open(file, "rb") as stream:
        if _digest(stream.read()) != store.meta["content"]:
            return False
    if store.place is not None:
        # Where that cannot be, the content is looked at each time.
        with suppress(OSError):
            os.utime(store.place, (looked, looked))
    return True


def _build(file: str, place: str | None) -> Store:
    """Compile the file: into its place where that can be written, else in memory."""
    from cajad_cli.checker import check
    from cajad_cli.compiler import compile_dataset
    from cajad_cli.progress import Watched
    from cajad_cli.reader import read_values, read_whole

    with Watched("compiling " + inert(typed(os.path.basename(file)), 40)) as watched:
        looked = time.time()
        content, before, after = read_whole(file)
        digest = _digest(content)
        root = read_values(content, file, watched.share(0.0, 0.4))
        check(root, content, file)
        del content
        report = watched.share(0.4, 1.0)
        key, reason = _key_of(file, after), "no home directory is known"
        if key != _key_of(file, before):
            # What was read answers this once; whose it was, nobody can tell later.
            place, reason = None, "the file changed while it was read"
        if place is not None:
            try:
                with unfinished(place) as beside:
                    _write_store(beside, root, key, digest, report)
                    os.utime(beside, (looked, looked))
                    os.replace(beside, place)
                store = Store(_connect(place), file, place, "compiled just now")
                if store.meta["key"] == key and store.meta["content"] == digest:
                    return store
                reason = "another process put its own in the place"
            except (OSError, RecursionError, sqlite3.Error, KeyError) as error:
                # No space, no permission, a directory in its place: the answer matters more.
                reason = getattr(error, "strerror", None) or str(error)
        database = _opened(":memory:")
        compile_dataset(root, database, report)
        _write_key(database, key, digest)
        return Store(database, file, None, f"in memory, because none could be kept: {reason}")


def _write_store(
    file: str, root: dict[str, Any], key: str, digest: str, report: Callable[[float], None] | None
) -> None:
    from cajad_cli.compiler import compile_dataset

    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        # Nobody reads it before it is whole, so it needs no journal.
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        compile_dataset(root, database, report)
        _write_key(database, key, digest)
    seal(file)


def _write_key(database: sqlite3.Connection, key: str, digest: str) -> None:
    insert = "INSERT INTO meta VALUES (?, ?)"
    database.executemany(insert, [("key", key), ("content", digest)])
    meta = dict(database.execute("SELECT key, value FROM meta"))
    database.execute(insert, ("checksum", _checksum_of(meta)))


def _checksum_of(meta: dict[str, str]) -> str:
    return str(zlib.crc32(repr(sorted(meta.items())).encode()))
