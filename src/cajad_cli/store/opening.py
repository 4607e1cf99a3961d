"""Opens the store of a data file: the record's own, a compiled file, or a YAML file.

The record is compiled when the package is built; in a checkout, and from any other YAML file, a
store is compiled in memory at each call. Nothing is ever written.
"""

import os
import sqlite3
from contextlib import closing, suppress
from typing import Any

from cajad_cli import __version__
from cajad_cli.errors import BadData, in_import
from cajad_cli.store.store import Store, lacking
from cajad_cli.text.safe import shown_path, visible

# What a compiled file begins with.
MAGIC = b"SQLite format 3\0"
# What stands beside a database that somebody else has open or did not close.
COMPANIONS = ("-wal", "-journal", "-shm")
# No text of a stranger's file has more, nor anything that SQLite makes of one: no record needs it.
MOST_BYTES = 16 * 1024 * 1024
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
        if file is None:
            return _open_bundled()
        return _open_compiled(file) if is_compiled(file) else _open_yaml(file)
    except sqlite3.OperationalError as error:
        raise lacking(error) or error from None


def bundled_yaml() -> str:
    """The YAML file of the record: beside the package's modules, or in a checkout."""
    beside = os.path.join(_PACKAGE, "summit.yaml")
    checkout = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "data", "summit.yaml")
    return checkout if os.path.isfile(checkout) and not os.path.isfile(beside) else beside


def _open_bundled() -> Store:
    if os.path.isfile(BUNDLED):
        return Store(_connect(BUNDLED), BUNDLED, trusted=True)
    yaml = bundled_yaml()
    if os.path.isfile(yaml):
        return _open_yaml(yaml)
    if content := within_zip(BUNDLED):
        return Store(_in_memory(content), BUNDLED, trusted=True)
    raise BadData(f"the record is missing: there is no {shown_path(BUNDLED)}; install cajad anew")


def within_zip(file: str) -> bytes | None:
    """The content of a file of the package where it stands in no folder; else None."""
    loader: Any = globals().get("__loader__")
    with suppress(OSError, AttributeError):
        return None if os.path.isfile(file) else bytes(loader.get_data(file))
    return None


def _connect(file: str) -> sqlite3.Connection:
    from pathlib import Path

    try:
        # It is never changed in place, so SQLite need not lock it or look for changes.
        return connect(f"{Path(file).absolute().as_uri()}?mode=ro&immutable=1")
    except sqlite3.OperationalError:
        # It takes no long path, and does not say what keeps it from reading.
        try:
            with open(file, "rb") as stream:
                return _in_memory(stream.read())
        except OSError as error:
            told = f"{shown_path(file)} cannot be read: {error.strerror}"
            raise BadData(f"{told}; make it readable, or name another with --data") from None


def _in_memory(content: bytes) -> sqlite3.Connection:
    database = connect(":memory:")
    try:
        database.deserialize(content)
    except AttributeError:
        # Python leaves the method out where SQLite has none.
        raise sqlite3.OperationalError("no such function: deserialize") from None
    return database


class _Connection(sqlite3.Connection):
    """One that closes itself: from 3.13 on Python warns of those that nobody closed."""

    def __del__(self) -> None:
        with suppress(sqlite3.Error):  # it may not have been opened
            self.close()


def connect(name: str) -> sqlite3.Connection:
    """A database that any thread may ask, and that sorts in memory."""
    database = sqlite3.connect(
        name, isolation_level=None, check_same_thread=False, uri=True, factory=_Connection
    )
    database.execute("PRAGMA temp_store = MEMORY")
    return database


def is_compiled(file: str) -> bool:
    """Whether a file begins as an SQLite database does."""
    with suppress(OSError, ValueError):
        # What is no regular file is told by who reads it.
        if os.path.isfile(file):
            with open(file, "rb") as stream:
                return stream.read(len(MAGIC)) == MAGIC
    return False


def in_use(file: str, place: str) -> str:
    """What to say of a file if a companion of a database stands beside its place, else nothing."""
    name = shown_path(file)
    for companion in COMPANIONS:
        if os.path.lexists(place + companion):
            message = f"{name} is in use or was not closed: {name}{companion} stands beside it"
            return f"{message}; close what has it open"
    return ""


def _open_compiled(file: str) -> Store:
    """A compiled file, which may be a stranger's."""
    name = shown_path(file)
    if used := in_use(file, file) or in_use(file, os.path.realpath(file)):
        raise BadData(f"{used}, or compile it anew")
    database = _connect(file)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
        _require_ours(database, name)
        store = Store(database, file, trusted=False)
        # Numbers, ids and texts of records are looked at where they are read: opening takes the
        # same time however many there are.
    except (sqlite3.Error, UnicodeError, ValueError) as error:
        if in_import(error):
            raise
        damaged = BadData(f"{name} is damaged: {visible(str(error), 200)}; compile it anew")
        raise lacking(error) or damaged from None
    source = os.path.splitext(file)[0] + ".yaml"
    with suppress(OSError):
        if os.stat(source).st_mtime > os.stat(file).st_mtime:
            yaml = shown_path(source)
            store.remarks.append(f"{yaml} is newer than {name}; 'cajad compile {yaml}' renews it")
    return store


def _require_ours(database: sqlite3.Connection, name: str) -> None:
    """Raise BadData unless the file was made by this version and has its tables and no others."""
    from cajad_cli.text.shipped import shipped

    tables = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    with closing(sqlite3.connect(":memory:")) as ours:
        ours.executescript(shipped("store/schema.sql"))
        is_of_cajad, has_its_tables = (
            database.execute(query).fetchall() == ours.execute(query).fetchall()
            for query in ("PRAGMA application_id", tables)
        )
    made_with = "SELECT value FROM meta WHERE key = 'made_with'"
    if not is_of_cajad:
        raise BadData(f"{name} is no file that 'cajad compile' wrote; name one, or a YAML file")
    if not has_its_tables:
        fault = "or holds tables that are not its"
    elif database.execute(made_with).fetchall() != [(__version__,)]:
        fault = f"and this is {__version__}"
    else:
        return
    cure = "compile it anew with 'cajad compile FILE.yaml'"
    raise BadData(f"{name} was compiled by another version of cajad, {fault}; {cure}")


def _open_yaml(file: str) -> Store:
    """A YAML file, checked and compiled in memory."""
    from cajad_cli.ingest.check import read_dataset
    from cajad_cli.store.compiler import compile_dataset

    root = read_dataset(file)
    database = connect(":memory:")
    compile_dataset(root, database)
    store = Store(database, file, trusted=True)
    (records,) = store.first("SELECT count(*) FROM record")
    if records > MANY:
        name = shown_path(file)
        told = f"{name} was compiled for this answer alone ({records:,} records)"
        store.remarks.append(f"{told}; 'cajad compile {name}' writes a file that is asked at once")
    return store
