"""Writes answers to standard output, remarks to standard error, and files whole or not at all."""

import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EBADF

from cajad_cli.errors import CannotWrite, ReaderGone
from cajad_cli.terminal import named


@contextmanager
def writing() -> Iterator[None]:
    """What writes to standard output stands within it, and is flushed at its end.

    Raises CannotWrite where the disk is full or the stream closed, and ReaderGone where nobody
    reads the pipe any more.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise ReaderGone from None
    except OSError as error:
        raise CannotWrite(unwritten(error)) from None


def unwritten(error: OSError) -> str:
    """Why standard output took no more, as a sentence."""
    if error.errno == EBADF:
        return "standard output is closed, so there is nowhere to write the answer"
    return f"the answer could not be written: {error.strerror}"


def emit(pieces: Iterable[str]) -> None:
    """Write pieces of a machine format: always UTF-8, whatever the locale says."""
    with writing():
        sink = getattr(sys.stdout, "buffer", None)
        for piece in _in_lumps(pieces):
            if sink is None:
                sys.stdout.write(piece)
            else:
                sink.write(piece.encode("utf-8", "backslashreplace"))
        if sink is not None:
            sink.flush()


def _in_lumps(pieces: Iterable[str], size: int = 1 << 16) -> Iterator[str]:
    lump: list[str] = []
    length = 0
    for piece in pieces:
        lump.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(lump)
            lump, length = [], 0
    yield "".join(lump)


@contextmanager
def beside() -> Iterator[None]:
    """What other programs write to standard output goes to standard error, but for a terminal's."""
    if sys.stdout.isatty():
        yield
        return
    kept = os.dup(1)
    try:
        with suppress(OSError):  # it is closed
            os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def announce(message: str) -> None:
    """Say something beside the answer, on standard error."""
    if sys.stderr is not None:
        with suppress(OSError):  # there is nowhere left to say it
            print(message, file=sys.stderr)


@contextmanager
def whole_file(path: str, force: bool) -> Iterator[str]:
    """The path of a new empty file that becomes `path` if nothing goes wrong, and else is gone.

    Raises CannotWrite if something stands there already and may not be replaced, or nothing can
    be written there. Where `path` is a link, what it leads to is replaced.
    """
    place = _place_of(path, force)
    # A name of its own, because one made longer may be too long.
    unfinished = os.path.join(os.path.dirname(place), f".cajad-{os.getpid()}-{time.time_ns()}.tmp")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        if os.path.exists(place):
            # What was private stays so.
            os.chmod(unfinished, stat.S_IMODE(os.stat(place).st_mode))
        yield unfinished
        os.replace(unfinished, place)
    except OSError as error:
        raise CannotWrite(f"{named(path)} cannot be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            os.unlink(unfinished)


def _place_of(path: str, force: bool) -> str:
    """Where a path leads to, if a file may be put there."""
    name = named(path)
    try:
        place = os.path.realpath(path)
        if not path or path.endswith(os.sep):
            raise CannotWrite(f"{name!r} is not the name of a file; name one")
        if os.path.lexists(place) and not os.path.isfile(place):
            raise CannotWrite(f"{name} is not a regular file; name another")
        if os.path.exists(place) and os.path.samestat(os.stat(place), os.fstat(1)):
            raise CannotWrite(f"{name} is where standard output goes; leave --output out")
        if os.path.exists(place) and not force:
            raise CannotWrite(f"{name} exists; name another file, or replace it with --force")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be that of a file"
        raise CannotWrite(f"{name} cannot be written: {reason}") from None
    return place


def write_file(path: str, pieces: Iterable[str], force: bool) -> None:
    """Write pieces of text to a file, in UTF-8. Raises CannotWrite, as `whole_file` does."""
    with (
        whole_file(path, force) as unfinished,
        open(unfinished, "w", encoding="utf-8", newline="", errors="backslashreplace") as file,
    ):
        file.writelines(pieces)
