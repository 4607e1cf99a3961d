"""Lays out headings, prose, fields and tables on a page of any width.

It knows where things stand and nothing of what they mean.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import zip_longest
from types import SimpleNamespace
from typing import Any

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from rich.text import Text

from cajad_cli.named import Values
from cajad_cli.render import TIE
from cajad_cli.render.looks import Cell, joined, plain, sign

GAP = 2
# Prose is no easier to read in longer lines.
MEASURE = 90
# Below the first a record is told in one column; from the second on its marks have columns.
NARROW, WIDE = 70, 140
# The cell of a status, a date or a sort, and the most that it grows to by what stands beneath it.
LEAD, _MOST_LEAD = 13, 18
# The columns of trust, of figure and day, and of id at most, where they have columns.
_MOST = (13, 24, 40)


# All that Rich's texts ask of a console, whose import takes a tenth of a screen's time.
_STYLES: Any = SimpleNamespace(
    get_style=lambda style, **_: Style.parse(style) if isinstance(style, str) else style
)


class Item(Values):
    """A record in a list: what stands at its left, in its middle and at its right."""

    left: Sequence[Cell]  # its lead, and beneath that what must not be missed
    title: Cell  # beneath it, behind line feeds, who it is of
    right: Sequence[Cell] = ()  # its figure, and last its day
    marks: Sequence[Cell] = ()  # what must be known of it in a word each: trust, id, source
    caveat: Cell = ""


class Page:
    """A screen of so many columns that is written from the top down, in colour or without."""

    def __init__(self, width: int, colours: bool = False) -> None:
        self.width, self.colours = width, colours
        self.narrow = width < NARROW  # there is room for one column only
        self.styled: set[tuple[str, str]] = set()  # styles, each with a text that has it
        self._lines: list[str] = []
        self._last = ""

    def written(self) -> str:
        """What was written, without Rich's numbers of links."""
        told = "\n".join([*self._lines, ""])
        return re.sub(r"(?<=\x1b\]8;)id=[0-9]+(?=;)", "", told) if self.colours else told

    def line(self, text: Text) -> None:
        """One line as it is, but without blanks at its end."""
        told = text.plain.replace(TIE, " ")
        self.styled.update((str(span.style), told[span.start : span.end]) for span in text.spans)
        shown = self._last = text.plain.rstrip(" ")
        if self.colours:
            parts = ((part.text, part.style) for part in text.render(_STYLES))
            render = partial(Style.render, color_system=ColorSystem.EIGHT_BIT)
            shown = "".join(render(style, told) if style else told for told, style in parts)
        self._lines.append(shown.replace(TIE, " ").rstrip(" "))

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
        if tail and left.cell_len + GAP + tail.cell_len <= self.width:
            self._beside((0, [left]), (-self.width, [tail]))
            return
        if left:
            self._beside((0, _lines(left, self.width)))
        for row in _filled(right, sign("dot"), self.width):
            self._beside((-self.width, _lines(row, self.width)))

    def _beside(self, *columns: tuple[int, Iterable[Text]]) -> None:
        """Columns of lines, each from a place on, or flush right up to it if that is negative."""
        places, texts = zip(*columns, strict=True)
        for row in zip_longest(*texts, fillvalue=Text()):
            parts: list[Text] = []
            end = 0
            for place, text in zip(places, row, strict=True):
                begin = place if place >= 0 else -place - text.cell_len
                parts += [Text(" " * (begin - end)), text]
                end = max(begin, end) + text.cell_len
            self.line(joined(parts, ""))

    def prose(self, *parts: Cell, indent: int = 0, begin: Cell = "") -> None:
        """A paragraph, behind what it begins with."""
        text, lead = joined(parts), joined([" " * indent, begin, " " if begin else ""], "")
        room = min(self.width - lead.cell_len, MEASURE)
        if text:
            self._beside((0, [lead]), (lead.cell_len, _lines(text, max(room, 10))))

    def fields(self, pairs: Iterable[tuple[str, Cell]], indent: int = 0) -> None:
        """Labels, each once, and their values; none for what has no value."""
        kept = [(label, value) for label, value in pairs if value]
        lead, last = max((len(label) for label, _ in kept), default=0) + GAP, ""
        for name, value in kept:
            label, last = "" if name == last else name, name
            if self.narrow:
                self.prose(plain(label, "heading"), indent=indent)
                self.prose(value, indent=indent + GAP)
            else:
                self.prose(value, indent=indent, begin=plain(label.ljust(lead - 1), "heading"))

    def widths(self, items: Iterable[Item]) -> list[int]:
        """The columns of records: lead; where there is room title, trust, figure and day, id."""
        every = list(items)
        lead = max((_width(joined(one.left, "\n")) for one in every), default=0)
        lead = lead and min(max(lead, LEAD), _MOST_LEAD)
        if self.width < WIDE or not every:
            return [lead]
        most = (max(map(_width, column)) for column in zip(*map(_known, every), strict=True))
        others = [*map(min, most, _MOST)]
        title = self.width - sum(width + GAP for width in (lead, *others) if width)
        # An id alone stands at the right.
        return [lead, title, *others] if any(others[:-1]) else [lead]

    def items(self, items: Iterable[Item], widths: Sequence[int] = ()) -> None:
        """Records, each in columns of such widths, in some lines behind its lead, or stacked."""
        every = list(items)
        lead, *others = widths or self.widths(every)
        begin = lead + GAP if lead and not self.narrow else 0
        for item in every:
            title, *told = joined([item.title]).split()
            if self.narrow:
                self.blank()
                *figures, day = item.right or [""]
                if item.left:
                    left = [one if isinstance(one, Text) else one.strip() for one in item.left]
                    self._apart(joined(left, sign("dot")), day)
                    day = ""
                self.prose(title)
                self.flow(figures)
                self.flow([day, *told, *item.marks], sign("dot"))
                self.prose(item.caveat)
            elif others:
                named = _filled([*told, *item.marks[2:]], sign("dot"), others[0])
                middle = joined([title, *named], "\n")
                cells = [joined(item.left, "\n"), middle, *_known(item)]
                self._columns([lead, *others], cells, {3})
                self.prose(item.caveat, indent=begin)
            else:
                self._row(item, title, [*told, *item.marks], begin)

    def _row(self, item: Item, title: Text, told: Iterable[Cell], begin: int) -> None:
        """A record behind its lead: what does not fit beside its figure and day goes below them."""
        known, right = [joined([cell]) for cell in told if cell], joined(item.right, "\n")
        whole = self.width - begin
        end = min(_width(right), whole * 5 // 9)
        room = whole - end - GAP if end else whole
        lines, ends = [*_lines(title, room)], [*_lines(right, end)]
        # An id and no more than a trust stand at the right of the last of them, or beneath.
        tail = joined(known, sign("dot"))
        if not right and 0 < len(known) < 3 and tail.cell_len <= whole:
            fits = lines[-1].cell_len + GAP + tail.cell_len <= whole
            ends, known = [*[Text()] * (len(lines) - fits), tail], []
        for row in _filled(known, sign("dot"), room if len(lines) < len(ends) else whole):
            lines += _lines(row, room if len(lines) < len(ends) else whole)
        if item.caveat:
            lines += [Text()] * (len(ends) - len(lines))
            lines += _lines(joined([item.caveat]), min(whole, MEASURE))
        lefts = _lines(joined(item.left, "\n"), max(begin - GAP, 1))
        self._beside((0, lefts), (begin, lines), (-self.width, ends))

    def _columns(self, widths: Iterable[int], texts: Iterable[Text], right: set[int]) -> None:
        """Texts in columns of such widths, 0 for none, some of them flush right."""
        columns, begin = [], 0
        for place, (width, text) in enumerate(zip(widths, texts, strict=True)):
            if width:
                end = begin + width
                columns.append((-end if place in right else begin, _lines(text, width)))
                begin = end + GAP
        self._beside(*columns)

    def flow(self, cells: Iterable[Cell], between: str = " " * GAP, indent: int = 0) -> None:
        """Short texts side by side, as many as a line holds, none of them broken in two."""
        for row in _filled(cells, between, min(self.width - indent, MEASURE)):
            self.prose(row, indent=indent)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[Cell]], right: Sequence[str] = ()
    ) -> None:
        """A table, columns of `right` flush right; where room is short they fold into one."""
        texts = [[joined([cell]) for cell in row] for row in rows]
        least, most = [], []
        for name, *column in zip(columns, *texts, strict=True):
            most.append(max([cell_len(name), *map(_width, column)]))
            least.append(most[-1] if name in right else cell_len(name))
            for cell in column if name not in right else ():
                # Of words those that can be broken, as those of East Asia can, do not count.
                words = (word for word in cell.plain.split() if cell_len(word) < 1.5 * len(word))
                least[-1] = max(least[-1], max(map(cell_len, words), default=4))
        room = self.width - GAP * (len(columns) - 1)
        if sum(least) > room:
            # In one column: beneath what heads a row its other cells, each with its name.
            self.prose(plain(columns[0], "heading"))
            for first, *others in texts:
                self.blank()
                self.prose(first)
                pairs = zip(columns[1:], others, strict=True)
                told = [(name and f"{name}:", one) for name, one in pairs if one.plain not in "-"]
                cells = (joined([name, joined(one.split(), ", ")]) for name, one in told)
                self.flow(cells, sign("dot"))
            return
        # What heads a row reads badly in many lines.
        least[0] = max(least[0], min(32, most[0], room - sum(least[1:])))
        while sum(most) > room:
            shrinking = [n for n in reversed(range(len(most))) if most[n] > least[n]]
            most[max(shrinking, key=most.__getitem__)] -= 1
        flush = {place for place, name in enumerate(columns) if name in right}
        for row in [[plain(name, "heading") for name in columns], *texts]:
            self._columns(most, row, flush)

    def foot(self, commands: Iterable[str], right: str) -> None:
        """What to type next, each with what it shows behind two spaces; and how old it all is."""
        self.line(plain(sign("rule") * self.width, "rule"))
        pairs = [command.partition("  ")[::2] for command in commands]
        lead = max((cell_len(typed) for typed, _ in pairs), default=0)
        if any(lead + GAP + 1 + cell_len(told) > self.width for _, told in pairs):
            lead = 0
        rows: list[Text] = []
        for typed, told in pairs:
            command = joined(plain(word, "command") for word in typed.split())
            row = [joined([command, told], " " * (max(lead - cell_len(typed), 0) + GAP + 1))]
            if row[0].cell_len > self.width:
                # Folded at blanks only, however long an id or the name of a file is.
                cells = (command.split(" "), told.split())
                row = [one for words in cells for one in _filled(words, " ", self.width - GAP)]
            rows += [*row[:1], *(joined([" " * GAP, other], "") for other in row[1:])]
        # What a command does is not to be read on with how old it all is.
        fits = rows and rows[-1].cell_len + 2 * GAP + len(right) <= self.width
        last = rows.pop() if fits else Text()
        self._beside((0, rows))
        self._apart(last, plain(right))


def _known(item: Item) -> list[Text]:
    """Trust, figure and day, and id of a record."""
    trust, key, *_ = (joined([cell]) for cell in (*item.marks, "", ""))
    return [trust, joined(item.right, "\n"), key]


def _lines(text: Text, room: int) -> Sequence[Text]:
    """A text in lines of so many columns; one that fits is not searched for blanks."""
    if text.cell_len <= room and "\n" not in text.plain:
        return [text]
    lines = [*text.wrap(_STYLES, room)]
    for line in lines:
        line.rstrip()
    return lines


def _width(text: Text) -> int:
    return max(map(cell_len, text.plain.split("\n")))


def _filled(cells: Iterable[Cell], between: str, room: int) -> Iterator[Text]:
    """Rows of texts, as many in each as there is room for."""
    row = Text()
    for cell in cells:
        longer = joined([row, cell], between)
        if row and longer.cell_len > room:
            yield row
            longer = joined([cell])
        row = longer
    if row:
        yield row
