"""Shows an answer that is taller than the terminal in the user's pager."""

import os
import re
import sys
from contextlib import suppress

from cajad_cli.cli.streams import writing
from cajad_cli.errors import INTERRUPTED


def write_screen(text: str, no_pager: bool) -> None:
    """Write a screen to standard output, through a pager if it is taller than the terminal.

    Without a pager that works, plainly. Leaving the pager early is no failure.
    """
    command = None if no_pager else _pager(text)
    if command is not None and _paged(text, command):
        return
    with writing():
        sys.stdout.write(text)


def _pager(text: str) -> str | None:
    """The command line of the pager, if the text wants one: CAJAD_PAGER, PAGER, else less."""
    if not sys.stdout.isatty() or os.environ.get("TERM") in ("dumb", "unknown"):
        return None
    with suppress(OSError):
        if text.count("\n") < os.get_terminal_size(sys.stdout.fileno()).lines:
            return None
    for name in ("CAJAD_PAGER", "PAGER"):
        if name in os.environ:
            # Set to nothing, it asks for none.
            return os.environ[name].strip() or None
    return "less -FRX"


def _paged(text: str, command: str) -> bool:
    """Whether a pager took the text."""
    import shlex
    import subprocess

    try:
        words = shlex.split(command)
        # Such pagers show the escapes of colours and links only if they are told to.
        environ = {"LESS": "FRX", "LESSCHARSET": "utf-8"} | dict(os.environ)
        # Not every pager passes links.
        text = re.sub(r"\x1b\]8;.*?\x1b\\", "", text)
        pager = subprocess.Popen(words, stdin=subprocess.PIPE, env=environ)
    except (OSError, ValueError, IndexError):
        return False
    with suppress(BrokenPipeError):
        pager.communicate(text.encode("utf-8", "backslashreplace"))
    while True:
        with suppress(KeyboardInterrupt):  # it is the pager's to answer
            code = pager.wait()
            # A signal ended it, or an interrupt, of which less makes 2; else it has failed.
            return code <= 0 or code in (2, INTERRUPTED)
