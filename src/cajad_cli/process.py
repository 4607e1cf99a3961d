"""Runs one command and says in a sentence, with an exit code, whatever keeps it from answering."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from cajad_cli.cli import announce, app
from cajad_cli.errors import CANNOT_WRITE, FOUND, INTERRUPTED, USAGE, BadData, CajadError
from cajad_cli.terminal import inert

# Typer carries its parser's errors inside itself and gives only this one a public name.
UsageError = typer.BadParameter.__mro__[1]


def run(arguments: Sequence[str]) -> int:
    """Run the command line, and give its exit code. Nothing is left unwritten in the streams."""
    if sys.stdout is not None:
        # Screens write escapes for what the locale cannot show; this is for what slips by.
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        command = typer.main.get_command(app)
        ended = command.main(list(arguments), prog_name="cajad", standalone_mode=False)
        code = ended if isinstance(ended, int) else FOUND
    except CajadError as error:
        for problem in error.problems if isinstance(error, BadData) else ():
            announce(str(problem))
        announce(f"cajad: {error}")
        code = error.exit_code
    except UsageError as error:  # type: ignore[misc]
        announce(f"cajad: {_usage(error)}")
        code = USAGE
    except SystemExit as error:  # how Typer leaves after a completion
        code = error.code if isinstance(error.code, int) else FOUND
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    return _flushed(code)


def _usage(error: Exception) -> str:
    """What is wrong with the command line, as one plain sentence."""
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", "cajad")
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        near = " or ".join(error.possibilities or ())
        offer = f"did you mean {near}?" if near else f"'{path} --help' lists the options"
        return f"{path} has no option {inert(option, 40)}; {offer}"
    message = inert(error.format_message(), 400).strip().rstrip(".")  # type: ignore[attr-defined]
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
            if stream is sys.stdout and code == FOUND:
                announce(f"cajad: the answer could not be written: {os.strerror(error.errno or 0)}")
                code = CANNOT_WRITE
    return code
