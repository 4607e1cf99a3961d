"""What all screens share: the answer, its records as items, and what to type next."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from functools import cached_property
from importlib import import_module

from rich.text import Text

from cajad_cli.model import CURRENCIES, OCCASIONS, STATUSES, TRUSTS
from cajad_cli.query import Gathered, View
from cajad_cli.render import TIE, colourful, width, wording
from cajad_cli.render.layout import LEAD, Item, Page
from cajad_cli.render.looks import LOOKS, Cell, joined, plain, sign, signed
from cajad_cli.render.wording import Notes, Record, of, whole_of
from cajad_cli.text.amounts import day_in_words

# What to type next: each command with what it shows behind two spaces. Empty ones are left out.
Commands = list[str]
_Make = Callable[[Record], Item] | None
# The layouts that are no lists of the records of one kind, by the module that writes them.
_MODULES = {
    "about": ("overview", "briefing", "comparison", "initiative", "one_area", "declaration"),
    "promises": ("tracker", "silent", "money"),
    "record": ("record", "one_source", "hits"),
}
# The words beside records that a screen explains where they stand on it.
_MEANINGS = {
    "our reading": "no source says so; cajad show ID tells what it follows from",
    "official": TRUSTS["official"],
    "corroborated": TRUSTS["corroborated"],
    "single source": f"{TRUSTS['single source']}, however many print it",
    "planned": "no source reports that it took place",
    "older": "promised before the summit",
    "later": "promised after the summit",
    "unmarked promises": "promised at the summit",
}
# The styles of those that are marks.
_MARKS = {LOOKS[word][0] for word in _MEANINGS if word in LOOKS}
# So many notes stand at a passage of most screens; the others are counted.
_MOST_MARKS = 3
# No list needs more steps from a whole down to a part; a file may hold a way without end.
_MOST_WAY = 8


def laid_out(view: View, shown: Gathered) -> str:
    """A view as a screen, by the function `write_LAYOUT`; only its module is loaded."""
    layout = view.layout.replace(" ", "_")
    name = next((module for module, known in _MODULES.items() if layout in known), "lists")
    module = import_module(f"cajad_cli.render.{name}")
    write = getattr(module, f"write_{layout}", None) or module.write_list
    page = Screen(shown)
    return page.finish(write(page))


class Screen(Page):
    """A page with the answer that it shows."""

    def __init__(self, shown: Gathered) -> None:
        super().__init__(width(), colourful())
        self.shown, self.records, self.others = shown, shown.records, shown.others
        self.first: str = self.records[0]["id"]
        # The country where the summit met, if the screen names it.
        self.host = host if (host := shown.meta["host"]) in self.others else ""
        # The options of a list as they are typed, for the same command to go on with them.
        self.narrowed = self.narrowed_by(*shown.options)
        self.notes = Notes(self.others, _MOST_MARKS)
        # What makes an item of a record, and what orders the records of a part.
        self.make, self.order = item, standing_first
        # Who made most of the promises, and so is named once for all of them; or nobody.
        makers = Counter(record["by"] for record in self.of("commitment"))
        most, count = next(iter(makers.most_common(1)), ("", 0))
        self._usual = most if 1 < count > makers.total() / 2 else ""
        self.makers = f"by {self._usual} unless said" if self._usual else ""
        # The ids of all records of the screen by their kinds: parts are counted with one alike.
        self.ids: dict[str, set[str]] = defaultdict(set)
        for record in self.records:
            self.ids[record["kind"]].add(record["id"])
        named = (one["id"] for one in self.others.values() if one["kind"] == "commitment")
        self._promises = self.ids["commitment"].union(named)
        self._tallies: dict[str, Counter[str]] = defaultdict(Counter)
        for key, number in shown.meta.items():
            if key.startswith("tally:"):
                group, _, status = key.rpartition(":")
                self._tallies[group][status] = int(number)

    def of(self, kind: str) -> list[Record]:
        """The records of a kind."""
        return [record for record in self.records if record["kind"] == kind]

    def narrowed_by(self, *options: str) -> str:
        """Those of the options that another command takes as well."""
        short = {"country": "-c", "area": "-a", "kind": "-k"}
        given = [(one, value) for one in options for value in self.shown.options.get(one, ())]
        return "".join(f" {short.get(o, '--' + o)} {v.replace(' ', '-')}" for o, v in given)

    @property
    def scope(self) -> str:
        """What a list is narrowed to, in words."""
        known = self.others | {key: {"title": told} for key, told in OCCASIONS.items()}
        named = [wording.names(one, known) for one in self.shown.options.values()]
        told = "; ".join(filter(None, [*named, self.shown.view.within]))
        return f": {told}" if told else ""

    def tally(self, group: str, kind: str) -> Counter[str]:
        """How many deals, or promises of the summit, of a group stand where, in all."""
        return self._tallies[f"tally:{group}:{kind}"]

    def told(self, record: Record) -> Cell:
        """The text of a record with its footnotes, and the trust in all of it."""
        trust = wording.trust(record)
        said = joined(["Trust:", trust], TIE) if trust else ""
        return joined([joined(self.notes.sentences(record)), said])

    def of_summit(self, told: str, group: str) -> str:
        """So many promises of an area or occasion, and how many of them we read to be such."""
        read = self.tally(group, "read occasion").total()
        return wording.by_reading(f"{told} of the summit", read)

    @cached_property
    def _items(self) -> dict[str, Item]:
        """All records of the screen as items, by id."""
        items = {}
        asks_areas = self.of("area") or "area" in self.shown.options
        for record in self.records:
            one = self.make(record, self.others, self._usual)
            told = wording.ours(record, "areas", name="area") if asks_areas else ""
            items[record["id"]] = one.but(title=joined([one.title, told], "\n"))
        return items

    @cached_property
    def _widths(self) -> list[int]:
        """The widths that all records of the screen share, in whatever part they are shown."""
        return self.widths(self._items.values())

    @property
    def lead(self) -> int:
        """The column in which all records of the screen begin."""
        return max(LEAD, self._widths[0])

    def show(self, records: list[Record], caveats: Mapping[str, Cell] | None = None) -> None:
        """Records of kinds that are listed, as items; with what is told of some beneath."""
        items = []
        for record in self.order(records):
            one = self._items[record["id"]]
            told = joined([one.caveat, (caveats or {}).get(record["id"])], "\n")
            items.append((record, one.but(caveat=told)))
        for one in with_parts(items, self._promises):
            self.items([one], self._widths)
            # What has columns of its own is a line each, but for what is told beneath.
            if len(self._widths) == 1 or caveats or one.caveat or any(one.left[1:]):
                self.blank()

    def part(self, name: str, records: list[Record], *told: Cell, make: _Make = None) -> None:
        """Records, if any, beneath a heading with `told` or their number; as lines if made so."""
        if records and name:
            kind = records[0]["kind"]
            makers = self.makers if kind == "commitment" else ""
            self.section(name, *(told or (wording.number_of(records, self.ids[kind]), makers)))
        if make:
            self.items(map(make, records), [self.lead])
        else:
            self.show(records)

    def finish(self, commands: Commands) -> str:
        """The screen as text: at its end what its words mean, its sources, what to type next."""
        marks = [told for style, told in self.styled if style in _MARKS]
        said = [word for word in _MEANINGS if any(word in told for told in marks)]
        at_summit = any(record["occasion"] == "summit" for record in self.of("commitment"))
        said += ["unmarked promises"] * (at_summit and not {"older", "later"}.isdisjoint(said))
        if self.shown.view.layout == "record" and "our reading" in said:
            # It tells what our readings follow from.
            said.remove("our reading")
        if said:
            self.blank()
        self.flow(f"{word}: {_MEANINGS[word]}." for word in said)
        if self.notes.cited:
            number = of(len(self.notes.cited), len(self.notes.backing))
            self.section("Sources of what bears a number", number)
            cited = enumerate(self.notes.cited.values(), 1)
            self.flow(joined([f"[{n}]", wording.source(one, self.others)]) for n, one in cited)
        # Whoever named the data file goes on with it.
        typed = [one.replace("  ", f"{self.shown.data}  ", 1) for one in commands if one]
        self.foot(typed, f"sources read until {wording.day(self.shown.meta['data:as_of'])}")
        return self.written()


def standing(counts: Counter[str], read: Counter[str], words: Iterable[str] = ()) -> Text:
    """How many promises stand where, or of some words, and how many of them by our reading."""
    told = []
    for word in words or STATUSES:
        if words or counts[word]:
            some = "" if read[word] == counts[word] else f"{read[word]} "
            ours = f"({some}our reading)" if read[word] else ""
            stand = plain(f"{sign(word)} {counts[word]} {word}", word, unbroken=True)
            told.append(joined([stand, plain(ours, "our reading", unbroken=True)], TIE))
    return joined(told, "  ")


def standing_first(records: list[Record]) -> list[Record]:
    """Promises by how they stand, the newest first; other records as they are."""
    if any(record["kind"] != "commitment" for record in records):
        return records
    newest = sorted(records, key=lambda record: record["as_of"], reverse=True)
    return sorted(newest, key=lambda record: [*STATUSES].index(record["status"]))


def item(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record of a kind that is listed. Who promised it is told, but the `usual` one."""
    kind, is_dated = record["kind"], record["kind"] not in ("commitment", "target")
    marks: list[Cell] = [wording.trust(record), record["id"], wording.first_sources(record, others)]
    if kind == "unknown":
        return line(record).but(title=wording.title(record), caveat=record["text"])
    left: list[Cell] = [*wording.remarks(record, is_dated)]
    # The question of a dispute, and what others are called, are always ours.
    left += [wording.ours(record, "title", name="title")] if "trust" in record else []
    if kind == "event":
        left.insert(0, wording.day(record["date"]).rjust(11))
        return Item(left, plain(record["title"]), [wording.codes(record, others)], marks[:2])
    left.insert(0, wording.sort(record) if is_dated else wording.status(record))
    date = wording.day(record.get("date", "")) if is_dated else wording.as_of(record)
    speaker = record.get("speaker") or record.get("author")
    who = joined([speaker, wording.ours(record, "speaker", "author")])
    if kind == "analysis":
        # A word that is the same in all of a list says nothing.
        left, who = [], joined([who, wording.ours(record, "date", name="date")], sign("dot"))
    if record.get("by", usual) != usual or wording.ours(record, "by"):
        who = joined([f"by {record['by']}", wording.ours(record, "by")])
    # What is no money in what somebody said would look like a sum.
    is_sum = kind != "statement" or record.get("unit", "").isupper()
    right = [wording.sum_told(record) if is_sum else "", date]
    told = joined([wording.title(record), who, wording.occasion(record)], "\n")
    caveat = ""
    if kind == "document":
        # Who reads a sum, or what a weak source says, must not do so without its caveat.
        note = str(record.get("note", ""))
        is_needed = record.get("unit") in CURRENCIES or note.startswith("Weak source")
        caveat = note if is_needed else ""
    elif record.get("occasion") == "summit" and record["status"] != "announced":
        # Why it is more than announced, where that is our reading.
        caveat = record.get("inferred", {}).get("status", "")
    return Item(left, told, right, marks, caveat)


def line(record: Record, has_sum: bool = False) -> Item:
    """A record in a line: how it stands or what it is, its title, its id; its figure if wanted."""
    lead: Cell = wording.kind(record)
    if record["kind"] == "dispute":
        lead = wording.settled(record)
    elif record["kind"] == "unknown":
        lead = signed("unknown", "not known")
    elif record["kind"] == "event":
        lead = wording.day(record["date"]).rjust(11)
    right: list[Cell] = [wording.sum_told(record), ""] if has_sum else []
    marks = [wording.trust(record), record["id"]]
    told = wording.remarks(record, is_dated=record["kind"] == "event")
    # How it stands is not told, nor whose reading that is.
    left = [lead, *(one for one in told if one.plain not in ("", "our reading"))]
    return Item(left, plain(record["title"]), right, marks)


def brief(record: Record) -> Item:
    """A record in a line: its trust, its title, its date if that does not tell it, its caveat."""
    is_told = day_in_words(record.get("date", "")) in record["title"]
    told = joined([record["title"], "" if is_told else wording.when(record)], ", ")
    return Item([wording.trust(record)], told, (), ["", record["id"]], record.get("note", ""))


def with_parts(items: list[tuple[Record, Item]], shown: Container[str]) -> list[Item]:
    """Items with parts beneath their whole; where that is elsewhere among those `shown`, told."""
    records = {record["id"]: record for record, _ in items}
    places = {key: place for place, key in enumerate(records)}
    kept = []
    for record, one in sorted(items, key=lambda pair: [places[k] for k in way(pair[0], records)]):
        title, *told = joined([one.title]).split()
        if above := way(record, records)[:-1]:
            # A part of a part stands further in.
            begin = plain(f"{'  ' * (len(above) - 1)}{sign('part')} ", unbroken=True)
            title = joined([begin, title], "")
            if whole_of(record, records):
                told = [plain("part of it"), *told]
            else:
                # Its figure stands above it.
                left, right = ["the same sum", *one.left[1:]], ["", *one.right[1:]]
                one = one.but(left=left, right=right)
        elif whole := whole_of(record, shown):
            told.append(plain(f"part of {whole}"))
        kept.append(one.but(title=joined([title, *told], "\n")))
    return kept


def way(record: Record, records: dict[str, Record]) -> list[str]:
    """The ids of the nearest that a record is listed beneath, from the top down, and its own."""
    keys = [record["id"]]
    while len(keys) < _MOST_WAY and (above := _above(records[keys[0]], records)) not in ("", *keys):
        keys.insert(0, above)
    return keys


def told_again(record: Record, records: dict[str, Record]) -> bool:
    """Whether a record tells the sum of a promise that it signs for once more."""
    return bool(_above(record, records)) and not whole_of(record, records)


def _above(record: Record, records: dict[str, Record]) -> str:
    """The record beneath which one is listed: its whole, or the promise whose sum it signs for."""
    promises = (records[key] for key in record.get("commitments", ()) if key in records)
    sums = {one["id"]: (one["value"], one["unit"]) for one in promises if "value" in one}
    own = record.get("value"), record.get("unit")
    same = (key for key, figure in sums.items() if figure == own)
    return whole_of(record, records) or next(same, "")
