"""Lays out headings, prose, fields and tables on a Rich console, at any width.

It knows how things look and nothing of what they mean. Every text passes through `plain`, so
nothing from a data file acts on the terminal or is taken for markup.
"""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from rich.color import ColorSystem
from rich.console import Console, JustifyMethod, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from cajad_cli.render.terminal import encodable
from cajad_cli.text.safe import is_web_address, visible

# The whole palette: five meanings, in colours of the fixed 256 whose contrast is at least 3:1 on
# black, white and the usual dark greys. A colour stands on a sign or a single word, never alone.
GOOD, ACTIVE, CAUTION, BAD, OPEN = (
    "color(65)",
    "color(32)",
    "color(136)",
    "color(196)",
    "color(170)",
)
STYLES = {
    "heading": "bold",
    "rule": "dim",
    "command": ACTIVE,
    "found": "bold underline",
    "official": GOOD,
    "corroborated": GOOD,
    "single source": CAUTION,
    "disputed": BAD,
    "done": GOOD,
    "under way": ACTIVE,
    "announced": "",
    "stalled": BAD,
    "unknown": OPEN,
    "planned": OPEN,
    "our reading": OPEN,
    "analysis": OPEN,
    "dispute": BAD,
    "older": CAUTION,
    "later": CAUTION,
    "settled": GOOD,
}
# Signs with the words that stand beside them, and what stands in their place in ASCII.
_SIGNS = {
    "done": ("●", "[x]"),
    "under way": ("◐", "[/]"),
    "announced": ("○", "[ ]"),
    "stalled": ("✕", "[!]"),
    "unknown": ("?", "?"),
    "disputed": ("≠", "!="),
    "settled": ("✓", "ok"),
    "planned": ("┄", ".."),
    "part": ("└", "`-"),
    "verdict": ("→", "->"),
    "primary": ("◆", "*"),
    "press": ("•", "-"),
    "rule": ("─", "-"),
    "range": ("–", "-"),
    "dot": (" · ", " | "),
    "cut": ("…", "..."),
    "yen": ("¥", "JPY "),
    "euro": ("€", "EUR "),
    "pound": ("£", "GBP "),
}
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
    shown.stylize(STYLES.get(style, ""))
    return shown


def sign(name: str) -> str:
    """The sign of a meaning, or what stands for it where its width or its letter is not sure."""
    return _SIGNS[name][not _has_signs()] if name in _SIGNS else ""


def signed(word: str, told: str = "") -> Text:
    """A word of the palette with its sign, in its colour; `told` is what is said instead."""
    return plain(f"{sign(word)} {told or word}".strip(), word)


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def _has_signs() -> bool:
    """Whether signs may be shown: where the locale is of East Asia they may be two columns wide."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next((name for name in names if name), "")
    return _is_unicode() and locale[:2].lower() not in ("ja", "ko", "zh")


def joined(parts: Iterable[Cell], between: str = " ") -> Text:
    """Those of the texts that are not empty, in a row."""
    texts = [part if isinstance(part, Text) else plain(part) for part in parts if part]
    return Text(between).join(texts)


def link(text: Cell, url: str) -> Text:
    """A text that on a terminal leads to an address, if it is one of the web."""
    shown = text.copy() if isinstance(text, Text) else plain(text)
    if is_web_address(url) and url.isascii() and sys.stdout.isatty():
        shown.stylize(Style(link=url))
    return shown


class Page:
    """What is being written to one console, from the top down."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = console.width

    @property
    def narrow(self) -> bool:
        """Whether there is room for one column only."""
        return self.width < NARROW

    def show(self, renderable: RenderableType, indent: int = 0) -> None:
        """Write what Rich lays out."""
        if indent:
            table = Table.grid()
            table.add_column(width=indent)
            table.add_column(overflow="fold", ratio=1)
            table.add_row("", renderable)
            renderable = table
        self.console.print(renderable, soft_wrap=False, overflow="fold")

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
            for text in (left, right):
                self._wrapped(text, self.width)

    def prose(self, *parts: Cell, indent: int = 0) -> None:
        """A paragraph."""
        self._wrapped(joined(parts), min(self.width - indent, MEASURE), indent)

    def _wrapped(self, text: Text, room: int, indent: int = 0, lead: Cell = "") -> None:
        """A text in lines of so many columns, the first behind its lead, the others beneath."""
        if not text:
            return
        fits = text.cell_len <= room and "\n" not in text.plain
        begin = joined([" " * indent, lead], "")
        rest = " " * begin.cell_len
        for line in [text] if fits else text.wrap(self.console, max(room, 10), overflow="fold"):
            self.line(joined([begin, line], "") if begin else line)
            begin = Text(rest)

    def fields(self, pairs: Iterable[tuple[str, Cell]], indent: int = 0) -> None:
        """Labels and values; none for what has no value. Addresses stand whole."""
        kept = [(label, value) for label, value in pairs if value]
        if self.narrow:
            for label, value in kept:
                if not label.isspace():
                    self.prose(plain(label, "heading"), indent=indent)
                self.prose(value, indent=indent + GAP)
            return
        lead = max((len(label) for label, _ in kept), default=0) + GAP
        for label, value in kept:
            begin = plain(label.ljust(lead), "heading")
            self._wrapped(joined([value]), min(self.width - indent - lead, MEASURE), indent, begin)

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
        if self.narrow or room < longest:
            write: Callable[[Sequence[Item]], None] = self._stack
        elif self.width >= WIDE and room - sum(columns) - GAP * len(columns) >= _LEAST_TITLE:
            write = partial(self._rows, columns)
        else:
            write = partial(self._rows, [])
        waiting: list[Item] = []
        for item in every:
            waiting.append(item)
            if item.caveat:
                write(waiting)
                self.prose(item.caveat, indent=0 if self.narrow else LEAD + GAP)
                waiting = []
        if waiting:
            write(waiting)

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
            row: list[Cell] = [joined([item.lead, *item.under], "\n")]
            if columns:
                row += [item.title, *item.marks, *[""] * (len(columns) - len(item.marks))]
            else:
                row.append(joined([item.title, joined(item.marks, sign("dot"))], "\n"))
            row.append(joined([item.right, item.day], "\n"))
            table.add_row(*row)
        self.show(table)

    def flow(self, cells: Iterable[Cell], between: str = " " * GAP, indent: int = 0) -> None:
        """Short texts side by side, as many as a line holds, none of them broken in two."""
        room = min(self.width - indent, MEASURE)
        row = Text()
        for cell in cells:
            longer = joined([row, cell], between)
            if row and longer.cell_len > room:
                self._wrapped(row, room, indent)
                longer = joined([cell])
            row = longer
        self._wrapped(row, room, indent)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[Cell]], right: str = ""
    ) -> None:
        """A table; columns are given by rank, and the last ones are dropped where room is short.

        Those that `right` names, parted by bars, are flush right.
        """
        heads = [plain(column, "heading") for column in columns]
        texts = [[joined([cell]) for cell in row] for row in rows]
        least = [
            max([head.cell_len, *(_longest_word(row[n]) for row in texts)])
            for n, head in enumerate(heads)
        ]
        most = [
            max([head.cell_len, *(line.cell_len for row in texts for line in row[n].split())])
            for n, head in enumerate(heads)
        ]
        flush = [bool(column) and column in right.split("|") for column in columns]
        least = [most[n] if flush[n] else width for n, width in enumerate(least)]
        # What heads a row reads badly in many lines.
        first = max(least[0], min(32, most[0]))
        kept = len(columns)
        while kept > 2 and first + sum(least[1:kept]) + GAP * (kept - 1) > self.width:
            kept -= 1
        room = self.width - GAP * (kept - 1)
        least[0] = max(least[0], min(first, room - sum(least[1:kept])))
        widths = _shared(least[:kept], most, room)
        table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
        for n, head in enumerate(heads[:kept]):
            justify: JustifyMethod = "right" if flush[n] else "left"
            table.add_column(head, overflow="fold", justify=justify, width=widths[n])
        for row in texts:
            table.add_row(*row[:kept])
        self.show(table)

    def foot(self, commands: Sequence[str], *right: Cell) -> None:
        """What to type next, each with what it shows behind two spaces; and how old it all is."""
        self.rule()
        for command in commands:
            typed, _, told = command.partition("  ")
            words = [plain(word, "command") for word in typed.split()]
            row = Text()
            # Folded at blanks only, however long an id or the name of a file is.
            for word in [*words, plain(" "), *map(plain, told.split())]:
                longer = joined([row, word])
                if row and longer.cell_len > self.width:
                    self.line(row)
                    longer = joined([word])
                row = longer
            self.line(row)
        self._apart(Text(), joined(right))


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
    from rich.cells import cell_len

    words = (word for word in text.plain.split() if cell_len(word) < 1.5 * len(word))
    return max(map(cell_len, words), default=4)
