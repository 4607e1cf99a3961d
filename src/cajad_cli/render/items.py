"""Records as items of lists: what stands of each kind at the left, in the middle and at right."""

from collections.abc import Container

from cajad_cli.render import wording
from cajad_cli.render.layout import Cell, Item, joined, plain, sign, signed
from cajad_cli.render.wording import Record


def item(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record of a kind that is listed. Who promised it is told, but the `usual` one."""
    told = wording.title(record)
    lead: Cell
    date: Cell
    match record["kind"]:
        case "event":
            lead, right = wording.day(record["date"]).rjust(11), wording.codes(record, others)
            known = wording.marks(record, others)[:2]
            return Item(lead, plain(record["title"]), right, known, under=wording.remarks(record))
        case "dispute":
            verdict = f"{sign('verdict')} {record['assessment']}"
            return Item(settled(record), told, marks=["", record["id"]], caveat=verdict)
        case "unknown":
            caveat = f"{record['text']} (looked for until {wording.day(record['as_of'])})"
            lead = signed("unknown", "not known")
            return Item(lead, told, marks=["", record["id"]], caveat=caveat)
        case "commitment" | "target":
            lead, date = wording.status(record), wording.as_of(record)
        case kind:
            # A word that is the same in all of a list says nothing.
            lead = "" if kind == "analysis" else str(record.get("type", kind))
            date = wording.when(record)
    told = joined([told, _who(record, usual)], "\n")
    known, under = wording.marks(record, others), wording.remarks(record)
    return Item(lead, told, wording.sum_told(record), known, date, under)


def _who(record: Record, usual: str) -> Cell:
    """Who said it, or promised it, unless that is the usual one."""
    if record.get("by", usual) != usual:
        return joined([f"by {record['by']}", wording.ours(record, "by")])
    return str(record.get("speaker", "") or record.get("author", ""))


def sum_of_money(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record with a sum of money: what sort of thing it is, and the sum."""
    kind = "promise" if record["kind"] == "commitment" else record["kind"]
    lead = record["type"] if kind == "deal" else kind
    # No status is told here, nor that it is our reading.
    under = [remark for remark in wording.remarks(record) if remark.plain != "our reading"]
    told, known = wording.sum_told(record), wording.marks(record, others)
    found = item(record, others, usual)
    return found._replace(lead=lead, right=told, marks=known, day=wording.when(record), under=under)


def settled(record: Record) -> Cell:
    """How far a dispute is settled, with its sign."""
    if record["settled"] == "fully":
        return signed("settled")
    return signed("disputed", "open" if record["settled"] == "open" else "partly open")


def whole_of(record: Record, ids: Container[str]) -> str:
    """The one of some records that a record is a part of and is counted with, or nothing."""
    wholes = [*record.get("counted_in", ()), record.get("part_of", "")]
    return next((key for key in wholes if key in ids), "")


def with_parts(items: list[tuple[Record, Item]]) -> list[Item]:
    """Items with the parts of a sum beneath it, so that nothing looks as if it counted twice."""
    records = {record["id"]: record for record, _ in items}
    places = {key: place for place, key in enumerate(records)}

    def way(pair: tuple[Record, Item]) -> list[int]:
        """The places of what a record is beneath, from the top down, and its own."""
        keys = [pair[0]["id"]]
        while (whole := _above(records[keys[0]], records)) and whole not in keys:
            keys.insert(0, whole)
        return [places[key] for key in keys]

    shown = []
    for record, item in sorted(items, key=way):
        if _above(record, records):
            told = "part of it" if whole_of(record, records) else "the same sum"
            part = joined([sign("part"), item.title])
            item = item._replace(title=part, under=[*item.under, told])
        shown.append(item)
    return shown


def _above(record: Record, records: dict[str, Record]) -> str:
    """The record beneath which one is listed: its whole, or the promise whose sum it signs for."""
    promises = [key for key in record.get("commitments", ()) if key in records]
    same = (key for key in promises if _figure(records[key]) == _figure(record) != "")
    return whole_of(record, records) or next(same, "")


def _figure(record: Record) -> str:
    return f"{record['value']} {record['unit']}" if "value" in record else ""
