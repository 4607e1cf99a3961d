"""Finds, builds and reads the compiled store of a data file.

A store lies in the user's cache directory and is taken only if it was compiled by this version
from exactly this file; otherwise it is compiled anew, beside it, and moved into its place. What
cannot be kept is compiled in memory. Every row that is read is checked against its checksum; a
damaged store is thrown away and built again.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any, NamedTuple

from cajad_cli import __version__
from cajad_cli.errors import BadData

# Raised whenever what a store holds, or how words are folded into it, changes.
SCHEMA_VERSION = 3
# A file changed again within this many seconds may keep its times, so its content is compared.
YOUNG = 2.0
# Unfinished stores older than this many seconds were left by a process that is gone.
LEFTOVER = 3600.0


class Row(NamedTuple):
    """A record as the store holds it: its rank, and its JSON."""

    n: int
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


def cache_directory() -> str | None:
    """Where stores are kept, or None where no home is known.

    XDG_CACHE_HOME or ~/.cache, ~/Library/Caches on macOS, LOCALAPPDATA on Windows; in it `cajad`.
    """
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):
            base = os.path.expanduser("~/.cache")
    return os.path.join(base, "cajad") if os.path.isabs(base) else None


class Store:
    """The records of one data file, ready to be asked. Open it with `open_store`."""

    def __init__(self, database: sqlite3.Connection, data_file: str, place: str | None, why: str):
        self.data_file = data_file
        self.place = place
        """The store's file, or None if it is in memory."""
        self.why = why
        """Why it was taken or built, in a few words."""
        self.meta: dict[str, str] = dict(database.execute("SELECT key, value FROM meta"))
        self._database = database

    def rows(self, where: str = "", values: Sequence[Any] = (), order: str = "n") -> Iterator[Row]:
        """The records that an SQL condition holds for, each verified as it is read."""
        query = f"SELECT n, id, kind, date, json, checksum FROM record {where} ORDER BY {order}"
        for n, *_, text, _ in self.ask(query, values, _verify):
            yield Row(n, text)

    def ask(
        self, query: str, values: Sequence[Any] = (), verify: Callable[[Any], None] | None = None
    ) -> Iterator[Any]:
        """What a query with a fixed order gives, whole even if the store turns out damaged.

        Damage that shows while reading is mended by compiling again; the answer goes on where it
        stood, so that a reader never sees half of one.
        """
        given = 0
        try:
            for row in self._database.execute(query, values):
                if verify is not None:
                    verify(row)
                yield row
                given += 1
        except (sqlite3.DatabaseError, UnicodeError):
            self._mend()
            yield from islice(self._database.execute(query, values), given, None)

    def first(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """The first column of what a query with a fixed order gives."""
        return [row[0] for row in self.ask(query, values)]

    def columns_of(self, kind: str) -> list[str]:
        """The fields of a kind in the order in which they are written out."""
        return self.meta[f"columns:{kind}"].split(" ")

    def was_damaged(self) -> bool:
        """Whether the store's file is not as it was written; it is mended at once.

        Ask when nothing was found: damage to an index hides records without a sign.
        """
        if self.place is None or _seal_of(self.place)[0]:
            return False
        self._mend()
        return True

    def _mend(self) -> None:
        fresh = open_store(self.data_file, rebuild=True)
        self._database, self.place, self.why = fresh._database, fresh.place, fresh.why


def _verify(row: Any) -> None:
    """Raise DatabaseError if the row is not as it was written."""
    n, key, kind, date, text, checksum = row
    if checksum != zlib.crc32(f"{n}\0{key}\0{kind}\0{date}\0{text}".encode()):
        raise sqlite3.DatabaseError


# SQLite leaves these bytes of a file's header (its user_version) to the application.
_SEAL = slice(60, 64)


def _seal_of(place: str) -> tuple[bool, bytes]:
    """Whether a store's file bears the checksum of all its bytes, and that checksum."""
    with open(place, "rb") as stream:
        content = bytearray(stream.read())
    borne = bytes(content[_SEAL])
    content[_SEAL] = bytes(4)
    seal = zlib.crc32(content).to_bytes(4, "big")
    return borne == seal, seal


def open_store(data_file: str | None = None, rebuild: bool = False) -> Store:
    """The store of a data file (the bundled one unless told), compiled first if need be.

    Raises BadData if the file is missing, unreadable or unsound.
    """
    file = os.path.abspath(data_file) if data_file is not None else bundled_file()
    key = _key_of(file)
    place = _place_of(file)
    if place is not None and not rebuild:
        store = _take(place, file, key)
        if store is not None:
            return store
    return _build(file, key, place)


class _Key(NamedTuple):
    """What a data file is known by, and whether its times can be trusted yet."""

    stamp: str
    young: bool


def _key_of(file: str) -> _Key:
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        # The reader says what is wrong with it.
        return _Key("", True)
    # The version of the program stands in the key because it decides what a sound file is.
    stamp = (
        f"{SCHEMA_VERSION} {__version__} {status.st_dev} {status.st_ino} {status.st_size}"
        f" {status.st_mtime_ns} {status.st_ctime_ns} {file}"
    )
    changed = max(status.st_mtime, status.st_ctime)
    return _Key(stamp, time.time() - changed < YOUNG)


def _digest(content: bytes) -> str:
    """What tells contents apart when the times of a file do not."""
    from hashlib import blake2b

    return blake2b(content).hexdigest()


def _place_of(file: str) -> str | None:
    directory = cache_directory()
    if directory is None:
        return None
    return os.path.join(directory, f"{SCHEMA_VERSION}-{zlib.crc32(os.fsencode(file)):08x}.sqlite")


def _is_ours(path: str) -> bool:
    """Whether a file or directory is ours alone to write, and no link that others planted."""
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        return False
    return not hasattr(os, "getuid") or (
        status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


def _connect(place: str) -> sqlite3.Connection:
    from pathlib import Path

    # A store is never changed in place, so SQLite need not lock it or look for changes.
    return sqlite3.connect(f"{Path(place).as_uri()}?mode=ro&immutable=1", uri=True)


def _take(place: str, file: str, key: _Key) -> Store | None:
    """The store at this place if it is sound and was compiled from the file as it is."""
    try:
        if not _is_ours(os.path.dirname(place)) or not _is_ours(place):
            return None
        store = Store(_connect(place), file, place, "compiled before from the file as it is")
    except (OSError, sqlite3.DatabaseError, UnicodeError):
        return None
    if store.meta.get("key") != key.stamp:
        return None
    if store.meta.get("young") == "1" and not (key.young and _is_content(file, store)):
        # Compiled while the file was young: it may have changed since without a sign. Once it is
        # old enough, it is compiled a last time.
        return None
    return store


def _is_content(file: str, store: Store) -> bool:
    from cajad_cli.reader import read_bytes

    return store.meta.get("content") == _digest(read_bytes(file))


def _build(file: str, key: _Key, place: str | None) -> Store:
    """Compile the file: into its place where that can be written, else in memory."""
    from cajad_cli.checker import check
    from cajad_cli.compiler import compile_dataset
    from cajad_cli.progress import Watched
    from cajad_cli.reader import read_bytes, read_values

    with Watched("compiling " + os.path.basename(file)) as watched:
        content = read_bytes(file)
        digest = _digest(content)
        root = read_values(content, file, watched.share(0.0, 0.4))
        check(root, content, file)
        del content
        report = watched.share(0.4, 1.0)
        if place is not None:
            # No space, no permission, a directory in its place: the answer matters more.
            with suppress(OSError, sqlite3.Error), _unfinished(place) as unfinished:
                # Nobody reads it before it is whole, so it needs no journal.
                database = sqlite3.connect(unfinished, isolation_level=None)
                database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
                compile_dataset(root, database, report)
                meta = [("key", key.stamp), ("young", str(int(key.young))), ("content", digest)]
                database.executemany("INSERT INTO meta VALUES (?, ?)", meta)
                database.close()
                _seal(unfinished)
                os.replace(unfinished, place)
                return Store(_connect(place), file, place, "compiled just now")
        database = sqlite3.connect(":memory:", isolation_level=None)
        compile_dataset(root, database, report)
        return Store(database, file, None, "in memory, because no store could be written")


def _seal(place: str) -> None:
    with open(place, "r+b") as stream:
        stream.seek(_SEAL.start)
        stream.write(_seal_of(place)[1])
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _unfinished(place: str) -> Iterator[str]:
    """A new file beside the store's place, gone afterwards whatever happens."""
    directory = os.path.dirname(place)
    os.makedirs(directory, mode=0o700, exist_ok=True)
    if not _is_ours(directory):
        raise PermissionError(directory)
    sweep(directory)
    unfinished = f"{place}.{os.getpid()}-{time.time_ns()}.tmp"
    # Made by us and nobody else, before SQLite opens it by its name.
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        yield unfinished
    finally:
        with suppress(OSError):
            os.unlink(unfinished)


def sweep(directory: str) -> None:
    """Remove stores of other versions and what builds that died left behind."""
    for entry in os.scandir(directory):
        with suppress(OSError):
            old_tmp = (
                entry.name.endswith(".tmp")
                and time.time() - entry.stat(follow_symlinks=False).st_mtime > LEFTOVER
            )
            other = entry.name.endswith(".sqlite") and not entry.name.startswith(
                f"{SCHEMA_VERSION}-"
            )
            if old_tmp or other:
                os.unlink(entry.path)
