"""Lays out headings, paragraphs, fields and tables on a Rich console, at any width.

It knows how things look and nothing of what they mean. Every text passes through `plain`, so
nothing from a data file acts on the terminal or is taken for markup.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cajad_cli.terminal import encodable, inert

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
# Long tables are laid out in pieces of so many rows; the first decides the widths.
BATCH = 200
GAP = 2

Cell = Text | str


def plain(text: str, style: str = "") -> Text:
    """A text that is shown as it is, in one of the styles of the palette."""
    shown = inert(text)
    if not _is_unicode():
        shown = encodable(shown)
    return Text(shown, STYLES.get(style, style))


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def joined(parts: Iterable[Cell], between: str = " ") -> Text:
    """Texts in a row."""
    return Text(between).join([part if isinstance(part, Text) else plain(part) for part in parts])


def link(url: str) -> Text:
    """An address, and on a terminal a way to follow it if it is one of the web."""
    shown = plain(url)
    if url.startswith(("http://", "https://")) and url.isprintable() and url.isascii():
        shown.stylize(f"link {url}")
    return shown


class Page:
    """What is being written to one console, from the top down."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = console.width

    @property
    def narrow(self) -> bool:
        """Whether labels stand above their values instead of beside them."""
        return self.width < 60

    def line(self, *parts: Cell, indent: int = 0) -> None:
        """A paragraph of one or more texts, wrapped and indented."""
        if self.width - indent < 16:
            indent = 0
        text = joined(parts)
        self.console.print(Padding(text, (0, 0, 0, indent)) if indent else text)

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def heading(self, title: str, style: str = "heading") -> None:
        """A heading with an empty line above it."""
        self.blank()
        self.line(plain(title, style))

    def fields(self, pairs: Sequence[tuple[str, Cell]]) -> None:
        """Labels and values, the values in one column."""
        if self.narrow:
            for label, value in pairs:
                self.line(plain(label + ":", "label"), value)
            return
        grid = Table.grid(padding=(0, GAP, 0, 0))
        grid.add_column(width=max((len(label) for label, _ in pairs), default=0), no_wrap=True)
        grid.add_column(overflow="fold")
        for label, value in pairs:
            grid.add_row(plain(label, "label"), joined([value]))
        self.console.print(grid)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[Cell]], right: Sequence[str] = ()
    ) -> None:
        """A table whose first column is the heading of its row; on a narrow screen, cards."""
        texts = ([joined([cell]) for cell in row] for row in rows)
        batch = list(islice(texts, BATCH))
        widths = self._widths(columns, batch)
        if widths is None:
            for row in chain(batch, texts):
                self._card(columns, row)
            return
        header = True
        while batch:
            table = Table(
                box=None,
                show_header=header,
                header_style=STYLES["label"],
                pad_edge=False,
                padding=(0, GAP, 0, 0),
            )
            for column, width in zip(columns, widths, strict=True):
                table.add_column(
                    Text(column),
                    width=width,
                    overflow="fold",
                    justify="right" if column in right else "left",
                )
            for row in batch:
                table.add_row(*row)
            self.console.print(table)
            batch, header = list(islice(texts, BATCH)), False

    def _card(self, columns: Sequence[str], row: Sequence[Text]) -> None:
        self.line(row[0])
        for column, cell in zip(columns[1:], row[1:], strict=True):
            if cell.plain:
                self.line(plain(column + ":", "label"), cell, indent=2)
        self.blank()

    def _widths(self, columns: Sequence[str], rows: Sequence[Sequence[Text]]) -> list[int] | None:
        """Column widths at which no word is broken, or None if there are none on this screen."""
        if self.narrow:
            return None
        by_column = [[Text(name), *(row[i] for row in rows)] for i, name in enumerate(columns)]
        least = [max(map(_longest_word, cells)) for cells in by_column]
        most = [max(map(_longest_line, cells)) for cells in by_column]
        room = self.width - GAP * (len(columns) - 1) - 1
        spare = room - sum(least)
        if spare < 0:
            return None
        wanted = [m - lo for m, lo in zip(most, least, strict=True)]
        share = min(1.0, spare / (sum(wanted) or 1))
        return [lo + int(want * share) for lo, want in zip(least, wanted, strict=True)]


def _longest_word(text: Text) -> int:
    return max((cell_len(word) for word in text.plain.split() if not _is_unspaced(word)), default=4)


def _is_unspaced(word: str) -> bool:
    """Whether a word is of a script that may be broken anywhere."""
    return len(word) * 1.5 < cell_len(word)


def _longest_line(text: Text) -> int:
    return max((cell_len(line) for line in text.plain.split("\n")), default=4)
