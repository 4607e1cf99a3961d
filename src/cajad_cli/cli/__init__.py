"""The command line: options in, answers to the streams, failures to exit codes.

Imports all of the package. Here answers are written to standard output or a pager, remarks to
standard error, and files whole.
"""

import os
import re
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EBUSY, EPERM, EROFS, ETXTBSY, EXDEV
from functools import partial
from itertools import islice

from cajad_cli.errors import INTERRUPTED, CannotWrite
from cajad_cli.render import width
from cajad_cli.store import BUNDLED, bundled_yaml, in_use
from cajad_cli.store.store import lacking
from cajad_cli.text.safe import shown_path, visible

# What shells set when they ask for completions.
COMPLETING = "_CAJAD_COMPLETE"
# What to do where a file stands already.
_ANEW = "name another file, or replace it with --force"
# Terminals on which pagers ask for a key before they show anything; Windows names none.
_POOR = ("dumb", "unknown") if sys.platform == "win32" else ("", "dumb", "unknown")


def emit(pieces: Iterable[str]) -> None:
    """Write pieces of text to standard output: always UTF-8, whatever the locale says."""
    left = iter(pieces)
    # Where one cannot be made, most often nothing is written yet.
    while some := list(islice(left, 1000)):
        sys.stdout.buffer.write("".join(some).encode("utf-8", "backslashreplace"))
    sys.stdout.flush()


def browse(*addresses: str) -> None:
    """Lead a browser to addresses. Raises CannotWrite if there is none that starts."""
    import webbrowser

    started = [False]
    kept = os.dup(1)
    if not sys.stdout.isatty():
        # What it says of itself is no part of the answer.
        with suppress(OSError):  # there may be no standard error
            os.dup2(2, 1)
    with suppress(ValueError, IndexError):  # BROWSER may name what is no command line
        # It may have a place for an action, which this is none of.
        started = [webbrowser.open(url.replace("%action", "%ACtion")) for url in addresses]
    os.dup2(kept, 1)
    if not all(started):
        raise CannotWrite("no browser could be started; set BROWSER to the name of one")


def warn(*messages: str) -> None:
    """Say things beside the answer, on standard error; what is in them acts on no terminal.

    On a terminal they are folded, and at blanks only: addresses and ids stay whole.
    """
    told = [visible(message) for message in messages]
    if sys.stderr is not None:
        with suppress(OSError):  # there is nowhere left to say it
            if sys.stderr.isatty():
                from textwrap import fill

                folds = partial(fill, break_long_words=False, break_on_hyphens=False)
                told = [folds(line, width(), subsequent_indent="  ") for line in told]
            print(*told, sep="\n", end="\n" * bool(told), file=sys.stderr)


def write_screen(text: str, no_pager: bool) -> None:
    """Write a screen to standard output, through a pager if it is taller than the terminal.

    The pager is that of CAJAD_PAGER or PAGER, else less; plainly where it does not work. Leaving it
    early is no failure.
    """
    # Set to nothing, either asks for none.
    pager = os.environ.get("CAJAD_PAGER", os.environ.get("PAGER", "less -FRX")).strip()
    can_page = sys.stdout.isatty() and os.environ.get("TERM", "") not in _POOR
    is_tall = False
    with suppress(OSError):  # NUL, to which Windows throws away, passes for a terminal
        is_tall = can_page and text.count("\n") >= os.get_terminal_size().lines
    if no_pager or not pager or not is_tall or not _paged(text, pager):
        sys.stdout.write(text)


def _paged(text: str, pager: str) -> bool:
    """Whether a pager took the text."""
    import shlex
    import signal
    import subprocess

    # Such pagers show the escapes of colours and links only if they are told to.
    environ = {"LESSCHARSET": "utf-8", "LV": "-c"} | dict(os.environ)
    environ["LESS"] = f"-R {environ['LESS']}" if "LESS" in environ else "FRX"
    # Not every pager passes links.
    sent = re.sub(r"\x1b\]8;.*?\x1b\\", "", text).encode("utf-8", "backslashreplace")
    # An interrupt is the pager's to answer.
    interrupts: list[int] = []
    heeding = signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    try:
        with subprocess.Popen(shlex.split(pager), stdin=subprocess.PIPE, env=environ) as shown:
            try:
                shown.communicate(sent)
            finally:
                # Where a signal ends us it still runs, and has the terminal to set right.
                shown.terminate()
    except (OSError, ValueError, IndexError):
        return False
    finally:
        signal.signal(signal.SIGINT, heeding)
    # A signal ended it, or an interrupt, of which less makes 2 and others 130, also where it is but
    # a key; else it has failed.
    return shown.returncode <= 0 or shown.returncode == INTERRUPTED or bool(interrupts)


@contextmanager
def whole_file(path: str, force: bool, source: str = "", cure: str = "") -> Iterator[str]:
    """The path of a new empty file that becomes `path` if nothing goes wrong, and else is gone.

    That it is written is told. Raises CannotWrite if what stands there may not be replaced, or
    nothing can be written there. Where `path` is a link, what it leads to is replaced; neither the
    record nor `source`, what the new file is made from, ever is. `cure` tells what else may help.
    """
    name, unfinished, claimed = shown_path(path), "", ""
    try:
        target = os.path.realpath(path)
        exists = _may_be_replaced(path, target, force, source, cure)
        # By chance, because in containers all processes have one number; known before it is made,
        # because a signal may come as it is; short, because a longer name may be too long.
        unfinished = os.path.join(os.path.dirname(target), f".cajad-{os.urandom(16).hex()}.tmp")
        open(unfinished, "xb").close()
        if exists:
            mode = stat.S_IMODE(os.stat(target).st_mode)
            # Some file systems give the bit to every file.
            if mode & ~os.stat(unfinished).st_mode & 0o111:
                raise CannotWrite(f"{name} is a program; name another file")
            if mode != stat.S_IMODE(os.stat(unfinished).st_mode):
                # What was private stays so; file systems that know but one mode may refuse.
                os.chmod(unfinished, mode)
        yield unfinished
        # Somebody may have made one meanwhile, which may be replaced like one that was there.
        exists = exists or (force and _may_be_replaced(path, target, force, source, cure))
        if exists and (used := in_use(path)):
            raise CannotWrite(f"{used}, or name another file")
        if not exists:
            # Fails if there is one by now.
            open(target, "xb").close()
            claimed = target
        os.replace(unfinished, target)
        claimed = ""
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, FileExistsError):
            raise CannotWrite(f"{name} was made by another program meanwhile; {_ANEW}") from None
        number = getattr(error, "errno", None)
        # The last three are of its folder where the file itself may be written.
        may_be_written = number in (EACCES, EPERM, EROFS) and os.access(path, os.W_OK)
        if may_be_written or number in (EBUSY, ETXTBSY, EXDEV):
            reason += f"; it can be written over, not replaced: name another{cure}"
        raise lacking(error) or CannotWrite(f"{name} cannot be written: {reason}") from None
    finally:
        # What is but claimed is empty.
        for left in (unfinished, claimed):
            with suppress(OSError):
                os.unlink(left)
    warn(f"wrote {name}")


def _may_be_replaced(path: str, target: str, force: bool, source: str, cure: str) -> bool:
    """Whether a file stands at the path. Raises CannotWrite unless a file may be put there."""
    name = shown_path(path)
    if not path or path.endswith(os.sep):
        raise CannotWrite(f"{name} is not the name of a file; name one")
    # Its companions would be replayed over the new file.
    if used := in_use(path):
        raise CannotWrite(f"{used}, or name another file")
    # A pipe has no name of its own, but /dev/stdout leads there.
    if not (os.path.exists(path) or os.path.lexists(target)):
        return False
    status = os.stat(path)
    data = filter(os.path.exists, (source, BUNDLED, bundled_yaml()))
    refusals = {
        f"is not a regular file; name another{cure}": not stat.S_ISREG(status.st_mode),
        f"is where standard output goes; name another{cure}": os.path.samestat(status, os.fstat(1)),
        f"exists; {_ANEW}": not force,
        "is data that cajad answers from; name another file": any(
            os.path.samefile(file, path) for file in data
        ),
    }
    for why, is_so in refusals.items():
        if is_so:
            raise CannotWrite(f"{name} {why}")
    return True


def write_out(path: str | None, pieces: Iterable[str], force: bool, source: str = "") -> None:
    """Write text in UTF-8 to a file, as `whole_file` does, or to standard output without one."""
    if path in (None, "-"):
        emit(pieces)
        return
    with (
        whole_file(path, force, source, ", or leave --output out and use '>'") as unfinished,
        open(unfinished, "w", encoding="utf-8", newline="", errors="backslashreplace") as file,
    ):
        file.writelines(pieces)
