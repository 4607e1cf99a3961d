"""Shows an answer that is taller than the terminal in the user's pager."""

import os
import re
import sys
from contextlib import suppress

from cajad_cli.errors import INTERRUPTED


def write_screen(text: str, no_pager: bool) -> None:
    """Write a screen to standard output, through a pager if it is taller than the terminal.

    Without a pager that works, plainly. Leaving the pager early is no failure.
    """
    command = "" if no_pager else _pager(text)
    if not command or not _paged(text, command):
        sys.stdout.write(text)


def _pager(text: str) -> str:
    """The command line of the pager, if the text wants one: CAJAD_PAGER, PAGER, else less."""
    if not sys.stdout.isatty() or os.environ.get("TERM") in ("dumb", "unknown"):
        return ""
    with suppress(OSError):
        if text.count("\n") < os.get_terminal_size(sys.stdout.fileno()).lines:
            return ""
    # Set to nothing, either asks for none.
    command = os.environ.get("CAJAD_PAGER", os.environ.get("PAGER", "less -FRX"))
    return command.strip()


def _paged(text: str, command: str) -> bool:
    """Whether a pager took the text."""
    import shlex
    import signal
    import subprocess

    # Such pagers show the escapes of colours and links only if they are told to.
    environ = {"LESS": "FRX", "LESSCHARSET": "utf-8"} | dict(os.environ)
    # Not every pager passes links.
    sent = re.sub(r"\x1b\]8;.*?\x1b\\", "", text).encode("utf-8", "backslashreplace")
    # An interrupt is the pager's to answer.
    heeding = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = subprocess.run(shlex.split(command), input=sent, env=environ).returncode
    except (OSError, ValueError, IndexError):
        return False
    finally:
        signal.signal(signal.SIGINT, heeding)
    # A signal ended it, or an interrupt, of which less makes 2; else it has failed.
    return code <= 0 or code in (2, INTERRUPTED)
