"""The two streams: what may be written to them, how wide they are, and whether they show colour.

Nothing else in the package writes to a stream or asks the environment about a terminal.
"""

import os
import re
import sys
from typing import IO, TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from rich.console import Console

DEFAULT_WIDTH = 80
# Below this nothing can be laid out, above it nobody reads a line: the limits of COLUMNS.
NARROWEST, WIDEST = 20, 400
# Letters that carry more marks than any language stacks on one are a flood. In the scripts of South
# and Southeast Asia marks are vowels and parts of letters, and some words of Burmese have six.
MAX_MARKS, MAX_ASIAN_MARKS = 4, 8
_MARKS = ("Mn", "Me", "Mc")
# Characters that Python calls printable and that leave nothing, or a mere gap, on a screen:
# joiners, fillers of Korean syllables, vowels of Khmer, selectors of variants, blanks.
_UNSEEN = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
            *(0x1107F, 0x16FE4, 0x1D159),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)
_ASCII = bytes(range(128))


def inert(text: str, most: int | None = None) -> str:
    r"""The text with everything that could act on a terminal shown as a visible escape.

    Controls, format characters (bidirectional overrides, zero-width ones), lone surrogates,
    unassigned and private characters, line and paragraph separators become `\x1b` or `\u202e`;
    of a flood of combining marks all after the fourth do, in Indic scripts and their kin after the
    eighth. Brackets and all that Rich might take for markup stay as they are: no text is ever
    handed to Rich as markup. With `most` the text is cut to that many characters, ending in "...".
    """
    if most is not None and len(text) > most:
        text = text[: most - 3] + "..."
    if text.isascii():
        return text if text.isprintable() else "".join(map(_visible, text))
    if is_seen(text) and all(map(_stands_alone, text)):
        # What follows takes a library that takes a millisecond to load.
        return text
    from unicodedata import category

    shown = []
    marks = 0
    for char in text:
        stacks = category(char) in _MARKS or _is_in_syllable(char)
        marks = marks + 1 if stacks else 0
        most = MAX_ASIAN_MARKS if "\u0900" <= char < "\u1ab0" else MAX_MARKS
        shown.append(_escape(char) if marks > most else _visible(char))
    return "".join(shown)


def escaped(json: str) -> str:
    """The same JSON with what acts on a terminal, or cannot be seen there, in escapes."""
    if is_seen(json):
        return json
    return "".join(char if is_seen(char) or char == "\n" else _json_escape(char) for char in json)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def is_seen(text: str) -> bool:
    """Whether every character of a text leaves its mark on a screen and does nothing else."""
    if not text.isprintable():
        return False
    # Letter by letter only what is left when ASCII is gone, which is little of a long text.
    return text.isascii() or _UNSEEN.isdisjoint(text.encode().translate(None, _ASCII).decode())


def _stands_alone(char: str) -> bool:
    """Whether it is surely no mark nor part of a syllable: a letter, or a common sign."""
    return (
        char < "\u0300"
        or (char.isalnum() and not _is_in_syllable(char))
        or "\u2010" <= char < "\u20d0"
        or "\u3001" <= char < "\u302a"
    )


def _visible(char: str) -> str:
    if is_seen(char):
        return char
    from unicodedata import category

    # Unicode's spaces are not "printable" to Python; they are harmless, and shown as a plain one.
    return " " if category(char) == "Zs" else _escape(char)


def _escape(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def _is_in_syllable(char: str) -> bool:
    """Whether it is a vowel or final of Korean, which stands in the place of the letter before."""
    return "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff"


def named(path: str) -> str:
    """A path as it is shown: in the letters that were typed, and inert."""
    return inert(typed(path)) or "''"


def typed(argument: str) -> str:
    """An argument in the letters that were typed, whatever the locale took its bytes for."""
    try:
        return os.fsencode(argument).decode()
    except UnicodeError:
        return argument


def width() -> int:
    """Columns of the screen: COLUMNS if it is a sensible number, else the terminal's, else 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns[:6]) > 0:
        return min(max(int(columns[:6]), NARROWEST), WIDEST)
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            found = os.get_terminal_size(stream.fileno()).columns  # type: ignore[union-attr]
        except (AttributeError, OSError, ValueError):
            continue
        if found > 0:
            return min(max(found, NARROWEST), WIDEST)
    return DEFAULT_WIDTH


def colourful() -> bool:
    """Whether standard output gets colour and bold.

    NO_COLOR (if not empty) wins, then FORCE_COLOR and CLICOLOR_FORCE (if not empty or 0), then
    TERM=dumb, then whether it is a terminal.
    """
    environ = os.environ
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if environ.get("TERM") in ("dumb", "unknown"):
        return False
    return sys.stdout.isatty()


def encodable(text: str) -> str:
    """The text with what standard output's encoding cannot hold written as a visible escape."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "backslashreplace").decode(encoding, "replace")


def console() -> "Console":
    """A Rich console on standard output that takes no text for markup and guesses nothing."""
    from rich.console import Console

    return Console(
        file=cast(IO[str], _Trimmed()),
        width=width(),
        # With a width alone Rich falls back to 80 columns on a dumb terminal.
        height=100,
        # Whoever forces colour on a terminal that says nothing of its colours gets the sixteen.
        color_system=_colours() if colourful() else None,
        force_terminal=colourful(),
        no_color=False,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


class _Trimmed:
    """Standard output without the blanks with which Rich fills lines up."""

    encoding = property(lambda self: sys.stdout.encoding)

    def write(self, text: str) -> int:
        """Write a text; Rich gives whole lines at a time."""
        return sys.stdout.write(re.sub(r" +(?=\n)", "", text))

    def flush(self) -> None:
        """Nothing is held back: whoever writes a screen flushes it once, at its end."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return sys.stdout.isatty()


def _colours() -> Literal["standard", "256", "truecolor"]:
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    return "256" if "256" in os.environ.get("TERM", "") else "standard"
