"""Runs one command and says in a sentence, with an exit code, whatever keeps it from answering.

An error that nobody foresaw is told so as well; with CAJAD_DEBUG set, its traceback comes before.
"""

import io
import os
import re
import sys
from collections.abc import Sequence
from errno import EBADF, EINVAL
from typing import TextIO

import typer

from cajad_cli import errors
from cajad_cli.cli import COMPLETING, warn
from cajad_cli.cli.commands import COMMANDS, DEEDS, SHOWN, command
from cajad_cli.cli.registry import CHOICES
from cajad_cli.errors import CajadError
from cajad_cli.render import width
from cajad_cli.text.safe import DASHES, visible

# Typer carries its parser's errors inside itself and gives only this one a public name.
UsageError = typer.BadParameter.__mro__[1]
# Help is no easier to read in longer lines.
WIDEST_HELP = 80


def run(arguments: Sequence[str]) -> int:
    """Run the command line, and give its exit code. Nothing is left unwritten.

    Raises SystemExit for a signal, and what shows that memory or a part of the installation lacks.
    """
    sys.stdout = _stdout()
    if os.environ.get(COMPLETING):
        from cajad_cli.cli.completions import prepare_completion
        from cajad_cli.cli.program import app, before

        try:
            prepare_completion(before)
            typer.main.get_command(app).main(prog_name="cajad")
        except SystemExit as end:
            return int(end.code or 0)
        except Exception:  # noqa: BLE001 - nobody reads a sentence in the middle of what is typed
            return errors.USAGE
    code = _code_of(arguments)
    typed = arguments[: [*arguments, "--"].index("--")]
    searched = COMMANDS.keys().isdisjoint(typed[:1]) or typed[0] == "search"
    if searched and code in (errors.NOTHING_FOUND, errors.USAGE):
        for word in [word for word in typed if re.fullmatch(r"-[^\W\d_][\w ]{3,}", word)][:1]:
            # It was read as an option with its value.
            word = f'-"{word[1:]}"' if " " in word else word
            told = f"as in cajad search -- yen {visible(word, 40)}"
            warn(f"a word to leave out stands behind '--', {told}")
    return code


def _stdout() -> TextIO:
    """Standard output as a stream that writes all it is given or fails."""
    if sys.stdout is None:
        # It was closed: whatever is written fails, and no file that is opened takes its place.
        return open(os.dup2(os.open(os.devnull, os.O_RDONLY), 1), "w", encoding="utf-8")
    # Screens write escapes for what the locale cannot show; this is for what slips by.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    raw = sys.stdout.buffer
    if not isinstance(raw, io.RawIOBase):
        return sys.stdout
    # With PYTHONUNBUFFERED Python hands out this one, which takes half a write for a whole one.
    buffer = open(raw.fileno(), "wb", closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(buffer, sys.stdout.encoding, "backslashreplace", newline="")


def _code_of(arguments: Sequence[str]) -> int:
    """The exit code of a command line; what keeps it from being answered is told in a sentence."""
    widest = min(width(), WIDEST_HELP)
    try:
        # The group of all commands is made only where something else may be meant.
        if named := [name for name in arguments[:1] if name in COMMANDS]:
            program = command(named[0], arguments[1:])
        else:
            from cajad_cli.cli.program import app

            program = typer.main.get_command(app)
        # Typer's own `main` is for what asks questions: to it the end of a file is the user's.
        try:
            called, left = " ".join(["cajad", *named]), list(arguments[len(named) :])
            with program.make_context(called, left, terminal_width=widest) as context:
                program.invoke(context)
        finally:
            # What a signal has ended waits for no reader.
            if not isinstance(sys.exception(), SystemExit):
                sys.stdout.flush()
    except typer.Exit as end:
        return end.exit_code
    except CajadError as error:
        warn(*map(str, getattr(error, "problems", ())))
        # Whatever is not found, there is a way on.
        is_end = error.exit_code == errors.NOTHING_FOUND and not set(";:") & set(str(error))
        warn(f"cajad: {error}" + "; 'cajad help' lists what there is to ask" * is_end)
        return error.exit_code
    except UsageError as error:  # type: ignore[misc]
        warn(f"cajad: {_usage(error, arguments[0] if arguments else '')}")
        return errors.USAGE
    except BrokenPipeError:
        # Nobody reads the answer any more, which is nobody's fault.
        return errors.FOUND
    except Exception as error:
        # Where memory ends Python fails in both ways.
        if isinstance(error, MemoryError | SystemError) or errors.in_import(error):
            raise
        if isinstance(error, OSError):
            if sys.platform == "win32" and error.errno == EINVAL and error.filename is None:
                # So Windows says that nobody reads a pipe any more.
                return errors.FOUND
            told = f"the answer could not be written: {error.strerror}"
            if error.errno == EBADF:
                told = "standard output is closed, so there is nowhere to write the answer"
            if error.filename is not None:
                told = f"{visible(str(error.filename))} cannot be written: {error.strerror}"
            warn(f"cajad: {told}")
            return errors.CANNOT_WRITE
        if os.environ.get("CAJAD_DEBUG"):
            from traceback import format_exception

            warn(*"".join(format_exception(error)).splitlines())
        told = visible(f"{type(error).__name__}: {error}", 300)
        warn(f"cajad: a bug: {told}; please report it, with what CAJAD_DEBUG=1 shows before this")
        return errors.BUG
    return errors.FOUND


def _usage(error: Exception, first: str) -> str:
    """What is wrong with the command line that begins with a word, as one plain sentence."""
    called = f"cajad {first}" if first in COMMANDS else "cajad"
    path = getattr(getattr(error, "ctx", None), "command_path", called)
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        offer = f"'{path} --help' lists the options"
        if (name := option.lstrip("-")) in CHOICES["format"]:
            offer = f"did you mean --format {name}?"
        elif error.possibilities:
            offer = f"did you mean {' or '.join(error.possibilities)}?"
        elif option[1:2].isdigit():
            offer = f"what begins with '-' is looked for behind '--': cajad search -- {option}"
        return f"{path} has no option {visible(option, 40)}; {offer}"
    message = visible(error.format_message(), 400).strip().rstrip(".")  # type: ignore[attr-defined]
    said = message[:1].lower() + message[1:]
    if extra := re.search(r"unexpected extra argument\S* \((.*)\)$", said):
        # Another command takes such words.
        other, told = extra[1], f"{path} takes no such words"
        if path.endswith(" countries"):
            other = f"{error.ctx.params['name']} {other}"  # type: ignore[attr-defined]
        elif other.partition(" ")[0] not in COMMANDS:
            other = f"search {other}"
        if path.rpartition(" ")[2] in DEEDS or other.startswith((*DASHES, "-", "ー")):
            return f"{told}; {SHOWN.format(path)}"
        return f"{told}; did you mean cajad {other}?"
    return said if said.endswith("?") else f"{said}; {SHOWN.format(path)}"
