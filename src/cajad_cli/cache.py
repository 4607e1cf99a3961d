"""The directory that stores are kept in: where it is, whose, how files get into it and go.

Nothing here knows what a store holds. A file is written beside its place and moved into it whole;
its last four bytes to be written are a checksum of all others, by which damage is seen.
"""

import os
import stat
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EPERM

# Unfinished files older than this many seconds were left by a process that is gone.
LEFTOVER = 3600.0
# Files this many seconds old are removed when a new one is written: most are of data files that
# are gone or of versions that are; whoever still needs one compiles it again.
STALE = 30 * 24 * 3600.0
# SQLite leaves these bytes of a file's header (its user_version) to the application.
_SEAL = slice(60, 64)
_OURS = (".sqlite", ".tmp")


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
        if not os.path.isabs(base) and os.environ.get("HOME") != "":
            base = os.path.expanduser("~/.cache")
    return os.path.join(base, "cajad") if os.path.isabs(base) else None


def place_of(file: str, version: int) -> str | None:
    """The path for the store of a data file, or None where none can be kept."""
    directory = cache_directory()
    if directory is None:
        return None
    return os.path.join(directory, f"{version}-{zlib.crc32(os.fsencode(file)):08x}.sqlite")


def is_ours(path: str) -> bool:
    """Whether it is a file or directory that is ours alone to write: no link, pipe or device."""
    status = os.lstat(path)
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        return False
    return not hasattr(os, "getuid") or (
        status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


def _require_ours(directory: str) -> None:
    if not is_ours(directory):
        raise PermissionError(EPERM, "others may write to the directory, or it is a link")


@contextmanager
def unfinished(place: str) -> Iterator[str]:
    """A new file beside a place, to be moved there; gone afterwards if it was not."""
    directory = os.path.dirname(place)
    os.makedirs(directory, mode=0o700, exist_ok=True)
    _require_ours(directory)
    _sweep(directory)
    file = f"{place}.{os.getpid()}-{time.time_ns()}.tmp"
    try:
        # Made by us and nobody else, before SQLite opens it by its name.
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield file
    finally:
        with suppress(OSError):
            os.unlink(file)


def _sweep(directory: str) -> None:
    now = time.time()
    for entry in _files(directory):
        with suppress(OSError):
            age = now - entry.stat(follow_symlinks=False).st_mtime
            if age > (LEFTOVER if entry.name.endswith(".tmp") else STALE):
                os.unlink(entry.path)


def clear() -> int:
    """Remove all stores and leftovers, and give their number. Raises OSError if one stays."""
    directory = cache_directory()
    removed = 0
    # Another process may clear it as well.
    with suppress(FileNotFoundError):
        if directory is None:
            return 0
        _require_ours(directory)
        for entry in _files(directory):
            with suppress(FileNotFoundError):
                os.unlink(entry.path)
                removed += 1
        # Left where it is if somebody keeps something else in it.
        with suppress(OSError):
            os.rmdir(directory)
    return removed


def drop_damaged() -> bool:
    """Remove the stores that are not as they were sealed; tell whether there were any."""
    directory = cache_directory()
    dropped = False
    with suppress(OSError):
        for entry in _files(directory) if directory is not None else ():
            if entry.name.endswith(".sqlite") and is_ours(entry.path) and not is_sealed(entry.path):
                os.unlink(entry.path)
                dropped = True
    return dropped


def _files(directory: str) -> list[os.DirEntry[str]]:
    return [
        entry
        for entry in os.scandir(directory)
        if entry.name.endswith(_OURS) and not entry.is_dir(follow_symlinks=False)
    ]


def seal(file: str) -> None:
    """Write the checksum of all its other bytes into a store's file, and all of it to the disk."""
    checksum, _ = _checksums(file)
    with open(file, "r+b") as stream:
        stream.seek(_SEAL.start)
        stream.write(checksum)
        stream.flush()
        os.fsync(stream.fileno())


def is_sealed(file: str) -> bool:
    """Whether the bytes of a store's file are as they were when it was sealed."""
    computed, borne = _checksums(file)
    return computed == borne


def _checksums(file: str) -> tuple[bytes, bytes]:
    """The checksum of a file without its seal, and what stands as its seal."""
    with open(file, "rb") as stream:
        checksum = zlib.crc32(stream.read(_SEAL.start))
        borne = stream.read(_SEAL.stop - _SEAL.start)
        # Pieces that fit into memory the process has already: larger ones take twice the time.
        while chunk := stream.read(1 << 16):
            checksum = zlib.crc32(chunk, checksum)
    return checksum.to_bytes(4, "big"), borne
