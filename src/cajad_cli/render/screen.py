"""What all screens share: the answer, its footnotes and counts, and what to type next."""

from collections import Counter
from functools import cached_property, lru_cache

from rich.text import Text

from cajad_cli.model.vocabulary import STATUSES, TRUSTS
from cajad_cli.query.view import Gathered
from cajad_cli.render.items import item, whole_of, with_parts
from cajad_cli.render.layout import Cell, Item, Page, joined, sign, unbroken
from cajad_cli.render.notes import Notes
from cajad_cli.render.terminal import TIE, console, written
from cajad_cli.render.wording import Record, day, names, ours, source
from cajad_cli.text.safe import counted

# What to type next: each command with what it shows behind two spaces. Empty ones are left out.
Commands = list[str]
# The words beside records that a screen explains where they stand on it.
_MEANINGS = {
    "our reading": "no source says so; cajad show ID tells what it follows from",
    "single source": f"{TRUSTS['single source']}, however many print it",
    "planned": "announced for that date; no source reports that it took place",
    "older": "promised before the summit",
    "later": "promised after the summit",
}


class Screen(Page):
    """A page with the answer that it shows."""

    def __init__(self, shown: Gathered) -> None:
        super().__init__(console())
        self.shown = shown
        self.records = shown.records
        self.others = shown.others
        self.first: str = self.records[0]["id"]
        self.notes = Notes()
        self.make = item
        """What makes an item of a record."""
        self.told: set[str] = set()
        """What stands beside the records that are shown as items."""

    def of(self, kind: str) -> list[Record]:
        """The records of a kind."""
        return [record for record in self.records if record["kind"] == kind]

    @property
    def narrowed(self) -> str:
        """The options of a list as they are typed, for commands that go on with them."""
        short = {"country": "-c", "area": "-a", "kind": "-k"}
        return "".join(
            f" {short.get(option, '--' + option)} {value.replace(' ', '-')}"
            for option, values in self.shown.options.items()
            for value in values
        )

    @property
    def scope(self) -> str:
        """What a list is narrowed to, in words."""
        known = self.others | {record["id"]: record for record in self.records}
        told = "; ".join(names(values, known) for values in self.shown.options.values())
        return f": {told}" if told else ""

    def tally(self, group: str, kind: str) -> Counter[str]:
        """How many promises or deals of a country, area or occasion stand where, in all."""
        lead = f"tally:{group}:{kind}:"
        meta = self.shown.meta.items()
        return Counter({k.removeprefix(lead): int(n) for k, n in meta if k.startswith(lead)})

    def promised(self, group: str) -> Cell:
        """How many promises are of a country, and how they stand."""
        counts = self.tally(group, "commitment")
        return joined([f"{counts.total():2}", standing(counts)])

    @cached_property
    def usual(self) -> str:
        """Who made most of the promises, and so is named once for all of them; or nobody."""
        makers = Counter(record["by"] for record in self.of("commitment"))
        most, count = next(iter(makers.most_common(1)), ("", 0))
        return most if 1 < count > makers.total() / 2 else ""

    @cached_property
    def _items(self) -> dict[str, Item]:
        """All records of the screen as items, by id."""
        return {record["id"]: self._item(record) for record in self.records}

    @lru_cache  # noqa: B019 - a screen lives as long as the program
    def _widths(self, kinds: frozenset[str]) -> list[int]:
        """The widths that all records of some kinds share, in whatever part they are shown."""
        return self.widths(self._items[r["id"]] for r in self.records if r["kind"] in kinds)

    def _item(self, record: Record) -> Item:
        one = self.make(record, self.others, self.usual)
        if ours(record, "areas") and (self.of("area") or "area" in self.shown.options):
            one = one._replace(title=joined([one.title, "area: our reading"], "\n"))
        return one

    def show(self, records: list[Record], caveats: bool = False) -> None:
        """Records of kinds that are listed, as items; with their notes, if told."""
        items = [(r, self._items.get(r["id"]) or self._item(r)) for r in records]
        for _, one in items:
            beside = [*one.under, *one.marks[:1], one.day, *joined([one.title]).split()[1:]]
            self.told.update(joined([cell]).plain.replace(TIE, " ") for cell in beside)
        if caveats:
            items = [(r, one._replace(caveat=r.get("note", ""))) for r, one in items]
        known = all(record["id"] in self._items for record in records)
        kinds = frozenset(record["kind"] for record in records)
        self.items(with_parts(items), self._widths(kinds) if known else None)

    def part(self, name: str, records: list[Record], caveats: bool = False) -> None:
        """Records beneath a heading with their number; nothing where there are none."""
        if records:
            promised = records[0]["kind"] == "commitment"
            self.section(name, joined([number_of(records), promised and self.makers], sign("dot")))
            self.show(records, caveats)

    @property
    def makers(self) -> str:
        """Who made the promises whose maker is not told."""
        return f"by {self.usual} unless said" if self.usual else ""

    def finish(self, commands: Commands) -> str:
        """The screen as text: at its end what its words mean, its sources, what to type next."""
        said = (word for word in _MEANINGS if any(word in told for told in self.told))
        for number, word in enumerate(said):
            if number == 0:
                self.blank()
            self.prose(f"{word}: {_MEANINGS[word]}.")
        if self.notes.cited:
            self.section("Sources", str(len(self.notes.cited)))
            cited = enumerate(self.notes.cited.values(), 1)
            self.flow(joined([f"[{n}]", source(one, self.others)]) for n, one in cited)
        # Whoever named the data file goes on with it.
        typed = [one.replace("  ", f"{self.shown.data}  ", 1) for one in commands if one]
        self.foot(typed, f"sources read until {day(self.shown.meta['data:as_of'])}")
        return written(self.console)


def standing(counts: Counter[str]) -> Text:
    """How many promises stand where, each number with its sign and its word."""
    told = ((word, f"{counts[word]} {word}") for word in STATUSES if counts[word])
    return joined([unbroken(f"{sign(word)} {number}", word) for word, number in told], "  ")


def wholes(records: list[Record]) -> list[Record]:
    """Records without those that are parts of the sum of another of them."""
    ids = {record["id"] for record in records}
    return [record for record in records if not whole_of(record, ids)]


def number_of(records: list[Record]) -> str:
    """How many records there are, parts apart from their wholes."""
    whole = len(wholes(records))
    parts = f" and {counted(len(records) - whole, 'part')}" if whole < len(records) else ""
    return f"{whole:,}{parts}"
