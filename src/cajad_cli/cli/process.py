"""Runs one command and says in a sentence, with an exit code, whatever keeps it from answering.

What should never happen, an error that nobody foresaw, is told in a sentence as well and ends with
errors.BUG; with the environment variable CAJAD_DEBUG set, its traceback is shown before.
"""

import errno
import io
import os
import sys
from collections.abc import Sequence
from typing import TextIO

import typer

from cajad_cli import errors
from cajad_cli.cli.commands import app
from cajad_cli.cli.completions import COMPLETING
from cajad_cli.cli.streams import unwritten, warn
from cajad_cli.errors import BadData, CajadError, ReaderGone
from cajad_cli.render.terminal import width
from cajad_cli.text.safe import visible

# Typer carries its parser's errors inside itself and gives only this one a public name.
UsageError = typer.BadParameter.__mro__[1]
# What a stream fails with when it can be written no further.
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
# What ends by a signal gives this with the signal's number added, as shells do.
SIGNALLED = 128
# Help is no easier to read in longer lines.
WIDEST_HELP = 80


def run(arguments: Sequence[str]) -> int:
    """Run the command line, and give its exit code. Nothing is left unwritten in the streams."""
    if sys.stdout is None:
        # It was closed: whatever is written fails, and no file that is opened takes its place.
        closed = os.open(os.devnull, os.O_RDONLY)
        sys.stdout = open(closed, "w", encoding="utf-8")  # noqa: SIM115
    # Screens write escapes for what the locale cannot show; this is for what slips by.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.stdout = _buffered(sys.stdout)
    try:
        code = _answered(arguments)
    except (KeyboardInterrupt, typer.Abort) as error:
        code = errors.INTERRUPTED
        if isinstance(error.__cause__, EOFError):
            # Typer takes it for an interrupt; what raises it is a module cut short on the disk.
            warn("cajad: a part of the installation is damaged; install it anew")
            code = errors.BUG
    except (MemoryError, ImportError) as error:
        # Where memory is short, libraries cannot be loaded.
        warn(f"cajad: there is not enough memory, or a part of Python is missing: {error!r}")
        code = errors.BUG
    except Exception as error:  # noqa: BLE001 - the net under everything
        if COMPLETING in os.environ:
            return errors.USAGE
        # Typer writes help and completions by itself, and lets pass through what comes of it.
        if isinstance(error, OSError) and (error.errno in UNWRITABLE or error.filename):
            code = _unwritten(error)
        else:
            code = _bug(error)
    # After a signal, what is still to be flushed may wait for a reader for ever.
    return code if code > SIGNALLED else _flushed(code)


def _buffered(stream: TextIO) -> TextIO:
    """Standard output as a stream that writes all it is given or fails.

    With PYTHONUNBUFFERED Python hands out a raw one, which takes half a write for a whole one.
    """
    raw = getattr(stream, "buffer", None)
    if not isinstance(raw, io.RawIOBase):
        return stream
    # The descriptor stays the raw stream's, to be closed by it.
    buffer = open(raw.fileno(), "wb", closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(buffer, stream.encoding, "backslashreplace", newline="")


def _answered(arguments: Sequence[str]) -> int:
    if COMPLETING in os.environ:
        from cajad_cli.cli.shells import prepare_completion

        prepare_completion()
    try:
        ended = typer.main.get_command(app).main(
            list(arguments),
            prog_name="cajad",
            standalone_mode=False,
            terminal_width=min(width(), WIDEST_HELP),
        )
        return ended if isinstance(ended, int) else errors.FOUND
    except CajadError as error:
        if COMPLETING in os.environ:
            # Nobody reads a sentence in the middle of what he types.
            return error.exit_code
        for problem in error.problems if isinstance(error, BadData) else ():
            warn(str(problem))
        if not isinstance(error, ReaderGone):
            warn(f"cajad: {error}")
        return error.exit_code
    except UsageError as error:  # type: ignore[misc]
        warn(f"cajad: {_usage(error)}")
        return errors.USAGE
    except SystemExit as error:
        # How Typer leaves after a completion, and when nobody reads its help.
        if isinstance(error.__context__, BrokenPipeError):
            return errors.FOUND
        return error.code if isinstance(error.code, int) else errors.FOUND


def _unwritten(error: OSError) -> int:
    """Tell that standard output took no more, or that a file could not be written."""
    if error.filename is None:
        warn(f"cajad: {unwritten(error)}")
    else:
        warn(f"cajad: {visible(str(error.filename))} cannot be written: {error.strerror}")
    return errors.CANNOT_WRITE


def _bug(error: Exception) -> int:
    """Tell of an error that nobody foresaw."""
    if os.environ.get("CAJAD_DEBUG"):
        import traceback

        for line in "".join(traceback.format_exception(error)).splitlines():
            warn(visible(line))
    told = visible(f"{type(error).__name__}: {error}", 300)
    warn(f"cajad: a bug: {told}; please report it, with what CAJAD_DEBUG=1 shows before this")
    return errors.BUG


def _usage(error: Exception) -> str:
    """What is wrong with the command line, as one plain sentence."""
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", "cajad")
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        near = " or ".join(error.possibilities or ())
        offer = f"did you mean {near}?" if near else f"'{path} --help' lists the options"
        return f"{path} has no option {visible(option, 40)}; {offer}"
    message = visible(error.format_message(), 400).strip().rstrip(".")  # type: ignore[attr-defined]
    said = message[:1].lower() + message[1:]
    return said if said.endswith("?") else f"{said}; '{path} --help' shows how it is used"


def _flushed(code: int) -> int:
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            pass
        except OSError as error:
            if stream is sys.stdout and code == errors.FOUND:
                code = _unwritten(error)
    return code
