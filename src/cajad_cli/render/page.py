"""Lays out headings, paragraphs, fields and tables on a Rich console, at any width.

It knows how things look and nothing of what they mean. Every text passes through `plain`, so
nothing from a data file acts on the terminal or is taken for markup.
"""

import sys
from collections.abc import Iterable, Sequence
from itertools import islice

from rich.console import Console
from rich.measure import Measurement
from rich.segment import Segment, Segments
from rich.style import Style
from rich.table import Table
from rich.text import Text

from cajad_cli.render.terminal import encodable
from cajad_cli.text.safe import is_web_address, visible

# The whole palette: colour says what sort of knowledge something is, weight says what it heads.
STYLES = {
    "heading": "bold",
    "label": "dim",
    "id": "cyan",
    "official": "green",
    "corroborated": "green",
    "single source": "none",
    "disputed": "yellow",
    "dispute": "yellow",
    "analysis": "magenta",
    "unknown": "blue",
    "found": "bold yellow",
    "done": "green",
    "under way": "cyan",
    "announced": "none",
    "stalled": "red",
}
# Long tables are laid out in pieces of so many rows, so that they begin at once.
BATCH = 500
# So many pieces of lines wait at most to be handed on together.
MOST_WAITING = 5000
GAP = 2
# Cells up to this length are kept on one line where there is room.
SHORT = 26
# Where no more columns than these are left of a line, it is not indented.
ROOM = 16

Cell = Text | str


def plain(text: str, style: str = "") -> Text:
    """A text that is shown as it is, in one of the styles of the palette."""
    shown = Text(visible(text) if _is_unicode() else encodable(visible(text)))
    # As a span, because `Text.render` leaves the style of a text as a whole to others.
    shown.stylize(STYLES.get(style, ""))
    return shown


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def joined(parts: Iterable[Cell], between: str = " ") -> Text:
    """Texts in a row."""
    texts = [part if isinstance(part, Text) else plain(part) for part in parts]
    return texts[0] if len(texts) == 1 else Text(between).join(texts)


def link(url: str) -> Text:
    """An address, and on a terminal a way to follow it if it is one of the web."""
    shown = plain(url)
    if is_web_address(url) and url.isascii():
        shown.stylize(Style(link=url))
    return shown


class Page:
    """What is being written to one console, from the top down; whole once it is flushed."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = console.width
        # Lines go to the console many at a time, because each time costs as much as ten of them.
        self._written: list[Segment] = []
        self.bullet = plain("• " if _is_unicode() else "- ", "label")

    @property
    def narrow(self) -> bool:
        """Whether labels stand above their values instead of beside them."""
        return self.width < 60

    def line(self, *parts: Cell, indent: int = 0, marker: Cell = "", hang: int = 0) -> None:
        """A paragraph of one or more texts, wrapped and indented.

        Its lines stand beneath each other to the right of the marker; without one, all but the
        first are `hang` columns further in.
        """
        sign = joined([marker])
        if self.width - indent - sign.cell_len - hang < ROOM:
            indent = hang = 0
        lead = indent + sign.cell_len + hang
        whole = joined(parts)
        fits = whole.cell_len <= self.width - lead
        margin = " " * indent
        for line in [whole] if fits else whole.wrap(self.console, self.width - lead):
            self._write(margin, sign, line)
            margin, sign = " " * lead, Text()

    def item(self, *parts: Cell) -> None:
        """A paragraph of a list."""
        self.line(*parts, indent=GAP, marker=self.bullet)

    def flow(self, texts: Iterable[Text], indent: int = 0) -> None:
        """Short texts side by side, as many as a line holds, none of them broken in two."""
        row = Text()
        for text in texts:
            if row and indent + row.cell_len + GAP + text.cell_len > self.width:
                self.line(row, indent=indent, hang=GAP)
                row = text
            else:
                row = joined([row, text], " " * GAP) if row else text
        self.line(row, indent=indent, hang=GAP)

    def blank(self) -> None:
        """An empty line."""
        self._write("", Text(), Text())

    def _write(self, margin: str, *texts: Text) -> None:
        """One line, wrapped as it is: Rich need not look for a place to do it again."""
        self._written.append(Segment(margin))
        for text in texts:
            self._written.extend(text.render(self.console))
        self._written.append(Segment.line())
        if len(self._written) > MOST_WAITING:
            self.flush()

    def flush(self) -> None:
        """Hand on what was written so far."""
        self.console.print(Segments(self._written), soft_wrap=True)
        self._written.clear()

    def heading(self, title: str, style: str = "heading") -> None:
        """A heading with an empty line above it."""
        self.blank()
        self.line(plain(title, style))

    def field(self, label: str, value: Cell, indent: int = 0) -> None:
        """One label with its value behind it."""
        self.line(plain(label + ":", "label"), value, indent=indent, hang=GAP)

    def fields(self, pairs: Sequence[tuple[str, Cell]]) -> None:
        """Labels and values, the values in one column; none for what has no value."""
        pairs = [(label, value) for label, value in pairs if value]
        if self.narrow:
            for label, value in pairs:
                self.field(label, value)
            return
        column = max((len(label) for label, _ in pairs), default=0) + GAP
        for label, value in pairs:
            self.line(value, marker=plain(label.ljust(column), "label"))

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[Cell]], right: str = ""
    ) -> None:
        """A table whose first column is the heading of its row; one may be flush right.

        Where a column would be too narrow for its words, each row is a card instead.
        """
        texts = ([joined([cell]) for cell in row] for row in rows)
        shown = True
        while batch := list(islice(texts, BATCH)):
            table = Table(
                box=None,
                show_header=shown,
                header_style=STYLES["label"],
                pad_edge=False,
                padding=(0, GAP, 0, 0),
            )
            for number, column in enumerate(columns):
                cells = [Text(column), *(row[number] for row in batch)]
                sizes = [Measurement.get(self.console, self.console.options, c) for c in cells]
                most = max(size.maximum for size in sizes)
                least = max(size.minimum for size in sizes)
                # Figures, dates and words of a closed set read badly in two lines.
                table.add_column(
                    Text(column),
                    min_width=most if column == right or most <= SHORT else least,
                    overflow="fold",
                    justify="right" if column == right else "left",
                )
            fits = sum(column.min_width or 0 for column in table.columns)
            if self.narrow or fits + GAP * (len(columns) - 1) > self.width:
                for number, row in enumerate(batch):
                    if number or not shown:
                        self.blank()
                    self._card(columns, row)
            else:
                for row in batch:
                    table.add_row(*row)
                self.flush()
                self.console.print(table)
            shown = False

    def _card(self, columns: Sequence[str], row: Sequence[Text]) -> None:
        self.line(row[0])
        labels = (plain(column + ":", "label") for column in columns[1:])
        cells = zip(labels, row[1:], strict=True)
        self.flow([joined(pair) for pair in cells if pair[1]], indent=GAP)
