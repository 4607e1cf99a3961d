"""How figures, dates, names and states are said on screens, and records as items of lists."""

import re
from collections.abc import Container, Iterable
from typing import Any

from rich.text import Text

from cajad_cli.model.vocabulary import LANGUAGES
from cajad_cli.render.layout import Cell, Item, joined, link, plain, sign, signed
from cajad_cli.render.terminal import TIE
from cajad_cli.text import amounts

# A record as the store has it.
Record = dict[str, Any]

# The first letter of a script, and what is written in it.
_SCRIPTS = (("\u2e80", "Japanese"), ("\u0400", "Cyrillic"), ("", ""))
_SCALES = {"trillion": "trn", "billion": "bn", "million": "m"}


def number(value: float) -> str:
    """A value with its scale in short; never rounded."""
    digits, _, scale = amounts.number(value).partition(" ")
    return f"{digits} {_SCALES[scale]}" if scale else digits


def amount(record: Record) -> str:
    """The figure of a record as a list shows it: `more than $3.7 bn`."""
    if "value" not in record:
        return ""
    unit, figure = record["unit"], number(record["value"])
    told = f"{sign(unit)}{figure}" if unit.isupper() and sign(unit) else f"{figure} {unit}"
    qualifier = record.get("qualifier", "")
    return told if qualifier in ("", "stated", "exactly") else f"{qualifier} {told}"


def day(date: str) -> str:
    """A date as people write it: 20 Dec 2025, Dec 2025, 17-20 Dec 2025."""
    begin, _, end = amounts.day_in_words(date, "/", letters=3).partition("/")
    if not end:
        return begin
    # The month and the year, or the year, are said once where both ends share them.
    begin = begin.removesuffix(f" {end.partition(' ')[2]}").removesuffix(f" {end[-4:]}")
    between = f" {sign('range')} " if " " in begin else sign("range")
    return f"{begin}{between}{end}"


def ours(record: Record, *fields: str) -> Text:
    """That one of these fields of a record is our reading, to stand beside it."""
    is_ours = not record.get("inferred", {}).keys().isdisjoint(fields)
    return plain("(our reading)" if is_ours else "", "our reading", unbroken=True)


def when(record: Record) -> Text:
    """The date of a record; one that no source gives says so."""
    return joined([day(record.get("date", "")), ours(record, "date")])


def sum_told(record: Record) -> Text:
    """The figure of a record as a list shows it; one that no source gives says so."""
    return joined([amount(record), ours(record, "value")])


def as_of(record: Record) -> str:
    """The day for which the status of a record is true."""
    return f"as of {day(record['as_of'])}" if "as_of" in record else ""


def title(record: Record) -> Text:
    """A title, as the heading of its record."""
    return plain(record["title"], "heading")


def trust(record: Record) -> Text:
    """The trust of a record, with its sign where it warns; nothing for what reports no fact."""
    word = record.get("trust", "")
    return signed("disputed") if word == "disputed" else plain(word, word, unbroken=True)


def status(record: Record) -> Text:
    """A status with its sign."""
    return signed(record["status"]) if "status" in record else Text()


def remarks(record: Record) -> list[Text]:
    """What must not be missed of a record: our reading, what is planned, older or later."""
    told = []
    if "status" in record.get("inferred", {}):
        told.append(plain("our reading", "our reading"))
    if record["kind"] == "event" and record["type"] == "plan":
        told.append(signed("planned"))
    if record.get("occasion") == "before":
        told.append(plain(f"older {record.get('date', '')[:4]}".strip(), "older", unbroken=True))
    if record.get("occasion") == "after":
        told.append(plain("later", "later"))
    return told


def short_name(source: Record) -> str:
    """The publisher of a source in few words: without what stands behind a comma or bracket."""
    name = re.split(r" via |, | \(|; ", source["publisher"])[0]
    return name.replace("Ministry of Foreign Affairs of", "MOFA")


def source(citation: Record, others: dict[str, Record], dated: bool = True) -> Text:
    """A source by its publisher and date, linked to the passage."""
    found = others[citation["id"]]
    date = day(found.get("date", "")) if dated else ""
    return link(joined([short_name(found), date], ", "), citation.get("link", ""))


def first_sources(record: Record, others: dict[str, Record]) -> Text:
    """The publisher of a first source, a primary one if there is any; and how many more."""
    cited = {citation["id"]: citation for citation in reversed(record["sources"])}
    if not cited:
        return Text()
    first = min(reversed(cited), key=lambda key: others[key]["type"] != "primary")
    more = f"+{len(cited) - 1}" if len(cited) > 1 else ""
    return joined([joined(["source:", source(cited[first], others, dated=False)], TIE), more])


def language(code: str) -> str:
    """A language in English."""
    return LANGUAGES.get(code, code)


def called(names: dict[str, str]) -> Text:
    """What something is called, each name with its language."""
    told = (plain(f"{language(key)} {name}", unbroken=True) for key, name in names.items())
    return joined(told, ", ")


def spelt(names: Iterable[str]) -> Text:
    """Spellings of a name, those in another script than ours behind what that is called."""
    scripts: dict[str, list[str]] = {}
    for name in names:
        script = next(told for first, told in _SCRIPTS if name[0] >= first)
        scripts.setdefault(script, []).append(name)
    return joined((f"{script} {', '.join(told)}".strip() for script, told in scripts.items()), "; ")


def names(keys: Iterable[str], others: dict[str, Record]) -> str:
    """What countries, areas and other records of these ids are called."""
    return ", ".join(others[key]["title"] if key in others else key for key in keys)


def codes(record: Record, others: dict[str, Record]) -> str:
    """The countries of a record in two letters each, or how many where they are many."""
    countries = record.get("countries", ())
    if len(countries) > 2:
        return f"{len(countries)} countries"
    return " ".join(others[key]["alpha_2"] for key in countries if key in others)


def marks(record: Record, others: dict[str, Record]) -> list[Cell]:
    """What must be known of a record in a list: trust, id and first source."""
    return [trust(record), record["id"], first_sources(record, others)]


def item(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record of a kind that is listed. Who promised it is told, but the `usual` one."""
    lead: Cell
    date: Cell
    match record["kind"]:
        case "event":
            lead, known = day(record["date"]).rjust(11), marks(record, others)[:2]
            right = [codes(record, others)]
            return Item([lead, *remarks(record)], plain(record["title"]), right, known)
        case "unknown":
            caveat = f"{record['text']} (looked for until {day(record['as_of'])})"
            lead = signed("unknown", "not known")
            return Item([lead], title(record), (), ["", record["id"]], caveat)
        case "commitment" | "target":
            lead, date = status(record), as_of(record)
        case kind:
            # A word that is the same in all of a list says nothing.
            lead = "" if kind == "analysis" else sort(record)
            date = when(record)
    who: Cell = str(record.get("speaker", "") or record.get("author", ""))
    if record.get("by", usual) != usual:
        who = joined([f"by {record['by']}", ours(record, "by")])
    told = joined([title(record), who], "\n")
    left, known = [lead, *remarks(record)], marks(record, others)
    return Item(left, told, [sum_told(record), date], known)


def sum_of_money(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record with a sum of money: what sort of thing it is, and the sum."""
    lead = sort(record) if record["kind"] == "deal" else kind(record)
    # No status is told here, nor that it is our reading.
    left = [lead, *(one for one in remarks(record) if one.plain != "our reading")]
    right, known = [sum_told(record), when(record)], marks(record, others)
    return item(record, others, usual)._replace(left=left, right=right, marks=known)


def kind(record: Record) -> str:
    """What a kind of record is called for people."""
    return {"commitment": "promise", "unknown": "not known"}.get(record["kind"], record["kind"])


def sort(record: Record) -> str:
    """What sort of its kind a record is, in a word."""
    told: str = record.get("type") or kind(record)
    if told == "other":
        return "paper" if record["kind"] == "document" else kind(record)
    return "number of papers" if told == "count" else told


def line(record: Record) -> Item:
    """A record in a line: how it stands or what it is, its title, its id."""
    lead: Cell = kind(record)
    if record["kind"] == "dispute":
        lead = settled(record)
    elif record["kind"] == "unknown":
        lead = signed("unknown", "not known")
    elif record["kind"] == "event":
        lead = day(record["date"]).rjust(11)
    return Item([lead], plain(record["title"]), [record["id"]])


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
        # The places of what a record is beneath, from the top down, and its own.
        keys = [pair[0]["id"]]
        while (whole := _above(records[keys[0]], records)) and whole not in keys:
            keys.insert(0, whole)
        return [places[key] for key in keys]

    shown = []
    for record, item in sorted(items, key=way):
        if _above(record, records):
            told = "part of it" if whole_of(record, records) else "the same sum"
            part = joined([sign("part"), item.title])
            item = item._replace(title=part, left=[*item.left, told])
        shown.append(item)
    return shown


def _above(record: Record, records: dict[str, Record]) -> str:
    """The record beneath which one is listed: its whole, or the promise whose sum it signs for."""
    promises = [records[key] for key in record.get("commitments", ()) if key in records]
    same = (one["id"] for one in promises if "value" in one and _figure(one) == _figure(record))
    return whole_of(record, records) or next(same, "")


def _figure(record: Record) -> tuple[Any, Any]:
    return record.get("value"), record.get("unit")
