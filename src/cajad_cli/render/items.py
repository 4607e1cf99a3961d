"""Records as items of lists: what stands of each kind at the left, in the middle and at right."""

from collections.abc import Container

from cajad_cli.render.layout import Cell, Item, joined, plain, sign, signed
from cajad_cli.render.wording import (
    Record,
    amount,
    as_of,
    codes,
    day,
    flush_day,
    marks,
    remarks,
    status,
    title,
    when,
)


def item(record: Record, others: dict[str, Record]) -> Item:
    """A record of a kind that is listed."""
    told = title(record)
    lead: Cell
    match record["kind"]:
        case "event":
            lead, right = flush_day(record["date"]), codes(record, others)
            known = marks(record, others)[:2]
            return Item(lead, plain(record["title"]), right, known, under=remarks(record))
        case "dispute":
            verdict = f"{sign('verdict')} {record['assessment']}"
            return Item(settled(record), told, record["id"], caveat=verdict)
        case "unknown":
            caveat = f"{record['text']} (looked for until {day(record['as_of'])})"
            return Item(signed("unknown", "not known"), told, record["id"], caveat=caveat)
        case "commitment" | "target":
            lead, date, under = status(record), as_of(record), remarks(record)
        case "analysis":
            lead, date, under = signed("analysis", "view"), when(record), []
        case _:
            lead, date, under = record["type"], when(record), []
    who = record.get("speaker", "") or record.get("author", "")
    known = marks(record, others)
    return Item(lead, joined([told, who], "\n"), amount(record), known, date, under)


def sum_of_money(record: Record, others: dict[str, Record]) -> Item:
    """A record with a sum of money: what sort of thing it is, and the sum."""
    kind = "promise" if record["kind"] == "commitment" else record["kind"]
    lead: Cell = record.get("type") or kind
    known = marks(record, others)
    return Item(lead, title(record), amount(record), known, when(record), remarks(record))


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
