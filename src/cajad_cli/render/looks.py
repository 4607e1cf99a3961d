"""How words look: the palette, the signs beside them, and texts that are shown as they are.

Every text of a screen passes through `plain`, so nothing from a data file acts on the terminal or
is taken for markup.
"""

import os
import re
import sys
from collections.abc import Iterable

from rich.style import Style
from rich.text import Text

from cajad_cli.render import TIE, encodable
from cajad_cli.text import rows
from cajad_cli.text.safe import is_web_address, visible

# The whole palette: five meanings, in colours of the fixed 256 whose contrast is at least 3:1 on
# black, white and the usual dark greys. A colour stands on a sign or a single word, never alone.
GOOD, ACTIVE, CAUTION, BAD, OPEN = (f"color({number})" for number in (65, 32, 136, 196, 170))
_COLOURS = {"good": GOOD, "active": ACTIVE, "caution": CAUTION, "bad": BAD, "open": OPEN}
# How words look: their style, the sign that stands beside them, and its stand-in in ASCII.
LOOKS = {
    word: (_COLOURS.get(style, style), fancy, ascii_)
    for word, style, fancy, ascii_ in rows("render/looks.tsv")
}
_NO_LOOKS = ("", "", "")
# The blanks at which no line is broken: behind a sign, within a sum, a day, the marks of notes.
_TIED = re.compile(
    r" (?:(?<=[●◐○✕≠✓┄└→◆•] )|(?:(?<=^\? )|(?<=\[.\] )|(?<=\[ ))(?=\S)"
    r"|(?<=\d )(?=(?:bn|m|trn)\b|[A-Z][a-z]{2} \d{4})|(?<=\b[A-Z][a-z]{2} )(?=\d{4})"
    r"|(?=–|\+\d+\]|\.\.\.$))"
)

Cell = Text | str


def plain(text: str, style: str = "", unbroken: bool = False) -> Text:
    """A text that is shown as it is, in a style of the palette; broken at blanks, or nowhere."""
    told = encodable(visible(text))
    shown = Text(told.replace(" ", TIE) if unbroken else _TIED.sub(TIE, told))
    # As a span, because `Text.render` leaves the style of a text as a whole to others.
    shown.stylize(LOOKS.get(style, _NO_LOOKS)[0])
    return shown


def sign(name: str) -> str:
    """The sign of a meaning, or what stands for it where its letter or its width is not sure."""
    _, fancy, ascii_ = LOOKS.get(name, _NO_LOOKS)
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    # Where the locale is of East Asia a sign may be two columns wide.
    is_wide = next(filter(None, names), "")[:2].lower() in ("ja", "ko", "zh")
    return ascii_ if is_wide or encodable(fancy) != fancy else fancy


def signed(word: str, told: str = "") -> Text:
    """A word of the palette with its sign, in its colour; `told` is what is said instead."""
    return plain(f"{sign(word)} {told or word}".strip(), word)


def joined(parts: Iterable[Cell | None], between: str = " ") -> Text:
    """Those of the texts that are not empty, in a row."""
    texts = [part if isinstance(part, Text) else plain(part) for part in parts if part]
    return texts[0] if len(texts) == 1 else Text(between).join(texts)


def link(text: Cell, url: str) -> Text:
    """A text that on a terminal leads to an address, if it is one of the web."""
    shown = joined([text]).copy()
    # A notebook, whose terminal has this name, shows the escapes of links.
    takes_links = sys.stdout.isatty() and os.environ.get("TERM") != "xterm-color"
    if takes_links and is_web_address(url) and url.isascii():
        shown.stylize(Style(link=url))
    return shown
