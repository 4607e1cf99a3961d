"""Sound values in, one SQLite file out, and back: compiling, opening and asking.

Imports `text`, `model` and `ingest`. Here the store of a data file is opened: of the record's own,
of a compiled file, or of a YAML file.

The record is compiled when the package is built; in a checkout, and from any other YAML file, a
store is compiled in memory at each call. Nothing is ever written.
"""

import os
import sqlite3
from contextlib import suppress
from typing import Any

from cajad_cli.errors import BadData
from cajad_cli.store.store import Store, lacking
from cajad_cli.text.safe import shown_path

# The name of the program at the end of SQLite's header.
OURS = b"caja"
# A YAML file of more records than this is told how to be faster.
MANY = 5000

# As it is spelt, because a zip gives its files by no other name.
_PACKAGE = os.path.dirname(os.path.dirname(__file__))
# The record, compiled.
BUNDLED = os.path.join(_PACKAGE, "summit.db")


def open_store(file: str | None = None) -> Store:
    """The store of a data file, YAML or compiled; of the record's own unless one is named.

    Raises BadData if the file is missing, unreadable or unsound.
    """
    if problem := lacking():
        raise problem
    try:
        if file is not None:
            return _open_compiled(file) if is_compiled(file) else _open_yaml(file)
        if os.path.isfile(BUNDLED):
            return Store(_connect(BUNDLED), BUNDLED, trusted=True)
        yaml = bundled_yaml()
        return _open_yaml(yaml) if os.path.isfile(yaml) else _open_within_zip()
    except sqlite3.OperationalError as error:
        raise lacking(error) or error from None


def bundled_yaml() -> str:
    """The YAML file of the record: beside the package's modules, or in a checkout."""
    beside = os.path.join(_PACKAGE, "summit.yaml")
    checkout = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "data", "summit.yaml")
    return checkout if os.path.isfile(checkout) and not os.path.isfile(beside) else beside


def _open_within_zip() -> Store:
    """The record where the package stands in no folder."""
    loader: Any = globals().get("__loader__")
    try:
        content = bytes(loader.get_data(BUNDLED))
    except (OSError, AttributeError):
        told = f"the record is missing: there is no {shown_path(BUNDLED)}; install cajad anew"
        raise BadData(told) from None
    database = connect(":memory:")
    if not hasattr(database, "deserialize"):
        # Python leaves the method out where SQLite has none.
        raise sqlite3.OperationalError("no such function: deserialize")
    database.deserialize(content)
    return Store(database, BUNDLED, trusted=True)


def _address(file: str) -> str:
    """A file as SQLite takes it together with parameters."""
    from pathlib import Path

    address = Path(file).absolute().as_uri()
    # The server of a network share may begin a path, but SQLite refuses it before one.
    return address if address.startswith("file:///") else address.replace("//", "////", 1)


def _connect(file: str) -> sqlite3.Connection:
    try:
        # It is never changed in place, so SQLite need not lock it or look for changes.
        return connect(f"{_address(file)}?mode=ro&immutable=1")
    except sqlite3.OperationalError as error:
        told = f"{shown_path(file)} cannot be read: {error}"
        raise BadData(f"{told}; make it readable, or name another with --data") from None


def connect(name: str) -> sqlite3.Connection:
    """A database that any thread may ask, and that sorts in memory."""
    database = sqlite3.connect(name, isolation_level=None, check_same_thread=False, uri=True)
    database.execute("PRAGMA temp_store = MEMORY")
    return database


def unread(file: str) -> sqlite3.Connection:
    """An empty file as a database that nobody reads before it is whole: no journal, no lock."""
    database = sqlite3.connect(f"{_address(file)}?nolock=1", isolation_level=None, uri=True)
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    return database


def is_compiled(file: str, program: bytes = b"") -> bool:
    """Whether a file begins as an SQLite database does, or as one of a program."""
    with suppress(OSError, ValueError):
        # What is no regular file is told by who reads it.
        if os.path.isfile(file):
            with open(file, "rb") as stream:
                head = stream.read(72)
                return head.startswith(b"SQLite format 3\0") and head.endswith(program)
    return False


def in_use(file: str) -> str:
    """What to say of a file if a companion of a database stands beside it, else nothing."""
    name = shown_path(file)
    for companion in ("-wal", "-journal", "-shm"):
        if any(os.path.lexists(place + companion) for place in (file, os.path.realpath(file))):
            message = f"{name} is in use or was not closed: {name}{companion} stands beside it"
            return f"{message}; close what has it open, remove that file if nothing has"
    return ""


def _open_compiled(file: str) -> Store:
    """A compiled file, which may be a stranger's.

    Opening takes the same time however many records there are: each is looked at as it is read.
    """
    if used := in_use(file):
        raise BadData(f"{used}, or compile it anew")
    store = Store(_connect(file), file, trusted=False)
    for source in (os.path.splitext(file)[0] + ending for ending in (".yaml", ".yml")):
        with suppress(OSError):
            if os.stat(source).st_mtime > os.stat(file).st_mtime:
                told = f"{shown_path(source)} is newer than {shown_path(file)}"
                store.remarks.append(f"{told}; {_compiling(source)} renews it")
    return store


def _open_yaml(file: str) -> Store:
    """A YAML file, checked and compiled in memory."""
    from cajad_cli.ingest import read_dataset
    from cajad_cli.store.compiler import compile_dataset

    root = read_dataset(file)
    database = connect(":memory:")
    compile_dataset(root, database)
    store = Store(database, file, trusted=True)
    (records,) = store.first("SELECT count(*) FROM record")
    if records > MANY:
        told = f"{shown_path(file)} was compiled for this answer alone ({records:,} records)"
        store.remarks.append(f"{told}; {_compiling(file)} writes a file that is asked at once")
    return store


def _compiling(file: str) -> str:
    """The command that compiles a file."""
    from shlex import quote

    return f"'cajad compile {quote(shown_path(file))}'"
