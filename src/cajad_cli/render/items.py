"""Records as items of lists: what stands of each kind at the left, in the middle and at right."""

from collections.abc import Callable, Set
from typing import Any

from cajad_cli.query.view import Gathered
from cajad_cli.render.layout import Cell, Item, joined, plain, sign, signed
from cajad_cli.render.wording import amount, codes, flush_day, marks, remarks, status, trust, when

Record = dict[str, Any]
# What people call a kind.
_SAID = {"commitment": "promise"}
Build = Callable[[Record, Gathered], Item]


def promise(record: Record, shown: Gathered) -> Item:
    """A commitment or target: how it stands, and as of when."""
    return Item(
        lead=status(record),
        under=remarks(record),
        title=title(record),
        right=amount(record),
        marks=marks(record, shown.others),
        day=f"as of {when({'date': record['as_of']})}" if "as_of" in record else "",
    )


def typed(record: Record, shown: Gathered) -> Item:
    """A document, a deal or a statement: its sort, and its date."""
    return Item(
        lead=record["type"],
        title=joined([title(record), record.get("speaker", "")], "\n"),
        right=amount(record),
        marks=marks(record, shown.others),
        day=when(record),
    )


def money(record: Record, shown: Gathered) -> Item:
    """A record with a sum of money: what sort of thing it is, and the sum."""
    return Item(
        lead=record["type"] if "type" in record else _SAID.get(record["kind"]) or record["kind"],
        under=remarks(record),
        title=title(record),
        right=amount(record),
        marks=marks(record, shown.others),
        day=when(record),
    )


def event(record: Record, shown: Gathered) -> Item:
    """An event by its date; planned ones say so."""
    planned = record["type"] == "plan"
    return Item(
        lead=flush_day(record["date"]),
        under=[signed("planned")] if planned else [],
        title=plain(record["title"]),
        right=codes(record, shown.others),
        marks=[trust(record), record["id"]],
    )


def view(record: Record, shown: Gathered) -> Item:
    """An analysis, under the name of who holds it."""
    who = joined([title(record), record["author"]], "\n")
    return Item(signed("analysis", "view"), who, "", marks(record, shown.others), when(record))


def question(record: Record, shown: Gathered) -> Item:
    """What was looked for and not found."""
    return Item(
        signed("unknown", "not known"),
        title(record),
        record["id"],
        caveat=f"{record['text']} (looked for until {when({'date': record['as_of']})})",
    )


def dispute(record: Record, shown: Gathered) -> Item:
    """A question on which sources disagree, and our verdict."""
    verdict = f"{sign('verdict')} {record['assessment']}"
    return Item(settled(record), title(record), record["id"], caveat=verdict)


def settled(record: Record) -> Cell:
    """How far a dispute is settled, with its sign."""
    if record["settled"] == "fully":
        return signed("settled")
    return signed("disputed", "open" if record["settled"] == "open" else "partly open")


def title(record: Record) -> Cell:
    """A title, as the heading of its record."""
    return plain(record["title"], "heading")


def whole_of(record: Record, ids: Set[str]) -> str:
    """The one of some records that a record is a part of and is counted with, or nothing."""
    wholes = [*record.get("counted_in", ()), record.get("part_of", "")]
    return next((key for key in wholes if key in ids), "")


def with_parts(items: list[tuple[Record, Item]]) -> list[Item]:
    """Items with the parts of a sum beneath it, so that nothing looks as if it counted twice."""
    by_id = {record["id"]: record for record, _ in items}
    beneath: dict[str, list[tuple[str, Item]]] = {}
    for record, item in items:
        whole, told = whole_of(record, by_id.keys()), "part of it"
        if not whole:
            whole, told = _signed_for(record, by_id), "the same sum"
        if whole:
            title_ = joined([sign("part"), item.title])
            item = item._replace(title=title_, under=[*item.under, told])
        beneath.setdefault(whole, []).append((record["id"], item))
    shown: dict[str, Item] = {}

    def show(whole: str) -> None:
        for key, item in beneath.pop(whole, ()):
            shown[key] = item
            show(key)

    show("")
    for whole in list(beneath):
        # What is, by way of others, beneath itself.
        show(whole)
    return list(shown.values())


def _signed_for(record: Record, by_id: dict[str, Record]) -> str:
    """The promise among some records whose very sum an event signs for, or nothing."""
    figure = record.get("value"), record.get("unit")
    promises = [key for key in record.get("commitments", ()) if key in by_id]
    same = (k for k in promises if (by_id[k].get("value"), by_id[k].get("unit")) == figure)
    return next(same, "") if "value" in record else ""


BUILD: dict[str, Build] = {
    "commitment": promise,
    "target": promise,
    "deal": typed,
    "document": typed,
    "statement": typed,
    "event": event,
    "analysis": view,
    "unknown": question,
    "dispute": dispute,
}


def items_of(records: list[Record], shown: Gathered) -> list[Item]:
    """Records of kinds that are listed, as items."""
    return with_parts([(record, BUILD[record["kind"]](record, shown)) for record in records])
