"""How figures, dates, names and states are said on screens, and records as items of lists."""

import re
from collections.abc import Container, Iterable
from typing import Any

from rich.text import Text

from cajad_cli.model.vocabulary import LANGUAGES
from cajad_cli.render.layout import Item
from cajad_cli.render.looks import Cell, joined, link, plain, sign, signed
from cajad_cli.render.terminal import TIE
from cajad_cli.text import amounts

# A record as the store has it.
Record = dict[str, Any]

# The first letter of a script, and what is written in it.
_SCRIPTS = (("\u2e80", "Japanese"), ("\u0400", "Cyrillic"), ("", ""))
# No list needs more steps from a whole down to a part; a file may hold a way without end.
_MOST_WAY = 8
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


def leader(country: Record) -> str:
    """The leader of a country with the office."""
    return f"{country['leader']}, {country['leader_title'].partition(' of ')[0]}"


def short(body: str) -> str:
    """The name of a body in few words: without what stands behind a comma or bracket."""
    return re.split(r" via |, | \(|; ", body)[0].replace("Ministry of Foreign Affairs of", "MOFA")


def source(citation: Record, others: dict[str, Record], dated: bool = True) -> Text:
    """A source by its publisher and date, linked to the passage."""
    found = others[citation["id"]]
    date = day(found.get("date", "")) if dated else ""
    return link(joined([short(found["publisher"]), date], ", "), citation.get("link", ""))


def backs(citation: Record, part: str) -> bool:
    """Whether a citation backs a part of its record; without `backs` it backs all of it."""
    named = citation.get("backs")
    return named is None or part in named or part.partition(".")[0] in named


def first_sources(record: Record, others: dict[str, Record]) -> Text:
    """The publisher of a first source, a primary one if there is any; and how many more.

    Where there is a figure it is one that holds this, linked there.
    """
    cited = record["sources"]
    told = [citation for citation in cited if "value" in record and backs(citation, "value")]
    ranked = sorted(told or cited, key=lambda one: others[one["id"]]["type"] != "primary")
    more = len({citation["id"] for citation in cited}) - 1
    named = (source(first, others, dated=False) for first in ranked[:1])
    return joined([*named, f"+{more}" if more > 0 else ""], TIE)


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
    date = ""
    match record["kind"]:
        case "event":
            lead, known = day(record["date"]).rjust(11), marks(record, others)[:2]
            right = [codes(record, others)]
            return Item([lead, *remarks(record)], plain(record["title"]), right, known)
        case "unknown":
            return line(record)._replace(title=title(record), caveat=record["text"])
        case "commitment" | "target":
            lead, date = status(record), as_of(record)
        case kind:
            # A word that is the same in all of a list says nothing.
            lead = "" if kind == "analysis" else sort(record)
    left: list[Cell] = [lead, *remarks(record)]
    if not date:
        date, left = day(record.get("date", "")), [*left, *dated(record)]
    who: Cell = str(record.get("speaker", "") or record.get("author", ""))
    if record.get("by", usual) != usual or ours(record, "by"):
        who = joined([f"by {record['by']}", ours(record, "by")])
    # What is no money in what somebody said would look like a sum.
    is_sum = record["kind"] != "statement" or record.get("unit", "").isupper()
    figure = sum_told(record) if is_sum else ""
    told = joined([title(record), who], "\n")
    return Item(left, told, [figure, date], marks(record, others))


def dated(record: Record) -> list[Text]:
    """That the date of a record is our reading, to stand beneath its kind."""
    is_ours = "date" in record.get("inferred", {})
    return [plain("date: our reading", "our reading")] if is_ours else []


def sum_of_money(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record with a sum of money: what sort of thing it is, the sum, and the verdict on it.

    Who promised it and to whom is told by the heading that it stands under.
    """
    lead = sort(record) if record["kind"] == "deal" else kind(record)
    # No status is told here, nor that it is our reading.
    remarked = (one for one in remarks(record) if one.plain != "our reading")
    left: list[Cell] = [lead, *remarked, *dated(record)]
    one = item(record, others, record.get("by", usual))
    told = joined([one.title, ", ".join(record.get("parties", ()))], "\n")
    right: list[Cell] = [sum_told(record), day(record.get("date", ""))]
    disputes = (others[key] for key in record.get("disputed_by", ()))
    verdicts = (
        f"{sign('disputed')} {dispute['id']}: {dispute['assessment']}"
        for dispute in disputes
        if dispute["settled"] != "fully"
    )
    return Item(left, told, right, marks(record, others), joined(verdicts, "\n"))


def kind(record: Record) -> str:
    """What a kind of record is called for people."""
    told: str = record["kind"]
    return {"commitment": "promise", "unknown": "not known"}.get(told, told)


def sort(record: Record) -> str:
    """What sort of its kind a record is, in a word."""
    told: str = record.get("type") or kind(record)
    if told == "other":
        return "paper" if record["kind"] == "document" else kind(record)
    return "number of papers" if told == "count" else told


def line(record: Record, has_sum: bool = False) -> Item:
    """A record in a line: how it stands or what it is, its title, its id; its figure if wanted."""
    lead: Cell = kind(record)
    if record["kind"] == "dispute":
        lead = settled(record)
    elif record["kind"] == "unknown":
        lead = signed("unknown", "not known")
    elif record["kind"] == "event":
        lead = day(record["date"]).rjust(11)
    right: list[Cell] = [sum_told(record), ""] if has_sum else []
    return Item([lead], plain(record["title"]), right, ["", record["id"]])


def settled(record: Record) -> Cell:
    """How far a dispute is settled, with its sign."""
    if record["settled"] == "fully":
        return signed("settled")
    return signed("disputed", "open" if record["settled"] == "open" else "partly open")


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


def with_parts(items: list[tuple[Record, Item]], shown: Container[str]) -> list[Item]:
    """Items with parts beneath their whole; where that is elsewhere among those `shown`, told."""
    records = {record["id"]: record for record, _ in items}
    places = {key: place for place, key in enumerate(records)}
    kept = []
    for record, item in sorted(items, key=lambda one: [places[k] for k in way(one[0], records)]):
        if _above(record, records):
            title, *told = joined([joined([sign("part"), item.title])]).split()
            if whole_of(record, records):
                item = item._replace(title=joined([title, "part of it", *told], "\n"))
            else:
                # Its figure stands above it.
                left, right = ["the same sum", *item.left[1:]], ["", *item.right[1:]]
                item = item._replace(left=left, title=joined([title, *told], "\n"), right=right)
        elif whole := whole_of(record, shown):
            item = item._replace(title=joined([item.title, f"part of {whole}"], "\n"))
        kept.append(item)
    return kept


def told_again(record: Record, records: dict[str, Record]) -> bool:
    """Whether a record tells the sum of a promise that it signs for once more."""
    return bool(_above(record, records)) and not whole_of(record, records)


def _above(record: Record, records: dict[str, Record]) -> str:
    """The record beneath which one is listed: its whole, or the promise whose sum it signs for."""
    promises = [records[key] for key in record.get("commitments", ()) if key in records]
    same = (one["id"] for one in promises if "value" in one and _figure(one) == _figure(record))
    return whole_of(record, records) or next(same, "")


def _figure(record: Record) -> tuple[Any, Any]:
    return record.get("value"), record.get("unit")
