"""Views to text: screens for people, formats for programs. It asks no database.

Imports `text`, `model`, `store`, and of `query` the form of a view. Here stands what may be written
to the two streams, how wide they are, and whether they show colour.
"""

import os
import sys
from contextlib import suppress

DEFAULT_WIDTH = 80
# Below this nothing can be laid out, above it nobody reads a line: the limits of COLUMNS.
NARROWEST, WIDEST = 20, 400
# A blank at which no line is broken, until it is written. Rich breaks at the one of Unicode. No
# text from a data file holds it, because private characters are shown as escapes.
TIE = "\ue000"


def width() -> int:
    """Columns of the screen: COLUMNS if it is a sensible number, else the terminal's, else 80."""
    columns = os.environ.get("COLUMNS", "")
    found = int(columns[:6]) if columns.isascii() and columns.isdigit() else 0
    for stream in (sys.__stdout__, sys.__stderr__):
        if found == 0:
            with suppress(AttributeError, OSError, ValueError):
                found = os.get_terminal_size(stream.fileno()).columns  # type: ignore[union-attr]
    return min(max(found or DEFAULT_WIDTH, NARROWEST), WIDEST)


def colourful() -> bool:
    """Whether standard output gets colour and bold.

    NO_COLOR (if not empty) wins, then FORCE_COLOR and CLICOLOR_FORCE (if not empty or 0), then
    TERM=dumb and CLICOLOR=0, then whether it is a terminal, of Windows one that takes escapes.
    """
    environ = os.environ
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if environ.get("TERM") in ("dumb", "unknown") or environ.get("CLICOLOR") == "0":
        return False
    if sys.platform == "win32":
        from rich.console import detect_legacy_windows

        # Its console shows escapes as letters unless it is told to act on them.
        if detect_legacy_windows():
            return False
    return sys.stdout.isatty()


def encodable(text: str) -> str:
    """The text with what standard output's encoding cannot hold written as a visible escape."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "backslashreplace").decode(encoding, "replace")
