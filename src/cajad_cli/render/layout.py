"""Lays out headings, prose, fields and tables on a page of any width.

It knows where things stand and nothing of what they mean.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from io import StringIO
from itertools import compress, zip_longest
from operator import lt
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from rich.text import Text

from cajad_cli.render.looks import Cell, joined, link, plain, sign
from cajad_cli.render.terminal import TIE

GAP = 2
# Prose is no easier to read in longer lines.
MEASURE = 90
# Below the first a record is told in one column; from the second on its marks have columns.
NARROW, WIDE = 70, 140
# The cell of a status, a date or a sort, and the most that it grows to by what stands beneath it.
LEAD, _MOST_LEAD = 13, 17
# The columns of trust, of figure and day, and of id at most, where they have columns.
_MOST = (13, 24, 34)
_LEAST_TITLE = 30
if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod


class Item(NamedTuple):
    """A record in a list: what stands at its left, in its middle and at its right."""

    left: Sequence[Cell]
    """Its lead, and beneath that what must not be missed."""
    title: Cell
    """Beneath its title, behind line feeds, who it is of."""
    right: Sequence[Cell] = ()
    """Its figure, and last its day."""
    marks: Sequence[Cell] = ()
    """What must be known of it in a word each: trust, id, source."""
    caveat: Cell = ""


class _Styles:
    """All that Rich's texts ask of a console, whose import takes a tenth of a screen's time."""

    def get_style(self, name: str | Style, **_: Any) -> Style:
        """The style of a name."""
        return Style.parse(name) if isinstance(name, str) else name


_STYLES = cast("Console", _Styles())


class Page:
    """A screen of so many columns that is written from the top down, in colour or without."""

    def __init__(self, width: int, colours: bool = False) -> None:
        self.width = width
        self.colours = colours
        self.narrow = width < NARROW
        """Whether there is room for one column only."""
        self.styled: set[tuple[str, str]] = set()
        """The styles of what was written, each with a text that has it."""
        self._lines: list[str] = []
        self._last = ""

    def written(self) -> str:
        """What was written, without the blanks at ends of lines and Rich's numbers of links."""
        lines = "\n".join([*self._lines, ""]).replace(TIE, " ").split("\n")
        told = "\n".join(line.rstrip(" ") for line in lines)
        return re.sub(r"(?<=\x1b\]8;)id=[0-9]+(?=;)", "", told) if self.colours else told

    def line(self, text: Text) -> None:
        """One line as it is."""
        self._note(text)
        self._last = shown = text.plain
        if self.colours:
            parts = ((part.text, part.style) for part in text.render(_STYLES))
            render = partial(Style.render, color_system=ColorSystem.EIGHT_BIT)
            shown = "".join(render(style, told) if style else told for told, style in parts)
        self._lines.append(shown)

    def _note(self, text: Text) -> None:
        told = text.plain.replace(TIE, " ")
        self.styled.update((str(span.style), told[span.start : span.end]) for span in text.spans)

    def blank(self) -> None:
        """An empty line, but none beneath another or beneath the rule of a heading."""
        if set(self._last) - {sign("rule")}:
            self.line(Text())

    def heading(self, title: str, *right: Cell) -> None:
        """The title of a screen, what it covers at the right, and a rule beneath."""
        self._apart(plain(title, "heading"), *right)
        self.line(plain(sign("rule") * self.width, "rule"))

    def section(self, title: str, *right: Cell) -> None:
        """The heading of a part after an empty line, a rule, and its count."""
        self.blank()
        head, tail = plain(title, "heading"), joined(right, sign("dot"))
        room = self.width - head.cell_len - tail.cell_len - 2
        if room < 3:
            self._apart(head, *right)
        else:
            self.line(joined([head, plain(sign("rule") * room, "rule"), tail]))

    def _apart(self, left: Text, *right: Cell) -> None:
        """A text at the left, and others flush right: on its line where there is room."""
        tail = joined(right, sign("dot"))
        room = self.width - left.cell_len - tail.cell_len
        if tail and room >= GAP:
            self.line(Text.assemble(left, " " * room, tail))
        else:
            self._wrapped(left, self.width)
            for row in _filled(right, sign("dot"), self.width) if tail else ():
                for line in row.wrap(_STYLES, self.width, justify="right"):
                    self.line(line)

    def prose(self, *parts: Cell, indent: int = 0, begin: Cell = "") -> None:
        """A paragraph, behind what it begins with."""
        begin = joined([" " * indent, begin, " " if begin else ""], "")
        room = min(self.width - begin.cell_len, MEASURE)
        self._wrapped(joined(parts), room, begin)

    def _wrapped(self, text: Text, room: int, begin: Cell = "") -> None:
        """A text in lines of so many columns, the first behind its begin, the others beneath."""
        if not text:
            return
        fits = text.cell_len <= room and "\n" not in text.plain
        for line in [text] if fits else text.wrap(_STYLES, max(room, 10), overflow="fold"):
            self.line(joined([begin, line], "") if begin else line)
            begin = " " * (begin.cell_len if isinstance(begin, Text) else len(begin))

    def fields(self, pairs: Iterable[tuple[str, Cell]], indent: int = 0) -> None:
        """Labels, each once, and their values; none for what has no value."""
        kept = [(label, value) for label, value in pairs if value]
        lead = max((len(label) for label, _ in kept), default=0) + GAP
        for number, (name, value) in enumerate(kept):
            label = "" if number and kept[number - 1][0] == name else name
            if self.narrow:
                self.prose(plain(label, "heading"), indent=indent)
                self.prose(value, indent=indent + GAP)
            else:
                begin = plain(label.ljust(lead - 1), "heading")
                self.prose(value, indent=indent, begin=begin)

    def address(self, url: str, indent: int = 0) -> None:
        """An address on one unbroken line, so that it copies."""
        self.line(joined([" " * indent, link(url, url)], ""))

    def widths(self, items: Iterable[Item]) -> list[int]:
        """The columns that records share: their lead, and the others where there is room for all.

        These are title, trust, figure and day, and id.
        """
        columns = zip(*map(_cells, [*items] or [Item([], "")]), strict=True)
        most = [max(line.cell_len for one in column for line in one.split()) for column in columns]
        lead, _, *others = map(min, most, (_MOST_LEAD, 0, *_MOST))
        lead = lead and max(lead, LEAD)
        title = self.width - sum(width + GAP for width in (lead, *others) if width)
        # An id alone stands at the right.
        wide = self.width >= WIDE and title >= _LEAST_TITLE and any(others[:-1])
        return [lead, title, *others] if wide else [lead]

    def items(self, items: Iterable[Item], widths: Sequence[int] = ()) -> None:
        """Records, each in columns of such widths, in some lines behind its lead, or stacked."""
        every = list(items)
        widths = widths or self.widths(every)
        for item in every:
            if self.narrow:
                self._stack(item)
            elif len(widths) > 1:
                self._grid(widths, [_cells(item)], {3})
                self.prose(item.caveat, indent=widths[0] + GAP)
            else:
                self._row(item, widths[0] + GAP if widths[0] else 0)

    def _stack(self, item: Item) -> None:
        self.blank()
        *figures, day = item.right or [""]
        left = [cell if isinstance(cell, Text) else cell.strip() for cell in item.left]
        self._apart(joined(left, sign("dot")), day)
        title, *told = joined([item.title]).split()
        self.prose(title)
        self.flow(figures)
        self.flow([*told, *item.marks], sign("dot"))
        self.prose(item.caveat)

    def _row(self, item: Item, begin: int) -> None:
        """A record behind its lead: what does not fit beside its figure and day goes below them."""
        title, *told = joined([item.title]).split()
        known = [joined([cell]) for cell in (*told, *item.marks) if cell]
        right = [joined([cell]) for cell in item.right if cell]
        whole = self.width - begin
        end = min(max((cell.cell_len for cell in right), default=-GAP), whole // 2)
        room = whole - GAP - end
        ends = [line for cell in right for line in cell.wrap(_STYLES, end)]
        lines = [*title.wrap(_STYLES, room)]
        # An id alone stands at the right of the last of them, or beneath.
        if not right and len(known) == 1 and known[0].cell_len <= whole:
            fits = lines[-1].cell_len + GAP + known[0].cell_len <= whole
            ends, known = [*[Text()] * (len(lines) - fits), *known], []
        for row in _filled(known, sign("dot"), room if len(lines) < len(ends) else whole):
            lines += row.wrap(_STYLES, room if len(lines) < len(ends) else whole) if row else ()
        if item.caveat:
            lines += [Text()] * (len(ends) - len(lines))
            lines += joined([item.caveat]).wrap(_STYLES, min(whole, MEASURE))
        lefts = joined(item.left, "\n").wrap(_STYLES, max(begin - GAP, 1))
        for left, line, last in zip_longest(lefts, lines, ends, fillvalue=Text()):
            gaps = begin - left.cell_len, whole - line.cell_len - last.cell_len
            self.line(Text.assemble(left, " " * gaps[0], line, " " * gaps[1], last))

    def _grid(self, widths: Sequence[int], rows: Iterable[Sequence[Text]], right: set[int]) -> None:
        """Texts in columns of such widths, 0 for none, some of them flush right."""
        # Most screens need none.
        from rich.console import Console
        from rich.padding import Padding
        from rich.table import Table

        grid = Table.grid(padding=0)
        first, *others = compress(range(len(widths)), widths)
        for place in (first, *others):
            flush: JustifyMethod = "right" if place in right else "left"
            width = widths[place] + (0 if place == first else GAP)
            grid.add_column(width=width, overflow="fold", justify=flush)

        def cell(text: Text, place: int) -> Text | Padding:
            self._note(text)
            # Laid out sooner than within the gap before it.
            is_short = place in right and text.cell_len <= widths[place]
            return text if is_short else Padding(text, (0, 0, 0, GAP))

        for row in rows:
            self._note(row[first])
            grid.add_row(row[first], *(cell(row[place], place) for place in others))
        console = Console(
            file=StringIO(),
            width=self.width,
            # With a width alone Rich falls back to 80 columns on a dumb terminal.
            height=100,
            color_system="256" if self.colours else None,
            force_terminal=self.colours,
            no_color=False,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
        )
        with console.capture() as shown:
            # Its widths fit.
            console.print(grid, crop=False)
        self._lines += shown.get().splitlines()
        self._last = "a grid"

    def flow(self, cells: Iterable[Cell], between: str = " " * GAP, indent: int = 0) -> None:
        """Short texts side by side, as many as a line holds, none of them broken in two."""
        room = min(self.width - indent, MEASURE)
        for row in _filled(cells, between, room):
            self._wrapped(row, room, " " * indent)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[Cell]], right: Sequence[str] = ()
    ) -> None:
        """A table; where room is short all its columns fold into one.

        Those that `right` names are flush right.
        """
        texts = [[joined([cell]) for cell in row] for row in rows]
        least, most = [], []
        for name, *cells in zip(columns, *texts, strict=True):
            lines = [line.cell_len for cell in cells for line in cell.split()]
            most.append(max([cell_len(name), *lines]))
            words = most[-1:] if name in right else map(_longest_word, cells)
            least.append(max([cell_len(name), *words]))
        # What heads a row reads badly in many lines.
        first = max(least[0], min(32, most[0]))
        room = self.width - GAP * (len(columns) - 1)
        if sum(least) > room:
            self._fold(columns, texts)
            return
        least[0] = max(least[0], min(first, room - sum(least[1:])))
        heads = [plain(name, "heading") for name in columns]
        flush = {place for place, name in enumerate(columns) if name in right}
        self._grid(_shared(least, most, room), [heads, *texts], flush)

    def _fold(self, columns: Sequence[str], rows: Iterable[Sequence[Text]]) -> None:
        """A table in one column: beneath what heads a row its other cells, each with its name."""
        self.prose(plain(columns[0], "heading"))
        for first, *others in rows:
            self.blank()
            self.prose(first)
            pairs = zip(columns[1:], others, strict=True)
            told = [(name and f"{name}:", cell) for name, cell in pairs if cell.plain not in "-"]
            cells = (joined([name, joined(cell.split(), ", ")]) for name, cell in told)
            self.flow(cells, sign("dot"))

    def foot(self, commands: Iterable[str], right: str) -> None:
        """What to type next, each with what it shows behind two spaces; and how old it all is."""
        self.line(plain(sign("rule") * self.width, "rule"))
        pairs = [command.partition("  ")[::2] for command in commands]
        lead = max((cell_len(typed) for typed, _ in pairs), default=0)
        if any(lead + GAP + 1 + cell_len(told) > self.width for _, told in pairs):
            lead = 0
        rows: list[Text] = []
        for typed, told in pairs:
            words = [plain(word, "command") for word in typed.split()]
            row = joined([*words, " " * max(lead - cell_len(typed) + 1, 1), told])
            # Folded at blanks only, however long an id or the name of a file is.
            first, *others = _filled([*words, " ", *told.split()], " ", self.width - GAP)
            folded = [first, *(joined([" " * GAP, other], "") for other in others)]
            rows += [row] if row.cell_len <= self.width else folded
        fits = rows and rows[-1].cell_len + GAP + len(right) <= self.width
        last = rows.pop() if fits else Text()
        for row in rows:
            self.line(row)
        self._apart(last, plain(right))


def _cells(item: Item) -> list[Text]:
    """What stands in the columns of a record of one line."""
    title, *told = joined([item.title]).split()
    named = joined([title, joined([*item.left[2:], *told, *item.marks[2:]], sign("dot"))], "\n")
    trust, key, *_ = (joined([cell]) for cell in (*item.marks, "", ""))
    return [joined(item.left[:2], "\n"), named, trust, joined(item.right, "\n"), key]


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
    """Widths within their bounds that fill the room; Rich forgets what words need at least."""
    widths = list(least)
    while sum(widths) < room and any(map(lt, widths, most)):
        wanting = [n for n, width in enumerate(widths) if width < most[n]]
        widths[min(wanting, key=widths.__getitem__)] += 1
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _longest_word(text: Text) -> int:
    """The width of the longest word that cannot be broken."""
    words = (word for word in text.plain.split() if cell_len(word) < 1.5 * len(word))
    return max(map(cell_len, words), default=4)
