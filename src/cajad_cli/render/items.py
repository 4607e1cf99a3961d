"""Records as items of lists, and which of them are listed beneath which."""

from collections.abc import Container

from cajad_cli.model import CURRENCIES
from cajad_cli.render import wording
from cajad_cli.render.layout import Item
from cajad_cli.render.looks import Cell, joined, plain, sign, signed
from cajad_cli.render.wording import Record
from cajad_cli.text import amounts

# No list needs more steps from a whole down to a part; a file may hold a way without end.
_MOST_WAY = 8


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
    is_told = amounts.day_in_words(record.get("date", "")) in record["title"]
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


def whole_of(record: Record, ids: Container[str]) -> str:
    """The one of some records that a record is a part of and is counted with, or nothing."""
    wholes = [*record.get("counted_in", ()), record.get("part_of", "")]
    return next((key for key in wholes if key in ids), "")


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
