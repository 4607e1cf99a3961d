"""How figures, dates, names and states are said on screens, and records as items of lists."""

import re
from collections.abc import Container, Iterable
from typing import Any

from rich.text import Text

from cajad_cli.model.vocabulary import LANGUAGES, OWN_TITLES
from cajad_cli.render.layout import Item
from cajad_cli.render.looks import Cell, joined, link, plain, sign, signed
from cajad_cli.render.terminal import TIE
from cajad_cli.text import amounts

# A record as the store has it.
Record = dict[str, Any]

# The first letter of a script, and what is written in it; of those that are not named, nothing.
_SCRIPTS = (
    *(("\ud7b0", ""), ("\uac00", "Korean"), ("\u2e80", "Japanese")),
    *(("\u0530", ""), ("\u0400", "Cyrillic"), ("", "")),
)
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


def dated(record: Record) -> str:
    """The date of a record; of a promise it is not that of what is promised, and says so."""
    date = day(record.get("date", ""))
    return f"promised {date}" if date and record["kind"] == "commitment" else date


def when(record: Record) -> Text:
    """The date of a record; one that no source gives says so."""
    return joined([dated(record), ours(record, "date")])


def sum_told(record: Record) -> Text:
    """The figure of a record as a list shows it; one that no source gives says so."""
    return joined([amount(record), ours(record, "value")])


def as_of(record: Record) -> str:
    """The day for which the status of a record is true."""
    return f"as of {day(record['as_of'])}" if "as_of" in record else ""


def titled(record: Record) -> str:
    """A title; in brackets that of a page in another language, which is cajad's, not the page's."""
    is_ours = record["kind"] == "source" and record["language"] not in OWN_TITLES
    return f"[{record['title']}]" if is_ours else str(record["title"])


def title(record: Record) -> Text:
    """A title, as the heading of its record."""
    return plain(titled(record), "heading")


def read(source: Record) -> Text:
    """How much of a source could be read."""
    told = source.get("read", "whole")
    return plain("not read" if told == "unread" else f"read: {told}", unbroken=True)


def trust(record: Record) -> Text:
    """The trust of a record, with its sign where it warns; nothing for what reports no fact."""
    word = record.get("trust", "")
    return signed("disputed") if word == "disputed" else plain(word, word, unbroken=True)


def status(record: Record) -> Text:
    """A status with its sign."""
    return signed(record["status"]) if "status" in record else Text()


def remarks(record: Record, is_dated: bool = False) -> list[Text]:
    """What must not be missed of a record: our reading, what is planned, older or later.

    Our reading of its date in place of that of its status, where the date is told.
    """
    told = []
    if not is_dated and "status" in record.get("inferred", {}):
        told.append(plain("our reading", "our reading"))
    if record["kind"] == "event" and record["type"] == "plan":
        told.append(signed("planned"))
    if record.get("occasion") == "before":
        told.append(plain(f"older {record.get('date', '')[:4]}".strip(), "older", unbroken=True))
    if record.get("occasion") == "after":
        told.append(plain("later", "later"))
    return [*told, read_as(record, "date", "date")] if is_dated else told


def occasion(record: Record) -> Text:
    """That a promise was made at the summit, before or after is our reading, if it is."""
    told = {"before": "older", "after": "later"}.get(record.get("occasion", ""), "summit")
    return read_as(record, "occasion", told)


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
    return "several languages" if code == "mul" else LANGUAGES.get(code, code)


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


def item(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record of a kind that is listed. Who promised it is told, but the `usual` one."""
    left: list[Cell]
    marks: list[Cell] = [trust(record), record["id"], first_sources(record, others)]
    match record["kind"]:
        case "event":
            left = [day(record["date"]).rjust(11), *remarks(record, is_dated=True)]
            right: list[Cell] = [codes(record, others)]
            return Item(left, plain(record["title"]), right, marks[:2])
        case "unknown":
            return line(record).but(title=title(record), caveat=record["text"])
        case "commitment" | "target":
            left, date = [status(record), *remarks(record)], as_of(record)
        case _:
            left = [sort(record), *remarks(record, is_dated=True)]
            date = day(record.get("date", ""))
    who = joined([record.get("speaker") or record.get("author"), ours(record, "speaker", "author")])
    if record["kind"] == "analysis":
        # A word that is the same in all of a list says nothing.
        left, who = [], joined([who, read_as(record, "date", "date")], sign("dot"))
    if record.get("by", usual) != usual or ours(record, "by"):
        who = joined([f"by {record['by']}", ours(record, "by")])
    # What is no money in what somebody said would look like a sum.
    is_sum = record["kind"] != "statement" or record.get("unit", "").isupper()
    right = [sum_told(record) if is_sum else "", date]
    return Item(left, joined([title(record), who, occasion(record)], "\n"), right, marks)


def read_as(record: Record, field: str, name: str) -> Text:
    """That a field of a record is our reading, where it does not stand by itself."""
    is_ours = field in record.get("inferred", {})
    return plain(f"{name}: our reading" if is_ours else "", "our reading", unbroken=True)


def sum_of_money(record: Record, others: dict[str, Record], usual: str = "") -> Item:
    """A record with a sum of money: what sort of thing it is, the sum, and the verdict on it.

    Who promised it and to whom is told by the heading that it stands under.
    """
    lead = sort(record) if record["kind"] == "deal" else kind(record)
    one = item(record, others, record.get("by", usual))
    parties = ", ".join(record.get("parties", ()))
    disputes = (others[key] for key in record.get("disputed_by", ()))
    verdicts = (
        f"{sign('disputed')} {dispute['id']}: {dispute['assessment']}"
        for dispute in disputes
        if dispute["settled"] != "fully"
    )
    return one.but(
        left=[lead, *remarks(record, is_dated=True)],
        title=joined([one.title, joined([parties, ours(record, "parties")])], "\n"),
        right=[sum_told(record), dated(record)],
        marks=[*one.marks[:2], first_sources(record, others)],
        caveat=joined([record.get("note"), *verdicts], "\n"),
    )


def kind(record: Record) -> str:
    """What a kind of record is called for people."""
    told: str = record["kind"]
    return {"commitment": "promise", "unknown": "not known"}.get(told, told)


def sort(record: Record) -> str:
    """What sort of its kind a record is, in a word."""
    told: str = record.get("type") or kind(record)
    if told == "other":
        return "paper" if record["kind"] == "document" else kind(record)
    return "number" if told == "count" else told


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


def brief(record: Record) -> Item:
    """A record in a line: its trust, its title, its date if that does not tell it, its caveat."""
    is_told = amounts.day_in_words(record.get("date", "")) in record["title"]
    told = joined([record["title"], "" if is_told else when(record)], ", ")
    return Item([trust(record)], told, (), ["", record["id"]], record.get("note", ""))


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
        title, *told = joined([item.title]).split()
        if _above(record, records):
            title = joined([sign("part"), title])
            if whole_of(record, records):
                told = [plain("part of it"), *told]
            else:
                # Its figure stands above it.
                left, right = ["the same sum", *item.left[1:]], ["", *item.right[1:]]
                item = item.but(left=left, right=right)
        elif whole := whole_of(record, shown):
            told.append(plain(f"part of {whole}"))
        kept.append(item.but(title=joined([title, *told], "\n")))
    return kept


def told_again(record: Record, records: dict[str, Record]) -> bool:
    """Whether a record tells the sum of a promise that it signs for once more."""
    return bool(_above(record, records)) and not whole_of(record, records)


def _above(record: Record, records: dict[str, Record]) -> str:
    """The record beneath which one is listed: its whole, or the promise whose sum it signs for."""
    promises = [records[key] for key in record.get("commitments", ()) if key in records]
    sums = {one["id"]: (one["value"], one["unit"]) for one in promises if "value" in one}
    figure = record.get("value"), record.get("unit")
    same = (key for key, promised in sums.items() if promised == figure)
    return whole_of(record, records) or next(same, "")
