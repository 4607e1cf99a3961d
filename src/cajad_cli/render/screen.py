"""What all screens share: the answer, its footnotes, counts and legends, and what to type next."""

from collections import Counter

from rich.text import Text

from cajad_cli.model.vocabulary import STATUSES
from cajad_cli.query.view import Gathered
from cajad_cli.render.items import item, whole_of, with_parts
from cajad_cli.render.layout import Page, plain, sign, signed
from cajad_cli.render.notes import Notes
from cajad_cli.render.terminal import console, written
from cajad_cli.render.wording import Record, day, names, remarks

# What to type next: each command with what it shows behind two spaces. Empty ones are left out.
Commands = list[str]
# So many signs can be told apart at a glance.
_MOST_SIGNS = 30


class Screen(Page):
    """A page with the answer that it shows."""

    def __init__(self, shown: Gathered) -> None:
        super().__init__(console())
        self.shown = shown
        self.records = shown.records
        self.others = shown.others
        self.first: str = self.records[0]["id"]
        self.notes = Notes()

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

    def show(self, records: list[Record], caveats: bool = False) -> None:
        """Records of kinds that are listed, as items; with their notes, if told."""
        items = [(record, item(record, self.others)) for record in records]
        if caveats:
            items = [(r, one._replace(caveat=r.get("note", ""))) for r, one in items]
        self.items(with_parts(items))

    def part(self, name: str, records: list[Record], caveats: bool = False) -> None:
        """Records beneath a heading with their number; nothing where there are none."""
        if records:
            self.section(name, str(len(records)))
            self.show(records, caveats)

    def legend(self) -> None:
        """What the signs of promises mean."""
        self.blank()
        self.flow(["One sign a promise:", *map(signed, STATUSES)])

    def explain(self, records: list[Record]) -> None:
        """What the words beside signs mean, for those that stand on the screen."""
        told = {remark.plain.split(" ")[0] for record in records for remark in remarks(record)}
        said = []
        if "our" in told:
            said.append("our reading: no source says so; cajad show ID tells what it follows from.")
        if told & {"older", "later"}:
            said.append("older, later: promised before or after the summit.")
        if said:
            self.blank()
        self.prose(*said)

    def finish(self, commands: Commands) -> str:
        """The screen as text, with its sources, what to type next, and how old it all is."""
        if self.notes.cited:
            self.section("Sources", str(len(self.notes.cited)))
            self.flow(self.notes.told(self.others))
        # Whoever named the data file goes on with it.
        typed = [one.replace("  ", f"{self.shown.data}  ", 1) for one in commands if one]
        self.foot(typed, f"sources read until {day(self.shown.meta['data:as_of'])}")
        return written(self.console)


def signs(counts: Counter[str]) -> Text:
    """A sign for each promise, by how it stands; more than a line holds are left to the numbers."""
    if counts.total() > _MOST_SIGNS:
        return Text()
    return Text().join(plain(sign(word) * counts[word], word) for word in STATUSES if counts[word])


def wholes(records: list[Record]) -> list[Record]:
    """Records without those that are parts of the sum of another of them."""
    ids = {record["id"] for record in records}
    return [record for record in records if not whole_of(record, ids)]


def statuses(records: list[Record]) -> Counter[str]:
    """How many of some records stand where, parts of a sum counted with it."""
    return Counter(record["status"] for record in wholes(records) if "status" in record)
