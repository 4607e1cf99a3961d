"""Lays out headings, prose, fields and tables on a Rich console, at any width.

It knows how things look and nothing of what they mean. Every text passes through `plain`, so
nothing from a data file acts on the terminal or is taken for markup.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console, JustifyMethod
from rich.style import Style
from rich.table import Table
from rich.text import Text

from cajad_cli.render.terminal import encodable
from cajad_cli.text.safe import is_web_address, visible

# The whole palette: five meanings, in colours of the fixed 256 whose contrast is at least 3:1 on
# black, white and the usual dark greys. A colour stands on a sign or a single word, never alone.
GOOD, ACTIVE, CAUTION, BAD, OPEN = (f"color({number})" for number in (65, 32, 136, 196, 170))
# How words look: their style, the sign that stands beside them, and its stand-in in ASCII.
LOOKS = {
    "heading": ("bold", "", ""),
    "rule": ("dim", "─", "-"),
    "command": (ACTIVE, "", ""),
    "found": ("bold underline", "", ""),
    "official": (GOOD, "", ""),
    "corroborated": (GOOD, "", ""),
    "single source": (CAUTION, "", ""),
    "disputed": (BAD, "≠", "!="),
    "settled": (GOOD, "✓", "ok"),
    "done": (GOOD, "●", "[x]"),
    "under way": (ACTIVE, "◐", "[/]"),
    "announced": ("", "○", "[ ]"),
    "stalled": (BAD, "✕", "[!]"),
    "unknown": (OPEN, "?", "?"),
    "planned": (OPEN, "┄", ".."),
    "our reading": (OPEN, "", ""),
    "analysis": (OPEN, "", ""),
    "older": (CAUTION, "", ""),
    "later": (CAUTION, "", ""),
    "part": ("", "└", "`-"),
    "verdict": ("", "→", "->"),
    "primary": ("", "◆", "*"),
    "press": ("", "•", "-"),
    "range": ("", "–", "-"),
    "dot": ("", " · ", " | "),
    "USD": ("", "$", "$"),
    "JPY": ("", "¥", "JPY "),
    "EUR": ("", "€", "EUR "),
    "GBP": ("", "£", "GBP "),
}
_NO_LOOKS = ("", "", "")
GAP = 2
# Prose is no easier to read in longer lines.
MEASURE = 88
# Below the first a record is told in one column; from the second on its marks have columns.
NARROW, WIDE = 70, 140
# The cell of a status, a date or a sort.
LEAD = 14
# The columns of trust, id and source where there is room for them, beside a title.
_MARKS = (13, 26, 24)
_LEAST_TITLE = 40
# The cell of an amount and a day.
_END = 17

Cell = Text | str


class Item(NamedTuple):
    """A record in a list: what stands at its left, in its middle and at its right."""

    lead: Cell
    title: Cell
    right: Cell = ""
    marks: Sequence[Cell] = ()
    """What must be known of it in a word each: trust, id, sources."""
    day: Cell = ""
    under: Sequence[Cell] = ()
    """What must not be missed beneath the lead."""
    caveat: Cell = ""


def plain(text: str, style: str = "") -> Text:
    """A text that is shown as it is, in one of the styles of the palette."""
    shown = Text(visible(text) if _is_unicode() else encodable(visible(text)))
    # As a span, because `Text.render` leaves the style of a text as a whole to others.
    shown.stylize(LOOKS.get(style, _NO_LOOKS)[0])
    return shown


def sign(name: str) -> str:
    """The sign of a meaning, or what stands for it where its width or its letter is not sure."""
    _, fancy, ascii_ = LOOKS.get(name, _NO_LOOKS)
    return fancy if _has_signs() else ascii_


def signed(word: str, told: str = "") -> Text:
    """A word of the palette with its sign, in its colour; `told` is what is said instead."""
    return plain(f"{sign(word)} {told or word}".strip(), word)


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def _has_signs() -> bool:
    """Whether signs may be shown: where the locale is of East Asia they may be two columns wide."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "")
    return _is_unicode() and locale[:2].lower() not in ("ja", "ko", "zh")


def joined(parts: Iterable[Cell], between: str = " ") -> Text:
    """Those of the texts that are not empty, in a row."""
    texts = [part if isinstance(part, Text) else plain(part) for part in parts if part]
    return Text(between).join(texts)


def link(text: Cell, url: str) -> Text:
    """A text that on a terminal leads to an address, if it is one of the web."""
    shown = joined([text])
    if is_web_address(url) and url.isascii() and sys.stdout.isatty():
        shown.stylize(Style(link=url))
    return shown


class Page:
    """What is being written to one console, from the top down."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = console.width
        self.narrow = self.width < NARROW
        """Whether there is room for one column only."""

    def line(self, text: Text) -> None:
        """One line as it is; a console would look once more for a place to break it."""
        colours = ColorSystem.EIGHT_BIT if self.console.color_system else None
        for part in text.render(self.console):
            styled = part.style.render(part.text, color_system=colours) if part.style else part.text
            self.console.file.write(styled)
        self.console.file.write("\n")

    def blank(self) -> None:
        """An empty line."""
        self.line(Text())

    def heading(self, title: str, *right: Cell) -> None:
        """The title of a screen, what it covers at the right, and a rule beneath."""
        self._apart(plain(title, "heading"), joined(right))
        self.rule()

    def rule(self) -> None:
        """A thin line from side to side."""
        self.line(plain(sign("rule") * self.width, "rule"))

    def section(self, title: str, *right: Cell) -> None:
        """The heading of a part after an empty line, a rule, and its count."""
        self.blank()
        head, tail = plain(title, "heading"), joined(right)
        room = self.width - head.cell_len - tail.cell_len - 2
        if room < 3:
            self._apart(head, tail)
        else:
            self.line(joined([head, plain(sign("rule") * room, "rule"), tail]))

    def _apart(self, left: Text, right: Text) -> None:
        """Two texts at the ends of a line, or beneath each other."""
        room = self.width - left.cell_len - right.cell_len
        if right and room >= GAP:
            self.line(Text.assemble(left, " " * room, right))
        else:
            self._wrapped(left, self.width)
            self._wrapped(right, self.width)

    def prose(self, *parts: Cell, indent: int = 0) -> None:
        """A paragraph."""
        self._wrapped(joined(parts), min(self.width - indent, MEASURE), " " * indent)

    def _wrapped(self, text: Text, room: int, begin: Cell = "") -> None:
        """A text in lines of so many columns, the first behind its begin, the others beneath."""
        if not text:
            return
        fits = text.cell_len <= room and "\n" not in text.plain
        for line in [text] if fits else text.wrap(self.console, max(room, 10), overflow="fold"):
            self.line(joined([begin, line], "") if begin else line)
            begin = " " * (begin.cell_len if isinstance(begin, Text) else len(begin))

    def fields(self, pairs: Iterable[tuple[str, Cell]], indent: int = 0) -> None:
        """Labels, each once, and their values; none for what has no value."""
        kept = [(label, value) for label, value in pairs if value]
        lead = max((len(label) for label, _ in kept), default=0) + GAP
        before = ""
        for name, value in kept:
            label = name if name != before else ""
            before = name
            if self.narrow:
                self.prose(plain(label, "heading"), indent=indent)
                self.prose(value, indent=indent + GAP)
            else:
                begin = joined([" " * indent, plain(label.ljust(lead), "heading")], "")
                self._wrapped(joined([value]), min(self.width - indent - lead, MEASURE), begin)

    def address(self, url: str, indent: int = 0) -> None:
        """An address on one unbroken line, so that it copies."""
        self.line(joined([" " * indent, link(url, url)], ""))

    def items(self, items: Iterable[Item]) -> None:
        """Records, each with its title; from wide to narrow in a line, in two, in one column.

        A caveat stands beneath its record, over the whole measure.
        """
        every = list(items)
        marks = [[joined([mark]) for mark in item.marks] for item in every]
        longest = max((_longest_word(mark) for row in marks for mark in row), default=0)
        ends = [joined([end]).cell_len for item in every for end in (item.right, item.day)]
        room = self.width - LEAD - 2 * GAP - max(_END, *ends, 0)
        columns = [
            max([width, *(_longest_word(row[n]) for row in marks if n < len(row))])
            for n, width in enumerate(_MARKS)
        ]
        if self.width < WIDE or room - sum(columns) - GAP * len(columns) < _LEAST_TITLE:
            columns = []
        stacked = self.narrow or room < longest
        waiting: list[Item] = []
        for item in every:
            waiting.append(item)
            if item.caveat or item is every[-1]:
                if stacked:
                    self._stack(waiting)
                else:
                    self._rows(columns, waiting)
                self.prose(item.caveat, indent=0 if self.narrow else LEAD + GAP)
                waiting = []

    def _stack(self, items: Sequence[Item]) -> None:
        """Records in one column."""
        for item in items:
            self.blank()
            lead = item.lead if isinstance(item.lead, Text) else item.lead.strip()
            self.flow([lead, *item.under, item.right, item.day], sign("dot"))
            self.prose(item.title)
            self.flow(item.marks, sign("dot"))

    def _rows(self, columns: Sequence[int], items: Sequence[Item]) -> None:
        """Records in rows, their marks in columns of such widths, or beneath the titles."""
        table = Table.grid(padding=(0, GAP, 0, 0), expand=True)
        table.add_column(width=LEAD, overflow="fold")
        table.add_column(ratio=1, overflow="fold")
        for width in columns:
            table.add_column(width=width, overflow="fold")
        table.add_column(justify="right", no_wrap=True, min_width=_END)
        for item in items:
            middle = [item.title, *item.marks, *[""] * (len(columns) - len(item.marks))]
            if not columns:
                middle = [joined([item.title, joined(item.marks, sign("dot"))], "\n")]
            lead, end = joined([item.lead, *item.under], "\n"), joined([item.right, item.day], "\n")
            table.add_row(lead, *(joined([cell]) for cell in middle), end)
        self.console.print(table)

    def flow(self, cells: Iterable[Cell], between: str = " " * GAP, indent: int = 0) -> None:
        """Short texts side by side, as many as a line holds, none of them broken in two."""
        room = min(self.width - indent, MEASURE)
        for row in _filled(cells, between, room):
            self._wrapped(row, room, " " * indent)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[Cell]], right: Sequence[str] = ()
    ) -> None:
        """A table; columns are given by rank, and the last ones are dropped where room is short.

        Those that `right` names are flush right.
        """
        heads = [plain(column, "heading") for column in columns]
        texts = [[joined([cell]) for cell in row] for row in rows]
        least, most = [], []
        for head, *cells in zip(heads, *texts, strict=True):
            lines = [line.cell_len for cell in cells for line in cell.split()]
            most.append(max([head.cell_len, *lines]))
            words = most[-1:] if head.plain in right else map(_longest_word, cells)
            least.append(max([head.cell_len, *words]))
        # What heads a row reads badly in many lines.
        first = max(least[0], min(32, most[0]))
        kept = len(columns)
        while kept > 2 and first + sum(least[1:kept]) + GAP * (kept - 1) > self.width:
            kept -= 1
        room = self.width - GAP * (kept - 1)
        least[0] = max(least[0], min(first, room - sum(least[1:kept])))
        table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
        for head, width in zip(heads, _shared(least[:kept], most, room), strict=False):
            flush: JustifyMethod = "right" if head.plain in right else "left"
            table.add_column(head, overflow="fold", justify=flush, width=width)
        for row in texts:
            table.add_row(*row[:kept])
        self.console.print(table)

    def foot(self, commands: Iterable[str], *right: Cell) -> None:
        """What to type next, each with what it shows behind two spaces; and how old it all is."""
        self.rule()
        for command in commands:
            typed, _, told = command.partition("  ")
            words = [plain(word, "command") for word in typed.split()]
            # Folded at blanks only, however long an id or the name of a file is.
            for row in _filled([*words, " ", *told.split()], " ", self.width):
                self.line(row)
        self._apart(Text(), joined(right))


def _filled(cells: Iterable[Cell], between: str, room: int) -> Iterator[Text]:
    """Rows of texts, as many in each as there is room for."""
    row = Text()
    for cell in cells:
        longer = joined([row, cell], between)
        if row and longer.cell_len > room:
            yield row
            longer = joined([cell])
        row = longer
    yield row


def _shared(least: Sequence[int], most: Sequence[int], room: int) -> list[int]:
    """Widths of columns: at least and at most so wide each, and together as wide as the room.

    Rich narrows the widest columns first, whatever their words need.
    """
    widths = list(least)
    while sum(widths) < room:
        wanting = [n for n, width in enumerate(widths) if width < most[n]]
        if not wanting:
            break
        narrowest = min(wanting, key=lambda n: widths[n])
        widths[narrowest] += 1
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _longest_word(text: Text) -> int:
    """The width of the longest word that cannot be broken."""
    words = (word for word in text.plain.split() if cell_len(word) < 1.5 * len(word))
    return max(map(cell_len, words), default=4)
